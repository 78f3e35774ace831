"""Many writers of the same users and buckets at once, with ticks in between."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag
from typing import Any

import pytest

from sextant.aws.settings import settings
from sextant.schemas.submissions import read
from sextant.store import profiles
from sextant.usecases.deadlines import Deadline
from sextant.usecases.events import track
from tests.integration.analytics import (
    dashboard,
    event,
    ministack,
    ministack_tables,
    payment,
    registration,
    tables,
    tick,
)
from tests.integration.conftest import SERVER_KEY, Call

__all__ = ["ministack", "ministack_tables", "tables"]

WRITERS, USERS, BATCH = 4, 5, 25
MARCH = "from=2026-03-02&to=2026-03-08"


def history() -> list[dict[str, Any]]:
    """A few busy users, in a few quarters of an hour."""
    events = []
    for number in range(100):
        who, at = {"userId": f"user-{number % USERS}"}, f"2026-03-04T10:{number % 60:02d}:00Z"
        events += [payment(f"p{number}", number, at=at, **who), event("page_viewed", f"v{number}", at=at, **who)]
    events[0] = payment("p0", 1_000, at="2026-03-04T10:00:00Z", userId="user-0")
    return events + [
        registration("r", "CLIENT", at="2026-03-05T09:00:00Z", userId=f"user-{user}") for user in range(USERS)
    ]


def write(events: Sequence[dict[str, Any]], seed: int) -> int:
    """Send all events in an order of one's own, each twice; how many were new."""
    mine = list(events) * 2
    random.Random(seed).shuffle(mine)  # noqa: S311 - any order will do
    accepted = 0
    for first in range(0, len(mine), BATCH):
        sent = read({"events": mine[first : first + BATCH], "import": True})
        outcome = track(sent, SERVER_KEY, now=time.time_ns() // 1_000_000, deadline=Deadline.in_seconds(60))
        assert outcome.rejected == []
        accepted += outcome.accepted
    return accepted


def test_writers_who_send_the_same_at_once_count_it_once(
    tables: object, admin_api: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each event is new to exactly one of them, and no tick in between loses or doubles any."""
    monkeypatch.setenv("SETTLE_SECONDS", "3")
    settings.forget()
    events, finished = history(), Flag()

    def keep_ticking() -> None:
        while not finished.wait(0.2):
            tick()

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        ticking = [pool.submit(keep_ticking) for _ in range(2)]
        writing = [pool.submit(write, events, seed) for seed in range(WRITERS)]
        accepted = [done.result() for done in writing]
        finished.set()
        for done in ticking:
            done.result()
    while tick()["pending"]:
        time.sleep(0.5)
    assert sum(accepted) == len(events)
    gross = 1_000 + sum(range(1, 100))
    said = dashboard(admin_api, MARCH)
    assert said["revenue"]["byCurrency"]["GBP"]["gross"]["value"] == gross
    assert said["revenue"]["byCurrency"]["GBP"]["payments"]["value"] == 100
    assert said["users"]["new"]["value"] == said["users"]["active"]["value"] == USERS
    found = profiles.read_many(f"user-{user}" for user in range(USERS)).values()
    assert sum(profile.money["GBP"].gross for profile in found) == gross
