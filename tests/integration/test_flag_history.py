"""The versions of flags, and putting them back, over HTTP-shaped calls and real tables."""

import time
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sextant.store.audit import AuditItem
from sextant.store.base import connection
from sextant.store.flag_items import FlagItem
from tests.integration.conftest import ADMIN, SERVER_KEY, Answer, Call
from tests.integration.dynamodb_faults import refusing

URL = "/api/admin/feature-flags"
WHOLE = {
    "key": "f",
    "name": "Checkout",
    "description": "how people pay",
    "owner": "payments",
    "tags": ["beta"],
    "valueType": "json",
    "value": {"colour": "red", "size": 1.5},
    "defaultValue": {"colour": "grey"},
    "valueSchema": {"type": "object", "required": ["colour"]},
    "enabled": True,
    "rolloutPercentage": 12.34,
    "roles": ["CA"],
    "segments": ["vip"],
    "userIds": ["u1", "用户"],
    "excludedUserIds": ["u2"],
    "rules": [
        {"id": "r1", "condition": {"country": {"$in": ["IN", "GB"]}}, "force": {"colour": "blue"}, "coverage": 0.5},
        {"id": "r2", "variations": [{"colour": "a"}, {"colour": "b"}], "weights": [0.3, 0.7]},
    ],
    "prerequisites": [{"flag": "base", "condition": {"value": True}}],
    "schedule": [{"at": "2999-01-01T00:00:00Z", "enabled": False}],
    "progressiveRollout": {"steps": [{"at": "2999-01-01T00:00:00Z", "percentage": 50}]},
    "lifetime": "temporary",
    "expectedEnd": "2999-12-31",
}
OTHERWISE = {
    "name": "Other",
    "description": "",
    "owner": "",
    "tags": [],
    "value": {"colour": "x"},
    "defaultValue": {"colour": "y"},
    "valueSchema": None,
    "enabled": False,
    "rolloutPercentage": 100,
    "roles": [],
    "segments": [],
    "userIds": [],
    "excludedUserIds": [],
    "rules": [],
    "prerequisites": [],
    "schedule": [],
    "progressiveRollout": None,
    "lifetime": "permanent",
    "expectedEnd": None,
}
BOOKKEEPING = {"version", "updatedAt", "updatedBy", "effective", "stale"}


def make(admin_api: Call, **body: object) -> dict[str, Any]:
    """A new flag."""
    answer = admin_api("POST", URL, body={"key": "f", "name": "F", **body}, caller=ADMIN)
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json
    return made


def put(admin_api: Call, path: str, body: object = None) -> Answer:
    """A change by an admin."""
    return admin_api("PUT", f"{URL}/{path}", body=body, caller=ADMIN)


def delete(admin_api: Call, key: str = "f") -> None:
    """Delete a flag."""
    assert admin_api("DELETE", f"{URL}/{key}", caller=ADMIN).status == 204


def revert(admin_api: Call, to_version: int, **more: object) -> Answer:
    """Put back a version of the flag."""
    return put(admin_api, "f/revert", {"toVersion": to_version, **more})


def versions(admin_api: Call, query: str = "") -> list[dict[str, Any]]:
    """All versions of the flag."""
    answer = admin_api("GET", f"{URL}/f/versions?{query}", caller=ADMIN)
    assert answer.status == 200, answer.body
    following = answer.json["nextCursor"]
    found: list[dict[str, Any]] = answer.json["items"]
    return found + (versions(admin_api, f"{query.partition('&')[0]}&cursor={following}") if following else [])


def settings(flag: dict[str, Any]) -> dict[str, Any]:
    """Everything about a flag that lasts."""
    return {name: value for name, value in flag.items() if name not in BOOKKEEPING}


def entries(admin_api: Call) -> list[dict[str, Any]]:
    """What the audit knows of the flag, newest first."""
    found: list[dict[str, Any]] = admin_api("GET", "/api/admin/audit?entity=flag:f", caller=ADMIN).json["items"]
    return found


