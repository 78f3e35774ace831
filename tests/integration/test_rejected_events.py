"""The list of events that broke a schema: found, read, thrown away, and taken in after all."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

from sextant.store import profiles
from sextant.store.base import forget_connection
from tests.integration.analytics import dashboard, event, ministack, ministack_tables, send, tables, throttled, tick
from tests.integration.conftest import ADMIN, CLIENT, CLIENT_KEY, SERVER_KEY, Answer, Call
from tests.integration.test_event_schemas import SCHEMAS, put, upgraded
from tests.integration.test_track import ago, stored

__all__ = ["ministack", "ministack_tables", "tables"]

REJECTED = "/api/admin/rejected-events"


def listed(admin_api: Call, query: str = "") -> list[dict[str, Any]]:
    """The first page of the list."""
    answer = admin_api("GET", f"{REJECTED}?{query}", caller=ADMIN)
    assert answer.status == 200, answer.body
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def ids(admin_api: Call, query: str = "") -> list[str]:
    """The events' own ids in the list."""
    return [each["eventId"] for each in listed(admin_api, query)]


def replay(admin_api: Call, **which: object) -> Answer:
    """Take events in again."""
    return admin_api("POST", f"{REJECTED}/replay", body=which, caller=ADMIN)


def loosen(admin_api: Call, name: str = "upgraded", version: int = 1) -> None:
    """The schema takes any plan from now on, but wants one."""
    assert put(admin_api, name, {"required": ["plan"]}, version=version).status == 200


def test_a_rejected_event_is_kept_as_it_came(client_api: Call, admin_api: Call) -> None:
    """Once however often it is sent, under its own id, with who sent it, and not with its properties in the list."""
    put(admin_api)
    wrong = upgraded("wrong", {"plan": "platinum"}, userId="maya", anonymousId="phone")
    for _ in range(3):
        send(client_api, [wrong, wrong], CLIENT_KEY)
    (found,) = listed(admin_api)
    assert {name: found[name] for name in found if not name.endswith("At") and name not in {"id", "timestamp"}} == {
        "name": "upgraded",
        "eventId": "wrong",
        "userId": "maya",
        "anonymousId": "phone",
        "message": 'properties.plan: "platinum" is not one of "free" or "pro"',
        "schemaVersion": 1,
        "stored": False,
        "sender": {"kind": "client_key", "id": CLIENT_KEY.id},
    }
    kept, gone = (datetime.fromisoformat(found[name]) for name in ("rejectedAt", "expiresAt"))
    assert gone - kept == timedelta(days=7)
    whole = admin_api("GET", f"{REJECTED}/{found['id']}", caller=ADMIN).json
    assert whole == {**found, "properties": {"plan": "platinum"}}
    guest = upgraded("guests", {"plan": 1}, anonymousId="phone")
    send(client_api, [guest], CLIENT_KEY)
    assert next((each["userId"], each["anonymousId"]) for each in listed(admin_api)) == (None, "phone")


def test_the_list_is_paged_and_filtered(client_api: Call, admin_api: Call) -> None:
    """Newest first, by name and by the moment of rejection; a cursor is good for its own question only."""
    put(admin_api)
    put(admin_api, "seen", {"required": ["path"]})
    forget_connection()
    sent = [upgraded("a"), event("seen", "b"), upgraded("c"), event("seen", "d"), upgraded("e")]
    moments = []
    for each in sent:
        send(client_api, [each])
        time.sleep(0.002)
        moments.append(datetime.now(UTC))
        time.sleep(0.002)
    assert ids(admin_api) == ["e", "d", "c", "b", "a"]
    assert ids(admin_api, "name=seen") == ["d", "b"]
    since, until = (moment.isoformat().replace("+", "%2B") for moment in (moments[0], moments[3]))
    assert ids(admin_api, f"from={since}&to={until}") == ["d", "c", "b"]
    reversed_ = admin_api("GET", f"{REJECTED}?from={until}&to={since}", caller=ADMIN)
    assert (reversed_.status, reversed_.json["errors"][0]["field"]) == (422, "to")
    for query in ("", "name=upgraded&"):
        seen: list[str] = []
        cursor = ""
        while True:
            page = admin_api("GET", f"{REJECTED}?{query}limit=2{cursor}", caller=ADMIN).json
            seen += [each["eventId"] for each in page["items"]]
            if page["nextCursor"] is None:
                break
            cursor = f"&cursor={page['nextCursor']}"
        assert seen == ids(admin_api, query)
    first = admin_api("GET", f"{REJECTED}?limit=1", caller=ADMIN).json["nextCursor"]
    assert admin_api("GET", f"{REJECTED}?name=seen&cursor={first}", caller=ADMIN).status == 400
    assert admin_api("GET", REJECTED, caller=CLIENT).status == 403


