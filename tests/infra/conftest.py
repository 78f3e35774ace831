"""One synthesis of each stage for the whole session: starting jsii is what takes the time."""

from dataclasses import replace

import pytest

from infra.config import LOCAL, PROD
from tests.infra.synthesis import Synthesis, synthesize


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
