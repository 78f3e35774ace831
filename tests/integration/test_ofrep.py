"""OpenFeature's remote evaluation protocol: statuses, error codes and entity tags, as its clients expect them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sextant.domain.principals import Principal
from sextant.store.base import connection
from sextant.usecases.flag_cache import flag_cache
from tests.integration.conftest import ADMIN, CLIENT, CLIENT_KEY, SERVER_KEY, Answer, Call
from tests.integration.dynamodb_faults import refusing

FLAGS = "/ofrep/v1/evaluate/flags"
ADMIN_FLAGS = "/api/admin/feature-flags"
NOW = datetime.now(UTC).replace(microsecond=0)


def make(admin_api: Call, key: str, **fields: object) -> None:
    """A flag that is on for everybody unless said otherwise."""
    body = {"key": key, "name": key, "enabled": True, **fields}
    answer = admin_api("POST", ADMIN_FLAGS, body=body, caller=ADMIN)
    assert answer.status == 201, answer.body
    flag_cache.cache_clear()


def evaluate(
    client_api: Call,
    key: str = "",
    context: object = None,
    *,
    caller: Principal | None = SERVER_KEY,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One flag, or all without a key, for a context; for user u1 if none is given."""
    path = f"{FLAGS}/{key}" if key else FLAGS
    body = {"context": {"targetingKey": "u1"} if context is None else context}
    return client_api("POST", path, body=body, caller=caller, headers=headers)


def test_one_flag_is_evaluated(admin_api: Call, client_api: Call) -> None:
    """With all that a client insists on: key, reason, value, variant, and flat metadata."""
    make(admin_api, "for-all")
    answer = evaluate(client_api, "for-all")

    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json == {
        "key": "for-all",
        "reason": "TARGETING_MATCH",
        "value": True,
        "variant": "on",
        "metadata": {"version": 1, "rule": "rollout"},
    }


@pytest.mark.parametrize(
    ("value_type", "value", "default", "written"),
    [
        ("string", "blue", "red", '"blue"'),
        ("number", 10, 5, "10"),
        ("number", 10, 5.5, "10.0"),
        ("number", 10.0, 5, "10.0"),
        ("json", {"a": [1, 2.0]}, {}, '{"a":[1,2.0]}'),
        ("json", [1, 2], [], "[1,2]"),
    ],
)
def test_a_value_travels_in_its_own_type(
    admin_api: Call, client_api: Call, value_type: str, value: object, default: object, written: str
) -> None:
    """A flag of numbers has floats if any of its values is one, else whole numbers, by whichever route."""
    make(admin_api, "typed", valueType=value_type, value=value, defaultValue=default)

    assert f'"value":{written}' in evaluate(client_api, "typed").body
    assert f'"value":{written}' in evaluate(client_api).body
    assert f'"value":{written}' in client_api("GET", "/api/feature-flags?userId=u1", caller=SERVER_KEY).body


def test_a_flag_of_floats_that_is_off_has_a_float_too(admin_api: Call, client_api: Call) -> None:
    """Its type must not change when it is switched off."""
    make(admin_api, "typed", valueType="number", value=1.5, defaultValue=1, enabled=False)

    answer = evaluate(client_api, "typed")
    assert (answer.json["reason"], '"value":1.0' in answer.body) == ("DISABLED", True)


def test_what_nobody_decided_has_no_rule(admin_api: Call, client_api: Call) -> None:
    """Metadata are flat, so there is no null in them."""
    make(admin_api, "for-cas", roles=["CA"])
    answer = evaluate(client_api, "for-cas").json

    assert (answer["value"], answer["reason"], answer["metadata"]) == (False, "DEFAULT", {"version": 1})


def test_context_attributes_reach_the_rules(admin_api: Call, client_api: Call) -> None:
    """Nested ones too; `targetingKey` is what rules know as `id`, and keeps its own name beside it."""
    rules = [
        {"condition": {"device.os": "ios"}, "force": "by device"},
        {"condition": {"targetingKey": "u7"}, "force": "by key"},
        {"condition": {"id": "u8"}, "force": "by id"},
    ]
    make(admin_api, "f", valueType="string", value="on", defaultValue="off", rolloutPercentage=0, rules=rules)

    for context, value in (
        ({"targetingKey": "u1", "device": {"os": "ios"}}, "by device"),
        ({"targetingKey": "u7"}, "by key"),
        ({"targetingKey": "u8", "id": "u7"}, "by id"),
        ({"id": "u8"}, "by id"),
        ({"targetingKey": "u1"}, "off"),
    ):
        assert evaluate(client_api, "f", context).json["value"] == value, context


