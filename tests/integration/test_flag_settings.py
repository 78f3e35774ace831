"""Everything that admins set on a flag: it comes back as it was set, or is refused by field."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sextant.store.flags import FlagItem
from tests.integration.conftest import ADMIN, SERVER_KEY, Call
from tests.integration.test_flags_admin import URL, fields, make, put

JSON_FLAG: dict[str, Any] = {"valueType": "json", "value": {"limit": 5}, "defaultValue": {"limit": 1}}
RULE: dict[str, Any] = {"force": True, "condition": {"country": {"$in": ["IN"]}}}


def moment(**ahead: float) -> str:
    """A moment from now on, as the API shows moments."""
    at = datetime.now(UTC) + timedelta(**ahead)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def refused(admin_api: Call, **settings: object) -> list[str]:
    """The fields that a new flag is refused for; nothing of it may be stored."""
    found = fields(admin_api("POST", URL, body={"key": "x", "name": "x", **settings}, caller=ADMIN))
    assert admin_api("GET", f"{URL}/x", caller=ADMIN).status == 404
    return found


def test_everything_comes_back_as_it_was_set(admin_api: Call) -> None:
    """Through the table and back, also after it was sent back as it was read."""
    make(admin_api, "parent", clientVisible=True)
    wanted: dict[str, Any] = {
        "owner": "Payments",
        **JSON_FLAG,
        "valueSchema": {"type": "object", "required": ["limit"]},
        "segments": ["big_spenders"],
        "rules": [
            {"id": "r1", "description": "India", "condition": {"country": "IN"}, "force": {"limit": 9}},
            {
                "id": "r2",
                "variations": [{"limit": 2}, {"limit": 3}],
                "weights": [0.25, 0.75],
                "coverage": 0.5,
                "meta": [{"key": "two"}, {"key": "three", "passthrough": True}],
                "namespace": ["checkout", 0, 0.5],
                "filters": [{"seed": "f", "ranges": [[0, 0.5]], "attribute": "device", "hashVersion": 2}],
                "parentConditions": [{"id": "parent", "condition": {"value": True}, "gate": True}],
                "seed": "mine",
                "hashAttribute": "company",
                "hashVersion": 1,
                "fallbackAttribute": "id",
                "key": "exp",
                "name": "Experiment",
                "phase": "0",
                "minBucketVersion": 1,
                "bucketVersion": 2,
                "disableStickyBucketing": True,
            },
        ],
        "prerequisites": [{"flag": "parent", "condition": {"value": {"$ne": False}}}],
        "schedule": [{"at": moment(hours=1), "enabled": False}, {"at": moment(hours=2), "rolloutPercentage": 12.5}],
        "progressiveRollout": {"steps": [{"at": moment(hours=3), "percentage": 50}]},
        "clientVisible": True,
        "lifetime": "temporary",
        "expectedEnd": "2027-01-31",
    }
    made = make(admin_api, "all", **wanted)
    assert {name: made[name] for name in wanted} == wanted
    assert made["effective"] == {
        "enabled": False,
        "rolloutPercentage": 100,
        "nextChangeAt": wanted["schedule"][0]["at"],
    }
    read = admin_api("GET", f"{URL}/all", caller=ADMIN).json
    assert read == made
    again = put(admin_api, "all", {**wanted, "valueType": None, "version": 1})
    assert fields(again) == ["valueType"]
    del wanted["valueType"]
    again = put(admin_api, "all", {**wanted, "version": 1}).json
    assert {**again, "version": 1, "updatedAt": made["updatedAt"]} == made


def test_a_flag_that_was_stored_before_all_this_still_loads(admin_api: Call, client_api: Call) -> None:
    """With what it lacks filled in; it can be changed, and it is served."""
    now = datetime.now(UTC)
    item = FlagItem(
        "flags",
        "old",
        name="Old",
        description="",
        enabled=True,
        rollout=10_000,
        roles=[],
        user_ids=[],
        excluded_user_ids=[],
        tags=[],
        seed="3d7c",
        version=1,
        created_at=now,
        created_by="admin-1",
        updated_at=now,
        updated_by="admin-1",
    )
    item.save(add_version_condition=False)
    old = admin_api("GET", f"{URL}/old", caller=ADMIN).json
    assert (old["valueType"], old["value"], old["defaultValue"], old["rules"]) == ("boolean", True, False, [])
    assert put(admin_api, "old", {"owner": "me", "version": 1}).json["owner"] == "me"
    assert client_api("GET", "/api/feature-flags/old/check?userId=u", caller=SERVER_KEY).json["value"] is True


def test_null_clears_what_may_be_null(admin_api: Call) -> None:
    """And what is left out stays."""
    made = make(
        admin_api,
        **JSON_FLAG,
        valueSchema={"type": "object"},
        expectedEnd="2027-01-31",
        progressiveRollout={"steps": [{"at": moment(hours=1), "percentage": 5}]},
    )
    untouched = put(admin_api, "new_checkout", {"owner": "me", "version": 1}).json
    names = ("valueSchema", "expectedEnd", "progressiveRollout")
    assert [untouched[name] for name in names] == [made[name] for name in names]
    cleared = put(admin_api, "new_checkout", {**dict.fromkeys(names), "version": 2}).json
    assert [cleared[name] for name in names] == [None, None, None]


@pytest.mark.parametrize(
    "field", ["value", "defaultValue", "owner", "rules", "prerequisites", "schedule", "lifetime", "clientVisible"]
)
def test_null_is_no_value_of_anything_else(admin_api: Call, field: str) -> None:
    """It is refused, and nothing is changed."""
    made = make(admin_api)
    assert fields(put(admin_api, "new_checkout", {field: None, "version": 1})) == [field]
    assert admin_api("GET", f"{URL}/new_checkout", caller=ADMIN).json == made


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"valueType": "string"}, ["value", "defaultValue"]),
        ({"valueType": "string", "value": "a", "defaultValue": 1}, ["defaultValue"]),
        ({"valueType": "number", "value": True, "defaultValue": 0}, ["value"]),
        ({"valueType": "number", "value": 1, "defaultValue": "0"}, ["defaultValue"]),
        ({"valueType": "text", "value": "a", "defaultValue": "b"}, ["valueType"]),
        ({"value": 1}, ["value"]),
        ({"valueType": "json", "value": {}, "defaultValue": None}, ["defaultValue"]),
        ({"value": "x" * 5}, ["value"]),
        ({"owner": "o" * 201}, ["owner"]),
        ({"owner": 5}, ["owner"]),
        ({"segments": [""]}, ["segments[0]"]),
        ({"segments": [str(number) for number in range(21)]}, ["segments"]),
        ({"rules": {}}, ["rules"]),
        ({"rules": [RULE] * 101}, ["rules"]),
        ({"rules": [{**RULE, "forec": 1}]}, ["rules[0].forec"]),
        ({"rules": [RULE, {**RULE, "coverage": 1.5}]}, ["rules[1].coverage"]),
        ({"rules": [{**RULE, "coverage": "1"}]}, ["rules[0].coverage"]),
        ({"rules": [{**RULE, "hashVersion": 3}]}, ["rules[0].hashVersion"]),
        ({"rules": [{**RULE, "force": "yes"}]}, ["rules[0].force"]),
        ({"rules": [{**RULE, "condition": {"a": {"$foo": 1}}}]}, ["rules[0].condition.a.$foo"]),
        ({"rules": [{**RULE, "condition": {"a": {"$regex": "("}}}]}, ["rules[0].condition.a.$regex"]),
        ({"rules": [{"variations": [True, False], "weights": [0.5, 0.6]}]}, ["rules[0].weights"]),
        ({"rules": [{**RULE, "filters": [{"seed": "s"}]}]}, ["rules[0].filters[0].ranges"]),
        ({"rules": [{**RULE, "parentConditions": [{"id": "p"}]}]}, ["rules[0].parentConditions[0].condition"]),
        ({"rules": [{**RULE, "condition": {"a": {"$in": ["x" * 120_000]}}}]}, ["rules"]),
        ({"prerequisites": [{"flag": "a b"}]}, ["prerequisites[0].flag"]),
        ({"prerequisites": [{"flag": "missing"}]}, ["prerequisites[0].flag"]),
        ({"prerequisites": [{"flag": "x"}]}, ["prerequisites[0].flag"]),
        ({"prerequisites": [{"flag": "a", "gate": True}]}, ["prerequisites[0].gate"]),
        ({"schedule": [{"enabled": True}]}, ["schedule[0].at"]),
        ({"schedule": [{"at": "2027-01-01T00:00:00Z"}]}, ["schedule[0]"]),
        ({"schedule": [{"at": "2027-01-01T00:00:00", "enabled": True}]}, ["schedule[0].at"]),
        ({"schedule": [{"at": 1_800_000_000, "enabled": True}]}, ["schedule[0].at"]),
        ({"schedule": [{"at": "tomorrow", "enabled": True}]}, ["schedule[0].at"]),
        ({"schedule": [{"at": "0001-01-01T00:00:00+14:00", "enabled": True}]}, ["schedule[0].at"]),
        ({"schedule": [{"at": "2027-01-01T00:00:00Z", "enabled": "yes"}]}, ["schedule[0].enabled"]),
        ({"schedule": [{"at": "2027-01-01T00:00:00Z", "enabled": True}] * 51}, ["schedule"]),
        ({"progressiveRollout": {"steps": []}}, ["progressiveRollout.steps"]),
        (
            {"progressiveRollout": {"steps": [{"at": "2027-01-01T00:00:00Z", "percentage": p} for p in (5, 4)]}},
            ["progressiveRollout.steps[1].at", "progressiveRollout.steps[1].percentage"],
        ),
        ({"lifetime": "forever"}, ["lifetime"]),
        ({"lifetime": "permanent", "expectedEnd": "2027-01-31"}, ["expectedEnd"]),
        ({"expectedEnd": "31.01.2027"}, ["expectedEnd"]),
        ({"expectedEnd": "2027-02-30"}, ["expectedEnd"]),
        ({"expectedEnd": 20270131}, ["expectedEnd"]),
        ({"clientVisible": "yes"}, ["clientVisible"]),
        ({"archived": True}, ["archived"]),
        ({"valueSchema": {"type": "object"}}, ["valueSchema"]),
        ({"key": "import"}, ["key"]),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(
    admin_api: Call, settings: dict[str, object], expected: list[str]
) -> None:
    """And nothing of it is stored."""
    assert refused(admin_api, **settings) == expected


@pytest.mark.parametrize(
    "edit", [{"value": 1}, {"defaultValue": 0}, {"rules": [{"id": "r", "force": 1, "condition": {"a": 1}}]}]
)
def test_no_edit_takes_one_for_true(admin_api: Call, edit: dict[str, object]) -> None:
    """Which Python does, so that the edit looks as if it changed nothing but a switch."""
    made = make(admin_api, rules=[{"id": "r", "force": True, "condition": {"a": 1}}])
    answer = put(admin_api, "new_checkout", {**edit, "version": 1})
    assert (answer.status, [error["expected"] for error in answer.json["errors"]]) == (422, ["true or false"])
    assert admin_api("GET", f"{URL}/new_checkout", caller=ADMIN).json == made


def test_everything_that_is_wrong_is_told_at_once(admin_api: Call) -> None:
    """With what was expected."""
    rules = [{"variations": [True, "b"], "weights": [0.5, 0.4]}, {**RULE, "condition": {"a": {"$foo": 1}}}]
    body = {"key": "x", "name": "x", "value": "on", "rules": rules}
    answer = admin_api("POST", URL, body=body, caller=ADMIN)
    assert fields(answer) == ["value", "rules[0].variations[1]", "rules[0].weights", "rules[1].condition.a.$foo"]
    assert answer.json["errors"][2]["expected"] == "a sum of 1"
    assert "3 more" in answer.json["detail"]


def test_values_satisfy_the_schema(admin_api: Call) -> None:
    """Wherever they stand, with the place inside the value."""
    schema = {"type": "object", "properties": {"limit": {"type": "integer", "maximum": 10}}, "required": ["limit"]}
    found = refused(
        admin_api,
        valueType="json",
        value={"limit": 11},
        defaultValue={},
        valueSchema=schema,
        rules=[{"force": {"limit": "x"}}, {"variations": [{"limit": 1}, {"limit": 1.5}]}],
    )
    assert found == ["value.limit", "defaultValue", "rules[0].force.limit", "rules[1].variations[1].limit"]


@pytest.mark.parametrize(
    ("schema", "field"),
    [
        ({"type": "nonsense"}, "valueSchema"),
        ({"$ref": "https://example.com/schema.json"}, "valueSchema"),
        ({"$ref": "file:///etc/passwd"}, "valueSchema"),
        ({"$ref": "#/$defs/missing"}, "valueSchema"),
        ({"pattern": "("}, "valueSchema"),
        ({"$schema": "http://json-schema.org/draft-04/schema#"}, "valueSchema.$schema"),
        ([], "valueSchema"),
        (True, "valueSchema"),
    ],
)
def test_a_schema_that_cannot_be_used_is_refused(admin_api: Call, schema: object, field: str) -> None:
    """Also one that would have to be fetched from somewhere."""
    assert refused(admin_api, **JSON_FLAG, valueSchema=schema) == [field]


def test_a_new_schema_must_fit_the_values_that_are_there(admin_api: Call) -> None:
    """A change of the schema alone is checked against everything that is stored."""
    made = make(admin_api, **JSON_FLAG)
    answer = put(admin_api, "new_checkout", {"valueSchema": {"required": ["colour"]}, "version": 1})
    assert fields(answer) == ["value", "defaultValue"]
    assert admin_api("GET", f"{URL}/new_checkout", caller=ADMIN).json == made


def test_what_devices_see_names_nobody(admin_api: Call) -> None:
    """Neither from the start nor once it is made visible."""
    rules = [{"force": True, "condition": {"id": {"$in": ["maya"]}}}]
    assert refused(admin_api, clientVisible=True, rules=rules) == ["rules[0].condition"]
    make(admin_api, rules=rules, userIds=["maya"])
    answer = put(admin_api, "new_checkout", {"clientVisible": True, "version": 1})
    assert fields(answer) == ["rules[0].condition"]
    assert "userIds" in answer.json["errors"][0]["message"]
    slow = [{"force": True, "condition": {"mail": {"$regex": "(a+)+$"}}}]
    assert refused(admin_api, clientVisible=True, rules=slow) == ["rules[0].condition"]


def test_conditions_are_nested_twenty_levels_at_most(admin_api: Call) -> None:
    """One level more is told as such; a thousand are no JSON that anybody takes."""
    condition: dict[str, Any] = {"country": "IN"}
    for _ in range(20):
        condition = {"$not": condition}
    make(admin_api, rules=[{"force": True, "condition": condition}])
    (field,) = refused(admin_api, rules=[{"force": True, "condition": {"$not": condition}}])
    assert field.startswith("rules[0].condition.$not.$not")
    body = '{"key":"x","name":"x","rules":[{"force":true,"condition":' + '{"$not":' * 900 + "{}" + "}" * 900 + "}]}"
    assert admin_api("POST", URL, body=body, caller=ADMIN).status in (400, 422)


def test_rules_keep_their_ids_and_seeds(admin_api: Call) -> None:
    """What was made once stays, so that nobody is drawn anew."""
    made = make(admin_api, rules=[{"variations": [True, False]}, {"force": True, "coverage": 0.5}])
    first, second = made["rules"]
    assert first["seed"] == f"{made['seed']}:{first['id']}"
    assert (second["hashAttribute"], second["hashVersion"]) == ("id", 2)
    sent = [{"id": second["id"], "force": True, "coverage": 0.7}, {"id": first["id"], "variations": [False, True]}]
    changed = put(admin_api, "new_checkout", {"rules": sent, "version": 1}).json["rules"]
    assert [rule["seed"] for rule in changed] == [second["seed"], first["seed"]]


def test_a_plan_that_came_due_shows_in_what_the_flag_is(admin_api: Call, client_api: Call) -> None:
    """It is on although it was never switched on, and the next edit makes that part of it."""
    make(admin_api, schedule=[{"at": moment(seconds=-5), "enabled": True}, {"at": moment(hours=1), "enabled": False}])
    read = admin_api("GET", f"{URL}/new_checkout", caller=ADMIN).json
    assert (read["enabled"], len(read["schedule"])) == (True, 1)
    assert client_api("GET", "/api/feature-flags/new_checkout/check?userId=u", caller=SERVER_KEY).json["value"] is True


def test_a_rollout_by_hand_ends_a_progressive_one(admin_api: Call) -> None:
    """Through its own route and through a change, unless that brings another."""
    steps = {"steps": [{"at": moment(hours=1), "percentage": 5}]}
    make(admin_api, progressiveRollout=steps, rolloutPercentage=1)
    assert put(admin_api, "new_checkout/rollout", {"percentage": 2}).json["progressiveRollout"] is None
    both = {"rolloutPercentage": 3, "progressiveRollout": steps, "version": 2}
    assert put(admin_api, "new_checkout", both).json["progressiveRollout"] == steps
    assert put(admin_api, "new_checkout", {"rolloutPercentage": 4, "version": 3}).json["progressiveRollout"] is None


def test_becoming_permanent_clears_the_end(admin_api: Call) -> None:
    """Which only a temporary flag has."""
    make(admin_api, expectedEnd="2027-01-31")
    changed = put(admin_api, "new_checkout", {"lifetime": "permanent", "version": 1}).json
    assert (changed["lifetime"], changed["expectedEnd"]) == ("permanent", None)
