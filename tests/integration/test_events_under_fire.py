"""Sixteen writers, throttled and killed at random points, with ticks that are killed too: the figures are exact."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sextant.aws.settings import settings
from sextant.store.base import TableModel
from tests.integration.analytics import dashboard, ministack, ministack_tables, tick
from tests.integration.conftest import Call

__all__ = ["ministack", "ministack_tables"]

SEED = 20_261_128
EVENTS = 50_000
DUPLICATES = EVENTS // 10
GROUPS = 4
"""Of four writers each, every one a process."""
BATCH = 100
USERS = 1_500
KILLS = 6
PATIENCE_SECONDS = 600
ROOT = Path(__file__).parents[2]
Sent = dict[str, Any]


@pytest.fixture
def tables(
    ministack_tables: dict[str, type[TableModel]], monkeypatch: pytest.MonkeyPatch
) -> dict[str, type[TableModel]]:
    """All tables, empty, on MiniStack; marks settle in two seconds."""
    monkeypatch.setenv("SETTLE_SECONDS", "2")
    settings.forget()
    return ministack_tables


def happened(chance: random.Random, first_day: datetime) -> list[Sent]:
    """What really happened: mostly page views, of users and guests, and the money of some."""
    return [_event(number, chance, first_day) for number in range(EVENTS - DUPLICATES)]


def _event(number: int, chance: random.Random, first_day: datetime) -> Sent:
    at = first_day + timedelta(minutes=15 * chance.randrange(24), seconds=chance.randrange(900))
    who = {"userId": f"user-{chance.randrange(USERS)}"}
    event: Sent = {"eventId": f"e{number}", "timestamp": at.isoformat()}
    kind = chance.random()
    if kind < 0.06:
        paid = {"paymentId": f"p{number}", "amountMinor": chance.randint(1, 10**6), "currency": "GBP"}
        return event | who | {"name": "payment_completed", "properties": paid}
    if kind < 0.08:
        return event | who | {"name": "user_registered", "properties": {"role": chance.choice(["CLIENT", "CA"])}}
    if kind < 0.2:
        who = {"anonymousId": f"guest-{chance.randrange(USERS)}"}
    return event | who | {"name": "page_viewed", "properties": {"page": number % 7}}


def batches_of(events: Sequence[Sent], chance: random.Random) -> list[list[list[Sent]]]:
    """For each group of writers its batches: all events, some twice, in any order."""
    sent = [*events, *chance.sample(events, DUPLICATES)]
    chance.shuffle(sent)
    batches = [sent[first : first + BATCH] for first in range(0, len(sent), BATCH)]
    return [batches[group::GROUPS] for group in range(GROUPS)]


def truth(events: Sequence[Sent]) -> dict[str, Any]:
    """The figures, counted plainly."""
    paid = [event for event in events if event["name"] == "payment_completed"]
    first: dict[str, tuple[datetime, str, str]] = {}
    for event in events:
        if event["name"] == "user_registered":
            at = datetime.fromisoformat(event["timestamp"])
            report = (at, event["eventId"], event["properties"]["role"])
            first[event["userId"]] = min(first.get(event["userId"], report), report)
    return {
        "payments": len(paid),
        "gross": sum(event["properties"]["amountMinor"] for event in paid),
        "paying": len({event["userId"] for event in paid}),
        "active": len({event["userId"] for event in events if "userId" in event}),
        "new": dict(Counter(role for _at, _id, role in first.values())),
    }


def shown(said: dict[str, Any]) -> dict[str, Any]:
    """The same as the dashboard says it."""
    pounds = said["revenue"]["byCurrency"]["GBP"]
    return {
        "payments": pounds["payments"]["value"],
        "gross": pounds["gross"]["value"],
        "paying": said["revenue"]["payingCustomers"]["value"],
        "active": said["users"]["active"]["value"],
        "new": {role: metric["value"] for role, metric in said["users"]["newByRole"].items()},
    }


class Fleet:
    """The processes; one that is killed is started again, until all of their work is done."""

    def __init__(self, folder: Path, work: Sequence[list[list[Sent]]]) -> None:
        self._folder = folder
        self._commands = [self._sender(number, batches) for number, batches in enumerate(work)]
        self._senders = [self._start(command) for command in self._commands]
        self._ticker = self._start(["tick"])

    def kill(self, chance: random.Random) -> None:
        """Kill one group of writers and the ticker, whatever they are doing, and start them again."""
        number = chance.randrange(GROUPS)
        if self._senders[number].poll() is None:
            _end(self._senders[number])
            self._senders[number] = self._start(self._commands[number])
        _end(self._ticker)
        self._ticker = self._start(["tick"])

    @property
    def busy(self) -> bool:
        """Whether anything is still to be sent; fails if a writer gave up."""
        for sender in self._senders:
            assert sender.poll() in {None, 0}, (self._folder / "log").read_text()[-4000:]
        return any(sender.poll() is None for sender in self._senders)

    def stop(self) -> None:
        """Stop whatever still runs."""
        for process in (*self._senders, self._ticker):
            _end(process)

    def _sender(self, number: int, batches: list[list[Sent]]) -> list[str]:
        file = self._folder / f"batches-{number}.json"
        file.write_text(json.dumps(batches))
        return ["send", str(file), str(self._folder / f"acknowledged-{number}")]

    def _start(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(map(str, (ROOT, ROOT / "functions", ROOT / "layers" / "shared" / "python")))
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "tests.integration.writer", *arguments],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": path, "POWERTOOLS_LOG_LEVEL": "ERROR"},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and those that it forked."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def fleet(tables: object, tmp_path: Path) -> Iterator[tuple[Fleet, list[Sent]]]:
    """The processes at work on what happened, and what that was."""
    chance = random.Random(SEED)  # noqa: S311 - any chance will do
    first_day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=3)
    events = happened(chance, first_day)
    fleet = Fleet(tmp_path, batches_of(events, chance))
    yield fleet, events
    fleet.stop()


def test_figures_are_exact_whatever_happens_to_writers_and_ticks(
    fleet: tuple[Fleet, list[Sent]], admin_api: Call
) -> None:
    """50,000 deliveries, a tenth of them repeats, a twentieth of requests throttled, processes killed while at it."""
    chance = random.Random(SEED)  # noqa: S311 - any chance will do
    processes, events = fleet
    deadline = time.monotonic() + PATIENCE_SECONDS
    kills = 0
    while processes.busy:
        assert time.monotonic() < deadline, "the writers take too long"
        time.sleep(chance.uniform(1, 5))
        if kills < KILLS:
            processes.kill(chance)
            kills += 1
    processes.stop()
    assert kills == KILLS
    while tick()["pending"]:
        assert time.monotonic() < deadline, "the ticks take too long"
        time.sleep(0.5)
    day = datetime.fromisoformat(events[0]["timestamp"]).date()
    said = dashboard(admin_api, f"from={day - timedelta(days=1)}&to={day + timedelta(days=1)}")
    assert shown(said) == truth(events)
