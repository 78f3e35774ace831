"""Forgetting a user: what goes, what stays without them, and what there is to show for it."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.exceptions import ReadTimeoutError

from sextant.aws.settings import settings
from sextant.domain.ca_tallies import CaTally
from sextant.domain.days import Period
from sextant.domain.erasures import erasure_id
from sextant.domain.event_schemas import SchemaEdit, SchemaMode
from sextant.domain.marks import Cause
from sextant.domain.versions import Basis
from sextant.store import assignments, ca_days, dates, epochs, profiles, restatements, rollups
from sextant.store.base import TableModel, connection, forget_connection
from sextant.store.days import DayItem, partition
from sextant.store.events import EventItem
from sextant.store.transactions import commit
from sextant.usecases import event_schemas
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
from tests.integration.conftest import ADMIN, CLIENT, CLIENT_KEY, SERVER_KEY, Answer, Call
from tests.integration.enrolling import convert, counted, running, variant_of
from tests.integration.everything_stored import naming, sets_with

__all__ = ["aggregation_queue", "ministack", "ministack_tables", "tables"]

Tables = Mapping[str, type[TableModel]]
MAYA, CARLA = "maya-5f0c", "carla-2b7e"
PHONE, LAPTOP = "phone-91ab", "laptop-77de"
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=40)
PERIOD = f"from={(LONG_AGO - timedelta(days=1)).date()}&to={(NOW + timedelta(days=1)).date()}"
MOST_TICKS = 200


@pytest.fixture(autouse=True)
def _queue(aggregation_queue: AggregationQueue) -> None:
    """There is one to put messages on."""


def at(moment: datetime) -> str:
    """A moment on the wire."""
    return moment.isoformat()


def bought(payment_id: str, event_id: str, amount: int, **told: str) -> dict[str, Any]:
    """A payment whose number says nothing of who paid."""
    paid = payment(event_id, amount, **told)
    paid["properties"]["paymentId"] = payment_id
    return paid


def expect_plans() -> None:
    """A schema that a chosen plan has to keep to."""
    document = {"type": "object", "properties": {"plan": {"type": "string"}}}
    edit = SchemaEdit(document=document, mode=SchemaMode.ENFORCE, description="")
    event_schemas.put("plan_chosen", edit, Basis(), ADMIN)
    forget_connection()  # and with it that there was no schema a moment ago


def live(client_api: Call, user: str = MAYA) -> None:
    """Everything that a user can leave behind, beside what others do."""
    running("button")
    variant_of(client_api, user)
    expect_plans()
    who = {"userId": user}
    history = [
        registration(f"{user}-r", at=at(LONG_AGO), **who),
        bought("pay-1", f"{user}-p1", 700, at=at(LONG_AGO), **who),
        bought("pay-2", f"{user}-p2", 300, **who),
        event("payment_refunded", f"{user}-b", {"paymentId": "pay-2", "amountMinor": 50, "currency": "GBP"}, **who),
        event("payment_refunded", f"{user}-b0", {"amountMinor": 5, "currency": "GBP"}, **who),
        event("request_created", f"{user}-q", {"requestId": "request-1", "caId": "dora"}, **who),
        event("page_viewed", "seen", {"page": "/"}, userId=user, anonymousId=PHONE),
        event("page_viewed", "seen-long-ago", at=at(LONG_AGO), **who),
        event("page_viewed", "guest-seen", anonymousId=PHONE),
        payment("guest-p", 11, anonymousId=LAPTOP),
        registration("omar-r", userId="omar"),
        payment("omar-p", 40, userId="omar"),
        event("page_viewed", "omar-seen", userId="omar"),
    ]
    assert send(client_api, history, **{"import": True})[2] == []
    assert convert(client_api, user, "opened", eventId="opened-1").json["counted"]
    devices = [event("identified", f"is-{device}", userId=user, anonymousId=device) for device in (PHONE, LAPTOP)]
    assert send(client_api, [*devices, event("plan_chosen", "broken", {"plan": 1}, **who)])[0] == 2
    settle()


def settle() -> None:
    """Ticks until nothing is marked."""
    while tick()["pending"]:
        pass


def erase(admin_api: Call, user: str = MAYA) -> Answer:
    """What is said to whoever asks for an erasure."""
    return admin_api("DELETE", f"/api/admin/users/{user}", caller=ADMIN)


def receipt(admin_api: Call, user: str = MAYA) -> dict[str, Any]:
    """How far an erasure is."""
    answer = admin_api("GET", f"/api/admin/users/{user}/erasure", caller=ADMIN)
    assert answer.status == 200, answer.body
    said: dict[str, Any] = answer.json
    return said


def finished(admin_api: Call, user: str = MAYA, between: Callable[[], object] = tick) -> dict[str, Any]:
    """The receipt, after as many ticks as it takes."""
    for _ in range(MOST_TICKS):
        if receipt(admin_api, user)["state"] == "done":
            return receipt(admin_api, user)
        between()
    raise AssertionError(receipt(admin_api, user))


def removed(said: dict[str, Any]) -> dict[str, int]:
    """What a receipt says was removed, without the zeros."""
    return {each["what"]: each["count"] for each in said["removed"] if each["count"]}


def money(said: dict[str, Any]) -> dict[str, int]:
    """The figures of a dashboard that may not change."""
    flow = said["revenue"]["byCurrency"]["GBP"]
    return {name: flow[name]["value"] for name in ("payments", "gross", "refunds", "refunded", "net")}


def lines(answer: Answer) -> list[dict[str, Any]]:
    """The lines of an export."""
    return [json.loads(line) for line in answer.body.splitlines()]


def export(admin_api: Call, user: str = MAYA, query: str = "") -> Answer:
    """A page of an export."""
    return admin_api("GET", f"/api/admin/users/{user}/export{query}", caller=ADMIN)


def test_an_erased_user_is_nowhere_and_the_money_stays(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Every table is looked through afterwards, by the user's id, by their devices' and by their number."""
    live(client_api)
    profile = profiles.read(MAYA)
    assert profile
    before = dashboard(admin_api, PERIOD)
    experiment = running("button2")

    assert erase(admin_api).status == 202
    said = finished(admin_api)

    after = dashboard(admin_api, PERIOD)
    assert naming(tables, MAYA, PHONE, LAPTOP) == []
    assert sets_with(tables, profile.ordinal) == []
    assert money(after) == money(before)
    for figure in ("active", "new"):
        assert after["users"][figure]["value"] == before["users"][figure]["value"] - 1
    assert after["revenue"]["payingCustomers"]["value"] == before["revenue"]["payingCustomers"]["value"] - 1
    assert after["requests"]["created"]["value"] == before["requests"]["created"]["value"] == 1
    assert after["completeness"]["status"] == before["completeness"]["status"]
    assert said["erasureId"] == erasure_id(MAYA)
    assert said["requestedBy"] == ADMIN.id
    assert said["finishedAt"] >= said["requestedAt"]
    assert {each["count"] for each in said["proof"]} == {0}
    assert counted(experiment) == {}


