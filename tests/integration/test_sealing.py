"""Dates past their retention are sealed: nothing more is taken in for them, and their numbers outlive their events."""

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
from sextant.domain.errors import UnavailableError
from sextant.domain.sealing import HeldDate
from sextant.store import dates, days, marks, rollups
from sextant.store.base import forget_connection
from sextant.store.events import EventItem
from sextant.usecases.sealing import is_sealed
from tests.integration.aggregation_queue import AggregationQueue, aggregation_queue
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
from tests.integration.conftest import ADMIN, Call

__all__ = ["aggregation_queue", "ministack", "ministack_tables", "tables"]

LONDON = ZoneInfo("Europe/London")
DAY = date(2026, 3, 2)
BUCKET = Bucket.named("2026-03-02T10:00")
HISTORY = {"import": True}
BACKFILL = "/api/admin/metrics/backfill"


@pytest.fixture(autouse=True)
def one_partition(tables: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each quarter of an hour has one index partition, so that counting a day again is quick."""
    monkeypatch.setenv("EVENT_SHARDS", "1")
    settings.forget()


@contextmanager
def at(moment: str) -> Iterator[int]:
    """It is this moment in UTC, and nothing is remembered from another."""
    forget_connection()
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False):
        yield round(time.time() * 1000)


def live_through_the_day(client_api: Call) -> None:
    """A registration, two payments and a refund, counted and closed."""
    with at("2026-03-02T12:00"):
        refund = {"paymentId": "p1", "amountMinor": 30, "currency": "GBP"}
        sent = [
            registration("r", at="2026-03-02T09:00:00Z"),
            payment("p1", 100, at="2026-03-02T10:00:00Z"),
            payment("p2", 50, at="2026-03-02T10:05:00Z", userId="omar"),
            event("payment_refunded", "b1", refund, at="2026-03-02T11:00:00Z"),
        ]
        assert send(client_api, sent)[2] == []
        tick()
    with at("2026-03-03T00:01"):
        tick()


def held() -> HeldDate:
    """What is known of the date."""
    found = dates.of(DAY)
    assert found
    return found


def seal(client_api: Call) -> None:
    """Live on until the date is sealed."""
    live_through_the_day(client_api)
    with at("2026-06-02T00:00"):
        tick()
    with at("2026-06-02T00:11"):
        tick()
    assert held().sealed_at


def numbers() -> tuple[Any, ...]:
    """What the day says, and what each of its roll-ups says."""
    day = days.within(Period(DAY, DAY), LONDON)[DAY].tally
    return day, {bucket: stored.rollup for bucket, stored in rollups.of_date(DAY).items()}


def reasons(client_api: Call, *sent: dict[str, Any], **batch: object) -> list[str]:
    """Why events were rejected."""
    return [each["reason"] for each in send(client_api, list(sent), **batch)[2]]


def delete_all_events() -> None:
    """Take away what TTL would, and more: everything."""
    for item in EventItem.scan():
        item.delete()


def test_a_date_is_sealed_in_two_steps(client_api: Call) -> None:
    """Once it and its first arrival are older than the retention it refuses, and ten minutes later it is frozen."""
    live_through_the_day(client_api)
    with at("2026-05-31T12:00"):
        tick()
        assert held().refusing_since is None
    with at("2026-06-02T00:00") as refused:
        tick()
        assert (held().refusing_since, held().sealed_at) == (refused, None)
        assert reasons(client_api, event("seen", at="2026-03-02T12:00:00Z"), **HISTORY) == ["day_sealed"]
    with at("2026-06-02T00:09"):
        tick()
        assert held().sealed_at is None
    with at("2026-06-02T00:11") as sealed:
        tick()
        assert held().sealed_at == sealed


def test_what_was_let_in_before_a_date_refused_is_counted(client_api: Call) -> None:
    """The process that let it in had read a moment before that the date was open."""
    live_through_the_day(client_api)
    with at("2026-06-02T00:00"):
        assert reasons(client_api, event("seen", at="2026-03-02T12:00:00Z"), **HISTORY) == []
        tick()
        assert held().refusing_since
        assert reasons(client_api, payment("late", 7, at="2026-03-02T10:00:00Z"), **HISTORY) == []
        forget_connection()
        assert reasons(client_api, payment("later", 9, at="2026-03-02T10:00:00Z"), **HISTORY) == ["day_sealed"]
    with at("2026-06-02T00:12"):
        tick()
        assert numbers()[0].money["GBP"].gross == 157
        tick()
    with at("2026-06-02T00:25"):
        tick()
        assert held().sealed_at


def test_a_date_with_something_to_count_is_not_sealed(client_api: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the first step nor the second is taken while a mark waits."""
    live_through_the_day(client_api)
    monkeypatch.setenv("SETTLE_SECONDS", "30")
    settings.forget()
    with at("2026-06-02T00:00") as now:
        marks.mark(BUCKET, {0}, now)
        tick()
        assert held().refusing_since is None
    with at("2026-06-02T00:11"):
        tick()
        assert held().refusing_since
    with at("2026-06-02T00:22") as now:
        marks.mark(BUCKET, {0}, now)
        tick()
        assert held().sealed_at is None
    with at("2026-06-02T00:33"):
        tick()
        assert held().sealed_at


def test_the_numbers_of_a_sealed_date_outlive_its_events(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue
) -> None:
    """Neither a tick nor a backfill counts anything of it again, though every row is gone."""
    seal(client_api)
    before = numbers()
    assert before[0].money["GBP"].gross == 150
    delete_all_events()
    with at("2026-06-20T12:00") as now:
        marks.mark(BUCKET, {0}, now)
        assert tick() == {"buckets": 0, "days": 0, "pending": 0}
        wish = {"from": str(DAY), "to": str(DAY)}
        backfill = admin_api("POST", BACKFILL, body=wish, caller=ADMIN).json["backfillId"]
        aggregation_queue.work_off()
        done = admin_api("GET", f"{BACKFILL}/{backfill}", caller=ADMIN).json
        assert (done["status"], done["sealedDays"], done["rollUpsChanged"]) == ("DONE", [str(DAY)], 0)
        assert numbers() == before
        (shown,) = admin_api("GET", f"/api/admin/metrics/daily?from={DAY}&to={DAY}", caller=ADMIN).json["days"]
        assert (shown["sealed"], shown["byCurrency"]["GBP"]["gross"]) == (True, 150)


def test_nothing_is_imported_into_a_sealed_date(client_api: Call) -> None:
    """Not even what it held; a date that never held anything still takes history in."""
    seal(client_api)
    before = numbers()
    with at("2026-06-03T12:00"):
        sent = [payment("p1", 100, at="2026-03-02T10:00:00Z"), payment("new", 7, at="2026-03-02T23:59:59Z")]
        accepted, duplicates, rejected = send(
            client_api, [*sent, payment("old", 5, at="2026-03-01T23:59:59Z")], **HISTORY
        )
        assert (accepted, duplicates, [each["reason"] for each in rejected]) == (1, 0, ["day_sealed", "day_sealed"])
        assert "frozen" in rejected[0]["message"]
        tick()
        assert numbers() == before
        first = days.within(Period(date(2026, 3, 1), DAY), LONDON)[date(2026, 3, 1)]
        assert first.tally.money["GBP"].gross == 5


def test_what_is_about_a_sealed_date_counts_where_it_can(client_api: Call) -> None:
    """A refund of a payment there counts on its own date; an earlier registration makes nobody new a second time."""
    seal(client_api)
    before = numbers()
    with at("2026-06-03T12:00"):
        refund = {"paymentId": "p2", "amountMinor": 20, "currency": "GBP"}
        late = [
            event("payment_refunded", "b2", refund, at="2026-06-03T11:00:00Z", userId="omar"),
            registration("r0", "CA", at="2026-02-27T11:00:00Z"),
        ]
        assert reasons(client_api, *late, **HISTORY) == []
        assert tick()["pending"] == 0
        assert numbers() == before
        today = days.within(Period(date(2026, 6, 3), date(2026, 6, 3)), LONDON)[date(2026, 6, 3)].tally
        assert (today.money["GBP"].refunded, today.money["GBP"].unattributed) == (20, 20)
        february = days.within(Period(date(2026, 2, 27), DAY), LONDON)[date(2026, 2, 27)].tally
        assert february.new_by_role == {}


def test_history_is_sealed_by_when_it_came(client_api: Call) -> None:
    """Imported yesterday, it is open for as long as anything that came yesterday."""
    with at("2026-06-02T12:00"):
        send(client_api, [payment("p", 7, at="2020-01-01T10:00:00Z")], **HISTORY)
        tick()
    with at("2026-08-30T12:00"):
        tick()
        assert reasons(client_api, payment("q", 5, at="2020-01-01T10:00:00Z"), **HISTORY) == []
        tick()
    with at("2026-09-01T12:00"):
        tick()
        assert reasons(client_api, payment("r", 5, at="2020-01-01T10:00:00Z"), **HISTORY) == ["day_sealed"]


def test_a_date_that_could_not_be_sealed_in_time_is_taken_for_sealed(client_api: Call) -> None:
    """After an outage of a week its rows may be going: it is neither written to nor counted again."""
    live_through_the_day(client_api)
    before = numbers()
    with at("2026-06-12T12:00") as now:
        assert reasons(client_api, payment("q", 5, at="2026-03-02T10:00:00Z"), **HISTORY) == ["day_sealed"]
        delete_all_events()
        marks.mark(BUCKET, {0}, now)
        assert tick()["pending"] == 0
        assert numbers() == before


def test_rows_expire_a_week_after_their_retention_and_rows_of_ours_never(client_api: Call) -> None:
    """Counted from when they came, in Unix seconds, as DynamoDB wants it."""
    live_through_the_day(client_api)
    came = int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp())
    expiry = {(item.user_id, item.event_id): item.expires_at for item in EventItem.scan()}
    ours = {key for key in expiry if key[1].startswith("#")}
    assert {expires for key, expires in expiry.items() if key not in ours} == {came + 97 * 24 * 3600}
    assert {key: expiry[key] for key in ours} == dict.fromkeys(ours)
    assert {("maya", "#registration"), ("maya", "#first-payment"), ("#payment#p1", "#payment")} <= ours


