"""Schemas that admins set for behavioural events: how they are kept, and what ingestion makes of them."""

from base64 import urlsafe_b64encode
from typing import Any

from sextant.store.base import connection, forget_connection
from sextant.usecases.served_schemas import LOOK_EVERY_SECONDS, ServedSchemas
from tests.integration.analytics import event, ministack, ministack_tables, payment, send, tables, throttled
from tests.integration.conftest import ADMIN, CLIENT, CLIENT_KEY, SERVER_KEY, Answer, Call
from tests.integration.test_track import stored

__all__ = ["ministack", "ministack_tables", "tables"]

SCHEMAS = "/api/admin/event-schemas"
PLANS = {
    "type": "object",
    "required": ["plan"],
    "properties": {"plan": {"enum": ["free", "pro"]}, "seats": {"type": "integer", "minimum": 1}},
}


def put(admin_api: Call, name: str = "upgraded", schema: object = PLANS, **more: object) -> Answer:
    """Set a schema; what a warm function knows of schemas is forgotten, as if ten seconds had gone by."""
    answer = admin_api("PUT", f"{SCHEMAS}/{name}", body={"schema": schema, **more}, caller=ADMIN)
    forget_connection()
    return answer


def in_base64(name: str) -> str:
    """A name as paths give one that they cannot carry."""
    return f"~{urlsafe_b64encode(name.encode()).decode().rstrip('=')}"


def upgraded(event_id: str, properties: object = None, **who: str) -> dict[str, Any]:
    """An event that has a schema; without properties it breaks it."""
    return event("upgraded", event_id, properties, **who)


def test_a_schema_has_a_life(admin_api: Call) -> None:
    """It is made, read, listed, changed by its version and deleted; a name in use before goes on with the numbers."""
    made = put(admin_api, description="Somebody pays")
    assert (made.status, made.headers["etag"]) == (200, '"1"')
    assert {name: made.json[name] for name in ("name", "schema", "mode", "description", "version", "createdBy")} == {
        "name": "upgraded",
        "schema": PLANS,
        "mode": "enforce",
        "description": "Somebody pays",
        "version": 1,
        "createdBy": "admin-1",
    }
    assert admin_api("GET", f"{SCHEMAS}/upgraded", caller=ADMIN).json == made.json
    again = put(admin_api)
    assert (again.status, again.json["type"]) == (409, "https://sextant.dev/problems/already-exists")
    changed = put(admin_api, mode="observe", version=1)
    assert (changed.status, changed.json["version"], changed.json["mode"]) == (200, 2, "observe")
    stale = put(admin_api, version=1)
    assert (stale.status, stale.json["current"]["version"]) == (409, 2)
    headers = {"if-match": '"1"'}
    assert admin_api("DELETE", f"{SCHEMAS}/upgraded", caller=ADMIN, headers=headers).status == 412
    assert admin_api("DELETE", f"{SCHEMAS}/upgraded", caller=ADMIN, headers={"if-match": '"2"'}).status == 204
    assert admin_api("GET", f"{SCHEMAS}/upgraded", caller=ADMIN).status == 404
    assert admin_api("DELETE", f"{SCHEMAS}/upgraded", caller=ADMIN).status == 404
    assert put(admin_api, version=2).status == 404
    assert put(admin_api).json["version"] == 4
    told = admin_api("GET", "/api/admin/audit?entity=event-schema:upgraded", caller=ADMIN).json["items"]
    assert [each["action"].removeprefix("event_schema.") for each in told] == [
        "created",
        "deleted",
        "updated",
        "created",
    ]


def test_schemas_are_listed_by_name(admin_api: Call) -> None:
    """A page at a time; names that a path cannot carry are given in base64url."""
    odd = "a/b"
    for name in ("seen", "Order Completed", in_base64(odd)):
        assert put(admin_api, name).status == 200
    first = admin_api("GET", f"{SCHEMAS}?limit=2", caller=ADMIN).json
    rest = admin_api("GET", f"{SCHEMAS}?limit=2&cursor={first['nextCursor']}", caller=ADMIN).json
    assert [each["name"] for each in (*first["items"], *rest["items"])] == ["Order Completed", odd, "seen"]
    assert rest["nextCursor"] is None
    assert admin_api("GET", f"{SCHEMAS}?cursor=x", caller=ADMIN).status == 400


def test_a_schema_that_cannot_be_used_is_refused(admin_api: Call) -> None:
    """With the field that is wrong; nothing is ever fetched, and events of the business have none."""
    wrong: list[tuple[str, dict[str, object], str]] = [
        ("payment_completed", {"schema": PLANS}, "name"),
        (in_base64("#registration"), {"schema": PLANS}, "name"),
        (in_base64("x" * 101), {"schema": PLANS}, "name"),
        (in_base64(" seen"), {"schema": PLANS}, "name"),
        ("seen", {"schema": {"type": "no type"}}, "schema"),
        ("seen", {"schema": {"$ref": "https://example.com/schema.json"}}, "schema"),
        ("seen", {"schema": {"$schema": "http://json-schema.org/draft-07/schema#"}}, "schema.$schema"),
        ("seen", {"schema": {"properties": {"a": {"pattern": "("}}}}, "schema"),
        ("seen", {"schema": {"description": "x" * 20_001}}, "schema"),
        ("seen", {"schema": []}, "schema"),
        ("seen", {"schema": PLANS, "mode": "hope"}, "mode"),
        ("seen", {}, "schema"),
    ]
    for name, body, field in wrong:
        answer = admin_api("PUT", f"{SCHEMAS}/{name}", body=body, caller=ADMIN)
        assert answer.status == 422, (name, answer.body)
        assert field in {each["field"] for each in answer.json["errors"]}, answer.json
    assert admin_api("PUT", f"{SCHEMAS}/seen", body={"schema": PLANS}, caller=CLIENT).status == 403
    assert admin_api("GET", SCHEMAS, caller=ADMIN).json["items"] == []


