"""Events in: what is taken, what is refused, and what is stored of it."""

import json
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from sextant.domain.events import BEHAVIOURAL_PREFIX
from sextant.domain.principals import Principal
from sextant.schemas.submissions import read
from sextant.store import marks, profiles
from sextant.store.base import connection
from sextant.store.events import EventItem
from sextant.usecases.deadlines import Deadline
from sextant.usecases.events import track
from tests.integration.analytics import (
    TRACK,
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
from tests.integration.conftest import ADMIN, CLIENT, CLIENT_KEY, CONTEXT, SERVER_KEY, Call, gateway_event

__all__ = ["ministack", "ministack_tables", "tables"]


def stored() -> dict[tuple[str, str], EventItem]:
    """Every event in the table by the id it was sent with, rows of ours aside."""
    prefixed = [item for item in EventItem.scan() if item.event_id.startswith(BEHAVIOURAL_PREFIX)]
    items = prefixed + [item for item in EventItem.scan() if "#" not in item.event_id + item.user_id[:1]]
    return {(item.user_id, item.event_id.removeprefix(BEHAVIOURAL_PREFIX)): item for item in items}


def ago(**span: float) -> str:
    """A timestamp so long ago."""
    return (datetime.now(UTC) - timedelta(**span)).isoformat()


def test_one_event_alone_is_taken(client_api: Call) -> None:
    """It gets an id if it has none, and the time of its arrival."""
    answer = client_api("POST", TRACK, body=event("page_viewed", properties={"path": "/"}), caller=CLIENT_KEY)
    assert (answer.status, answer.json) == (202, {"accepted": 1, "duplicates": 0, "rejected": []})
    (item,) = stored().values()
    assert (item.user_id, item.name, item.properties, item.ordinal) == ("maya", "page_viewed", '{"path":"/"}', 0)
    assert abs(item.at - time.time() * 1000) < 10_000


def test_an_event_counts_once_however_often_it_is_sent(client_api: Call) -> None:
    """Alone, twice in one batch, and in a batch again; the first stays."""
    assert send(client_api, [payment("p1"), payment("p1", 999), event("seen", "e1")]) == (2, 1, [])
    assert send(client_api, [payment("p1", 500), event("seen", "e1"), event("seen", "e2")]) == (1, 2, [])
    assert stored()["maya", "p1"].amount_minor == 100
    assert profiles.read("maya").money["GBP"].gross == 100  # type: ignore[union-attr]


def test_one_id_may_be_used_by_two_users(client_api: Call) -> None:
    """A guest never collides with a user of the same name."""
    events = [event("seen", "e"), event("seen", "e", userId="omar"), event("seen", "e", anonymousId="maya")]
    assert send(client_api, events) == (3, 0, [])
    assert set(stored()) == {("maya", "e"), ("omar", "e"), ("anonymous#maya", "e")}


@pytest.mark.parametrize(
    ("sender", "who"),
    [
        (CLIENT_KEY, {"userId": "client-1"}),
        (CLIENT_KEY, {"anonymousId": "guest"}),
        (CLIENT, {"userId": "client-1"}),
    ],
)
def test_no_phone_can_take_the_id_of_a_business_event(
    client_api: Call, admin_api: Call, sender: Principal, who: dict[str, str]
) -> None:
    """Whoever guesses the id of a payment or refund keeps neither from being counted, and each kind counts once."""
    guesses = [event("page_viewed", "pay-1", **who), event("page_viewed", "back-1", **who)]
    assert send(client_api, [*guesses, *guesses], sender) == (2, 2, [])
    refund = event("payment_refunded", "back-1", {"amountMinor": 30, "currency": "GBP"}, **who)
    facts = [payment("pay-1", 100, **who), refund]
    assert send(client_api, [*facts, *facts, *guesses]) == (2, 4, [])
    assert send(client_api, guesses, sender) == (0, 2, [])
    tick()
    said = dashboard(admin_api)
    pounds = said["revenue"]["byCurrency"]["GBP"]
    expected = {"payments": 1, "gross": 100, "refunds": 1, "refunded": 30, "net": 70}
    assert {name: pounds[name]["value"] for name in expected} == expected


def test_each_event_of_a_batch_stands_for_itself(client_api: Call) -> None:
    """One poison event keeps no other from being stored, and each is told what is wrong with it."""
    batch: list[Any] = [
        payment("good"),
        "no object",
        event("payment_completed", "fraction", {"paymentId": "p", "amountMinor": 1.5, "currency": "GBP"}),
        event("payment_completed", "currency", {"paymentId": "p", "amountMinor": 1, "currency": "gbp"}),
        event("payment_completed", properties={"paymentId": "p", "amountMinor": 1, "currency": "GBP"}),
        event("seen", "future", at=ago(hours=-2)),
        event("seen", "old", at=ago(days=91)),
        {"name": "seen", "eventId": "nobody"},
        event("seen", "large", {"text": "x" * 33_000}),
        event("seen", "deep", {"a": [[[[[[[]]]]]]]}),
        event("seen", "naive", at="2026-01-17T10:15:00"),
        event("seen", "number", at=None) | {"timestamp": 1_768_644_000},
        event("seen", "unknown") | {"colour": "red"},
        event("seen", " #registration"),
        event("seen", "guest", userId="anonymous#x"),
        event("x" * 101, "name"),
        event("seen", "half", {"text": "\ud800"}),
        event("seen", "no number", {"x": float("nan")}),
        event("seen", "\ud800"),
        event("\ud800", "half a name"),
        event("seen", "half a field") | {"\ud800": 1},
    ]
    accepted, duplicates, rejected = send(client_api, batch)
    assert (accepted, duplicates) == (1, 0)
    assert [(each["index"], each["reason"]) for each in rejected] == [
        (1, "invalid"),
        (2, "invalid"),
        (3, "invalid"),
        (4, "event_id_missing"),
        (5, "timestamp_in_future"),
        (6, "older_than_retention"),
        (7, "user_missing"),
        (8, "event_too_large"),
        *((index, "invalid") for index in range(9, 21)),
    ]
    assert not any(each["retryable"] for each in rejected)
    assert rejected[1] == {
        "index": 2,
        "eventId": "fraction",
        "reason": "invalid",
        "message": "properties.amountMinor: Input should be a valid integer",
        "retryable": False,
    }
    assert [rejected[place - 1]["eventId"] for place in (16, 17, 18, 19)] == [
        "half",
        "no number",
        "\ufffd",
        "half a name",
    ]
    assert set(stored()) == {("maya", "good")}


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ("[", 400, None),
        ([], 422, ""),
        ("5", 422, ""),
        ({"events": []}, 422, "events"),
        ({"events": [event("seen")] * 501}, 422, "events"),
        ({"events": [event("seen")], "colour": "red"}, 422, "colour"),
        ({"events": [event("seen")], "sentAt": "now"}, 422, "sentAt"),
        ({"events": [event("seen")], "import": "yes"}, 422, "import"),
        (event("seen") | {"colour": "red"}, 422, "colour"),
        (
            event("payment_completed", "p", {"paymentId": "p", "amountMinor": -1, "currency": "GBP"}),
            422,
            "properties.amountMinor",
        ),
        (event("review_created", "r", {"reviewId": "r", "rating": 6}), 422, "properties.rating"),
        (event("payment_completed\u00a0", "p", {}), 422, "name"),
        (event("\tpayment_completed ", properties={}), 422, "name"),
        (
            event("booking_created", "b", {"bookingId": "b", "caId": "c", "start": ago(days=0), "end": ago(days=1)}),
            422,
            "properties.end",
        ),
        (
            event("booking_completed", "b", {"bookingId": "b", "caId": "c", "start": ago(days=0), "end": ago(days=1)}),
            422,
            "properties.end",
        ),
        (event("availability_published", "a", {"start": "soon", "end": ago(days=1)}), 422, "properties.start"),
        (event("availability_published", "a", {"start": ago(days=40), "end": ago(days=1)}), 422, "properties.end"),
        (
            event("payment_completed", "p", {"paymentId": "p", "amountMinor": 9, "feeMinor": 10, "currency": "GBP"}),
            422,
            "properties.feeMinor",
        ),
        ({"events": [event("seen", properties={"text": "x" * 30_000})] * 40}, 413, None),
    ],
)
def test_a_request_that_is_no_batch_is_refused_as_a_whole(
    client_api: Call, body: object, status: int, field: str | None
) -> None:
    """With the path of the field that is wrong."""
    answer = client_api("POST", TRACK, body=body, caller=SERVER_KEY)
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    if field is not None:
        assert [each["field"] for each in answer.json["errors"]] == [field]
    assert stored() == {}