def test_every_change_is_a_version_that_says_what_changed(admin_api: Call) -> None:
    """Newest first, with who, when, what and which fields; page by page."""
    made = make(admin_api)
    put(admin_api, "f/enable")
    put(admin_api, "f/rollout", {"percentage": 5})
    put(admin_api, "f", {"name": "G", "tags": ["t"], "version": 3})
    put(admin_api, "f/disable")
    put(admin_api, "f/archive")
    put(admin_api, "f/restore")
    delete(admin_api)
    found = versions(admin_api, "limit=3")
    assert [(each["version"], each["action"], each["changed"]) for each in found] == [
        (8, "flag.deleted", []),
        (7, "flag.restored", ["archived"]),
        (6, "flag.archived", ["archived"]),
        (5, "flag.disabled", ["enabled"]),
        (4, "flag.updated", ["name", "tags"]),
        (3, "flag.rollout_changed", ["rolloutPercentage"]),
        (2, "flag.enabled", ["enabled"]),
        (1, "flag.created", []),
    ]
    assert {(each["actor"], each["actorKind"]) for each in found} == {("admin-1", "user")}
    assert found[-1]["at"] == made["createdAt"]


def test_the_audit_holds_each_state_as_it_was_shown(admin_api: Call) -> None:
    """Before and after are the flag as the API shows it, without what time makes of it."""
    made = make(admin_api, key="f", tags=["beta"])
    changed = put(admin_api, "f", {"name": "G", "version": 1}).json
    delete(admin_api)
    deleted, updated, created = entries(admin_api)
    stored = [
        {name: value for name, value in flag.items() if name not in {"effective", "stale"}} for flag in (made, changed)
    ]
    assert [(each["before"], each["after"]) for each in (created, updated, deleted)] == [
        (None, stored[0]),
        (stored[0], stored[1]),
        (stored[1], None),
    ]


def test_a_switch_says_what_it_took_from_a_schedule(admin_api: Call) -> None:
    """Who switches off what a schedule had switched on has changed that, though it was never stored as on."""
    at = datetime.now(UTC) + timedelta(seconds=0.5)
    make(admin_api, schedule=[{"at": at.isoformat(), "enabled": True}])
    time.sleep(0.6)
    put(admin_api, "f/disable")

    answer = admin_api("GET", "/api/admin/audit?entity=flag:f&limit=1", caller=ADMIN)
    (entry,) = answer.json["items"]
    assert (entry["before"]["enabled"], entry["after"]["enabled"], entry["changed"]) == (True, False, ["enabled"])


def test_true_in_place_of_one_is_a_change(admin_api: Call) -> None:
    """Which Python takes for the same."""
    make(admin_api, valueType="json", value={"a": 1}, defaultValue=0)
    put(admin_api, "f", {"version": 1, "value": {"a": True}, "defaultValue": False})

    newest = admin_api("GET", f"{URL}/f/versions?limit=1", caller=ADMIN).json["items"][0]
    assert newest["changed"] == ["defaultValue", "value"]


def test_what_is_refused_makes_no_version(admin_api: Call) -> None:
    """Stale, broken and unknown changes leave nothing behind."""
    make(admin_api)
    assert put(admin_api, "f", {"name": "x", "version": 9}).status == 409
    assert put(admin_api, "f", {"rules": [{"force": 1}], "version": 1}).status == 422
    assert put(admin_api, "nothing/enable").status == 404
    assert revert(admin_api, 9).status == 422
    assert [each["version"] for each in versions(admin_api)] == [1]


def test_everything_that_can_be_set_is_put_back(admin_api: Call) -> None:
    """As it was, under a new version; key, seed and origin are what they were anyway."""
    make(admin_api, key="base")
    put(admin_api, "base/enable")
    first = make(admin_api, **WHOLE)
    second = put(admin_api, "f", {**OTHERWISE, "version": 1}).json
    assert all(first[name] != second[name] for name in OTHERWISE)
    answer = revert(admin_api, 1, version=2)
    assert (answer.status, answer.headers["etag"]) == (200, '"3"')
    assert settings(answer.json) == settings(first)
    assert admin_api("GET", f"{URL}/f", caller=ADMIN).json == answer.json
    assert entries(admin_api)[0]["action"] == "flag.reverted"
    assert set(entries(admin_api)[0]["changed"]) == set(OTHERWISE)
    assert settings(revert(admin_api, 2).json) == settings(second)