def test_the_receipt_says_what_was_removed_where(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """By store, in numbers that anybody can check."""
    live(client_api)

    erase(admin_api)
    found = removed(finished(admin_api))

    assert found == {
        "behaviouralEvents": 5,
        "businessEvents": 7,
        "derivedRows": 2,
        "aliases": 2,
        "assignments": 1,
        "countedMarks": 4,
        "rejectedEvents": 1,
        "profiles": 1,
    }


def test_the_guest_that_a_user_was_goes_too(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """What they did counts under that guest, whose assignment names them."""
    live(client_api)
    experiment = running("button4")
    for told in ({"anonymousId": "tablet-9"}, {"anonymousId": "tablet-9", "userId": MAYA}):
        assert client_api("GET", f"/api/experiments/button4/variant?{urlencode(told)}", caller=SERVER_KEY).status == 200
    guest = assignments.read(experiment.counted_as, "anonymous#tablet-9")
    assert guest is not None
    assert guest.signed_in == MAYA

    erase(admin_api)
    finished(admin_api)

    for subject in (MAYA, "anonymous#tablet-9"):
        assert assignments.read(experiment.counted_as, subject) is None


def test_sums_of_experiments_stay(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """They name nobody."""
    live(client_api)
    experiment = running("button")
    variant_of(client_api, MAYA)
    before = counted(experiment)
    assert before

    erase(admin_api)
    finished(admin_api)

    assert counted(experiment) == before


def test_a_day_without_rows_loses_the_user_too(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """As a sealed day is: nothing of it can be counted again, so the sets themselves are changed."""
    live(client_api)
    profile = profiles.read(MAYA)
    assert profile
    before = dashboard(admin_api, PERIOD)
    old = str(LONG_AGO.date())
    for item in EventItem.query(MAYA):
        if item.bucket_shard.startswith(old):
            item.delete()
    assert any(old in each for each in sets_with(tables, profile.ordinal))

    erase(admin_api)
    said = finished(admin_api)

    assert sets_with(tables, profile.ordinal) == []
    assert removed(said)["rollups"] == 1
    assert removed(said)["days"] == 1
    assert removed(said)["roles"] == 1
    after = dashboard(admin_api, PERIOD)
    assert money(after) == money(before)
    assert after["users"]["active"]["value"] == before["users"]["active"]["value"] - 1


def test_a_sealed_day_keeps_its_numbers_and_loses_the_user(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Its rows go without being counted again; its sets lose the user, and that it says less is a restatement."""
    old = NOW - timedelta(days=100)
    who = {"userId": MAYA}
    history = [bought("pay-0", "p0", 80, at=at(old), **who), event("page_viewed", "s0", at=at(old), **who)]
    assert send(client_api, history, **{"import": True})[2] == []
    settle()
    profile = profiles.read(MAYA)
    assert profile
    now = int(NOW.timestamp() * 1000)
    dates.refuse(old.date(), now)
    dates.seal(old.date(), now)
    for epoch in epochs.ever():
        for day in DayItem.query(partition(epoch)):
            day.update(actions=[DayItem.closed_at.set(now)])
    before = {bucket: stored.rollup for bucket, stored in rollups.of_date(old.date()).items()}
    forget_connection()

    erase(admin_api)
    said = finished(admin_api)

    after = {bucket: stored.rollup for bucket, stored in rollups.of_date(old.date()).items()}
    assert naming(tables, MAYA, "#erased#") == naming(tables, f"#erased#{said['erasureId']}")
    assert sets_with(tables, profile.ordinal) == []
    for bucket, rollup in before.items():
        assert (after[bucket].tally.events, after[bucket].tally.money) == (rollup.tally.events, rollup.tally.money)
    ((told, changes),) = [
        (each.causes, {change.figure: (change.before, change.after) for change in each.changes})
        for each in restatements.of_days(Period(old.date() - timedelta(days=1), old.date()), limit=9)
    ]
    assert told == {Cause.ERASURE}
    assert changes == {
        "revenue.newCustomers": (1, 0),
        "revenue.payingCustomers": (1, 0),
        "users.active": (1, 0),
    }


def test_days_of_a_zone_that_the_business_had_before_lose_the_user(
    client_api: Call, admin_api: Call, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not shown any more, and are still stored."""
    live(client_api)
    profile = profiles.read(MAYA)
    assert profile
    monkeypatch.setenv("BUSINESS_TIME_ZONE", "Asia/Kolkata")
    settings.forget()
    send(client_api, [event("page_viewed", "later", userId=MAYA)])
    settle()
    zones = {each.split("#")[2].split(" ")[0] for each in sets_with(tables, profile.ordinal) if "daily" in each}
    assert zones == {"Europe/London", "Asia/Kolkata"}

    erase(admin_api)
    finished(admin_api)

    assert sets_with(tables, profile.ordinal) == []


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


def test_an_unknown_user_cannot_be_erased(admin_api: Call, tables: Tables) -> None:
    """Nor shown, nor exported; and no name of ours is a user's."""
    for method, path in (("DELETE", ""), ("GET", ""), ("GET", "/export"), ("GET", "/erasure")):
        assert admin_api(method, f"/api/admin/users/nobody{path}", caller=ADMIN).status == 404
        assert admin_api(method, f"/api/admin/users/~I2VyYXNlZCM{path}", caller=ADMIN).status == 422
    assert admin_api("DELETE", "/api/admin/users/~!", caller=ADMIN).status == 422
    assert admin_api("GET", f"/api/admin/erasures/{'0' * 64}", caller=ADMIN).status == 404


def test_events_without_a_profile_are_enough_to_be_erased(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Whatever became of the profile."""
    send(client_api, [event("page_viewed", "seen", userId=MAYA)])
    commit(profiles.deleting(MAYA))
    settle()
    assert admin_api("GET", f"/api/admin/users/{MAYA}", caller=ADMIN).json["profile"] is None

    assert erase(admin_api).status == 202
    finished(admin_api)

    assert naming(tables, MAYA) == []


def test_flags_that_name_the_user_are_told_until_they_are_edited(
    client_api: Call, admin_api: Call, tables: Tables
) -> None:
    """Also when only the hash of the id is left."""
    live(client_api)
    flag = {"key": "f", "name": "F", "userIds": [MAYA, "omar"]}
    assert admin_api("POST", "/api/admin/feature-flags", body=flag, caller=ADMIN).status == 201
    erase(admin_api)
    mentions = [{"kind": "flag", "key": "f", "fields": ["user_ids"]}]
    assert finished(admin_api)["mentions"] == mentions

    edit = {"userIds": ["omar"], "version": 1}
    assert admin_api("PUT", "/api/admin/feature-flags/f", body=edit, caller=ADMIN).status == 200

    assert receipt(admin_api)["mentions"] == []


def test_a_user_is_shown_with_what_is_held(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Profile and counts before, and the erasure in their place after."""
    live(client_api)
    shown = admin_api("GET", f"/api/admin/users/{MAYA}", caller=ADMIN).json
    assert shown["profile"]["role"] == "CLIENT"
    assert shown["profile"]["devices"] == [PHONE, LAPTOP]
    assert shown["profile"]["money"]["GBP"]["gross"] == 1_011
    held = {each["what"]: each["count"] for each in shown["held"]}
    assert (held["behaviouralEvents"], held["businessEvents"], held["assignments"]) == (5, 7, 1)
    assert shown["erasure"] is None
    erase(admin_api)
    finished(admin_api)

    gone = admin_api("GET", f"/api/admin/users/{MAYA}", caller=ADMIN).json

    assert gone["profile"] is None
    assert gone["erasure"]["state"] == "done"


def serve(client_api: Call) -> None:
    """What is left behind by a CA, nearly all of it by what others do."""
    slot = {"start": at(NOW.replace(hour=9)), "end": at(NOW.replace(hour=11))}
    hour = {"start": at(NOW.replace(hour=9)), "end": at(NOW.replace(hour=10))}
    carla, maya = {"caId": CARLA}, {"userId": MAYA}
    paid = payment("paid", 900, **maya)
    paid["properties"] |= carla
    history = [
        registration("r", "CA", userId=CARLA),
        event("availability_published", "a", slot, userId=CARLA),
        event("availability_published", "a2", {**slot, **carla}, userId="office"),
        event("booking_created", "b1", {"bookingId": "1", **hour, **carla}, **maya),
        event("booking_completed", "b2", {"bookingId": "1", **carla}, userId=CARLA),
        event("booking_created", "b3", {"bookingId": "2", **hour, **carla}, **maya),
        event("booking_cancelled", "b4", {"bookingId": "2", **carla}, **maya),
        event("booking_created", "b5", {"bookingId": "3", **hour, "caId": "dora"}, **maya),
        event("request_created", "q1", {"requestId": "1", **carla}, at=at(NOW - timedelta(hours=1)), **maya),
        event("request_status_changed", "q2", {"requestId": "1", "status": "ACCEPTED", **carla}, userId=CARLA),
        event("request_created", "q3", {"requestId": "2", **carla}, **maya),
        event("review_created", "v", {"reviewId": "1", "rating": 4, **carla}, **maya),
        paid,
    ]
    assert send(client_api, history)[2] == []
    settle()


def tallies(ca_id: Callable[[str], bool]) -> list[CaTally]:
    """What is counted of CAs by bucket, of those of such an id."""
    dates = ca_days.within((NOW - timedelta(days=2)).date(), (NOW + timedelta(days=2)).date())
    return [
        tally
        for _, buckets in sorted(dates.items())
        for _, cas in sorted(buckets.items())
        for name, tally in cas.items()
        if ca_id(name)
    ]


def test_sums_of_an_erased_ca_stay_under_a_name_that_says_nothing(
    client_api: Call, admin_api: Call, tables: Tables
) -> None:
    """Whoever named them: clients who paid, booked, asked and judged, and whoever offered their time."""
    serve(client_api)
    before = tallies(lambda name: name == CARLA)
    others = tallies(lambda name: name == "dora")
    total = dashboard(admin_api, PERIOD)
    assert before
    assert others

    erase(admin_api, CARLA)
    said = finished(admin_api, CARLA)

    assert naming(tables, CARLA) == []
    assert tallies(lambda name: name.startswith("#erased#")) == before
    assert tallies(lambda name: name == "dora") == others
    assert money(dashboard(admin_api, PERIOD)) == money(total)
    assert removed(said)["caRecords"] > 0
    assert {each["count"] for each in said["proof"]} == {0}


def test_who_names_an_erased_ca_is_taken_in_without_the_name(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Money counts; what is about nothing but the time of the CA is refused."""
    serve(client_api)
    erase(admin_api, CARLA)
    finished(admin_api, CARLA)
    gross = money(dashboard(admin_api, PERIOD))["gross"]
    late = payment("late", 60, userId=MAYA)
    late["properties"]["caId"] = CARLA
    booked = event("booking_cancelled", "b6", {"bookingId": "1", "caId": CARLA}, userId=MAYA)

    accepted, _, rejected = send(client_api, [late, booked])
    settle()

    assert (accepted, [each["reason"] for each in rejected]) == (1, ["user_erased"])
    assert money(dashboard(admin_api, PERIOD))["gross"] == gross + 60
    assert naming(tables, CARLA) == []


def test_figures_of_a_ca_whose_rows_are_gone_are_renamed_too(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """As those of a sealed day are."""
    serve(client_api)
    before = tallies(lambda name: name == CARLA)
    for owner in (MAYA, "office"):
        for item in EventItem.query(owner):
            item.delete()
    for item in EventItem.query(f"#calendar#{CARLA}"):
        item.delete()
    for kind, number in (("payment", "paid"), ("request", "1"), ("request", "2"), ("booking", "1"), ("booking", "2")):
        EventItem(f"#{kind}#{number}", f"#{kind}").delete()

    erase(admin_api, CARLA)
    said = finished(admin_api, CARLA)

    assert naming(tables, CARLA) == []
    assert removed(said)["caFigures"] > 0
    assert len(tallies(lambda name: name.startswith("#erased#"))) <= len(before)


def test_an_export_tells_everything_and_nothing_once_erased(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """As many lines as are held, each of them of this user."""
    live(client_api)
    told = lines(export(admin_api))
    assert told[0]["kind"] == "profile"
    assert told[0]["purchases"][-1]["gross"] == 311
    events = [each for each in told if each["kind"] == "event"]
    assert {each["eventId"] for each in events} == {
        f"{MAYA}-r",
        f"{MAYA}-p1",
        f"{MAYA}-p2",
        f"{MAYA}-b",
        f"{MAYA}-b0",
        f"{MAYA}-q",
        "seen",
        "seen-long-ago",
        f"is-{PHONE}",
        f"is-{LAPTOP}",
        "guest-seen",
        "guest-p",
    }
    paid = next(each for each in events if each["eventId"] == f"{MAYA}-p1")
    assert paid["properties"]["amountMinor"] == 700
    assert [each["kind"] for each in told].count("assignment") == 1
    assert [each["kind"] for each in told].count("alias") == 2
    assert [each["eventId"] for each in told if each["kind"] == "rejectedEvent"] == ["broken"]
    assert [each["kind"] for each in told].count("countedEvent") == 4
    entity = f"user:{erasure_id(MAYA)}"
    entries = admin_api("GET", f"/api/admin/audit?entity={entity}", caller=ADMIN).json["items"]
    assert [each["action"] for each in entries] == ["user.exported"]
    erase(admin_api)
    finished(admin_api)

    assert export(admin_api).status == 404


def test_an_export_comes_in_pages_that_add_up(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """However small they are, no line is missing or told twice; a cursor is of its own export only."""
    live(client_api)
    whole = export(admin_api)
    assert "x-next-cursor" not in whole.headers
    for limit in (1, 4):
        told: list[str] = []
        query = f"?limit={limit}"
        while query:
            page = export(admin_api, query=query)
            assert page.headers["content-type"] == "application/x-ndjson"
            assert int(page.headers["x-row-count"]) == len(lines(page)) <= limit
            told += page.body.splitlines()
            cursor = page.headers.get("x-next-cursor")
            query = f"?limit={limit}&cursor={cursor}" if cursor else ""
            if cursor:
                assert page.headers["link"] == f'</api/admin/users/{MAYA}/export{query}>; rel="next"'
        assert told == whole.body.splitlines()
    cursor = export(admin_api, query="?limit=1").headers["x-next-cursor"]
    assert export(admin_api, "omar", f"?cursor={cursor}").status == 400


def test_an_export_does_not_tell_what_is_past_the_retention(
    client_api: Call, admin_api: Call, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted from the arrival, even while the row is still there."""
    send(client_api, [event("page_viewed", "seen", userId=MAYA), event("page_viewed", "old", userId=MAYA)])
    item = EventItem.get(MAYA, "#behavioural#old")
    item.received_at -= 91 * 24 * 3_600_000
    item.save()
    settings.forget()

    assert [each["eventId"] for each in lines(export(admin_api)) if each["kind"] == "event"] == ["seen"]


def test_only_an_admin_sees_exports_or_erases(admin_api: Call, tables: Tables) -> None:
    """Neither a user nor a key of any kind."""
    for caller in (CLIENT, SERVER_KEY, CLIENT_KEY):
        for method, path in (("DELETE", ""), ("GET", ""), ("GET", "/export"), ("GET", "/erasure")):
            assert admin_api(method, f"/api/admin/users/{MAYA}{path}", caller=caller).status == 403


def test_an_id_that_a_path_cannot_carry_is_given_in_base64(client_api: Call, admin_api: Call, tables: Tables) -> None:
    """Whoever has a slash in their id can be forgotten too."""
    send(client_api, [event("page_viewed", "seen", userId="a/b?")])
    settle()

    assert admin_api("DELETE", "/api/admin/users/~YS9iPw", caller=ADMIN).status == 202
    assert finished(admin_api, "~YS9iPw")["state"] == "done"

    assert naming(tables, "a/b?") == []
