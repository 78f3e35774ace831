"""Devices joined to users: who was a guest before they were known counts once, whenever what was told of them came."""

import time
from typing import Any

import pytest

from sextant.domain.days import today
from sextant.store import aliases, profiles
from sextant.store.events import EventItem
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
from tests.integration.conftest import CLIENT_KEY, SERVER_KEY, Answer, Call
from tests.integration.test_track import ago

__all__ = ["ministack", "ministack_tables", "tables"]


def identify(
    client_api: Call, device: str, user: str = "maya", message_id: str | None = None, **more: object
) -> Answer:
    """Somebody turns out to be a user."""
    sent = {"messageId": message_id or f"{user}-on-{device}", "userId": user, "anonymousId": device, **more}
    answer = client_api("POST", "/v1/identify", body=sent, caller=CLIENT_KEY)
    assert answer.status == 200, answer.body
    return answer


def seen(event_id: str, *, at: str, **who: str) -> dict[str, Any]:
    """Something that a guest or a user did."""
    return event("page_viewed", event_id, at=at, **who)


def active(admin_api: Call, **span: float) -> int:
    """How many users were active on the day so long ago."""
    day = ago(**span)[:10]
    found: int = dashboard(admin_api, f"from={day}&to={day}&timeZone=UTC")["users"]["active"]["value"]
    return found


