"""What goes to Lambda: function code and layers, bundled by Python here instead of by a container."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import aws_cdk as cdk
import jsii
from aws_cdk import aws_lambda as lambda_

from infra.config import Config
from infra.constructs.wheels import Wheels
from infra.paths import CORE_REQUIREMENTS, FUNCTIONS, OPENAPI_DOCUMENT, SHARED_LAYER, STATS_REQUIREMENTS

NOT_CODE: Final = ["**/__pycache__", "**/*.pyc", "**/.*_cache", "**/.DS_Store"]

Fill = Callable[[Path], None]


class MissingAssetError(FileNotFoundError):
    """A file that an asset is made of is not there; the message says how to make it."""


@jsii.implements(cdk.ILocalBundling)
class _Filled:
    """Bundling that a function of ours does."""

    def __init__(self, fill: Fill) -> None:
        self._fill = fill

    def try_bundle(self, output_dir: str, _container: object = None, **_same_in_typing: object) -> bool:
        """Fill the asset's folder; there is no container to fall back on.

        The container's options come by position from jsii and by name in its type stubs; neither is wanted.
        """
        self._fill(Path(output_dir))
        return True


def api_code(document: Path = OPENAPI_DOCUMENT) -> lambda_.Code:
    """The code of all API functions, with the OpenAPI document that they serve.

    Raises:
        MissingAssetError: the document has not been made yet.
    """
    if not document.exists():
        raise MissingAssetError(
            f"{document} is missing, and the API functions serve it. Make it with `make openapi`.",
        )
    return _filled(FUNCTIONS / "api", lambda asset: _fill_api(asset, document))


def aggregate_code() -> lambda_.Code:
    """The code of the aggregate function."""
    return _filled(FUNCTIONS / "aggregate", lambda asset: _copy_package("aggregate", asset))


def shared_layer() -> lambda_.Code:
    """The `sextant` package; its folder has a layer's shape already."""
    return lambda_.Code.from_asset(str(SHARED_LAYER), exclude=NOT_CODE, ignore_mode=cdk.IgnoreMode.GLOB)


def core_layer(config: Config) -> lambda_.Code:
    """Every third-party package that a function imports, but for those of statistics."""
    return _packages(CORE_REQUIREMENTS, config)


def stats_layer(config: Config) -> lambda_.Code:
    """Third-party packages that only functions which compute results of experiments import."""
    return _packages(STATS_REQUIREMENTS, config)


def _packages(requirements: Path, config: Config) -> lambda_.Code:
    return _filled(requirements.parent, Wheels(requirements, config.architecture).copy_to, made_by=requirements.name)


def _filled(source: Path, fill: Fill, *, made_by: str = "") -> lambda_.Code:
    # Hashed by what comes out, so that a comment in a requirements file or a cache folder deploys nothing.
    # CDK takes two assets of one source and one command for the same asset, whatever fills them: where the source is
    # the same, the command differs, though none is ever run.
    return lambda_.Code.from_asset(
        str(source),
        asset_hash_type=cdk.AssetHashType.OUTPUT,
        bundling=cdk.BundlingOptions(
            image=cdk.DockerImage.from_registry("never-pulled"),
            command=[made_by] if made_by else None,
            local=_Filled(fill),
        ),
    )


def _fill_api(asset: Path, document: Path) -> None:
    _copy_package("api", asset)
    shutil.copyfile(document, asset / "api" / "openapi.json")


def _copy_package(name: str, asset: Path) -> None:
    ignore = shutil.ignore_patterns(*(pattern.removeprefix("**/") for pattern in NOT_CODE))
    shutil.copytree(FUNCTIONS / name, asset / name, ignore=ignore)