def test_a_revert_is_based_on_a_version(admin_api: Call) -> None:
    """A stale one is refused with what is current; without one it applies to whatever is."""
    make(admin_api)
    current = put(admin_api, "f/enable").json
    stale = revert(admin_api, 1, version=1)
    assert (stale.status, stale.json["current"]) == (409, current)
    header = admin_api("PUT", f"{URL}/f/revert", body={"toVersion": 1}, caller=ADMIN, headers={"If-Match": '"1"'})
    assert header.status == 412
    assert revert(admin_api, 1).json["enabled"] is False


def test_a_put_back_flag_is_archived_if_it_was(admin_api: Call) -> None:
    """And in use if it was."""
    make(admin_api)
    put(admin_api, "f/archive")
    assert revert(admin_api, 1).json["archived"] is False
    assert revert(admin_api, 2).json["archived"] is True


def test_an_old_schedule_does_not_fire_again(admin_api: Call) -> None:
    """What is due by now is part of what is put back, and nothing of it is left to come."""
    make(admin_api)
    put(
        admin_api,
        "f",
        {"schedule": [{"at": "2999-01-01T00:00:00Z", "enabled": True, "rolloutPercentage": 7}], "version": 1},
    )
    put(admin_api, "f", {"schedule": [], "version": 2})
    # As if the moment had come meanwhile.
    entry = AuditItem.get("flag:f", f"{2:010d}")
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat().encode()
    entry.states = _replaced(entry.states, b"2999-01-01T00:00:00.000Z", past)
    entry.save()
    found = revert(admin_api, 2).json
    assert (found["enabled"], found["rolloutPercentage"], found["schedule"]) == (True, 7, [])
    assert found["effective"]["nextChangeAt"] is None


def _replaced(states: bytes, old: bytes, new: bytes) -> bytes:
    text = zlib.decompress(states)
    assert old in text
    return zlib.compress(text.replace(old, new))


def test_a_deleted_flag_comes_back_as_it_was(admin_api: Call, client_api: Call) -> None:
    """With its seed, so that nobody changes sides, and with the next version number."""
    first = make(admin_api, enabled=True, rolloutPercentage=40, tags=["beta"])
    users = [f"u{number}" for number in range(200)]
    before = [_value(client_api, user) for user in users]
    delete(admin_api)
    answer = revert(admin_api, 1)
    assert answer.status == 200
    assert settings(answer.json) | {"createdAt": first["createdAt"]} == settings(first)
    assert answer.json["version"] == 3
    assert [_value(client_api, user) for user in users] == before
    assert set(before) == {True, False}
    assert [each["action"] for each in versions(admin_api)] == ["flag.reverted", "flag.deleted", "flag.created"]


def _value(client_api: Call, user: str) -> bool:
    value: bool = client_api("GET", f"/api/feature-flags/f/check?userId={user}", caller=SERVER_KEY).json["value"]
    return value


def test_no_version_is_given_twice(admin_api: Call) -> None:
    """A key that is made anew goes on where the deleted flag stopped, however often."""
    numbers = []
    for _ in range(3):
        numbers.append(make(admin_api)["version"])
        numbers.append(put(admin_api, "f/enable").json["version"])
        delete(admin_api)
    assert numbers == [1, 2, 4, 5, 7, 8]
    assert [each["version"] for each in versions(admin_api)] == list(range(9, 0, -1))


def test_an_earlier_flag_of_the_same_key_lends_its_settings_but_not_its_seed(admin_api: Call) -> None:
    """The flag of today keeps its roll-out's draw."""
    make(admin_api, tags=["old"])
    delete(admin_api)
    new = make(admin_api, tags=["new"])
    found = revert(admin_api, 1).json
    assert (found["tags"], found["seed"], found["version"]) == (["old"], new["seed"], 4)