def test_what_breaks_its_schema_is_rejected_with_the_property(client_api: Call, admin_api: Call) -> None:
    """The others are stored, whoever sends them, also by Segment's calls; and the business's events are left alone."""
    put(admin_api)
    batch = [
        upgraded("good", {"plan": "pro", "seats": 3, "more": True}),
        upgraded("wrong", {"plan": "platinum", "seats": 0}),
        upgraded("empty"),
        event("seen", "other", {"plan": 5}),
        payment("p"),
    ]
    accepted, _, rejected = send(client_api, batch)
    assert accepted == 3
    assert [(each["eventId"], each["reason"], each["retryable"]) for each in rejected] == [
        ("wrong", "schema_violated", False),
        ("empty", "schema_violated", False),
    ]
    assert rejected[0]["message"].startswith('properties.plan: "platinum" is not one of')
    assert "properties.seats: 0 is less than the minimum of 1" in rejected[0]["message"]
    assert rejected[1]["message"] == 'properties: "plan" is a required property'
    tracked = {"event": "upgraded", "userId": "maya", "messageId": "s", "properties": {"plan": 1}}
    told = client_api("POST", "/v1/track", body=tracked, caller=CLIENT_KEY).json["rejected"]
    assert [each["reason"] for each in told] == ["schema_violated"]
    assert {event_id for _, event_id in stored()} == {"good", "other", "p"}


def test_traits_and_pages_have_schemas_too(client_api: Call, admin_api: Call) -> None:
    """Under the names that they have here."""
    put(admin_api, "identified", {"required": ["plan"]})
    put(admin_api, "page_viewed", {"properties": {"name": {"pattern": "^[A-Z]"}}})
    who = {"userId": "maya", "messageId": "m"}
    identify = client_api("POST", "/v1/identify", body={**who, "traits": {"seats": 1}}, caller=CLIENT_KEY)
    page = client_api("POST", "/v1/page", body={**who, "name": "prices"}, caller=CLIENT_KEY)
    assert [answer.json["rejected"][0]["reason"] for answer in (identify, page)] == ["schema_violated"] * 2


def test_a_schema_on_trial_rejects_nothing(client_api: Call, admin_api: Call) -> None:
    """What breaks it is stored, and kept to be looked at."""
    put(admin_api, mode="observe")
    assert send(client_api, [upgraded("wrong"), upgraded("good", {"plan": "pro"})]) == (2, 0, [])
    kept = admin_api("GET", "/api/admin/rejected-events", caller=ADMIN).json["items"]
    assert [(each["eventId"], each["stored"]) for each in kept] == [("wrong", True)]


def test_what_cannot_be_kept_is_worth_another_try(client_api: Call, admin_api: Call) -> None:
    """Nothing is rejected for good before it is kept."""
    put(admin_api)
    send(client_api, [event("seen", "warm")])
    with throttled("PutItem"):
        answer = client_api("POST", "/api/analytics/track", body=upgraded("wrong"), caller=SERVER_KEY)
    assert answer.status == 503
    _, _, rejected = send(client_api, [upgraded("wrong")])
    assert [each["reason"] for each in rejected] == ["schema_violated"]


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """The present moment."""
        return self.now


def test_a_warm_function_asks_once_in_ten_seconds(admin_api: Call, tables: object) -> None:
    """For one small item, and for everything only when something changed; a failing database changes nothing."""
    put(admin_api)
    clock = Clock()
    served = ServedSchemas(clock)
    client = connection().client
    seen: list[str] = []

    def note(event_name: str, **_event: object) -> None:
        seen.append(event_name.rsplit(".", maxsplit=1)[-1])

    def asked() -> list[str]:
        done, seen[:] = list(seen), []
        return done

    client.meta.events.register_first("before-call.dynamodb.*", note)
    first = served.current()["upgraded"]
    assert asked() == ["GetItem", "Query"]
    assert list(served.current()["upgraded"].problems({"plan": "pro"})) == []
    assert asked() == []
    clock.now += LOOK_EVERY_SECONDS
    served.current()
    assert asked() == ["GetItem", "Query"]  # once more: what a version stands for may be out a moment after it
    clock.now += LOOK_EVERY_SECONDS
    assert served.current()["upgraded"] is first
    assert asked() == ["GetItem"]
    clock.now += LOOK_EVERY_SECONDS
    with throttled("*"):
        assert served.current()["upgraded"] is first
    client.meta.events.unregister("before-call.dynamodb.*", note)
    admin_api("PUT", f"{SCHEMAS}/upgraded", body={"schema": {"required": ["x"]}, "version": 1}, caller=ADMIN)
    clock.now += LOOK_EVERY_SECONDS
    assert [each.message for each in served.current()["upgraded"].problems({})] == ['"x" is a required property']