def test_a_name_with_blanks_around_it_is_told_as_it_has_to_be(client_api: Call) -> None:
    """It is neither taken for the business event nor for another one, which would not be counted as money."""
    _, _, rejected = send(client_api, [payment("p") | {"name": "payment_completed\u00a0"}])
    assert [(each["eventId"], each["reason"], each["message"]) for each in rejected] == [
        ("p", "invalid", "name: has blanks around it; send payment_completed exactly")
    ]


def test_an_event_full_of_mistakes_is_told_of_a_few(client_api: Call) -> None:
    """And of long names their beginning, so that the answer stays small."""
    long = "x" * 3_000
    wrong = event("payment_completed", "p", {f"{long}{number}": number for number in range(8)})
    assert len(json.dumps(wrong)) < 32_000
    _, _, rejected = send(client_api, [wrong] * 30)
    assert len(rejected) == 30
    assert all(len(each["message"]) < 700 for each in rejected)
    assert rejected[0]["message"].endswith("; and 8 more")
    alone = client_api("POST", TRACK, body=wrong, caller=SERVER_KEY)
    assert alone.status == 422
    assert all(len(each["field"]) <= len("properties.") + 101 for each in alone.json["errors"])
    assert len(alone.body) < 4_000


def test_a_body_of_another_type_is_refused(client_api: Call) -> None:
    """As are requests without a caller."""
    headers = {"content-type": "text/plain"}
    assert client_api("POST", TRACK, body=event("seen"), caller=SERVER_KEY, headers=headers).status == 415
    assert client_api("POST", TRACK, body=event("seen")).status == 401


