"""A local platform of the tests' own, started as `make dev` starts it, on spare ports and in a folder of its own.

MiniStack enforces IAM there (`AUTH=true`), as it always does in `make dev`: whatever passes here passes with each
function holding only what its role names.
"""

import signal
from collections.abc import Iterator

import pytest

from tests.e2e.running import Command, Platform, spare_site


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The platform with its demo accounts and keys but no orders; this process's boto3 talks to its AWS."""
    site = spare_site(tmp_path_factory.mktemp("platform"))
    command = Command(site, "--no-seed")
    command.wait_for("Sextant is ready")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in site.environment().items():
            if name.startswith("AWS_"):
                patch.setenv(name, value)
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        yield Platform.of(site)
    command.stop(signal.SIGTERM)
