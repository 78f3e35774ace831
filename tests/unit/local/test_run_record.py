"""One run at a time, and what a run that was cut short leaves behind."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

from local.processes import Child, Program, command_of
from local.run_record import RunRecord, holding
from local.site import Site
from local.trouble import TroubleError


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site in a folder of the test's own."""
    return Site(port=5000, aws_port=4566, home=tmp_path / "home")


def a_child(site: Site) -> Child:
    """A program that would run for a minute."""
    command = (sys.executable, "-c", "import time; time.sleep(60)")
    child = Child(Program("the sleeper", command, dict(os.environ), site.home, site.logs / "log"))
    # The kernel tells the parent that the program runs a moment before it shows with what.
    while not command_of(child.pid):
        time.sleep(0.01)
    return child


def test_a_second_run_is_told_what_to_do(site: Site) -> None:
    """The message names the first run's process and the way to run two."""
    with holding(site), pytest.raises(TroubleError, match=rf"process {os.getpid()}.*SEXTANT_HOME"), holding(site):
        pytest.fail("the site was held twice")


def test_a_site_is_free_again_after_its_run(site: Site) -> None:
    """However it ended."""
    with pytest.raises(ZeroDivisionError), holding(site):
        raise ZeroDivisionError
    with holding(site):
        pass


def test_what_a_killed_run_left_is_stopped(site: Site) -> None:
    """The next run finds the process by its record."""
    with holding(site) as record:
        child = a_child(site)
        record.note(child)
    with holding(site) as record:
        assert record.stop_leftovers() == ["the sleeper"]
        child.finish()
        assert record.stop_leftovers() == []


def test_a_process_that_is_somebody_elses_by_now_is_left_alone(site: Site) -> None:
    """Process ids are used again."""
    with holding(site) as record:
        child = a_child(site)
        noted = [{"pid": child.pid, "name": "MiniStack", "command": ["python", "-m", "ministack"]}]
        (site.home / "run.json").write_text(json.dumps(noted))
        assert record.stop_leftovers() == []
        assert not child.ended
        child.stop(patience=5)


def test_a_broken_record_is_no_record(site: Site) -> None:
    """A run that was cut short while writing does not keep the next one from starting."""
    with holding(site):
        (site.home / "run.json").write_text("[{")
        assert RunRecord(site).stop_leftovers() == []