@pytest.mark.parametrize("caller", [CLIENT, CLIENT_KEY])
def test_a_phone_cannot_invent_revenue(client_api: Call, caller: Principal) -> None:
    """403 if it tries nothing else, and a rejection among what it may send."""
    mine = {"userId": "client-1"}
    alone = client_api("POST", TRACK, body=payment("p", **mine), caller=caller)
    assert (alone.status, alone.json["type"]) == (403, "https://sextant.dev/problems/forbidden")
    assert "payment_completed" in alone.json["detail"]
    accepted, _, rejected = send(client_api, [payment("p", **mine), event("seen", "e", **mine)], caller)
    assert (accepted, [(each["index"], each["reason"]) for each in rejected]) == (1, [(0, "not_allowed")])
    assert set(stored()) == {("client-1", "e")}


def test_a_users_token_acts_for_its_own_subject_only(client_api: Call) -> None:
    """Naming nobody means oneself; naming somebody else is refused."""
    assert client_api("POST", TRACK, body=event("seen"), caller=CLIENT).status == 403
    nobody = {"name": "seen", "eventId": "mine"}
    accepted, _, rejected = send(client_api, [nobody, event("seen", "theirs")], CLIENT)
    assert (accepted, [each["reason"] for each in rejected]) == (1, ["not_allowed"])
    assert set(stored()) == {("client-1", "mine")}


def test_an_admin_reports_for_the_business(client_api: Call) -> None:
    """About any user."""
    assert send(client_api, [payment("p"), registration("r")], ADMIN) == (2, 0, [])


def test_history_is_imported_by_servers_and_admins(client_api: Call) -> None:
    """Others are refused, and without `import` it is too old."""
    old = [payment("p", at="2011-11-01T08:30:00+00:00")]
    assert send(client_api, old)[2][0]["reason"] == "older_than_retention"
    assert client_api("POST", TRACK, body={"events": old, "import": True}, caller=CLIENT_KEY).status == 403
    assert send(client_api, old, **{"import": True}) == (1, 0, [])
    assert (
        send(client_api, [payment("q", at="1999-12-31T23:59:59Z")], **{"import": True})[2][0]["reason"]
        == "older_than_retention"
    )