def test_all_flags_are_evaluated_at_once(admin_api: Call, client_api: Call) -> None:
    """Each as it is alone, in one list, with the version of all; archived ones are unknown."""
    make(admin_api, "on")
    make(admin_api, "off", enabled=False)
    make(admin_api, "gone")
    assert admin_api("PUT", f"{ADMIN_FLAGS}/gone/archive", caller=ADMIN).status == 200
    flag_cache.cache_clear()
    answer = evaluate(client_api)

    assert answer.status == 200
    assert answer.json == {
        "flags": [evaluate(client_api, key).json for key in ("off", "on")],
        "metadata": {"version": 4},
    }
    assert evaluate(client_api, "gone").status == 404


def test_an_unknown_flag_is_said_to_be_unknown(client_api: Call) -> None:
    """404 in the protocol's shape, by the key that was asked for."""
    answer = evaluate(client_api, "nothing")

    assert (answer.status, answer.headers["content-type"]) == (404, "application/json")
    assert answer.json == {
        "key": "nothing",
        "errorCode": "FLAG_NOT_FOUND",
        "errorDetails": "There is no flag 'nothing'.",
    }


@pytest.mark.parametrize("key", ["", "for-all"])
@pytest.mark.parametrize("body", [None, "", "{", "[]", "5", "null", '"text"', '{"context": NaN}', "\ud83d"])
def test_what_is_no_request_is_a_parse_error(admin_api: Call, client_api: Call, key: str, body: str | None) -> None:
    """400 PARSE_ERROR; the error of one flag names it, that of all names none."""
    make(admin_api, "for-all")
    answer = client_api("POST", f"{FLAGS}/{key}".rstrip("/"), body=body, caller=SERVER_KEY)

    assert (answer.status, answer.json["errorCode"]) == (400, "PARSE_ERROR")
    assert answer.json["errorDetails"]
    assert "see errors" not in answer.json["errorDetails"]
    assert answer.json.get("key", "") == key


def test_another_content_type_is_a_parse_error(client_api: Call) -> None:
    """The protocol has no 415."""
    answer = evaluate(client_api, headers={"content-type": "text/plain"})

    assert (answer.status, answer.json["errorCode"]) == (400, "PARSE_ERROR")


def _nested(levels: int) -> object:
    return {"a": _nested(levels - 1)} if levels else 1


@pytest.mark.parametrize("key", ["", "for-all"])
@pytest.mark.parametrize(
    "context",
    [
        [],
        "u1",
        {"targetingKey": ""},
        {"targetingKey": "  "},
        {"targetingKey": 5},
        {"targetingKey": None},
        {"targetingKey": "u" * 1_025},
        {f"attribute-{number}": number for number in range(10_000)},
        {"targetingKey": "u1", "deep": _nested(21)},
        {"targetingKey": "u1", "long": "x" * 1_100_000},
    ],
    ids=repr,
)
def test_a_context_out_of_bounds_is_invalid(admin_api: Call, client_api: Call, key: str, context: object) -> None:
    """400 INVALID_CONTEXT, and what is wrong in words."""
    make(admin_api, "for-all")
    answer = evaluate(client_api, key, context)

    assert (answer.status, answer.json["errorCode"]) == (400, "INVALID_CONTEXT"), answer.body[:300]
    assert answer.json.get("key", "") == key
    assert len(answer.body) < 500


def test_a_context_within_bounds_is_taken(admin_api: Call, client_api: Call) -> None:
    """A thousand attributes, twenty levels, and what the protocol may one day send beside the context."""
    make(admin_api, "for-all")
    context = {"targetingKey": "u1", "deep": _nested(20), **{f"attribute-{number}": 1 for number in range(998)}}
    answer = client_api("POST", f"{FLAGS}/for-all", body={"context": context, "later": 1}, caller=SERVER_KEY)

    assert (answer.status, answer.json["value"]) == (200, True)


