"""Days are counted again from their events: whatever was wrong is right afterwards, and nothing counts twice."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from aggregate import actions
from sextant.aws.settings import settings
from sextant.domain.days import Period
from sextant.store import ca_days, days, rollups
from sextant.store.days import DayItem, partition
from sextant.store.epochs import Epoch
from sextant.store.rollups import RollupItem
from tests.integration.aggregation_queue import AggregationQueue, aggregation_queue, work_off
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
from tests.integration.conftest import ADMIN, Answer, Call

__all__ = ["aggregation_queue", "ministack", "ministack_tables", "tables"]

BACKFILL = "/api/admin/metrics/backfill"
LONDON = ZoneInfo("Europe/London")
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 4)
NOW = "2026-03-05T12:00"


@pytest.fixture(autouse=True)
def one_partition(tables: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each quarter of an hour has one index partition: with four of them this would take four times as long."""
    monkeypatch.setenv("EVENT_SHARDS", "1")
    settings.forget()


@contextmanager
def at(moment: str = NOW) -> Iterator[None]:
    """It is this moment in UTC."""
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False):
        yield


def later(minutes: int) -> str:
    """So many minutes after now."""
    return (datetime.fromisoformat(NOW) + timedelta(minutes=minutes)).isoformat()


def live(client_api: Call) -> dict[date, Any]:
    """Three days with payments, registrations, ratings and empty quarters; what the days then say."""
    with at():
        sent = [
            payment(f"p{day.day}-{hour}", 10 * day.day + hour, at=f"{day}T{hour:02d}:10:00Z", userId=f"user{hour}")
            for day in Period(FIRST, LAST)
            for hour in (0, 9, 23)
        ]
        rated = {"reviewId": "v", "rating": 4, "caId": "carla"}
        sent += [
            registration("r1", at="2026-03-02T08:00:00Z"),
            event("review_created", "v", rated, at=f"{FIRST}T09:00Z"),
        ]
        assert send(client_api, sent)[2] == []
        tick()
    with at(later(11)):
        tick()
    return stored()


def stored() -> dict[date, Any]:
    """What is stored of the days."""
    return {day: found.tally for day, found in days.within(Period(FIRST, LAST), LONDON).items()}


def start(admin_api: Call, first: date = FIRST, last: date = LAST) -> Answer:
    """Ask for a backfill."""
    return admin_api("POST", BACKFILL, body={"from": str(first), "to": str(last)}, caller=ADMIN)


def begun(admin_api: Call, first: date = FIRST, last: date = LAST) -> str:
    """The id of a backfill that has begun."""
    answer = start(admin_api, first, last)
    assert answer.status == 202, answer.body
    assert (answer.json["status"], answer.json["daysDone"]) == ("RUNNING", 0)
    backfill: str = answer.json["backfillId"]
    return backfill


def progress(admin_api: Call, backfill: str) -> dict[str, Any]:
    """How far a backfill is."""
    answer = admin_api("GET", f"{BACKFILL}/{backfill}", caller=ADMIN)
    assert answer.status == 200, answer.body
    said: dict[str, Any] = answer.json
    return said


def tamper() -> None:
    """A roll-up is changed, another goes, and so does a whole day."""
    changed = RollupItem.get(rollups.partition(FIRST), "09:00")
    changed.counts = changed.counts.replace("29", "30")
    changed.save()
    RollupItem.get(rollups.partition(LAST), "23:00").delete()
    DayItem.get(partition(Epoch(1, "Europe/London")), "2026-03-03").delete()