def test_a_rejected_event_can_be_thrown_away(client_api: Call, admin_api: Call) -> None:
    """It is gone for good, and the audit says what it was without saying whose."""
    put(admin_api)
    send(client_api, [upgraded("wrong", userId="maya-7")])
    (found,) = listed(admin_api)
    assert admin_api("DELETE", f"{REJECTED}/{found['id']}", caller=ADMIN).status == 204
    assert listed(admin_api) == []
    for unknown in (found["id"], "x", "20260117T101500000000Z-0", "99999999"):
        assert admin_api("DELETE", f"{REJECTED}/{unknown}", caller=ADMIN).status == 404
        assert admin_api("GET", f"{REJECTED}/{unknown}", caller=ADMIN).status == 404
    (entry,) = admin_api("GET", f"/api/admin/audit?entity=rejected-event:{found['id']}", caller=ADMIN).json["items"]
    assert (entry["action"], entry["before"]["name"]) == ("rejected_event.deleted", "upgraded")
    assert "maya" not in str(entry)


def test_what_is_expired_is_not_shown(client_api: Call, admin_api: Call) -> None:
    """Whether or not the table has removed it; and a name that comes again is kept anew."""
    put(admin_api)
    with time_machine.travel(datetime.now(UTC) - timedelta(days=7, minutes=1), tick=True):
        send(client_api, [upgraded("old")])
        (found,) = listed(admin_api)
    assert listed(admin_api) == []
    assert admin_api("GET", f"{REJECTED}/{found['id']}", caller=ADMIN).status == 404
    assert replay(admin_api, ids=[found["id"]]).json["unknown"] == [found["id"]]
    send(client_api, [upgraded("old")])
    assert ids(admin_api) == ["old"]


def test_replayed_events_count_once_and_leave_the_list(client_api: Call, admin_api: Call) -> None:
    """Under their own ids, at their own times, as the guest's or user's that they are."""
    put(admin_api)
    wrong = [
        upgraded("mine", {"plan": "platinum"}, userId="maya"),
        {**upgraded("guests", {"plan": "platinum"}, anonymousId="phone"), "timestamp": ago(days=3)},
        upgraded("never", {"seats": 4}, userId="maya"),
    ]
    send(client_api, wrong, CLIENT_KEY)
    by_id = {each["eventId"]: each["id"] for each in listed(admin_api)}
    early = replay(admin_api, ids=list(by_id.values())).json
    assert (early["stored"], len(early["rejected"])) == (0, 3)
    assert stored() == {}
    loosen(admin_api)
    done = replay(admin_api, ids=[*by_id.values(), "20260117T101500000000Z-0"]).json
    assert (done["stored"], done["storedBefore"], done["unknown"]) == (2, 0, ["20260117T101500000000Z-0"])
    assert [(each["id"], each["reason"], each["retryable"]) for each in done["rejected"]] == [
        (by_id["never"], "schema_violated", False)
    ]
    assert done["rejected"][0]["message"] == 'properties: "plan" is a required property'
    assert ids(admin_api) == ["never"]
    assert set(stored()) == {("maya", "mine"), ("anonymous#phone", "guests")}
    assert abs(stored()["anonymous#phone", "guests"].at - (time.time() - 3 * 86_400) * 1000) < 60_000
    assert replay(admin_api, ids=list(by_id.values())).json["storedBefore"] == 0
    assert send(client_api, wrong[:2], CLIENT_KEY) == (0, 2, [])
    tick()
    assert dashboard(admin_api)["users"]["active"]["value"] == 1
    audit = admin_api("GET", "/api/admin/audit?action=rejected_events.replayed", caller=ADMIN).json["items"]
    assert len(audit) == 3