def test_a_flag_that_draws_by_user_needs_a_targeting_key(admin_api: Call, client_api: Call) -> None:
    """400 TARGETING_KEY_MISSING alone, the same for that flag in bulk, and values for the others."""
    make(admin_api, "drawn")
    make(admin_api, "off", enabled=False)
    failure = {"key": "drawn", "errorCode": "TARGETING_KEY_MISSING"}

    alone = evaluate(client_api, "drawn", {})
    assert alone.status == 400
    assert alone.json == {**failure, "errorDetails": alone.json["errorDetails"]}
    bulk = evaluate(client_api, "", {})
    assert bulk.status == 200
    assert bulk.json["flags"] == [alone.json, evaluate(client_api, "off").json]
    for body in ({}, {"context": {}}):
        assert client_api("POST", f"{FLAGS}/drawn", body=body, caller=CLIENT_KEY).json == alone.json


@pytest.mark.parametrize(
    ("rules", "context", "missing"),
    [
        ([{"condition": {"plan": "pro"}, "force": "v"}], {"plan": "pro"}, False),
        ([{"condition": {"plan": "pro"}, "force": "v", "coverage": 0.5}], {"plan": "pro"}, True),
        ([{"condition": {"plan": "pro"}, "force": "v", "coverage": 0.5}], {"plan": "free"}, False),
        ([{"force": "v", "coverage": 0.5, "hashAttribute": "company"}], {"company": "c1"}, False),
        ([{"force": "v"}, {"force": "w", "coverage": 0.5}], {}, False),
        ([{"variations": ["v", "w"]}], {}, True),
        ([{"variations": ["v", "w"], "fallbackAttribute": "device"}], {"device": "d1"}, False),
        ([{"variations": ["v", "w"], "fallbackAttribute": "device"}], {}, True),
        ([{"force": "v", "filters": [{"seed": "s", "ranges": [[0, 0.5]]}]}], {}, True),
        (
            [{"force": "v", "filters": [{"seed": "s", "ranges": [[0, 1]], "attribute": "company"}]}],
            {"company": 1},
            False,
        ),
    ],
)
def test_a_key_is_missed_only_where_a_rule_would_hash_it(
    admin_api: Call, client_api: Call, rules: list[object], context: dict[str, object], *, missing: bool
) -> None:
    """Rules that are not reached, that hash something else or that can fall back need none."""
    make(admin_api, "f", valueType="string", value="on", defaultValue="off", rolloutPercentage=0, rules=rules)
    answer = evaluate(client_api, "f", context).json

    assert answer.get("errorCode") == ("TARGETING_KEY_MISSING" if missing else None)
    assert "errorCode" not in evaluate(client_api, "f", {"targetingKey": "u1", **context}).json


def test_a_prerequisite_that_needs_a_key_makes_the_flag_need_one(admin_api: Call, client_api: Call) -> None:
    """Otherwise the flag would be decided by a value that nobody can tell."""
    make(admin_api, "parent", rolloutPercentage=50)
    make(admin_api, "child", rolloutPercentage=0, prerequisites=[{"flag": "parent"}])

    assert evaluate(client_api, "child", {}).json["errorCode"] == "TARGETING_KEY_MISSING"
    assert evaluate(client_api, "child").json["value"] is False


def test_who_is_not_known_is_told_so_in_the_protocols_shape(client_api: Call) -> None:
    """401 with the challenge, as everywhere, and the reason."""
    for key in ("", "f"):
        answer = evaluate(client_api, key, caller=None)
        assert (answer.status, answer.json["errorCode"]) == (401, "GENERAL")
        assert answer.json["errorDetails"]
        assert "www-authenticate" in answer.headers


@pytest.mark.parametrize(
    "context", [{"targetingKey": "client-2"}, {"id": "client-2"}, {"roles": ["ADMIN"]}, {"roles": 5}]
)
def test_a_user_evaluates_for_nobody_else(admin_api: Call, client_api: Call, context: dict[str, object]) -> None:
    """403 for another subject or a role that the token does not carry."""
    make(admin_api, "f")
    for key in ("", "f"):
        answer = evaluate(client_api, key, context, caller=CLIENT)
        assert (answer.status, answer.json["errorCode"]) == (403, "GENERAL")


def test_a_user_is_who_the_token_says(admin_api: Call, client_api: Call) -> None:
    """In its roles, with or without saying so, and with any attributes beside."""
    make(admin_api, "for-clients", roles=["CLIENT"])
    for context in ({}, {"targetingKey": "client-1"}, {"roles": ["CLIENT"], "country": "GB"}):
        assert evaluate(client_api, "for-clients", context, caller=CLIENT).json["value"] is True, context