def work_off() -> None:
    """All that waits: what is to be joined, and then what is to be counted."""
    tick()
    assert tick()["pending"] == 0
    assert aliases.pending(time.time_ns() // 1_000_000, most=10) == []


def test_one_person_on_two_devices_counts_once(client_api: Call, admin_api: Call) -> None:
    """Before they were known they counted for nobody; from then on, for themselves, on every day they were there."""
    send(client_api, [seen("a", at=ago(days=2), anonymousId="phone"), seen("b", at=ago(days=2), anonymousId="laptop")])
    send(client_api, [seen("c", at=ago(days=1), userId="maya"), seen("d", at=ago(days=1), anonymousId="laptop")])
    work_off()
    assert (active(admin_api, days=2), active(admin_api, days=1)) == (0, 1)
    for device in ("phone", "laptop"):
        assert identify(client_api, device).json["notJoined"] == []
    work_off()
    assert (active(admin_api, days=2), active(admin_api, days=1)) == (1, 1)
    maya = profiles.read("maya")
    assert maya is not None
    assert maya.anonymous_ids == ("phone", "laptop")


@pytest.mark.parametrize("order", ["before", "after", "both at once"])
def test_it_makes_no_difference_when_the_events_come(client_api: Call, admin_api: Call, order: str) -> None:
    """Before the identify, after it, in the same batch, or all of it again."""
    days = [seen(f"d{number}", at=ago(days=number), anonymousId="phone") for number in (1, 2, 3)]
    known = event("identified", "known", {"plan": "pro"}, userId="maya", anonymousId="phone")
    if order == "both at once":
        send(client_api, [days[0], known, *days[1:]])
    elif order == "before":
        send(client_api, days)
        send(client_api, [known])
    else:
        send(client_api, [known])
        send(client_api, days)
    work_off()
    expected = [1, 1, 1]
    assert [active(admin_api, days=number) for number in (1, 2, 3)] == expected
    assert send(client_api, [*days, known]) == (0, 4, [])
    identify(client_api, "phone", message_id="again")
    work_off()
    assert [active(admin_api, days=number) for number in (1, 2, 3)] == expected
    ordinals = {item.ordinal for item in EventItem.query("anonymous#phone") if item.event_id != "#alias"}
    maya = profiles.read("maya")
    assert maya is not None
    assert ordinals == {maya.ordinal}


def test_what_a_guest_paid_becomes_the_users_once(client_api: Call, admin_api: Call) -> None:
    """Purchases, first times and money flow into the profile, before and after, however often it is all sent again."""
    who = {"anonymousId": "phone"}
    before = [
        payment("p1", 100, at=ago(days=5), **who),
        event("request_created", "q", {"requestId": "q"}, at=ago(days=6), **who),
        event(
            "payment_refunded", "f", {"paymentId": "p1", "amountMinor": 30, "currency": "GBP"}, at=ago(days=4), **who
        ),
    ]
    later = [payment("p2", 7, at=ago(days=3), **who), payment("p0", 1_000, at=ago(days=8), **who)]
    send(client_api, [registration("r", at=ago(days=9)), payment("own", 5, at=ago(days=7))])
    send(client_api, before)
    work_off()
    for _ in range(2):
        identify(client_api, "phone")
        work_off()
        send(client_api, [*before, *later])
        work_off()
    maya = profiles.read("maya")
    assert maya is not None
    pounds = maya.money["GBP"]
    assert (pounds.payments, pounds.gross, pounds.refunds, pounds.refunded) == (4, 1_112, 1, 30)
    assert sum(amount for _bucket, amount in maya.purchases["GBP"]) == 1_112
    moments = {item.event_id: item.at for item in EventItem.query("anonymous#phone")}
    assert (maya.first_paid_at, maya.first_request_at) == (moments["p0"], moments["q"])
    said = dashboard(admin_api, f"from={ago(days=10)[:10]}&to={today_of()}")
    revenue = said["revenue"]
    assert revenue["byCurrency"]["GBP"]["gross"]["value"] == 1_112
    assert revenue["payingCustomers"]["value"] == 1


def today_of() -> str:
    """The business's today."""
    from datetime import UTC, datetime

    from sextant.aws.settings import settings

    return str(today(datetime.now(UTC), settings.business_time_zone))


def test_the_first_user_has_a_device_for_good(client_api: Call, admin_api: Call) -> None:
    """Another who turns up on it joins nothing, and is told so; what comes from it without a user is the first's."""
    send(client_api, [seen("a", at=ago(days=2), anonymousId="tablet")])
    assert identify(client_api, "tablet").json["notJoined"] == []
    second = identify(client_api, "tablet", user="omar").json
    assert (second["accepted"], [each["index"] for each in second["notJoined"]]) == (1, [0])
    assert "another user's" in second["notJoined"][0]["message"]
    send(client_api, [seen("b", at=ago(days=1), anonymousId="tablet")])
    work_off()
    assert (active(admin_api, days=2), active(admin_api, days=1)) == (1, 1)
    maya, omar = profiles.read("maya"), profiles.read("omar")
    assert maya is not None
    assert omar is not None
    assert (maya.anonymous_ids, omar.anonymous_ids) == (("tablet",), ())
    found = {item.event_id: item.ordinal for item in EventItem.query("anonymous#tablet")}
    assert set(found.values()) == {maya.ordinal}


def test_of_one_request_whoever_is_named_first_has_the_device(client_api: Call) -> None:
    """A device that two people share sends what both did at once: chance decides nothing, nor does the alphabet."""
    for number, users in enumerate([("zoe", "abe"), ("abe", "zoe")]):
        names = [{"type": "identify", "userId": user, "anonymousId": f"tablet-{number}"} for user in users]
        batch = [{**each, "messageId": f"{number}-{place}"} for place, each in enumerate(names)]
        answer = client_api("POST", "/v1/batch", body={"batch": batch}, caller=CLIENT_KEY)
        assert [each["index"] for each in answer.json["notJoined"]] == [1]
        first = profiles.read(users[0])
        assert first is not None
        assert f"tablet-{number}" in first.anonymous_ids


def test_an_alias_joins_as_an_identify_does(client_api: Call, admin_api: Call) -> None:
    """The device is the previous id."""
    send(client_api, [seen("a", at=ago(days=2), anonymousId="phone")])
    aliased = {"userId": "maya", "previousId": "phone", "messageId": "m"}
    assert client_api("POST", "/v1/alias", body=aliased, caller=CLIENT_KEY).json["accepted"] == 1
    work_off()
    assert active(admin_api, days=2) == 1


def test_what_a_guest_said_of_themselves_is_known_of_the_user(client_api: Call) -> None:
    """Traits told before the user was known count by their own time."""
    old = {"anonymousId": "phone", "messageId": "old", "timestamp": ago(days=3)}
    client_api("POST", "/v1/identify", body={**old, "traits": {"plan": "free", "seats": 2}}, caller=CLIENT_KEY)
    identify(client_api, "phone", traits={"plan": "pro"})
    work_off()
    maya = profiles.read("maya")
    assert maya is not None
    assert {name: each.value for name, each in maya.attributes.items()} == {"plan": "pro", "seats": 2}


def test_of_what_a_guest_said_at_one_moment_the_later_in_the_batch_is_known(client_api: Call) -> None:
    """It is told of the user once it turns out who they are, maybe much later."""
    said = [
        {"type": "identify", "anonymousId": "phone", "messageId": message_id, "traits": {"plan": plan}}
        for message_id, plan in (("z", "free"), ("a", "pro"))
    ]
    client_api("POST", "/v1/batch", body={"batch": said}, caller=CLIENT_KEY)
    identify(client_api, "phone")
    work_off()
    maya = profiles.read("maya")
    assert maya is not None
    assert maya.attributes["plan"].value == "pro"


def test_a_join_that_is_cut_off_goes_on_where_it_stopped(client_api: Call, admin_api: Call) -> None:
    """A database that refuses half-way, twice, leaves nothing undone and counts nothing twice."""
    send(client_api, [seen(f"e{number:03}", at=ago(days=2), anonymousId="phone") for number in range(130)])
    send(client_api, [payment(f"p{number}", 10, at=ago(days=2), anonymousId="phone") for number in range(5)])
    identify(client_api, "phone")
    for operation in ("UpdateItem", "TransactWriteItems"):
        with throttled(operation, after=3):
            tick()
        assert aliases.pending(time.time_ns() // 1_000_000, most=10) != []
    work_off()
    assert active(admin_api, days=2) == 1
    maya = profiles.read("maya")
    assert maya is not None
    assert maya.money["GBP"].payments == 5
    rows = [item for item in EventItem.query("anonymous#phone") if item.event_id != "#alias"]
    assert len(rows) == 135
    assert {item.ordinal for item in rows} == {maya.ordinal}


def test_a_join_that_is_refused_is_tried_again_with_what_is_known_then(client_api: Call) -> None:
    """Somebody else may have joined the device meanwhile: the identify is stored all the same, and joins nothing."""
    from sextant.store.base import connection

    client = connection().client
    name = "before-send.dynamodb.TransactWriteItems"

    def somebody_is_faster(**_event: object) -> None:
        client.meta.events.unregister(name, somebody_is_faster)
        identify(client_api, "phone", user="omar")

    client.meta.events.register_first(name, somebody_is_faster)
    late = identify(client_api, "phone").json
    assert (late["accepted"], len(late["notJoined"])) == (1, 1)
    assert aliases.read_many(["phone"])["phone"].user_id == "omar"


def test_a_user_has_fifty_devices_at_most(client_api: Call) -> None:
    """So that an erasure finds them all; what is beyond is told."""
    batch = [event("identified", f"i{number}", userId="maya", anonymousId=f"device-{number}") for number in range(52)]
    assert send(client_api, batch) == (52, 0, [])
    maya = profiles.read("maya")
    assert maya is not None
    assert len(set(maya.anonymous_ids)) == 50
    told = identify(client_api, "one-more").json["notJoined"]
    assert "50 devices" in told[0]["message"]


def test_telling_whose_a_device_is_costs_one_read(client_api: Call) -> None:
    """And none once it is known to be somebody's; events of users cost nothing more."""
    from sextant.store.base import connection

    identify(client_api, "phone")
    send(client_api, [seen("warm", at=ago(hours=1), userId="maya")])
    client = connection().client
    sent: list[str] = []
    name = "before-call.dynamodb.*"

    def note(event_name: str, **_event: object) -> None:
        sent.append(event_name.rsplit(".", maxsplit=1)[-1])

    client.meta.events.register_first(name, note)
    send(client_api, [seen("a", at=ago(hours=1), anonymousId="phone"), seen("b", at=ago(hours=1), userId="maya")])
    client.meta.events.unregister(name, note)
    # Whether a guest was erased is asked as well, and remembered for as long.
    assert sorted(sent) in (["PutItem"] * 2 + ["UpdateItem"], ["BatchGetItem", "PutItem", "PutItem", "UpdateItem"])


def test_nothing_of_a_guest_is_stored_while_it_cannot_be_told_who_they_are(client_api: Call) -> None:
    """It would count for nobody for good."""
    with throttled("BatchGetItem"):
        answer = client_api("POST", "/v1/page", body={"anonymousId": "phone", "messageId": "m"}, caller=SERVER_KEY)
    assert answer.status == 503
    assert list(EventItem.scan()) == []
