"""Programs that are started and never left behind."""

import os
import sys
import time
from pathlib import Path

import pytest

from local.processes import Child, Program, command_of

# Starts a child of its own that ignores being asked to end, says both ids, and waits.
STUBBORN = """
import subprocess, sys, time
deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", deaf])
print(child.pid, flush=True)
time.sleep(60)
"""


def a_program(tmp_path: Path, code: str) -> Program:
    """That Python code as a program."""
    return Program("the test program", (sys.executable, "-c", code), dict(os.environ), tmp_path, tmp_path / "log")


def wait_for_a_line(log: Path) -> str:
    """The first line that the program said."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if (text := log.read_text()).endswith("\n"):
            return text.strip()
        time.sleep(0.02)
    pytest.fail("the program said nothing")


def is_gone(pid: int) -> bool:
    """Whether the process ends, within a moment, or is a zombie that its new parent has not buried."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not command_of(pid):
            return True
        time.sleep(0.02)
    return False


def test_stopping_a_program_stops_what_it_started(tmp_path: Path) -> None:
    """Even a grandchild that ignores SIGTERM is gone."""
    child = Child(a_program(tmp_path, STUBBORN))
    grandchild = int(wait_for_a_line(tmp_path / "log"))
    child.stop(patience=5)
    assert child.ended
    assert is_gone(grandchild)


def test_a_program_that_will_not_end_is_ended(tmp_path: Path) -> None:
    """Patience has an end."""
    child = Child(
        a_program(
            tmp_path, "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
        )
    )
    wait_for_a_line(tmp_path / "log")
    began = time.monotonic()
    child.stop(patience=0.2)
    assert child.ended
    assert time.monotonic() - began < 5


def test_a_failure_is_told_with_the_programs_last_words(tmp_path: Path) -> None:
    """Nobody has to go and look for the log."""
    child = Child(a_program(tmp_path, "print('the disk is full'); raise SystemExit(3)"))
    assert child.finish() == 3
    assert "the disk is full" in str(child.trouble("It failed."))


def test_a_running_process_has_a_command() -> None:
    """And a process that is not there has none."""
    assert "python" in command_of(os.getpid())
    assert command_of(2**22 + 1) == ""
