"""Segment's HTTP API: what its messages become here, what is told of each, and what makes a client send again."""

import base64
import gzip
import json
import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sextant.store import profiles
from tests.integration.analytics import (
    ministack,
    ministack_tables,
    tables,
    throttled,
)
from tests.integration.conftest import CLIENT, CLIENT_KEY, CONTEXT, SERVER_KEY, Call, gateway_event
from tests.integration.segment_messages import message, send
from tests.integration.test_track import ago, stored

__all__ = ["ministack", "ministack_tables", "tables"]


def properties(user: str, event_id: str) -> object:
    """The properties of a stored event."""
    return json.loads(stored()[user, event_id].properties or "{}")


def test_each_call_becomes_an_event(client_api: Call) -> None:
    """Under its message id and with what it says; context, integrations and the key are not kept."""
    answer = send(
        client_api,
        message("track", "m1", event="Button Pressed", properties={"plan": "pro"}),
        message("page", "m2", name="Prices", category="Sales", properties={"path": "/prices"}),
        message("screen", "m3", name="Home", properties=None),
        message("identify", "m4", traits={"plan": "pro", "address": {"city": "Leeds"}, "nothing": None}),
        message("group", "m5", groupId="acme", traits={"seats": 4}),
        message("alias", "m6", previousId="device-1"),
    )
    assert (answer.status, answer.json) == (
        200,
        {"success": True, "accepted": 6, "duplicates": 0, "rejected": [], "notJoined": [], "ignoredTraits": []},
    )
    assert {key: item.name for key, item in stored().items()} == {
        ("maya", "m1"): "Button Pressed",
        ("maya", "m2"): "page_viewed",
        ("maya", "m3"): "screen_viewed",
        ("maya", "m4"): "identified",
        ("maya", "m5"): "group_joined",
        ("maya", "m6"): "aliased",
    }
    assert properties("maya", "m1") == {"plan": "pro"}
    assert properties("maya", "m2") == {"path": "/prices", "name": "Prices", "category": "Sales"}
    assert properties("maya", "m3") == {"name": "Home"}
    assert properties("maya", "m5") == {"groupId": "acme", "traits": {"seats": 4}}


def test_a_call_alone_needs_no_type(client_api: Call) -> None:
    """Its path says it."""
    calls: dict[str, tuple[dict[str, object], str]] = {
        "track": ({"event": "Pressed"}, "Pressed"),
        "page": ({"name": "Prices"}, "page_viewed"),
        "screen": ({}, "screen_viewed"),
        "identify": ({"traits": {"plan": "pro"}}, "identified"),
        "group": ({"groupId": "acme"}, "group_joined"),
        "alias": ({"previousId": "device-1"}, "aliased"),
    }
    for path, (body, name) in calls.items():
        answer = client_api(
            "POST", f"/v1/{path}", body={"userId": "maya", "messageId": path, **body}, caller=CLIENT_KEY
        )
        assert (answer.status, answer.json["accepted"]) == (200, 1)
        assert stored()["maya", path].name == name


WRONG: list[tuple[str, object, str, str]] = [
    ("track", {"userId": "maya"}, "event", "say what happened"),
    ("track", {"userId": "maya", "event": "x" * 101}, "event", "at most 100"),
    ("track", {"userId": "maya", "event": "Pressed", "messageId": "x" * 129}, "messageId", "at most 128"),
    ("alias", {"userId": "maya", "previousId": "d" * 129}, "previousId", "at most 128"),
    ("track", {"event": "Pressed", "userId": "maya", "properties": []}, "properties", "dictionary"),
    ("identify", {"userId": "maya", "traits": ["pro"]}, "traits", "dictionary"),
    ("alias", {"userId": "maya"}, "previousId", "a device and a user"),
    ("alias", {"previousId": "d"}, "userId", "a device and a user"),
    ("alias", {"previousId": "maya", "userId": "maya"}, "previousId", "the user's own id"),
    ("page", {"userId": "#maya"}, "userId", "may not begin with"),
    ("page", [], "", "an object was expected"),
]


def test_a_call_alone_that_is_wrong_is_told_where(client_api: Call) -> None:
    """As a problem, upon which no client tries again."""
    for path, body, field, words in WRONG:
        answer = client_api("POST", f"/v1/{path}", body=body, caller=CLIENT_KEY)
        assert answer.status == 422, answer.body
        (told,) = answer.json["errors"]
        assert told["field"] == field
        assert words in told["message"], told
    assert stored() == {}


