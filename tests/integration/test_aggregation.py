"""The tick: what it counts, what it leaves, and what it survives."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from aggregate.handler import UnknownActionError
from aggregate.handler import handler as aggregate
from sextant.aws.settings import settings
from sextant.domain.admission import DAY_MS
from sextant.domain.buckets import Bucket
from sextant.domain.days import Period
from sextant.domain.errors import UnavailableError
from sextant.domain.rejections import Reason
from sextant.domain.rollups import Tally
from sextant.schemas.submissions import read
from sextant.store import days, epochs, marks, roles, rollups, ticks
from sextant.store.base import connection, forget_connection
from sextant.store.epochs import Epoch
from sextant.store.events import EventItem
from sextant.usecases import aggregation
from sextant.usecases.deadlines import Deadline
from sextant.usecases.events import track
from tests.integration.analytics import (
    event,
    ministack,
    ministack_tables,
    payment,
    registration,
    send,
    tables,
    throttled,
    tick,
)
from tests.integration.conftest import CONTEXT, SERVER_KEY, Call

__all__ = ["ministack", "ministack_tables", "tables"]

LONDON = ZoneInfo("Europe/London")
TODAY = datetime.now(UTC).date()


def morning(minute: int = 0, hour: int = 0) -> str:
    """A moment of today, in UTC; early enough never to lie in the future."""
    return f"{TODAY}T{hour:02d}:{minute:02d}:00Z"


def rolled_up(label: str) -> Tally:
    """The tally of one bucket of today."""
    bucket = Bucket.named(f"{TODAY}T{label}")
    return rollups.of_date(TODAY)[bucket].rollup.tally


def settle_after(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """From now on marks settle after so many seconds."""
    monkeypatch.setenv("SETTLE_SECONDS", str(seconds))
    settings.forget()


@contextmanager
def meanwhile(operation: str, act: object) -> Iterator[None]:
    """Something else happens just before the first operation of a kind."""
    client = connection().client
    name = f"before-send.dynamodb.{operation}"

    def once(**_event: object) -> None:
        client.meta.events.unregister(name, once)
        act()  # type: ignore[operator]

    client.meta.events.register_first(name, once)
    yield


def test_a_tick_counts_buckets_then_their_days(client_api: Call) -> None:
    """And clears the marks; the next has nothing to do."""
    send(
        client_api, [payment("p1", 100, at=morning(1)), payment("p2", 50, at=morning(16)), event("seen", at=morning(2))]
    )
    assert tick() == {"buckets": 2, "days": 1, "pending": 0}
    first = rolled_up("00:00")
    assert first.events == {"payment_completed": 1, "behavioural": 1}
    assert (first.money["GBP"].gross, rolled_up("00:15").money["GBP"].gross) == (100, 50)
    stored = days.within(Period(TODAY, TODAY), LONDON)[TODAY]
    assert (stored.tally.money["GBP"].gross, len(stored.tally.active), stored.complete) == (150, 1, False)
    assert tick() == {"buckets": 0, "days": 0, "pending": 0}


def test_a_late_event_is_counted_by_recomputing_its_bucket(client_api: Call) -> None:
    """Every roll-up is made from all the events of its bucket, whatever partition they are in."""
    total = 0
    for number in range(8):
        total += number
        send(client_api, [payment(f"p{number}", number + 1, at=morning(3))])
        assert tick()["buckets"] == 1
    assert rolled_up("00:00").money["GBP"].gross == total + 8
    assert len(rollups.of_date(TODAY)[Bucket.named(f"{TODAY}T00:00")].shards) > 1


def test_a_bucket_of_many_events_is_read_page_by_page(client_api: Call) -> None:
    """More than a megabyte of them."""
    heavy = {"text": "x" * 25_000}
    for portion in range(3):
        send(client_api, [event("seen", f"e{portion}-{each}", heavy, at=morning(3)) for each in range(30)])
    tick()
    assert rolled_up("00:00").events == {"behavioural": 90}


def store_at(now: int, *sent: dict[str, Any]) -> None:
    """Import history, arriving at this moment in Unix milliseconds."""
    outcome = track(read({"events": sent, "import": True}), SERVER_KEY, now=now, deadline=Deadline.in_seconds(60))
    assert outcome.accepted == len(sent)


def forget_expired(now: int) -> None:
    """What DynamoDB does to rows that say when they expire."""
    for item in EventItem.scan():
        if item.expires_at is not None and item.expires_at * 1000 <= now:
            item.delete()


def test_history_that_is_imported_much_later_changes_nothing_of_what_is_there(tables: object) -> None:
    """A quarter of an hour is never recomputed from rows of which some are gone, whatever makes it dirty again."""
    now, at = time.time_ns() // 1_000_000, "2011-11-10T10:00:00Z"
    long_ago = now - 200 * DAY_MS
    store_at(long_ago, payment("p1", 100, at=at), registration("r1", at=at))
    tick()
    forget_expired(now)
    forget_connection()
    late = [payment("p2", 7, at=at, userId="omar"), payment("p1", 100, at=at)]
    outcome = track(read({"events": late, "import": True}), SERVER_KEY, now=now, deadline=Deadline.in_seconds(60))
    assert [rejection.reason for rejection in outcome.rejected] == [Reason.DAY_SEALED] * 2
    store_at(now, registration("r0", "CA", at="2011-10-01T10:00:00Z"))
    bucket = Bucket.named("2011-11-10T10:00")
    marks.mark(bucket, {0}, now)
    assert tick()["pending"] == 0
    counted = rollups.of_date(date(2011, 11, 10))[bucket].rollup.tally
    assert (counted.money["GBP"].payments, counted.money["GBP"].gross, counted.new_by_role) == (1, 100, {"CLIENT": 1})


def test_a_young_mark_waits(client_api: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index may not show yet what was just stored."""
    settle_after(monkeypatch, 30)
    send(client_api, [payment("p", at=morning())])
    assert tick() == {"buckets": 0, "days": 0, "pending": 1}


