"""Evaluation over HTTP: typed values, what a call says of a user, what their profile adds, and what time changes."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from api import client
from sextant.domain.principals import Role
from sextant.domain.profiles import Attribute, Profile, Registration
from sextant.store import profiles
from sextant.store.base import connection
from sextant.usecases.flag_cache import flag_cache
from sextant.usecases.known_users import known_users
from tests.integration.conftest import ADMIN, CLIENT, CLIENT_KEY, CONTEXT, SERVER_KEY, Answer, Call, gateway_event
from tests.integration.dynamodb_faults import counted, refusing, slow

URL = "/api/feature-flags"
PROFILE_READ = ("GetItem", False)


def make(admin_api: Call, key: str, **fields: object) -> None:
    """A flag that is on for everybody unless said otherwise."""
    body = {"key": key, "name": key, "enabled": True, **fields}
    answer = admin_api("POST", "/api/admin/feature-flags", body=body, caller=ADMIN)
    assert answer.status == 201, answer.body
    flag_cache.cache_clear()


def text_flag(admin_api: Call, key: str, *conditions: Mapping[str, object]) -> None:
    """A flag that is `yes` where one of the conditions holds."""
    rules = [{"condition": condition, "force": "yes"} for condition in conditions]
    make(admin_api, key, valueType="string", value="on", defaultValue="no", rolloutPercentage=0, rules=rules)


def check(client_api: Call, key: str, **query: str) -> Any:  # noqa: ANN401 - JSON
    """One flag, checked with a server key."""
    answer = client_api("GET", f"{URL}/{key}/check?{urlencode(query)}", caller=SERVER_KEY)
    assert answer.status == 200, answer.body
    return answer.json


def profile(user_id: str, **attributes: object) -> None:
    """A user who registered as a CA, with attributes."""
    profiles.create(
        Profile(
            user_id=user_id,
            ordinal=1,
            registration=Registration(at=1_000, event_id="r", role=Role.CA),
            attributes={name: Attribute(1_000, "r", value) for name, value in attributes.items()},
        )
    )


@pytest.mark.parametrize(
    ("value_type", "value", "default", "enabled"),
    [
        ("string", "blue", "red", True),
        ("string", "", "red", False),
        ("number", 2.5, 0, True),
        ("number", 0, 1, False),
        ("json", [], {"a": 1}, True),
        ("json", {}, {"a": 1}, True),
        ("boolean", False, True, False),
    ],
)
def test_a_value_is_on_if_javascript_takes_it_for_true(
    admin_api: Call, client_api: Call, value_type: str, value: object, default: object, *, enabled: bool
) -> None:
    """Empty lists and objects too; and the value comes as it was set, with the rule and a name for it."""
    make(admin_api, "f", valueType=value_type, value=value, defaultValue=default)
    checked = check(client_api, "f", userId="u1")

    assert (checked["value"], checked["enabled"], checked["rule"]) == (value, enabled, "rollout")
    assert isinstance(checked["variant"], str)
    listed = client_api("GET", f"{URL}?userId=u1", caller=SERVER_KEY).json
    assert {"key": "f", "version": listed["version"], **listed["flags"]["f"]} == checked


def test_a_call_says_segments_and_attributes(admin_api: Call, client_api: Call) -> None:
    """Segments by repeating `segment`, the rest as JSON; what has a parameter of its own outweighs an attribute."""
    text_flag(admin_api, "f", {"segments": "vip"}, {"device.os": "ios"}, {"id": "u7"})

    assert check(client_api, "f", userId="u1")["value"] == "no"
    answer = client_api("GET", f"{URL}/f/check?segment=new&segment=vip", caller=SERVER_KEY)
    assert answer.json["value"] == "no", "`{segments: 'vip'}` asks for equality, not membership"
    assert check(client_api, "f", userId="u1", attributes='{"device": {"os": "ios"}}')["value"] == "yes"
    assert check(client_api, "f", userId="u1", attributes='{"id": "u7"}')["value"] == "no"
    assert check(client_api, "f", attributes='{"id": "u7"}')["value"] == "yes"


@pytest.mark.parametrize("path", [URL, f"{URL}/f/check"])
@pytest.mark.parametrize(
    "attributes",
    [
        "",
        "nonsense",
        "[]",
        "5",
        "null",
        '{"a": NaN}',
        json.dumps({f"a{number}": 1 for number in range(1_001)}),
        '{"a":' + "[" * 25 + "]" * 25 + "}",
        '{"a": "' + "x" * 8_000 + '"}',
    ],
)
def test_attributes_out_of_bounds_are_refused(client_api: Call, path: str, attributes: str) -> None:
    """422 by name, on the short way as on the long one."""
    answer = client_api("GET", f"{path}?attributes={quote(attributes)}", caller=SERVER_KEY)

    assert answer.status == 422, answer.body
    assert [error["field"].partition(".")[0] for error in answer.json["errors"]] == ["attributes"]


@pytest.mark.parametrize(
    "query", ["attributes=%7B%22id%22%3A%22client-2%22%7D", "attributes=%7B%22roles%22%3A%5B%22CA%22%5D%7D"]
)
def test_attributes_let_a_user_be_nobody_else(admin_api: Call, client_api: Call, query: str) -> None:
    """403, whichever way the subject or a role is named."""
    make(admin_api, "f")
    for path in (URL, f"{URL}/f/check"):
        assert client_api("GET", f"{path}?{query}", caller=CLIENT).status == 403


def test_a_profile_fills_in_what_a_call_leaves_out(admin_api: Call, client_api: Call) -> None:
    """Attributes and the role; what the call says counts more."""
    text_flag(admin_api, "by-plan", {"plan": "pro"})
    make(admin_api, "for-cas", roles=["CA"])
    profile("u1", plan="pro")

    assert check(client_api, "by-plan", userId="u1")["value"] == "yes"
    assert check(client_api, "by-plan", userId="u1", attributes='{"plan": "free"}')["value"] == "no"
    assert check(client_api, "by-plan", userId="u2")["value"] == "no"
    assert check(client_api, "for-cas", userId="u1")["value"] is True
    assert check(client_api, "for-cas", userId="u1", role="CLIENT")["value"] is False


def test_conditions_look_into_lists_that_an_app_told(admin_api: Call, client_api: Call) -> None:
    """As they do into lists that come with a call; but nobody has a role because a page says so."""
    conditions = [{"$elemMatch": {"$eq": "tax"}}, {"$in": ["visa", "tax"]}, {"$all": ["tax", "home"]}, {"$size": 2}]
    for number, condition in enumerate(conditions):
        text_flag(admin_api, f"f{number}", {"interests": condition})
    make(admin_api, "for-admins", roles=["ADMIN"])
    traits = {"interests": ["home", "tax"], "roles": ["ADMIN"]}
    client_api("POST", "/v1/identify", body={"userId": "u1", "traits": traits}, caller=CLIENT_KEY)

    assert [check(client_api, f"f{number}", userId="u1")["value"] for number in range(4)] == ["yes"] * 4
    assert [check(client_api, f"f{number}", userId="u2")["value"] for number in range(4)] == ["no"] * 4
    assert check(client_api, "for-admins", userId="u1")["value"] is False


def test_a_profile_is_read_only_if_a_flag_asks(admin_api: Call, client_api: Call) -> None:
    """One eventually consistent read; none for what was said, for nobody in particular, or for a flag without rules."""
    make(admin_api, "plain")
    text_flag(admin_api, "by-plan", {"plan": "pro"})
    profile("u1", plan="pro")
    client_api("GET", URL, caller=SERVER_KEY)
    everything = {"roles": ["CA"], "plan": "pro"}

    def reads(path: str, **query: str) -> int:
        with counted(connection().client) as seen:
            assert client_api("GET", f"{path}?{urlencode(query)}", caller=SERVER_KEY).status == 200
        return seen.count(PROFILE_READ)

    assert reads(URL, userId="u1") == 1
    assert reads(f"{URL}/by-plan/check", userId="u1") == 1
    assert reads(f"{URL}/plain/check", userId="u1") == 0
    assert reads(URL, userId="u1", attributes=json.dumps(everything)) == 0
    assert reads(URL) == 0


def test_a_profile_that_cannot_be_read_fails_nothing(
    admin_api: Call, client_api: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    """The flag is decided without it, the failure is counted, and for a while no profile is tried."""
    text_flag(admin_api, "by-plan", {"plan": "pro"})
    profile("u1", plan="pro")
    now = 1_000.0
    known_users().clock = lambda: now
    assert check(client_api, "by-plan", userId="u1")["value"] == "yes"
    with refusing(connection().client, "GetItem"):
        assert check(client_api, "by-plan", userId="u1")["value"] == "no"
    assert '"ProfilesNotRead":[1.0]' in capsys.readouterr().out
    now += 4.9
    assert check(client_api, "by-plan", userId="u1")["value"] == "no"
    now += 0.2
    assert check(client_api, "by-plan", userId="u1")["value"] == "yes"


def test_nobody_waits_long_for_a_profile(admin_api: Call, client_api: Call) -> None:
    """A quarter of a second, whatever the database does."""
    text_flag(admin_api, "by-plan", {"plan": "pro"})
    check(client_api, "by-plan")
    began = datetime.now(UTC)
    with slow(connection().client, 1.0, "GetItem"):
        assert check(client_api, "by-plan", userId="u1")["value"] == "no"
        assert check(client_api, "by-plan", userId="u1")["value"] == "no"
        assert datetime.now(UTC) - began < timedelta(seconds=0.9)


def test_a_scheduled_change_comes_to_the_second_and_without_a_read(admin_api: Call, client_api: Call) -> None:
    """A second before it the flag is on, at its moment it is off, and a clock set back brings it back."""
    flip = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    make(admin_api, "f", schedule=[{"at": flip.isoformat(), "enabled": False}])
    # A look is not due: what is known of the table is as young as the clock.
    cache = flag_cache()

    def value(moment: datetime) -> bool:
        cache.clock = moment.timestamp
        return bool(client_api("GET", f"{URL}?userId=u1", caller=SERVER_KEY).json["flags"]["f"]["value"])

    assert value(flip - timedelta(seconds=2)) is True
    with counted(connection().client) as seen:
        assert value(flip - timedelta(milliseconds=1)) is True
        assert value(flip) is False
        assert value(flip + timedelta(seconds=2)) is False
        assert value(flip - timedelta(seconds=1)) is True
    assert [each for each in seen if each[0] == "Query"] == []


QUERIES = ["", "?userId=u1", "?userId=u1&role=CA&role=CLIENT", "?attributes=%7B%22plan%22%3A%22pro%22%7D", "?unknown=1"]


@pytest.mark.parametrize(
    "query", [*QUERIES, "?userId=%20u1%20", "?userId=", "?role=ROOT", "?role=", "?userId=a&userId=b"]
)
def test_the_short_way_answers_as_the_long_one(
    admin_api: Call, client_api: Call, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status, headers and body, whether the query is good or not."""
    make(admin_api, "f", rolloutPercentage=50)
    text_flag(admin_api, "by-plan", {"plan": "pro"})

    def answer() -> Answer:
        return client_api("GET", f"{URL}{query}", caller=SERVER_KEY)

    short = answer()
    monkeypatch.setattr(client.api, "_shortcuts", {})
    assert answer() == short


def test_what_goes_wrong_on_the_short_way_is_told_as_ever(admin_api: Call, client_api: Call) -> None:
    """An answer that nobody foresaw is a problem without a word of its cause."""
    make(admin_api, "f")
    flag_cache().clock = SimpleNamespace  # type: ignore[assignment,return-value]
    answer = client_api("GET", f"{URL}?userId=u1", caller=SERVER_KEY)

    assert (answer.status, answer.json["type"].rpartition("/")[2]) == (500, "internal")
    assert "Namespace" not in answer.body


def test_a_request_without_a_query_string_is_answered(admin_api: Call, client_api: Call) -> None:
    """Some gateways leave it out instead of empty."""
    make(admin_api, "f")
    event = gateway_event("GET", URL, body=None, caller=SERVER_KEY, headers={})
    del event["rawQueryString"]

    assert client.handler(event, CONTEXT)["statusCode"] == 200  # type: ignore[arg-type]