def test_poison_fails_no_batch(client_api: Call) -> None:
    """The others are stored, and what is wrong is told by its place."""
    answer = send(
        client_api,
        message("track", "good", event="Pressed"),
        "no message",
        message("wave", "unknown"),
        message("track", "nameless"),
        message("track", "large", event="Pressed", properties={"text": "x" * 33_000}),
        message("track", "old", event="Pressed", timestamp=ago(days=91)),
        message("identify", "listed", traits=["pro"]),
        message("track", "revenue", event="payment_completed", properties={"paymentId": "p"}),
        message("page", "nobody", userId=None, anonymousId=""),
    )
    assert (answer.status, answer.json["accepted"]) == (200, 1)
    told = [(each["index"], each["eventId"], each["reason"]) for each in answer.json["rejected"]]
    assert told == [
        (1, None, "invalid"),
        (2, "unknown", "invalid"),
        (3, "nameless", "invalid"),
        (4, "large", "event_too_large"),
        (5, "old", "older_than_retention"),
        (6, "listed", "invalid"),
        (7, "revenue", "invalid"),
        (8, "nobody", "user_missing"),
    ]
    assert answer.json["rejected"][3]["message"].startswith("the event has 33,")
    assert set(stored()) == {("maya", "good")}


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_json_does_not_have_refuses_its_message_only(client_api: Call, constant: str) -> None:
    """Python's clients write one for `float("nan")`, and drop a whole batch that is answered 400."""
    good, poison = message("track", "good", event="Pressed"), message("track", "m", event="E", properties={"x": [0.5]})
    body = json.dumps({"batch": [good, poison]}).replace("0.5", constant)
    answer = client_api("POST", "/v1/batch", body=body, caller=CLIENT_KEY)
    assert (answer.status, answer.json["accepted"]) == (200, 1)
    told = [(each["index"], each["eventId"], each["message"]) for each in answer.json["rejected"]]
    assert told == [(1, "m", "properties: holds a number that JSON does not have")]
    assert set(stored()) == {("maya", "good")}


def test_numbers_that_json_does_not_have_are_told_wherever_they_are(client_api: Call) -> None:
    """As a trait one is left out, in what is not kept none is looked for, and in the batch itself it is refused."""
    told = message("identify", "i", traits={"plan": "pro", "score": float("nan")}, context={"x": float("inf")})
    answer = send(client_api, told, float("nan"), message("track", "m", event="E", userId=float("nan")))
    assert (answer.status, answer.json["accepted"]) == (200, 1)
    assert [(each["trait"], each["message"]) for each in answer.json["ignoredTraits"]] == [
        ("score", "is no number that JSON has")
    ]
    assert [each["index"] for each in answer.json["rejected"]] == [1, 2]
    assert send(client_api, message("track", "b", event="E"), sentAt=float("nan")).status == 422
    assert client_api("POST", "/v1/batch", body="NaN", caller=CLIENT_KEY).status == 422
    alone = {"userId": "maya", "event": "E", "properties": {"x": float("nan")}}
    refused = client_api("POST", "/v1/track", body=alone, caller=CLIENT_KEY)
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "properties")
    assert set(stored()) == {("maya", "i")}


UNTELLABLE: list[tuple[dict[str, object], str | None]] = [
    ({"type": "wave", "messageId": {"a": 1}}, None),
    ({"type": "wave", "messageId": "\ud800"}, "\ufffd"),
    ({"type": "wave\ud800", "messageId": "m"}, "m"),
    ({"type": ["\ud800"], "messageId": "m" * 200}, "m" * 128),
    ({"type": "track", "userId": "maya", "messageId": [1]}, None),
    ({"type": "track", "userId": "maya", "messageId": [1], "event": "Pressed"}, None),
    ({"type": "track", "userId": "maya", "messageId": "\ud83dm", "event": "Pressed"}, "\ufffdm"),
    ({"type": "track", "userId": "maya", "messageId": "m", "event": "\ud800"}, "m"),
    ({"type": "track", "userId": "maya", "messageId": "m", "event": "E", "properties": {"\ud800": {}}}, "m"),
    ({"type": "alias", "userId": "maya", "messageId": "m", "previousId": "\udfff"}, "m"),
    ({"type": "group", "userId": "\ud800", "messageId": "m", "groupId": "g"}, "m"),
]


