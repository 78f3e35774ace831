"""One synthesis of each stage for the whole session: starting jsii is what takes the time."""

from dataclasses import replace
from pathlib import Path

import pytest

from infra.config import LOCAL, PROD
from tests.infra.synthesis import Synthesis, synthesize

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests on one worker, so that one jsii and one synthesis serve them all."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("infra"))


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    """The templates and bundled assets of `prod`."""
    return synthesize(PROD, tmp_path_factory.mktemp("prod"), bundled=True)


@pytest.fixture(scope="session")
def prod_again(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    """The same once more, from the beginning."""
    return synthesize(PROD, tmp_path_factory.mktemp("prod_again"), bundled=True)


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    """The templates of `local`."""
    return synthesize(LOCAL, tmp_path_factory.mktemp("local"))


@pytest.fixture(scope="session")
def local_as_prod(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    """A stage named `local` that is configured as `prod` is."""
    return synthesize(replace(PROD, stage=LOCAL.stage), tmp_path_factory.mktemp("local_as_prod"))