def test_whatever_was_wrong_is_right_afterwards(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Roll-ups that were changed or lost, and days; closed days that change are restated."""
    monkeypatch.setenv("EVENT_SHARDS", "3")
    settings.forget()
    before = live(client_api)
    cas = ca_days.within(FIRST, LAST)
    tamper()
    with at(later(20)):
        backfill = begun(admin_api)
        assert aggregation_queue.work_off() == []
        done = progress(admin_api, backfill)
        assert stored() == before
        assert ca_days.within(FIRST, LAST) == cas
        assert days.within(Period(FIRST, LAST), LONDON)[date(2026, 3, 3)].closed_at
        again = begun(admin_api)
        aggregation_queue.work_off()
    assert (done["status"], done["days"], done["daysDone"], done["pendingDays"]) == ("DONE", 3, 3, [])
    assert (done["rollUpsChanged"], done["sealedDays"]) == (2, [])
    assert progress(admin_api, again)["rollUpsChanged"] == 0


def test_a_day_whose_message_comes_twice_counts_once(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue
) -> None:
    """At the same time or later, in one call or in several."""
    before = live(client_api)
    with at():
        backfill = begun(admin_api)
        messages = aggregation_queue.received()
        assert len(messages) == 3
        assert work_off(messages + messages) == []
        assert work_off(messages) == []
        done = progress(admin_api, backfill)
    assert (done["daysDone"], done["status"]) == (3, "DONE")
    assert stored() == before


def test_messages_that_were_lost_are_sent_again(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue
) -> None:
    """Those of the days that are not done, and no others."""
    live(client_api)
    with at():
        backfill = begun(admin_api)
        messages = aggregation_queue.received()
        work_off(messages[:1])
        assert len(progress(admin_api, backfill)["pendingDays"]) == 2
        assert admin_api("POST", f"{BACKFILL}/{backfill}/resume", caller=ADMIN).status == 200
        assert aggregation_queue.lose() == 2
        assert admin_api("POST", f"{BACKFILL}/{backfill}/resume", caller=ADMIN).status == 200
        aggregation_queue.work_off()
        assert progress(admin_api, backfill)["status"] == "DONE"
        assert admin_api("POST", f"{BACKFILL}/{backfill}/resume", caller=ADMIN).json["status"] == "DONE"
        assert aggregation_queue.received() == []


def test_a_second_backfill_of_the_same_days_is_refused_while_the_first_is_at_work(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue
) -> None:
    """It is told which one that is and what to do; one of other days begins."""
    live(client_api)
    with at():
        first = begun(admin_api, FIRST, FIRST + timedelta(days=1))
        refused = start(admin_api, FIRST + timedelta(days=1), LAST)
        assert (refused.status, refused.json["backfillId"]) == (409, first)
        assert refused.json["type"].endswith("/backfill-running")
        assert f"{BACKFILL}/{first}/resume" in refused.json["detail"]
        begun(admin_api, LAST, LAST)
        aggregation_queue.work_off()
        begun(admin_api, FIRST, LAST)


def test_a_backfill_that_stalled_is_replaced(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue
) -> None:
    """After ten minutes without a day done; whatever is left of it does nothing any more."""
    live(client_api)
    with at():
        first = begun(admin_api)
        messages = aggregation_queue.received()
    with at(later(9)):
        work_off(messages[:1])
    with at(later(18)):
        assert progress(admin_api, first)["status"] == "RUNNING"
        assert start(admin_api).status == 409
    with at(later(20)):
        assert progress(admin_api, first)["status"] == "STALLED"
        second = begun(admin_api)
        work_off(messages)
        old = progress(admin_api, first)
        assert (old["status"], old["supersededBy"], old["daysDone"]) == ("SUPERSEDED", second, 1)
        refused = admin_api("POST", f"{BACKFILL}/{first}/resume", caller=ADMIN)
        assert (refused.status, refused.json["allowed"]) == (409, [f"resume {second}"])
        aggregation_queue.work_off()
        assert progress(admin_api, second)["status"] == "DONE"


def test_a_day_that_takes_longer_than_a_function_may_run_goes_on(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue
) -> None:
    """As a new message, from where it was, and not as a failure."""
    before = live(client_api)
    tamper()
    with at():
        backfill = begun(admin_api, FIRST, FIRST)
        (message,) = aggregation_queue.received()
        assert work_off([message], milliseconds=5_150) == []
        assert progress(admin_api, backfill)["daysDone"] == 0
        (again,) = aggregation_queue.received()
        assert json.loads(again["Body"]) == json.loads(message["Body"])
        assert work_off([again]) == []
        done = progress(admin_api, backfill)
        assert (done["status"], done["rollUpsChanged"]) == ("DONE", 1)
        assert stored()[FIRST] == before[FIRST]


def test_a_message_that_fails_comes_again_later(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue
) -> None:
    """Hidden for longer than before and for less than the queue would; the others of its batch are done."""
    live(client_api)
    with at():
        backfill = begun(admin_api)
        messages = aggregation_queue.received()
        with throttled("Query", after=150):
            failed = work_off(messages)
        assert failed
        aggregation_queue.work_off()
        assert progress(admin_api, backfill)["daysDone"] == 3 - len(failed)
        assert work_off([message for message in messages if message["MessageId"] in failed]) == []
        assert progress(admin_api, backfill)["status"] == "DONE"


def test_days_without_anything_leave_nothing(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue
) -> None:
    """No roll-up, and no stored day before the first of which there is anything."""
    live(client_api)
    with at():
        backfill = begun(admin_api, date(2026, 2, 1), date(2026, 2, 2))
        aggregation_queue.work_off()
        assert progress(admin_api, backfill)["status"] == "DONE"
        assert days.within(Period(date(2026, 2, 1), date(2026, 2, 2)), LONDON) == {}
        assert rollups.of_date(date(2026, 2, 1)) == {}


def test_today_may_be_counted_again(client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue) -> None:
    """It stays open."""
    today = date(2026, 3, 5)
    with at():
        send(client_api, [payment("p", 7, at="2026-03-05T10:00:00Z")])
        tick()
        RollupItem.get(rollups.partition(today), "10:00").delete()
        begun(admin_api, today, today)
        aggregation_queue.work_off()
        found = days.within(Period(today, today), LONDON)[today]
    assert (found.tally.money["GBP"].gross, found.closed_at, found.complete) == (7, None, False)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"from": "2026-03-04", "to": "2026-03-02"}, {"from"}),
        ({"from": "2024-01-01", "to": "2026-03-02"}, {"to"}),
        ({"from": "2026-03-02", "to": "2026-03-06"}, {"to"}),
        ({"from": "1999-12-31", "to": "2000-01-02"}, {"from"}),
        ({"from": "2026-03-02"}, {"to"}),
        ({"from": "2026-02-30", "to": "2026-03-02"}, {"from"}),
        ({"from": 1_772_409_600, "to": "2026-03-02"}, {"from"}),
        ({"from": "2026-03-02", "to": "2026-03-02", "fast": True}, {"fast"}),
    ],
)
def test_days_that_cannot_be_counted_are_refused(
    admin_api: Call, aggregation_queue: AggregationQueue, body: dict[str, object], fields: set[str]
) -> None:
    """With the field that is wrong, and nothing is begun."""
    with at():
        answer = admin_api("POST", BACKFILL, body=body, caller=ADMIN)
        assert (answer.status, {error["field"] for error in answer.json["errors"]}) == (422, fields)
        assert admin_api("GET", BACKFILL, caller=ADMIN).json == {"items": [], "nextCursor": None}
        assert aggregation_queue.received() == []


def test_backfills_are_listed_page_by_page_the_latest_first(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue
) -> None:
    """And one that nobody knows is not found."""
    made = []
    for minute in range(3):
        with at(later(minute)):
            made.append(begun(admin_api, FIRST + timedelta(days=minute), FIRST + timedelta(days=minute)))
    first = admin_api("GET", f"{BACKFILL}?limit=2", caller=ADMIN).json
    second = admin_api("GET", f"{BACKFILL}?limit=2&cursor={first['nextCursor']}", caller=ADMIN).json
    assert [each["backfillId"] for each in first["items"] + second["items"]] == made[::-1]
    assert second["nextCursor"] is None
    assert admin_api("GET", f"{BACKFILL}/nobody", caller=ADMIN).status == 404
    assert admin_api("POST", f"{BACKFILL}/nobody/resume", caller=ADMIN).status == 404


def test_what_admins_ask_for_is_in_the_audit(
    client_api: Call, admin_api: Call, aggregation_queue: AggregationQueue
) -> None:
    """Who began a backfill, and who took it up again."""
    with at():
        backfill = begun(admin_api)
        admin_api("POST", f"{BACKFILL}/{backfill}/resume", caller=ADMIN)
        entries = admin_api("GET", f"/api/admin/audit?entity=backfill:{backfill}", caller=ADMIN).json["items"]
    assert {(each["action"], each["actor"]) for each in entries} == {
        ("backfill.started", "admin-1"),
        ("backfill.resumed", "admin-1"),
    }


def test_a_message_of_another_kind_fails_loudly() -> None:
    """So that it ends in the dead letters and not in silence."""
    with pytest.raises(actions.UnknownMessageError, match="backfillDay"):
        actions.take('{"action": "dance"}', deadline=None)  # type: ignore[arg-type]