@pytest.mark.parametrize(("poison", "told"), UNTELLABLE)
def test_what_cannot_be_told_back_fails_no_batch(client_api: Call, poison: dict[str, object], told: str | None) -> None:
    """An id that is no text is told as null, and half of a surrogate pair as the character for what is none."""
    answer = send(client_api, message("track", "good", event="Pressed"), poison)
    assert (answer.status, answer.json["accepted"]) == (200, 1)
    assert [(each["index"], each["eventId"]) for each in answer.json["rejected"]] == [(1, told)]
    assert set(stored()) == {("maya", "good")}


def test_a_message_counts_once_however_often_it_is_sent(client_api: Call) -> None:
    """Twice in one batch, in another batch, and alone."""
    pressed = message("track", "m1", event="Pressed")
    assert send(client_api, pressed, pressed).json["duplicates"] == 1
    assert send(client_api, pressed).json["accepted"] == 0
    assert client_api("POST", "/v1/track", body=pressed, caller=CLIENT_KEY).json["duplicates"] == 1


def test_servers_report_money_and_phones_do_not(client_api: Call) -> None:
    """A track with a name of the catalogue is held against the catalogue."""
    money = {"paymentId": "p", "amountMinor": 250, "currency": "GBP"}
    paid = message("track", "p1", event="payment_completed", properties=money)
    refused = send(client_api, paid)
    assert (refused.status, refused.json["type"]) == (403, "https://sextant.dev/problems/forbidden")
    assert send(client_api, paid, caller=SERVER_KEY).json["accepted"] == 1
    maya = profiles.read("maya")
    assert maya is not None
    assert maya.money["GBP"].gross == 250
    typed = send(client_api, {**paid, "properties": {**money, "amount": 2.5}}, caller=SERVER_KEY).json["rejected"]
    assert [(each["reason"], each["message"]) for each in typed] == [
        ("invalid", "properties.amount: Extra inputs are not permitted")
    ]


def test_a_users_token_speaks_for_its_own_subject(client_api: Call) -> None:
    """As everywhere."""
    mine = {**message("track", "mine", event="Pressed"), "userId": None}
    answer = send(client_api, mine, message("track", "theirs", event="Pressed"), caller=CLIENT)
    assert [each["reason"] for each in answer.json["rejected"]] == ["not_allowed"]
    assert set(stored()) == {("client-1", "mine")}


def test_a_wrong_clock_is_corrected_once(client_api: Call) -> None:
    """By the sender's own clock if it is off by over ten minutes, and not where somebody corrected it before."""
    same = ago(days=1, minutes=5)
    otherwise = datetime.fromisoformat(same).astimezone(ZoneInfo("Asia/Kolkata")).isoformat()
    told: list[tuple[dict[str, object], int]] = [
        ({"originalTimestamp": same, "timestamp": otherwise, "sentAt": ago(days=1)}, 0),
        ({"timestamp": ago(days=1, minutes=5), "sentAt": ago(days=1)}, 0),
        ({"originalTimestamp": ago(days=1, minutes=5), "timestamp": None, "sentAt": ago(days=1)}, 0),
        ({"originalTimestamp": ago(days=3), "timestamp": ago(days=1, minutes=5), "sentAt": ago(days=3)}, 1),
        ({"timestamp": ago(minutes=5), "sentAt": ago(minutes=-9)}, 0),
    ]
    for number, (said, days) in enumerate(told):
        sent = message("track", f"m{number}", event="Pressed", **said)
        client_api("POST", "/v1/track", body=sent, caller=CLIENT_KEY)
        expected = (time.time() - 300 - days * 86_400) * 1000
        assert abs(stored()["maya", f"m{number}"].at - expected) < 30_000


def test_the_clock_of_a_batch_corrects_what_nobody_corrected_before(client_api: Call) -> None:
    """A message whose own clock or correction is known is left alone by what the batch says of all."""
    three_days_back, five_minutes_ago = ago(days=3), ago(minutes=5)
    send(
        client_api,
        message("track", "plain", event="Pressed", timestamp=ago(days=3, minutes=5)),
        message("track", "own", event="Pressed", timestamp=five_minutes_ago, sentAt=ago(seconds=0)),
        message("track", "done", event="Pressed", timestamp=five_minutes_ago, originalTimestamp=three_days_back),
        sentAt=three_days_back,
    )
    expected = (time.time() - 300) * 1000
    late = {event_id: stored()["maya", event_id].at - expected for event_id in ("plain", "own", "done")}
    assert all(abs(difference) < 30_000 for difference in late.values()), late


