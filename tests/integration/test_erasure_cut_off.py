"""An erasure that is cut off, asked for again, or met by what is still under way."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from sextant.aws.settings import settings
from sextant.domain.erasures import erasure_id
from sextant.store.base import connection
from tests.integration.aggregation_queue import AggregationQueue, aggregation_queue
from tests.integration.analytics import (
    dashboard,
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
from tests.integration.conftest import ADMIN, SERVER_KEY, Call
from tests.integration.enrolling import running
from tests.integration.erasing import (
    LAPTOP,
    MAYA,
    PERIOD,
    PHONE,
    Tables,
    erase,
    finished,
    live,
    money,
    receipt,
    removed,
    settle,
)
from tests.integration.everything_stored import naming

__all__ = ["aggregation_queue", "ministack", "ministack_tables", "tables"]

pytestmark = pytest.mark.usefixtures("aggregation_queue")


@contextmanager
def one_transaction() -> Iterator[None]:
    """All transactions but the first are refused, as if DynamoDB had been cut off."""
    with throttled("TransactWriteItems", after=1):
        yield


@contextmanager
def lost_answers() -> Iterator[None]:
    """Every other transaction is carried out without our hearing of it."""
    client = connection().client
    seen: list[str] = []

    def handler(**_event: object) -> None:
        seen.append("")
        if len(seen) % 2:
            raise ReadTimeoutError(response={}, endpoint_url="the answer is lost")

    name = "after-call.dynamodb.TransactWriteItems"
    client.meta.events.register(name, handler)
    try:
        yield
    finally:
        client.meta.events.unregister(name, handler)


@contextmanager
def marks_refused() -> Iterator[None]:
    """Nothing can be marked as dirty, but for the first time."""
    with throttled("UpdateItem", after=1):
        yield


@pytest.mark.parametrize("trouble", [one_transaction, lost_answers])
def test_an_erasure_that_is_cut_off_ends_the_same(
    client_api: Call, admin_api: Call, tables: Tables, trouble: Callable[[], Any]
) -> None:
    """After every step, and behind every write that went through unheard; what the receipt counts is the same."""
    live(client_api)
    before = dashboard(admin_api, PERIOD)

    def troubled_tick() -> None:
        with trouble():
            tick()

    erase(admin_api)
    said = finished(admin_api, between=troubled_tick)
    settle()

    assert removed(said) == {
        "behaviouralEvents": 5,
        "businessEvents": 7,
        "derivedRows": 2,
        "aliases": 2,
        "assignments": 1,
        "countedMarks": 4,
        "rejectedEvents": 1,
        "profiles": 1,
    }
    assert said["rounds"] == 1
    assert naming(tables, MAYA, PHONE, LAPTOP) == []
    assert money(dashboard(admin_api, PERIOD)) == money(before)


def test_a_message_takes_an_erasure_further_without_a_tick(
    client_api: Call, admin_api: Call, tables: Tables, aggregation_queue: AggregationQueue
) -> None:
    """As far as it can go; it says who is erased by the hash only, and goes on as another that waits."""
    live(client_api)

    erase(admin_api)

    (body,) = aggregation_queue.bodies()
    assert body == {"action": "eraseUser", "erasureId": erasure_id(MAYA)}
    erase(admin_api)
    assert aggregation_queue.work_off() == []
    assert receipt(admin_api)["step"] == "recount"
    assert aggregation_queue.delayed() == 1
    assert finished(admin_api)["state"] == "done"


def test_late_events_of_an_erased_user_are_refused(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """From the moment on in which the erasure is asked for, and from their devices once those are barred."""
    live(client_api)
    erase(admin_api)
    of_maya = [
        event("page_viewed", "late", userId=MAYA),
        payment("late-p", userId=MAYA),
        registration("late-r", userId=MAYA),
    ]
    reasons = [each["reason"] for each in send(client_api, of_maya)[2]]
    assert reasons == ["user_erased"] * 3
    finished(admin_api)

    of_devices = [
        *of_maya,
        event("page_viewed", "late-guest", anonymousId=PHONE),
        payment("late-g", anonymousId=LAPTOP),
    ]
    assert [each["reason"] for each in send(client_api, of_devices)[2]] == ["user_erased"] * 5
    assert naming(tables, MAYA, PHONE, LAPTOP) == []


def test_nothing_is_removed_before_every_process_has_looked_again(
    client_api: Call, admin_api: Call, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that has just seen that nobody was erased believes that for a while: what it lets in is removed too."""
    monkeypatch.setenv("SETTLE_SECONDS", "1")
    settings.forget()
    send(client_api, [event("page_viewed", "before", userId=MAYA)])
    erase(admin_api)
    assert send(client_api, [event("page_viewed", "believed", userId=MAYA)])[0] == 1
    tick()
    said = receipt(admin_api)
    waits = datetime.fromisoformat(said["waitsUntil"]) - datetime.fromisoformat(said["requestedAt"])
    assert waits >= timedelta(seconds=2)

    time.sleep(1)

    assert [each["reason"] for each in send(client_api, [event("page_viewed", "late", userId=MAYA)])[2]] == [
        "user_erased"
    ]
    assert removed(finished(admin_api, between=lambda: (time.sleep(0.2), tick())))["behaviouralEvents"] == 2


def test_somebody_else_on_the_device_of_an_erased_user_is_taken_in_without_it(
    client_api: Call, admin_api: Call, tables: Tables
) -> None:
    """The event counts; the device, which would lead back, is not kept."""
    live(client_api)
    erase(admin_api)
    finished(admin_api)

    assert send(client_api, [event("page_viewed", "n", userId="nadia", anonymousId=PHONE)])[0] == 1
    assert naming(tables, PHONE) == []


def test_an_erased_user_takes_part_in_nothing_any_more(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """A call for a variant stores nothing."""
    live(client_api)
    erase(admin_api)
    finished(admin_api)
    running("button3")

    answer = client_api("GET", f"/api/experiments/button3/variant?userId={MAYA}", caller=SERVER_KEY)

    assert answer.json["variant"] is None
    assert answer.json["reason"] == "no_user"
    assert naming(tables, MAYA) == []


def test_erasing_twice_is_erasing_once(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """While it runs it is the same erasure, afterwards its receipt; and the audit knows of one."""
    live(client_api)
    first, second = erase(admin_api), erase(admin_api)
    assert (first.status, second.status) == (202, 202)
    assert first.json["requestedAt"] == second.json["requestedAt"]
    done = finished(admin_api)

    third = erase(admin_api)

    assert third.status == 200
    assert third.json == done
    by_id = admin_api("GET", f"/api/admin/erasures/{done['erasureId']}", caller=ADMIN)
    assert by_id.json == done
    entries = admin_api("GET", f"/api/admin/audit?entity=user:{done['erasureId']}", caller=ADMIN).json["items"]
    assert [(each["action"], each["actor"]) for each in entries] == [("user.erased", ADMIN.id)]