def test_a_wrong_clock_is_corrected(client_api: Call) -> None:
    """A device a day behind says when it sent, so the event is put where it belongs."""
    send(client_api, [event("seen", "e", at=ago(days=1, minutes=5))], CLIENT_KEY, sentAt=ago(days=1))
    assert abs(stored()["maya", "e"].at - (time.time() - 300) * 1000) < 10_000


def test_an_event_may_say_for_itself_that_it_is_history(client_api: Call) -> None:
    """Alone or in a batch; the others of the batch are not history for that, and a phone may not."""
    old = "2011-11-01T08:30:00+00:00"
    alone = payment("alone", at=old) | {"import": True}
    assert client_api("POST", TRACK, body=alone, caller=SERVER_KEY).json["accepted"] == 1
    batch = [payment("told", at=old) | {"import": True}, payment("untold", at=old)]
    accepted, _, rejected = send(client_api, batch)
    assert (accepted, [each["eventId"] for each in rejected]) == (1, ["untold"])
    phone = event("seen", "e", at=old) | {"import": True}
    assert client_api("POST", TRACK, body=phone, caller=CLIENT_KEY).status == 403
    accepted, _, rejected = send(client_api, [event("seen", "new"), phone], CLIENT_KEY)
    assert (accepted, [each["reason"] for each in rejected]) == (1, ["not_allowed"])


def test_a_lone_event_corrects_its_own_clock(client_api: Call) -> None:
    """`sentAt` stands beside its other fields then."""
    lone = event("seen", "lone", at=ago(days=1, minutes=5)) | {"sentAt": ago(days=1)}
    assert client_api("POST", TRACK, body=lone, caller=CLIENT_KEY).status == 202
    assert abs(stored()["maya", "lone"].at - (time.time() - 300) * 1000) < 10_000


def test_business_events_build_the_profile(client_api: Call) -> None:
    """The same however they are ordered, cut into batches and repeated."""
    history = [
        registration("r2", "CA", at=ago(days=3)),
        payment("p2", 250, at=ago(days=2)),
        event("payment_refunded", "f", {"refundId": "f", "amountMinor": 50, "currency": "GBP"}, at=ago(days=1)),
        registration("r1", "CLIENT", at=ago(days=9)),
        payment("p1", 100, at=ago(days=8)),
        event("request_created", "q", {"requestId": "q"}, at=ago(days=7)),
        event("review_created", "v", {"reviewId": "v", "rating": 5}, at=ago(days=6)),
        payment("p3", 1000, at=ago(days=5), currency="INR"),
    ]
    for each in history:
        send(client_api, [each])
    omar = [{**each, "userId": "omar"} for each in reversed(history)]
    send(client_api, omar[:3])
    send(client_api, omar)
    maya, other = profiles.read("maya"), profiles.read("omar")
    assert maya is not None
    assert other is not None
    assert maya.registration is not None
    assert (maya.registration.role, maya.registration.event_id) == ("CLIENT", "r1")
    assert maya.first_paid_at == stored()["maya", "p1"].at
    assert maya.first_request_at == stored()["maya", "q"].at
    assert maya.first_reviewed_at == stored()["maya", "v"].at
    pounds = maya.money["GBP"]
    assert (pounds.payments, pounds.gross, pounds.refunds, pounds.refunded) == (2, 350, 1, 50)
    same = ("registration", "first_paid_at", "first_request_at", "first_reviewed_at", "money")
    assert [getattr(other, name) for name in same] == [getattr(maya, name) for name in same]
    assert maya.ordinal != other.ordinal


def test_a_long_history_of_one_user_in_one_batch_is_stored(client_api: Call) -> None:
    """In several transactions, since one takes no more than so many actions."""
    assert send(client_api, [payment(f"p{number}", 1) for number in range(120)]) == (120, 0, [])
    assert profiles.read("maya").money["GBP"].payments == 120  # type: ignore[union-attr]


def test_behavioural_events_cost_two_write_units(client_api: Call) -> None:
    """One for the table and one for the index; the user is read once and then known.

    Beside that one look at who was erased.
    """
    send(client_api, [event("seen", "first")])
    client = connection().client
    sent: list[str] = []
    client.meta.events.register_first(
        "before-call.dynamodb.*", lambda event_name, **_: sent.append(event_name.rsplit(".")[-1])
    )
    send(client_api, [event("seen", f"e{number}", {"path": "/pricing"}) for number in range(20)])
    assert sorted(sent) == ["BatchGetItem"] + ["PutItem"] * 20 + ["UpdateItem"]
    assert all(len(json.dumps(item.to_simple_dict())) < 512 for item in EventItem.scan())


