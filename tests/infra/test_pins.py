"""What synthesizes: tools that understand each other, from any registry."""

import json
from importlib.metadata import version

from infra.paths import ROOT


def test_the_cli_is_the_one_that_reads_what_the_library_writes() -> None:
    """The newest tag of the CLI cannot read assemblies of this library, so both are pinned to exact versions."""
    package = json.loads((ROOT / "package.json").read_text())

    assert package["devDependencies"]["aws-cdk"] == "2.1148.1"
    assert version("aws-cdk-lib") == "2.275.0"


def test_the_lock_file_names_no_registry() -> None:
    """Everybody installs from the registry they are configured for; integrity hashes say that it is the same."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = {name: package for name, package in packages.items() if name}

    assert all("integrity" in package and "resolved" not in package for package in locked.values())