def test_a_name_is_replayed_a_portion_at_a_time(client_api: Call, admin_api: Call) -> None:
    """The oldest first, with a cursor that passes over what stays."""
    put(admin_api)
    send(client_api, [upgraded(f"e{number}", {"plan": number} if number % 10 else {}) for number in range(150)])
    loosen(admin_api)
    first = replay(admin_api, name="upgraded").json
    rest = replay(admin_api, name="upgraded", cursor=first["nextCursor"]).json
    assert first["stored"] + len(first["rejected"]) == 100
    assert rest["stored"] + len(rest["rejected"]) == 50
    assert rest["nextCursor"] is None
    assert (first["stored"] + rest["stored"], len(stored())) == (135, 135)
    assert len(listed(admin_api, "limit=100")) == 15
    assert replay(admin_api, name="other").json == {
        "stored": 0,
        "storedBefore": 0,
        "rejected": [],
        "unknown": [],
        "nextCursor": None,
    }


def test_what_cannot_be_stored_stays_and_may_be_tried_again(client_api: Call, admin_api: Call) -> None:
    """Throttled half-way, everything is in the list or among the events, and in the end in the latter only."""
    put(admin_api)
    send(client_api, [upgraded(f"e{number}", {"plan": number}) for number in range(20)])
    loosen(admin_api)
    send(client_api, [event("seen", "warm")])
    with throttled("PutItem", after=8):
        cut = replay(admin_api, name="upgraded").json
    assert (cut["stored"], len(cut["rejected"])) == (8, 12)
    assert {(each["reason"], each["retryable"]) for each in cut["rejected"]} == {("throttled", True)}
    assert len(listed(admin_api)) == 12
    with throttled("DeleteItem"):
        kept = replay(admin_api, name="upgraded").json
    assert (kept["stored"], len(listed(admin_api))) == (12, 12)
    assert replay(admin_api, name="upgraded").json["storedBefore"] == 12
    assert listed(admin_api) == []
    assert len(stored()) == 21


def test_an_event_that_was_stored_on_trial_is_found_to_be(client_api: Call, admin_api: Call) -> None:
    """Replaying it only takes it out of the list."""
    put(admin_api, mode="observe")
    send(client_api, [upgraded("wrong")])
    done = replay(admin_api, name="upgraded").json
    assert (done["stored"], done["storedBefore"], ids(admin_api)) == (0, 1, [])


def test_traits_that_were_rejected_are_known_once_they_are_replayed(client_api: Call, admin_api: Call) -> None:
    """And the device is joined by then."""
    put(admin_api, "identified", {"required": ["seats"]})
    told = {"userId": "maya", "anonymousId": "phone", "messageId": "m", "traits": {"plan": "pro"}}
    assert client_api("POST", "/v1/identify", body=told, caller=CLIENT_KEY).json["accepted"] == 0
    loosen(admin_api, "identified")
    assert replay(admin_api, name="identified").json["stored"] == 1
    maya = profiles.read("maya")
    assert maya is not None
    assert (maya.attributes["plan"].value, maya.anonymous_ids) == ("pro", ("phone",))


def test_a_replay_says_which_events(admin_api: Call) -> None:
    """Some by their ids or all of a name, and not both; admins only."""
    for wrong in ({}, {"ids": [], "name": None}, {"ids": ["a"], "name": "b"}, {"ids": ["a"], "cursor": "c"}):
        assert replay(admin_api, **wrong).status == 422, wrong
    assert replay(admin_api, name="upgraded", cursor="c").status == 400
    assert admin_api("POST", f"{REJECTED}/replay", body={"name": "x"}, caller=SERVER_KEY).status == 403


def test_nothing_of_a_rejected_event_is_logged(client_api: Call, admin_api: Call, log: Any) -> None:  # noqa: ANN401 - a text buffer
    """Neither whose it is, nor what it held."""
    put(admin_api)
    send(client_api, [upgraded("wrong", {"plan": "maya@example.com"}, userId="maya-7")])
    replay(admin_api, name="upgraded")
    assert admin_api("GET", f"{SCHEMAS}/upgraded", caller=ADMIN).status == 200
    assert "maya" not in log.getvalue()
