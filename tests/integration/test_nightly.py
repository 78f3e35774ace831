"""Each night the day before is counted again from its events: what differs is recorded, told and repaired."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.days import Period
from sextant.store import days, epochs, rollups
from sextant.store.days import DayItem, partition
from sextant.store.epochs import Epoch
from sextant.store.rollups import RollupItem
from sextant.usecases import nightly
from sextant.usecases.deadlines import Deadline
from tests.integration.analytics import ministack, ministack_tables, payment, send, tables, throttled, tick
from tests.integration.conftest import ADMIN, Call

__all__ = ["ministack", "ministack_tables", "tables"]

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 3, 2)
BUCKET = Bucket.named("2026-03-02T10:00")


@pytest.fixture(autouse=True)
def one_partition(tables: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each quarter of an hour has one index partition: with four of them this would take four times as long."""
    monkeypatch.setenv("EVENT_SHARDS", "1")
    settings.forget()


@contextmanager
def at(moment: str) -> Iterator[None]:
    """It is this moment in UTC."""
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False):
        yield


def live_through_monday(client_api: Call) -> None:
    """Two payments on a day that is closed a minute after its end."""
    with at("2026-03-02T12:00"):
        send(client_api, [payment("p1", 100, at="2026-03-02T10:00:00Z"), payment("p2", 50, at="2026-03-02T10:20:00Z")])
        tick()
    with at("2026-03-03T00:01"):
        tick()


def checked(admin_api: Call, first: str = "2026-03-02", last: str = "2026-03-02") -> list[dict[str, Any]]:
    """What the checks found."""
    answer = admin_api("GET", f"/api/admin/metrics/checks?from={first}&to={last}", caller=ADMIN)
    assert answer.status == 200, answer.body
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def gross() -> int:
    """What Monday's payments come to, by the stored day."""
    found = days.within(Period(MONDAY, MONDAY), LONDON)[MONDAY]
    return found.tally.money["GBP"].gross


def tamper_with_roll_up() -> None:
    """Somebody writes another amount into a roll-up."""
    item = RollupItem.get(rollups.partition(MONDAY), "10:00")
    item.counts = item.counts.replace("100", "130")
    item.save()


def test_a_day_that_is_right_is_checked_once(client_api: Call, admin_api: Call) -> None:
    """A few minutes after it was closed: all its quarters of an hour, and the day itself."""
    live_through_monday(client_api)
    with at("2026-03-03T00:05"):
        tick()
        assert checked(admin_api) == []
    with at("2026-03-03T00:11"):
        tick()
        first = checked(admin_api)
    with at("2026-03-03T00:30"):
        tick()
        assert checked(admin_api) == first
    assert first == [
        {
            "day": "2026-03-02",
            "timeZone": "Europe/London",
            "begunAt": "2026-03-03T00:11:00.000Z",
            "finishedAt": "2026-03-03T00:11:00.000Z",
            "buckets": 96,
            "bucketsWaiting": [],
            "bucketsDrifted": [],
            "drift": {},
            "dayDrift": {},
            "dayCompared": True,
        }
    ]


def test_drift_of_a_roll_up_is_found_told_and_repaired(client_api: Call, admin_api: Call, log: io.StringIO) -> None:
    """And the repair of a closed day is a restatement like any other."""
    live_through_monday(client_api)
    tamper_with_roll_up()
    with at("2026-03-03T00:11"):
        tick()
        (found,) = checked(admin_api)
        assert found["bucketsDrifted"] == ["2026-03-02T10:00"]
        assert found["drift"] == {
            "revenue.gross.GBP": 30,
            "revenue.net.GBP": 30,
            "revenueByService.gross.UNKNOWN.GBP": 30,
            "revenueByService.net.UNKNOWN.GBP": 30,
        }
    assert '"drift"' in log.getvalue()
    with at("2026-03-03T00:12"):
        tick()
        stored = rollups.of_bucket(BUCKET)
        assert stored
        assert (stored.rollup.tally.money["GBP"].gross, gross()) == (100, 150)


