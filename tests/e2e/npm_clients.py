"""The npm packages of `tests/e2e/clients`, run by Node as an app would run them."""

import json
import subprocess
import time
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from types import TracebackType
from typing import IO, Any, Self

import pytest

CLIENTS = Path(__file__).parent / "clients"
PATIENCE_SECONDS = 120


def run(script: str, told: object, *, patience: float = PATIENCE_SECONDS) -> Any:  # noqa: ANN401 - whatever JSON it writes
    """What a script tells when it is asked this, within so many seconds."""
    done = subprocess.run(  # noqa: S603 - our own script
        ["node", script],  # noqa: S607 - the Node that everything here runs on
        cwd=CLIENTS,
        input=json.dumps(told),
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def bundle(script: str, made: Path) -> None:
    """Write a script and the packages that it imports as one script for a browser."""
    command = ["node_modules/.bin/rolldown", script, "--file", str(made), "--format", "iife", "--platform", "browser"]
    done = subprocess.run(command, cwd=CLIENTS, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
    assert done.returncode == 0, done.stdout + done.stderr


class Running:
    """A script that goes on running and tells something from time to time."""

    def __init__(self, script: str, told: object) -> None:
        """Start it."""
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            ["node", script],  # noqa: S607 - the Node that everything here runs on
            cwd=CLIENTS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._lines: Queue[str] = Queue()
        self._process.stdin.write(json.dumps(told))
        self._process.stdin.close()
        self._listener = Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._listener.start()

    def tells(self, expected: object, within: float) -> float:
        """Wait until it tells exactly this; after how many seconds it did."""
        began = time.monotonic()
        heard: list[object] = []
        while (left := within - (time.monotonic() - began)) > 0:
            try:
                heard.append(json.loads(self._lines.get(timeout=left)))
            except Empty:
                break
            if heard[-1] == expected:
                return time.monotonic() - began
        pytest.fail(f"it told {heard} and not {expected!r} within {within} s")

    def _listen(self, said: IO[str]) -> None:
        with said:
            for line in said:
                self._lines.put(line)

    def __enter__(self) -> Self:
        """Nothing more to do."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(timeout=10)
        self._listener.join(timeout=10)
