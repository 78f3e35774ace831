"""What DynamoDB refuses as too large for an item stops nothing else, and is told."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from sextant.domain.buckets import Bucket
from sextant.domain.days import Period
from sextant.domain.marks import REST_MS
from sextant.store import closings, days, epochs, marks, rollups
from sextant.store.base import connection, forget_connection
from sextant.store.days import DayTally
from tests.integration.aggregation_queue import AggregationQueue, aggregation_queue
from tests.integration.analytics import (
    event,
    ministack,
    ministack_tables,
    payment,
    send,
    tables,
    tick,
)
from tests.integration.conftest import ADMIN, Call
from tests.integration.dynamodb_faults import too_large
from tests.integration.erasing import erase, finished

__all__ = ["aggregation_queue", "ministack", "ministack_tables", "tables"]

pytestmark = pytest.mark.usefixtures("aggregation_queue")

LONDON = ZoneInfo("Europe/London")
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
BUCKET = Bucket.named("2026-03-02T10:00")
ROLLUP = ("rollup#2026-03-02", "10:00")
DAY = ("daily#1#Europe/London", "2026-03-02")
CAS = ("cas", "2026-03-02")


@contextmanager
def at(moment: str) -> Iterator[None]:
    """It is this moment in London."""
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=LONDON), tick=False):
        yield


def stored(day: date) -> DayTally | None:
    """A day as it is stored."""
    return days.within(Period(day, day), LONDON).get(day)


def gross(day: date) -> int:
    """What came in on a day, as it is stored."""
    found = stored(day)
    assert found
    return found.tally.money["GBP"].gross


def revenue(admin_api: Call, query: str) -> dict[str, Any]:
    """What the API says, not from memory."""
    forget_connection()
    answer = admin_api("GET", f"/api/admin/analytics/revenue?{query}", caller=ADMIN)
    assert answer.status == 200, answer.body
    said: dict[str, Any] = answer.json
    return said


def send_two_days(client_api: Call) -> None:
    """A payment on each, and one more in another quarter of Monday."""
    sent = [
        payment("p1", 100, at="2026-03-02T10:01:00Z"),
        payment("p2", 20, at="2026-03-02T11:01:00Z"),
        payment("p3", 3, at="2026-03-03T10:01:00Z"),
    ]
    assert send(client_api, sent, **{"import": True})[2] == []


def test_a_roll_up_that_is_refused_keeps_its_mark_and_stops_nothing_else(
    client_api: Call, admin_api: Call, log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """All other quarters and days are counted by the same tick, and the answer says that something waits."""
    with at("2026-03-03T12:00"):
        send_two_days(client_api)
    with at("2026-03-03T12:01"), too_large(connection().client, *ROLLUP):
        assert tick() == {"buckets": 2, "days": 2, "pending": 1}
        assert (gross(MONDAY), gross(TUESDAY)) == (20, 3)
        said = revenue(admin_api, "from=2026-03-02&to=2026-03-03")
    assert said["completeness"] == {"status": "partial", "daysComplete": 0, "days": 2, "pendingBuckets": 1}
    assert said["asOf"].startswith("2026-03-03T12:00:00")
    (waiting,) = marks.pending()
    assert (waiting.bucket, waiting.refused_at is not None) == (BUCKET, True)
    (line,) = [json.loads(line) for line in log.getvalue().splitlines() if "too large for an item" in line]
    assert (line["level"], line["what"], line["which"]) == ("ERROR", "roll-up", "2026-03-02T10:00")
    assert "Item size has exceeded" in line["why"]
    metrics = capsys.readouterr().out
    assert '"BucketsTooLarge":[1.0]' in metrics
    assert '"DriftFound":[1.0]' in metrics


def test_figures_of_other_days_reach_as_far_as_ever(client_api: Call, admin_api: Call) -> None:
    """Only what is computed from the day itself is held back."""
    with at("2026-03-03T12:00"):
        send_two_days(client_api)
    with at("2026-03-03T12:30"), too_large(connection().client, *ROLLUP):
        tick()
    with at("2026-03-03T12:31"):
        assert revenue(admin_api, "from=2026-03-03&to=2026-03-03")["asOf"].startswith("2026-03-03T12:30:00")
        assert revenue(admin_api, "from=2026-03-02&to=2026-03-03")["asOf"].startswith("2026-03-03T12:00:00")
        before = revenue(admin_api, "from=2026-03-03&to=2026-03-03&compare=previous")
        assert before["asOf"].startswith("2026-03-03T12:00:00")


def test_what_was_refused_is_tried_again_a_quarter_of_an_hour_later(
    client_api: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each time costs a whole recount; until then each tick says that it waits, and counts whatever else comes."""
    assert REST_MS == 15 * 60_000
    with at("2026-03-03T12:00"):
        send_two_days(client_api)
    with at("2026-03-03T12:01"), too_large(connection().client, *ROLLUP) as refused:
        tick()
        assert refused == ["PutItem"]
    with at("2026-03-03T12:15"):
        send(client_api, [payment("p4", 7, at="2026-03-02T11:02:00Z")])
        capsys.readouterr()
        assert tick() == {"buckets": 1, "days": 1, "pending": 1}
        assert '"BucketsTooLarge":[1.0]' in capsys.readouterr().out
    with at("2026-03-03T12:16"):
        assert tick()["pending"] == 0
    assert gross(MONDAY) == 127
    assert marks.pending() == []