def test_drift_of_a_day_is_found_and_repaired(client_api: Call, admin_api: Call) -> None:
    """Though every roll-up of it is right."""
    live_through_monday(client_api)
    item = DayItem.get(partition(Epoch(1, "Europe/London")), str(MONDAY))
    item.counts = item.counts.replace("150", "151")
    item.save()
    with at("2026-03-03T00:11"):
        tick()
        (found,) = checked(admin_api)
        assert (found["bucketsDrifted"], found["drift"], found["dayDrift"]["revenue.gross.GBP"]) == ([], {}, 1)
    with at("2026-03-03T00:12"):
        tick()
        assert gross() == 150
        answer = admin_api("GET", "/api/admin/metrics/restatements?from=2026-03-02&to=2026-03-02", caller=ADMIN)
        (restated,) = answer.json["items"]
        assert restated["causes"] == ["nightly"]
        assert {"figure": "revenue.gross.GBP", "before": 151, "after": 150} in restated["changes"]


def test_a_roll_up_that_is_gone_is_found_by_its_events(client_api: Call, admin_api: Call) -> None:
    """And made again."""
    live_through_monday(client_api)
    RollupItem.get(rollups.partition(MONDAY), "10:00").delete()
    with at("2026-03-03T00:11"):
        tick()
        (found,) = checked(admin_api)
        assert found["drift"]["events.payment_completed"] == 1
    with at("2026-03-03T00:12"):
        tick()
        assert rollups.of_bucket(BUCKET) is not None


def test_what_waits_to_be_counted_is_no_drift(
    client_api: Call, admin_api: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event that came a moment ago has a mark of its own."""
    live_through_monday(client_api)
    with at("2026-03-03T00:11"):
        send(client_api, [payment("p3", 7, at="2026-03-02T10:00:00Z")])
        epoch = epochs.current()
        assert epoch
        nightly.check(epoch, round(time.time() * 1000), Deadline.in_seconds(60))
        (found,) = checked(admin_api)
    assert (found["bucketsWaiting"], found["drift"], found["buckets"]) == (["2026-03-02T10:00"], {}, 95)
    assert (found["dayCompared"], found["finishedAt"] is not None) == (False, True)


def test_a_check_goes_on_where_it_was_cut_off(client_api: Call, admin_api: Call) -> None:
    """Nothing is compared twice, and drift found before is kept."""
    live_through_monday(client_api)
    tamper_with_roll_up()
    with at("2026-03-03T00:11"):
        epoch, now = epochs.current(), round(time.time() * 1000)
        assert epoch
        with throttled("Query", after=75):
            assert nightly.check(epoch, now, Deadline.in_seconds(60)) is None
        (half,) = checked(admin_api)
        assert 0 < half["buckets"] < 96
        assert half["finishedAt"] is None
        assert nightly.check(epoch, now, Deadline.in_seconds(0)) is None
        tick()
        (whole,) = checked(admin_api)
    assert (whole["buckets"], whole["drift"]["revenue.gross.GBP"]) == (96, 30)


@pytest.mark.parametrize(
    ("day", "midnight", "buckets"),
    [("2026-03-29", "2026-03-29T23:00", 92), ("2026-10-25", "2026-10-26T00:00", 100)],
)
def test_days_on_which_clocks_change_have_fewer_and_more_quarters(
    client_api: Call, admin_api: Call, day: str, midnight: str, buckets: int
) -> None:
    """23 hours and 25."""
    with at(f"{day}T12:00"):
        send(client_api, [payment("p", at=f"{day}T11:00:00Z")])
        tick()
    with at(f"{midnight}:01"):
        tick()
    with at(f"{midnight[:-2]}15"):
        tick()
        (found,) = checked(admin_api, day, day)
    assert (found["buckets"], found["drift"], found["dayCompared"]) == (buckets, {}, True)