def test_numbers_and_empty_text_are_ids_as_clients_mean_them(client_api: Call) -> None:
    """A number is the text of it, and empty text is nobody."""
    send(client_api, message("track", "a", event="Pressed", userId=17))
    send(client_api, message("track", "b", event="Pressed", userId="", anonymousId="device-1"))
    assert set(stored()) == {("17", "a"), ("anonymous#device-1", "b")}


@pytest.mark.parametrize("operation", ["PutItem", "UpdateItem", "BatchGetItem"])
def test_what_is_not_stored_makes_the_client_send_all_again(client_api: Call, operation: str) -> None:
    """503 though some are stored; sent again, each counts once."""
    messages = [message("track", f"m{number}", event="Pressed", userId=f"u{number}") for number in range(8)]
    send(client_api, *messages[:1])
    with throttled(operation, after=2 if operation == "PutItem" else 0):
        answer = send(client_api, *messages)
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")
    again = send(client_api, *messages).json
    assert again["accepted"] + again["duplicates"] == 8
    assert len(stored()) == 8


def test_a_batch_answered_500_after_storing_counts_once(client_api: Call) -> None:
    """The answer is lost, the client sends the very same batch, and everything in it is known."""
    messages = [message("track", f"m{number}", event="Pressed") for number in range(30)]
    send(client_api, *messages)
    again = send(client_api, *messages)
    assert (again.status, again.json["accepted"], again.json["duplicates"]) == (200, 0, 30)


SENT: list[tuple[str, bool]] = [
    ("application/json", False),
    ("application/json; charset=utf-8", False),
    ("text/plain", False),
    ("application/gzip", True),
    ("application/json", True),
    ("text/plain", True),
]


def test_bodies_come_packed_or_plain(client_api: Call) -> None:
    """As the gateway hands them over, packed ones in base64; phones call their path `b`."""
    from api import client

    for number, (media_type, is_packed) in enumerate(SENT):
        body = json.dumps({"batch": [message("track", f"m{number}", event="Pressed")], "sentAt": ago(seconds=0)})
        headers = {"content-type": media_type} | ({"content-encoding": "gzip"} if is_packed else {})
        path = "/v1/b" if number % 2 else "/v1/batch"
        event = gateway_event("POST", path, body=None, caller=CLIENT_KEY, headers=headers)
        packed = base64.b64encode(gzip.compress(body.encode())).decode()
        as_it_comes = {"body": packed if is_packed else body, "isBase64Encoded": is_packed}
        answer = client.handler({**event, **as_it_comes}, CONTEXT)  # type: ignore[arg-type]
        assert (answer["statusCode"], json.loads(answer["body"])["accepted"]) == (200, 1)


def test_packed_json_that_the_gateway_broke_is_told_as_such(client_api: Call) -> None:
    """With the way around it."""
    from api import client

    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    event = gateway_event("POST", "/v1/batch", body=None, caller=CLIENT_KEY, headers=headers)
    broken = gzip.compress(b'{"batch":[]}').decode(errors="replace")
    answer = client.handler({**event, "body": broken}, CONTEXT)  # type: ignore[arg-type]
    assert answer["statusCode"] == 400
    assert "application/gzip" in json.loads(answer["body"])["detail"]


def test_what_is_no_batch_is_refused_as_a_whole(client_api: Call) -> None:
    """And stores nothing."""
    large = [message("track", f"m{n}", event="E", properties={"t": "x" * 30_000}) for n in range(40)]
    refused: list[tuple[object, int]] = [
        ([], 422),
        ({"batch": []}, 422),
        ({"batch": {}}, 422),
        ({"batch": [{}] * 2_501}, 422),
        ({"batch": [message("track", "m", event="E")], "sentAt": "now"}, 422),
        ({"batch": large}, 413),
    ]
    for body, status in refused:
        answer = client_api("POST", "/v1/batch", body=body, caller=CLIENT_KEY)
        assert answer.status == status, answer.body
    assert stored() == {}


def test_nobody_comes_in_without_a_key(client_api: Call) -> None:
    """The key in the body opens nothing."""
    assert client_api("POST", "/v1/batch", body={"batch": [], "writeKey": "sx_client_x"}).status == 401


def test_nothing_of_a_message_is_logged(client_api: Call, log: Any) -> None:  # noqa: ANN401 - a text buffer
    """Neither who, nor what, nor the key."""
    traits = {"email": "maya@example.com"}
    send(client_api, message("identify", "m", userId="maya-7", anonymousId="device-9", traits=traits), {"type": 5})
    assert not [word for word in ("maya", "device-9", "sx_client", "192.0.2.1") if word in log.getvalue()]