@pytest.mark.parametrize(("item", "whole"), [(DAY, False), (CAS, True)])
def test_a_date_that_is_refused_stops_no_other(client_api: Call, item: tuple[str, str], *, whole: bool) -> None:
    """A day of the business, or what happened to CAs on a UTC date: the marks of its quarters stay."""
    with at("2026-03-03T12:00"):
        send_two_days(client_api)
        review = {"reviewId": "v", "rating": 4, "caId": "carla"}
        send(client_api, [event("review_created", "v", review, at="2026-03-02T10:02:00Z")])
        with too_large(connection().client, *item):
            assert tick() == {"buckets": 3, "days": 1 + whole, "pending": 2}
        assert gross(TUESDAY) == 3
        assert (stored(MONDAY) is not None) is whole
    with at("2026-03-03T12:15"):
        assert tick()["pending"] == 0
        assert gross(MONDAY) == 120


@pytest.mark.parametrize("item", [ROLLUP, DAY])
def test_closing_does_not_wait_for_what_is_refused(client_api: Call, item: tuple[str, str]) -> None:
    """Later days are closed. One that is too large itself is passed over, and closed by the tick with which it fits."""
    with at("2026-03-02T09:00"):
        send(client_api, [payment("p0", 1, at="2026-03-02T09:00:00Z")])
        tick()
    with at("2026-03-04T00:01"), too_large(connection().client, *item):
        send_two_days(client_api)
        tick()
        epoch = epochs.current()
        assert epoch
        closing = closings.of(epoch)
        assert closing
        assert closing.last == TUESDAY
        tuesday, monday = stored(TUESDAY), stored(MONDAY)
        assert tuesday
        assert tuesday.closed_at
        assert monday
        assert (monday.closed_at is not None) is (item == ROLLUP)
    with at("2026-03-04T00:16"):
        tick()
        closed = stored(MONDAY)
        assert closed
        assert (closed.closed_at is not None, gross(MONDAY)) == (True, 121)


def test_an_erasure_does_not_wait_for_what_is_refused(client_api: Call, admin_api: Call) -> None:
    """Whose quarter it is does not matter: what is stored of it loses the user all the same."""
    send_two_days(client_api)
    tick()
    send(client_api, [payment("p4", 7, at="2026-03-02T10:02:00Z", userId="omar")], **{"import": True})
    with too_large(connection().client, *ROLLUP, "PutItem"):
        erase(admin_api, "maya")
        assert finished(admin_api, "maya")["state"] == "done"
    (waiting,) = marks.pending()
    assert waiting.bucket == BUCKET


def test_a_backfill_leaves_a_mark_where_a_quarter_is_refused(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue
) -> None:
    """And counts the rest of the day."""
    send_two_days(client_api)
    tick()
    for number in (BUCKET, BUCKET + 4):
        rollups.RollupItem.get(rollups.partition(MONDAY), number.time_label).delete()
    body = {"from": "2026-03-02", "to": "2026-03-02"}
    backfill = admin_api("POST", "/api/admin/metrics/backfill", body=body, caller=ADMIN).json["backfillId"]
    with too_large(connection().client, *ROLLUP):
        aggregation_queue.work_off()
    said = admin_api("GET", f"/api/admin/metrics/backfill/{backfill}", caller=ADMIN).json
    assert said["status"] == "DONE"
    assert [mark.bucket for mark in marks.pending()] == [BUCKET]
    assert set(rollups.of_date(MONDAY)) == {BUCKET + 4}


def test_a_chore_that_is_refused_leaves_the_others_alone(client_api: Call) -> None:
    """The tick ends as ever, though what closing keeps does not fit."""
    with at("2026-03-02T09:00"):
        send(client_api, [payment("p0", 1, at="2026-03-02T09:00:00Z")])
    with at("2026-03-03T00:01"), too_large(connection().client, "closing", "000001") as refused:
        assert tick() == {"buckets": 1, "days": 1, "pending": 0}
        assert refused