def test_when_flags_cannot_be_read_a_client_is_told_when_to_come_back(client_api: Call) -> None:
    """503 with whole seconds in Retry-After, and not a word of what failed."""
    with refusing(connection().client):
        answer = evaluate(client_api, "f")

    assert (answer.status, answer.headers["retry-after"], answer.json["errorCode"]) == (503, "1", "GENERAL")
    assert answer.json["key"] == "f"
    assert "AccessDenied" not in answer.body


@pytest.mark.parametrize(("method", "path"), [("GET", FLAGS), ("PUT", f"{FLAGS}/f"), ("DELETE", FLAGS)])
def test_another_method_is_refused(client_api: Call, method: str, path: str) -> None:
    """405 with Allow, in the protocol's shape."""
    answer = client_api(method, path, caller=SERVER_KEY)

    assert (answer.status, answer.headers["allow"], answer.json["errorCode"]) == (405, "POST", "GENERAL")


def test_what_is_not_of_the_protocol_is_not_there(client_api: Call) -> None:
    """404 without a flag's error code; the protocol dropped its configuration route in 2025."""
    for path in ("/ofrep/v1/configuration", "/ofrep/v2/evaluate/flags"):
        answer = client_api("GET", path, caller=SERVER_KEY)
        assert (answer.status, answer.json["errorCode"]) == (404, "GENERAL")


def test_what_is_held_is_not_sent_again(admin_api: Call, client_api: Call) -> None:
    """304 with the tag and without a body, whether the tag comes alone, in a list, weak or strong, or as a star."""
    make(admin_api, "f")
    etag = evaluate(client_api).headers["etag"]
    strong = etag.removeprefix("W/")

    for held in (etag, strong, f'"other", {etag}', f'W/"a,b",{strong}', "*"):
        answer = evaluate(client_api, headers={"if-none-match": held})
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, "", etag), held
        assert "content-type" not in answer.headers
    for held in ('"other"', "", "nonsense", strong.strip('"')):
        assert evaluate(client_api, headers={"if-none-match": held}).status == 200, held


def test_a_tag_changes_with_any_flag_and_with_time(admin_api: Call, client_api: Call) -> None:
    """A change by hand, one by schedule to the second, an archived flag: each has its tag."""
    flip = NOW + timedelta(hours=1)
    make(admin_api, "f")
    make(admin_api, "scheduled", schedule=[{"at": flip.isoformat(), "enabled": False}])
    seen: list[str] = []

    def at(moment: datetime) -> bool:
        flag_cache().clock = moment.timestamp
        seen.append(evaluate(client_api).headers["etag"])
        return bool(evaluate(client_api, "scheduled").json["value"])

    assert at(NOW) is True
    assert at(flip - timedelta(seconds=1)) is True
    assert at(flip) is False
    assert admin_api("PUT", f"{ADMIN_FLAGS}/f/disable", caller=ADMIN).status == 200
    at(flip + timedelta(minutes=1))
    assert admin_api("PUT", f"{ADMIN_FLAGS}/f/archive", caller=ADMIN).status == 200
    at(flip + timedelta(minutes=2))
    assert seen[0] == seen[1]
    assert len(set(seen)) == 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)
CONTEXTS = st.dictionaries(st.sampled_from(["a", "b", "roles", "segments", "id"]), JSON, max_size=4)


@pytest.mark.usefixtures("tables")
class TestTags:
    """Entity tags over the whole context."""

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(one=CONTEXTS, other=CONTEXTS)
    def test_a_tag_is_the_same_for_the_same_context_only(
        self, client_api: Call, one: dict[str, Any], other: dict[str, Any]
    ) -> None:
        """Whatever attributes it is that differ, in value, type or depth; the order of keys is no difference."""
        tags = [
            evaluate(client_api, "", {"targetingKey": "u1", **each}).headers["etag"]
            for each in (one, dict(reversed(one.items())), other)
        ]

        assert tags[0] == tags[1]
        assert (tags[0] == tags[2]) is (_completed(one) == _completed(other))


def _completed(context: dict[str, Any]) -> str:
    """The context as JSON, as evaluation completes it: the lists of roles and segments are empty unless said."""
    return json.dumps({"roles": [], "segments": [], **context, "id": "u1"}, sort_keys=True)
