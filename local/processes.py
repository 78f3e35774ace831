"""The programs that the platform runs: started in a group of their own, and never left behind."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.trouble import TroubleError

_POLL_SECONDS = 0.05
_LOG_TAIL_LINES = 25


@dataclass(frozen=True)
class Program:
    """What to run.

    Attributes:
        name: what people call it; its log is named so.
        command: program and arguments.
        environment: all of its environment.
        folder: where it runs.
        log: where what it says goes.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path


class Child:
    """A running program.

    It gets a session of its own, so that Ctrl-C reaches only the platform, which then stops its programs in order; and
    so that whatever it starts itself can be stopped with it.
    """

    def __init__(self, program: Program) -> None:
        """Start the program."""
        self.program = program
        program.log.parent.mkdir(parents=True, exist_ok=True)
        with program.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - every command is ours
                list(program.command),
                cwd=program.folder,
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process id, and its group's."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it runs no more."""
        return self._process.poll() is not None

    def finish(self) -> int:
        """Wait for its end; its exit code."""
        return self._process.wait()

    def stop(self, patience: float) -> None:
        """Ask it to end, wait for so many seconds, then end it and everything it started."""
        signal_group(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + patience
        while not self.ended and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        signal_group(self.pid, signal.SIGKILL)
        self._process.wait()

    def last_words(self) -> str:
        """The end of its log."""
        lines = self.program.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_LOG_TAIL_LINES:])

    def trouble(self, what: str) -> TroubleError:
        """What to tell when it failed: what happened, its last words, and where the rest is."""
        return TroubleError(f"{what} The end of {self.program.log}:\n\n{self.last_words()}")


def signal_group(leader: int, number: signal.Signals) -> None:
    """Signal a process and all it started; none of them being left is no error."""
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        return


def command_of(pid: int) -> str:
    """The command line of a running process, empty if there is none."""
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            return ""
    asked = subprocess.run(  # noqa: S603 - a number is our only argument
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()
