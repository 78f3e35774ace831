"""Where SAM finds its containers."""

import os
from pathlib import Path

import pytest

from local import container_engine
from local.container_engine import SETUP
from local.trouble import TroubleError


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with a SAM CLI."""
    sam = tmp_path / "sam"
    sam.touch(mode=0o755)
    return tmp_path


def test_a_command_of_ones_own_may_set_the_engine_up(tools: Path) -> None:
    """What the lines that it prints export is SAM's environment; they may refer to what is there already."""
    setup = f"echo 'export DOCKER_HOST=unix:///sock PATH={tools}:$PATH'"

    engine = container_engine.find({"PATH": os.environ["PATH"], "KEPT": "1", SETUP: setup})

    assert (engine.sam, engine.environment["DOCKER_HOST"]) == (str(tools / "sam"), "unix:///sock")
    assert engine.environment["KEPT"] == "1"
    assert "--skip-pull-image" in engine.options


@pytest.mark.parametrize("setup", ["exit 3", "no-such-command", "echo '('"])
def test_a_setup_that_fails_is_named(setup: str) -> None:
    """So that nobody looks for the fault in SAM."""
    with pytest.raises(TroubleError, match=SETUP):
        container_engine.find({"PATH": os.environ["PATH"], SETUP: setup})


def test_without_docker_the_remedy_is_said(tools: Path) -> None:
    """A SAM CLI alone runs nothing."""
    with pytest.raises(TroubleError, match="Install Docker"):
        container_engine.find({"PATH": str(tools)})