def test_an_earlier_flag_of_another_type_is_not_put_over_it(admin_api: Call) -> None:
    """A flag's type is for ever; once it is deleted the old one can come back."""
    make(admin_api, valueType="string", value="a", defaultValue="b")
    delete(admin_api)
    make(admin_api)
    answer = revert(admin_api, 1)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "toVersion")
    delete(admin_api)
    assert revert(admin_api, 1).json["value"] == "a"


@pytest.mark.parametrize("body", [{}, {"toVersion": 0}, {"toVersion": "1"}, {"toVersion": 1, "more": 1}])
def test_a_bad_revert_is_refused_by_field(admin_api: Call, body: dict[str, object]) -> None:
    """The body names a version."""
    make(admin_api)
    answer = put(admin_api, "f/revert", body)
    assert (answer.status, len(answer.json["errors"])) == (422, 1)


def test_a_version_that_there_is_not_is_said_to_be_missing(admin_api: Call) -> None:
    """And a deletion is nothing to go back to."""
    make(admin_api)
    missing = revert(admin_api, 7)
    assert (missing.status, "no version 7" in missing.json["detail"]) == (422, True)
    delete(admin_api)
    deletion = revert(admin_api, 2)
    assert (deletion.status, "deletion" in deletion.json["detail"]) == (422, True)
    assert missing.json["errors"][0]["field"] == deletion.json["errors"][0]["field"] == "toVersion"


@pytest.mark.parametrize("key", ["never", "x" * 3_000, "-", "a%20b"])
def test_a_flag_that_never_was_has_no_history(admin_api: Call, key: str) -> None:
    """404 for its versions and for a revert."""
    assert admin_api("GET", f"{URL}/{key}/versions", caller=ADMIN).status == 404
    assert put(admin_api, f"{key}/revert", {"toVersion": 1}).status == 404


def test_what_an_old_version_requires_must_still_be_there(admin_api: Call) -> None:
    """422 with the field; the flag stays as it is."""
    make(admin_api, key="base")
    make(admin_api, prerequisites=[{"flag": "base"}])
    put(admin_api, "f", {"prerequisites": [], "version": 1})
    delete(admin_api, "base")
    answer = revert(admin_api, 1)
    assert answer.status == 422
    assert answer.json["errors"][0]["field"] == "prerequisites[0].flag"
    assert admin_api("GET", f"{URL}/f", caller=ADMIN).json["version"] == 2


def test_a_version_is_not_put_back_from_under_others(admin_api: Call) -> None:
    """A flag that others require is not archived by a detour."""
    make(admin_api)
    put(admin_api, "f/archive")
    put(admin_api, "f/restore")
    make(admin_api, key="other", prerequisites=[{"flag": "f"}])
    assert revert(admin_api, 2).status == 409


def test_the_change_and_its_entry_come_together(admin_api: Call) -> None:
    """When DynamoDB fails there is neither."""
    make(admin_api)
    with refusing(connection().client, "TransactWriteItems", code="ThrottlingException"):
        assert put(admin_api, "f/enable").status == 503
        assert admin_api("DELETE", f"{URL}/f", caller=ADMIN).status == 503
    assert admin_api("GET", f"{URL}/f", caller=ADMIN).json["version"] == 1
    assert len(entries(admin_api)) == 1


def test_a_backup_that_is_older_than_the_history_does_not_stop_a_kill_switch(admin_api: Call) -> None:
    """A flag whose next number was given already takes the one behind the last."""
    make(admin_api, enabled=True)
    for percentage in (1, 2, 3):
        put(admin_api, "f/rollout", {"percentage": percentage})
    FlagItem.get("flags", "f").update(actions=[FlagItem.version.set(2)])
    answer = put(admin_api, "f/disable")
    assert (answer.status, answer.json["version"], answer.json["enabled"]) == (200, 5, False)


def test_a_flag_that_is_older_than_the_audit_can_be_put_back(admin_api: Call) -> None:
    """Its first change since remembers what it was before."""
    first = make(admin_api, tags=["old"])
    AuditItem.get("flag:f", f"{1:010d}").delete()
    put(admin_api, "f", {"tags": [], "version": 1})
    assert settings(revert(admin_api, 1).json) == settings(first)