@pytest.mark.parametrize("operation", ["PutItem", "TransactWriteItems"])
def test_a_batch_throttled_half_way_is_acknowledged_as_far_as_it_was_stored(client_api: Call, operation: str) -> None:
    """The rest is worth another try, and a retry of everything changes nothing twice."""
    send(client_api, [event("seen", "warm", userId=f"user-{number}") for number in range(30)])
    sent = {
        "PutItem": [event("seen", f"e{number}", userId=f"user-{number}") for number in range(30)],
        "TransactWriteItems": [payment(f"p{number}", 7, userId=f"user-{number}") for number in range(30)],
    }[operation]
    before = set(stored())
    with throttled(operation, after=10) as refused:
        accepted, duplicates, rejected = send(client_api, sent)
    assert (accepted, duplicates, len(rejected)) == (10, 0, 20)
    assert refused
    assert {(each["reason"], each["retryable"]) for each in rejected} == {("throttled", True)}
    lost = {(sent[each["index"]]["userId"], each["eventId"]) for each in rejected}
    assert set(stored()) - before == {(each["userId"], each["eventId"]) for each in sent} - lost
    assert send(client_api, sent) == (20, 10, [])
    assert send(client_api, sent) == (0, 30, [])
    if operation == "TransactWriteItems":
        found = [profiles.read(f"user-{number}") for number in range(30)]
        assert [profile.money["GBP"].gross for profile in found if profile] == [7] * 30


@pytest.mark.parametrize("operation", ["UpdateItem", "BatchGetItem", "TransactWriteItems"])
def test_nothing_stored_is_answered_503(client_api: Call, operation: str) -> None:
    """Which every client knows how to retry; whatever failed, no half of it is stored."""
    with throttled(operation):
        answer = client_api("POST", TRACK, body={"events": [payment("p")]}, caller=SERVER_KEY)
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")
    assert stored() == {}
    assert profiles.read("maya") is None


def test_buckets_are_marked_before_anything_is_stored(client_api: Call) -> None:
    """A crash in between leaves a mark too many, never one too few."""
    with throttled("TransactWriteItems"):
        client_api("POST", TRACK, body=payment("p"), caller=SERVER_KEY)
    assert len(marks.pending()) == 1


def test_writers_of_one_profile_wait_for_each_other(client_api: Call) -> None:
    """A version that is gone, or a transaction of somebody else, is tried again."""
    send(client_api, [payment("p0", 1)])
    client = connection().client
    event_name = "before-send.dynamodb.TransactWriteItems"

    def somebody_is_faster(**_event: object) -> None:
        client.meta.events.unregister(event_name, somebody_is_faster)
        theirs = read(payment("theirs", 10))
        track(theirs, SERVER_KEY, now=time.time_ns() // 1_000_000, deadline=Deadline.in_seconds(60))

    client.meta.events.register_first(event_name, somebody_is_faster)
    assert send(client_api, [payment("mine", 100)]) == (1, 0, [])
    assert profiles.read("maya").money["GBP"].gross == 111  # type: ignore[union-attr]


def test_no_write_is_begun_when_the_function_is_about_to_be_cut_off(tables: object) -> None:
    """What is left over is worth another try; when that is everything, the answer is 503."""
    from api import client

    late = SimpleNamespace(**{**vars(CONTEXT), "get_remaining_time_in_millis": lambda: 1_000})
    request = gateway_event(
        "POST", TRACK, body={"events": [payment("p"), event("seen")]}, caller=SERVER_KEY, headers=None
    )
    assert client.handler(request, late)["statusCode"] == 503  # type: ignore[arg-type]
    assert stored() == {}


def test_properties_that_name_people_never_reach_the_log(client_api: Call, log: Any) -> None:  # noqa: ANN401 - a text buffer
    """Nor do user ids."""
    send(client_api, [event("seen", "e", {"email": "maya@example.com"}, userId="maya-7"), {"name": 5}])
    assert "maya" not in log.getvalue()
