"""What goes to Lambda: small enough, the same from the same input, and holding what it must."""

from pathlib import Path

import aws_cdk as cdk
import pytest

from infra.constructs.assets import MissingAssetError, api_code
from infra.constructs.wheels import WheelError, Wheels
from infra.paths import CORE_REQUIREMENTS, OPENAPI_DOCUMENT
from tests.infra.synthesis import Synthesis

LAMBDA_LIMIT_BYTES = 250 * 1024 * 1024
PURE = ["boto3", "botocore", "aws_lambda_powertools", "jwt", "pydantic", "pynamodb", "tzdata"]
COMPILED = ["cryptography", "pydantic_core"]
FUNCTIONS = ["Client", "Admin", "Authorizer", "Aggregate"]
WITH_STATISTICS = ["Admin", "Aggregate"]
PACKAGE_LAYERS = ["Layers/Core", "Layers/Stats"]


def _asset(prod: Synthesis, key: str) -> Path:
    return prod.outdir / f"asset.{key.removesuffix('.zip')}"


def _code(prod: Synthesis, function: str) -> Path:
    return _asset(prod, prod.function(function)["Code"]["S3Key"])


def _layer(prod: Synthesis, name: str) -> Path:
    return _asset(prod, prod.of_kind("AWS::Lambda::LayerVersion")[name]["Content"]["S3Key"])


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_with_its_layers_takes_no_more_than_lambda_allows(prod: Synthesis, function: str) -> None:
    """Unpacked code and layers; without statistics less than half, to leave room for packages of later functions."""
    layers = sum(_size(_layer(prod, name.strip("{}"))) for name in prod.function(function)["Layers"])

    limit = LAMBDA_LIMIT_BYTES if function in WITH_STATISTICS else LAMBDA_LIMIT_BYTES / 2
    assert _size(_code(prod, function)) + layers < limit


def test_unpacking_the_same_wheels_twice_gives_the_same_asset(tmp_path: Path) -> None:
    """Two installations with nothing in common but the requirements have one fingerprint."""
    for name in ("first", "second"):
        Wheels(CORE_REQUIREMENTS, "arm64", cache=tmp_path / f"cache-{name}").copy_to(tmp_path / name)

    assert cdk.FileSystem.fingerprint(str(tmp_path / "first")) == cdk.FileSystem.fingerprint(str(tmp_path / "second"))


def test_two_synths_name_the_same_assets(prod: Synthesis, prod_again: Synthesis) -> None:
    """Same input, same hashes: a deployment without a change uploads nothing."""
    assert prod.assets() == prod_again.assets()


@pytest.mark.parametrize("layer", PACKAGE_LAYERS)
def test_a_layer_of_packages_holds_no_tests_scripts_or_bytecode(prod: Synthesis, layer: str) -> None:
    """What Lambda never runs, and what differs from one machine to the next, stays out."""
    folders = {part for name in _files(_layer(prod, layer)) for part in Path(name).parts[:-1]}

    assert folders & {"tests", "__pycache__", "bin"} == set()


@pytest.mark.parametrize(("layer", "package"), [("Layers/Core", "pydantic_core"), ("Layers/Stats", "scipy")])
def test_a_layer_of_packages_is_built_for_its_architecture(prod: Synthesis, layer: str, package: str) -> None:
    """Every compiled module is for arm64, whatever machine synthesizes."""
    compiled = [name for name in _files(_layer(prod, layer)) if name.endswith(".so")]

    assert any(package in name for name in compiled)
    assert not any("x86_64" in name for name in compiled)


@pytest.mark.parametrize("package", [*PURE, *COMPILED])
def test_the_core_layer_holds_what_functions_import(prod: Synthesis, package: str) -> None:
    """Each direct requirement is there under `python/`, where Lambda looks."""
    assert (_layer(prod, "Layers/Core") / "python" / package).is_dir()


def test_the_stats_layer_holds_what_statistics_import_and_nothing_of_the_core(prod: Synthesis) -> None:
    """Each package once, and of the two that there are the parts that they need of each other."""
    core, stats = ({path.name for path in (_layer(prod, name) / "python").iterdir()} for name in PACKAGE_LAYERS)

    assert {"numpy", "scipy"} <= stats
    assert core & stats == set()


def test_aws_service_descriptions_are_left_whole(prod: Synthesis) -> None:
    """Botocore finds its services by their data files; they are large, but there is room."""
    services = _layer(prod, "Layers/Core") / "python" / "botocore" / "data"

    assert {"dynamodb", "sqs", "s3", "scheduler"} <= {path.name for path in services.iterdir()}


def test_the_shared_layer_is_the_sextant_package(prod: Synthesis) -> None:
    """It holds our package and nothing else."""
    files = _files(_layer(prod, "Layers/Shared"))

    assert "python/sextant/__init__.py" in files
    assert all(name.startswith("python/sextant/") for name in files)


def test_the_api_asset_is_the_api_and_its_contract(prod: Synthesis) -> None:
    """The package `api`, with the very document that `docs/` holds."""
    asset = _code(prod, "Client")

    assert {path.name for path in asset.iterdir()} == {"api"}
    assert (asset / "api" / "openapi.json").read_bytes() == OPENAPI_DOCUMENT.read_bytes()


def test_the_aggregate_asset_is_the_aggregate_package(prod: Synthesis) -> None:
    """No other function's code goes along."""
    assert {path.name for path in _code(prod, "Aggregate").iterdir()} == {"aggregate"}


def test_a_missing_contract_is_said_with_what_makes_it(tmp_path: Path) -> None:
    """Without the document the synth stops before bundling, and names the command."""
    with pytest.raises(MissingAssetError, match="make openapi"):
        api_code(tmp_path / "openapi.json")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_code_carries_no_bytecode(prod: Synthesis, function: str) -> None:
    """Bytecode of the machine that synthesizes would change the hash and serve nobody."""
    assert not any(
        "__pycache__" in name for name in _files(_code(prod, function)) | _files(_layer(prod, "Layers/Shared"))
    )


def test_requirements_without_hashes_are_refused(tmp_path: Path) -> None:
    """Nothing goes to Lambda that was not locked."""
    loose = tmp_path / "loose.txt"
    loose.write_text("six==1.17.0\n")

    with pytest.raises(WheelError, match=r"loose\.txt"):
        Wheels(loose, "arm64", cache=tmp_path / "cache").copy_to(tmp_path / "layer")


def test_an_installation_that_failed_is_not_kept(tmp_path: Path) -> None:
    """The cache holds whole layers only, so the next synth tries again."""
    loose = tmp_path / "loose.txt"
    loose.write_text("six==1.17.0\n")

    with pytest.raises(WheelError):
        Wheels(loose, "arm64", cache=tmp_path / "cache").copy_to(tmp_path / "layer")

    assert list((tmp_path / "cache").iterdir()) == []