def test_where_no_ttl_does_it_the_clean_up_deletes_expired_rows(
    client_api: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of sealed dates only, and only once they have expired."""
    monkeypatch.setenv("DELETES_EXPIRED_ROWS", "true")
    settings.forget()
    seal(client_api)
    before, rows = numbers(), len(list(EventItem.scan()))
    with at("2026-06-04T00:00"):
        tick()
        assert len(list(EventItem.scan())) == rows
    with at("2026-06-08T00:00"):
        tick()
        assert {item.event_id[0] for item in EventItem.scan()} == {"#"}
        assert held().cleared_at
        assert numbers() == before


def test_an_event_is_asked_for_again_when_it_cannot_be_told_whether_its_date_is_sealed(client_api: Call) -> None:
    """It is neither lost nor let in. Of young events nothing has to be looked up."""
    live_through_the_day(client_api)
    old = payment("late", at="2026-03-02T12:00:00Z")
    with at("2026-06-02T00:00") as now, throttled("Query"):
        with pytest.raises(UnavailableError):
            is_sealed(BUCKET.start_ms)
        assert not is_sealed(now)
        body = {"events": [old], **HISTORY}
        assert client_api("POST", "/api/analytics/track", body=body, caller=ADMIN).status == 503
    with at("2026-06-02T00:00"):
        assert send(client_api, [old], **HISTORY) == (1, 0, [])