def test_traffic_without_a_pause_neither_starves_a_bucket_nor_loses_an_event(
    client_api: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bucket that is marked again and again is counted as of its first mark, and stays marked for the rest."""
    settle_after(monkeypatch, 30)
    bucket, now = Bucket.named(f"{TODAY}T00:00"), time.time_ns() // 1_000_000
    send(client_api, [payment("p", at=morning())])
    marks.keep(marks.pending()[0], since=now - 45_000)
    later = Deadline.in_seconds(60)
    assert aggregation.tick(now, later).pending == 1
    assert rolled_up("00:00").money["GBP"].payments == 1
    (left,) = marks.pending()
    assert (left.bucket, left.since) == (bucket, now - 30_000 + 1)
    assert aggregation.tick(now + 60_000, later).pending == 0


def test_an_event_that_arrives_during_the_tick_keeps_its_mark(client_api: Call) -> None:
    """A mark is cleared only as it was read."""
    send(client_api, [payment("p", at=morning())])
    again = marks.pending()[0]
    with meanwhile("DeleteItem", lambda: marks.mark(again.bucket, {1}, again.marked_at)):
        assert tick()["pending"] == 1
    assert tick()["pending"] == 0


def test_an_event_between_two_ticks_that_overlap_keeps_its_mark(client_api: Call) -> None:
    """One tick clears, an event arrives, and the slower tick, which has not read it, cannot clear what is new."""
    send(client_api, [payment("p1", 1, at=morning())])
    (seen,) = marks.pending()

    def faster_tick_and_an_event() -> None:
        assert marks.clear(seen)
        send(client_api, [payment("p2", 10, at=morning(), userId="omar")])

    with meanwhile("DeleteItem", faster_tick_and_an_event):
        tick()
    assert [mark.bucket for mark in marks.pending()] == [seen.bucket]
    tick()
    assert days.within(Period(TODAY, TODAY), LONDON)[TODAY].tally.money["GBP"].gross == 11
    assert marks.pending() == []


def test_an_older_computation_never_overwrites_a_newer_one(client_api: Call) -> None:
    """Of two ticks at work on one bucket the later to store gives way, and its mark stays."""
    send(client_api, [payment("p1", 1, at=morning())])

    def faster_tick() -> None:
        send(client_api, [payment("p2", 10, at=morning())])
        tick()

    with meanwhile("PutItem", faster_tick):
        assert tick()["buckets"] == 0
    assert rolled_up("00:00").money["GBP"].gross == 11
    tick()
    assert days.within(Period(TODAY, TODAY), LONDON)[TODAY].tally.money["GBP"].gross == 11
    assert marks.pending() == []


@pytest.mark.parametrize("operation", ["Query", "PutItem", "DeleteItem", "GetItem"])
@pytest.mark.parametrize("after", [1, 3, 5, 8])
def test_a_tick_that_fails_anywhere_is_made_good_by_the_next(client_api: Call, operation: str, after: int) -> None:
    """Whatever DynamoDB refuses from some point on."""
    sent = [payment(f"p{number}", 1, at=morning(15 * (number % 4) + 1)) for number in range(8)]
    send(client_api, [*sent, registration("r", at=morning())])
    with throttled(operation, after=after), suppress(UnavailableError):
        tick()
    tick()
    assert marks.pending() == []
    stored = days.within(Period(TODAY, TODAY), LONDON)[TODAY].tally
    assert (stored.money["GBP"].gross, stored.new_by_role) == (8, {"CLIENT": 1})
    assert {role: set(members) for role, members in roles.members().items()} == {"CLIENT": {0}}  # type: ignore[call-overload]


def test_a_tick_without_time_leaves_everything_for_the_next(client_api: Call) -> None:
    """And says so."""
    send(client_api, [payment("p", at=morning())])
    assert tick(milliseconds=1_000) == {"buckets": 0, "days": 0, "pending": 1}
    assert tick()["pending"] == 0


def test_a_second_registration_makes_no_second_new_user(client_api: Call) -> None:
    """The earliest counts, in its bucket and in its role, whichever was known first."""
    send(client_api, [registration("late", "CA", at=morning(31))])
    tick()
    assert rolled_up("00:30").new_by_role == {"CA": 1}
    send(client_api, [registration("early", "CLIENT", at=morning(1))])
    send(client_api, [registration("between", "ADMIN", at=morning(16))])
    tick()
    assert [rolled_up(label).new_by_role for label in ("00:00", "00:15", "00:30")] == [{"CLIENT": 1}, {}, {}]
    assert days.within(Period(TODAY, TODAY), LONDON)[TODAY].tally.new_by_role == {"CLIENT": 1}
    members = {role: len(users) for role, users in roles.members().items() if len(users)}
    assert members == {"CLIENT": 1}


def test_a_day_of_the_business_may_lie_on_two_utc_dates(client_api: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter past six in the evening in UTC is still the same day in Kolkata, half past is the next."""
    monkeypatch.setenv("BUSINESS_TIME_ZONE", "Asia/Kolkata")
    settings.forget()
    sent = [payment("a", 1, at="2025-11-01T18:29:59Z"), payment("b", 10, at="2025-11-01T18:30:00Z")]
    send(client_api, sent, **{"import": True})
    assert tick() == {"buckets": 2, "days": 2, "pending": 0}
    kolkata = ZoneInfo("Asia/Kolkata")
    first = datetime(2025, 11, 1, tzinfo=UTC).date()
    found = days.within(Period(first, datetime(2025, 11, 2, tzinfo=UTC).date()), kolkata)
    assert [stored.tally.money["GBP"].gross for stored in found.values()] == [1, 10]
    assert all(stored.complete for stored in found.values())


def test_a_tick_that_a_change_of_zone_overtakes_leaves_its_marks(client_api: Call) -> None:
    """The days of the new zone may have been computed before the slower tick stored what it had counted."""
    tick()
    send(client_api, [payment("p", 1, at=morning())])
    with meanwhile("PutItem", lambda: epochs.begun(ZoneInfo("Europe/Paris"))):
        assert tick() == {"buckets": 1, "days": 1, "pending": 1}
    assert len(marks.pending()) == 1
    assert tick()["pending"] == 0
    assert epochs.current() == Epoch(3, "Europe/London")
    assert days.within(Period(TODAY, TODAY), LONDON)[TODAY].tally.money["GBP"].gross == 1


def test_the_last_tick_is_remembered(client_api: Call) -> None:
    """By when it began, and one that began earlier does not take its place."""
    assert ticks.last_started() is None
    tick()
    last = ticks.last_started()
    assert last is not None
    ticks.finished(last - 5, last)
    assert ticks.last_started() == last


def test_an_unknown_action_fails_loudly() -> None:
    """So that a wrong schedule ends in the dead letters."""
    with pytest.raises(UnknownActionError):
        aggregate({"action": "dance"}, CONTEXT)  # type: ignore[arg-type]
