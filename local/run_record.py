"""Which processes belong to a run, so that a run that was cut short can be cleared away by the next one."""

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from local.processes import Child, command_of, signal_group
from local.site import Site
from local.trouble import TroubleError

# MiniStack writes its state when it is asked to stop; with much data that takes a while.
_LEFTOVER_PATIENCE_SECONDS = 30.0


class RunRecord:
    """The children of the run that holds the site."""

    def __init__(self, site: Site) -> None:
        """A record beside the site's data."""
        self._path = site.home / "run.json"

    def note(self, child: Child) -> None:
        """Remember a child that was just started."""
        noted = _Noted(child.pid, child.program.name, list(child.program.command))
        self._write([*self._read(), noted])

    def clear(self) -> None:
        """Forget all: they were stopped."""
        self._path.unlink(missing_ok=True)

    def stop_leftovers(self) -> list[str]:
        """Stop what an earlier run left running and forget it; the names of what was stopped."""
        left = [noted for noted in self._read() if noted.runs()]
        # The last one started first: the front door before what it depends on.
        for noted in reversed(left):
            _stop(noted.pid)
        self.clear()
        return [noted.name for noted in left]

    def _read(self) -> list["_Noted"]:
        try:
            return [_Noted(**entry) for entry in json.loads(self._path.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError):
            return []

    def _write(self, entries: list["_Noted"]) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps([asdict(noted) for noted in entries]), encoding="utf-8")
        fresh.replace(self._path)


@dataclass(frozen=True)
class _Noted:
    pid: int
    name: str
    command: list[str]

    def runs(self) -> bool:
        """Whether the process still is what was noted: ids are used again."""
        return " ".join(self.command[1:]) in command_of(self.pid)


@contextmanager
def holding(site: Site) -> Iterator[RunRecord]:
    """Hold the site: no second run may use its folder. The system lets go of it however this run ends.

    Raises:
        TroubleError: another run holds it.
    """
    site.home.mkdir(parents=True, exist_ok=True)
    path = site.home / "lock"
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TroubleError(_held(path)) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield RunRecord(site)


def _held(path: Path) -> str:
    return (
        f"The local platform is running already (process {path.read_text(encoding='utf-8') or 'unknown'}). "
        "Stop it with Ctrl-C in its terminal first; or run a second one beside it, for example with "
        "SEXTANT_PORT=5001 SEXTANT_AWS_PORT=4567 SEXTANT_HOME=.cache/second make dev."
    )


def _stop(pid: int) -> None:
    signal_group(pid, signal.SIGTERM)
    deadline = time.monotonic() + _LEFTOVER_PATIENCE_SECONDS
    while command_of(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    signal_group(pid, signal.SIGKILL)
