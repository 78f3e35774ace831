"""Flags over HTTP-shaped calls and a real table: what callers get."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from sextant.domain.principals import Principal, PrincipalKind
from sextant.store.base import connection
from sextant.usecases.flag_cache import flag_cache
from tests.integration.conftest import ADMIN, CLIENT, CLIENT_KEY, SERVER_KEY, Call
from tests.integration.dynamodb_faults import refusing

ADMIN_URL = "/api/admin/feature-flags"
URL = "/api/feature-flags"
CA = Principal(PrincipalKind.USER, "ca-1", frozenset({"CA", "eu-west-2_Pool_Google"}))


@pytest.fixture(autouse=True)
def _cold() -> Iterator[None]:
    """Each test begins as a cold function does."""
    flag_cache.cache_clear()
    yield
    flag_cache.cache_clear()


ON = {"enabled": True, "value": True, "reason": "TARGETING_MATCH", "variant": "on"}
OFF = {"enabled": False, "value": False, "rule": None, "variant": "off"}


def make(admin_api: Call, key: str, **fields: object) -> None:
    """A flag that is on."""
    body = {"key": key, "name": key, "enabled": True, **fields}
    assert admin_api("POST", ADMIN_URL, body=body, caller=ADMIN).status == 201


def check(client_api: Call, key: str, caller: Principal, query: str = "") -> dict[str, Any]:
    """One flag, evaluated."""
    answer = client_api("GET", f"{URL}/{key}/check{query}", caller=caller)
    assert answer.status == 200, answer.body
    checked: dict[str, Any] = answer.json
    return checked


def test_a_user_gets_every_flag_evaluated_for_themselves(admin_api: Call, client_api: Call) -> None:
    """By their subject and the roles of their token."""
    make(admin_api, "for-all")
    make(admin_api, "for-cas", roles=["CA"])
    make(admin_api, "for-one", rolloutPercentage=0, userIds=["client-1"])
    make(admin_api, "off", enabled=False)
    answer = client_api("GET", URL, caller=CLIENT)
    assert (answer.status, answer.headers["x-sextant-flags"]) == (200, "fresh")
    assert answer.json == {
        "flags": {
            "for-all": ON | {"rule": "rollout"},
            "for-cas": OFF | {"reason": "DEFAULT"},
            "for-one": ON | {"rule": "included"},
            "off": OFF | {"reason": "DISABLED"},
        },
        "version": 4,
    }
    assert client_api("GET", URL, caller=CA).json["flags"]["for-cas"]["value"] is True


def test_one_flag_is_checked(admin_api: Call, client_api: Call) -> None:
    """With its key and the version of all flags."""
    make(admin_api, "for-all")
    assert check(client_api, "for-all", CLIENT) == ON | {"key": "for-all", "rule": "rollout", "version": 1}


def test_an_unknown_flag_is_not_found(client_api: Call) -> None:
    """404, whatever its key looks like."""
    for key in ("nothing", "x" * 3_000):
        answer = client_api("GET", f"{URL}/{key}/check", caller=CLIENT)
        assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("key", [SERVER_KEY, CLIENT_KEY])
def test_an_sdk_key_names_the_user_and_their_roles(admin_api: Call, client_api: Call, key: Principal) -> None:
    """`role` may be repeated; a comma in a user id is part of it."""
    make(admin_api, "for-cas", roles=["CA"])
    make(admin_api, "for-one", rolloutPercentage=0, userIds=["a,b"])
    assert check(client_api, "for-cas", key, "?userId=u1&role=CLIENT")["value"] is False
    assert check(client_api, "for-cas", key, "?userId=u1&role=CLIENT&role=CA")["value"] is True
    assert check(client_api, "for-one", key, "?userId=a,b")["value"] is True
    assert check(client_api, "for-one", key, "?userId=a")["value"] is False


def test_nobody_in_particular_is_in_no_rollout(admin_api: Call, client_api: Call) -> None:
    """Not even at 100 %, and the reason says that the default came out."""
    make(admin_api, "for-all")
    checked = check(client_api, "for-all", SERVER_KEY)
    assert (checked["value"], checked["reason"]) == (False, "DEFAULT")


def test_half_the_users_are_about_half(admin_api: Call, client_api: Call) -> None:
    """A 50 % roll-out over HTTP, the same for a user each time."""
    make(admin_api, "half", rolloutPercentage=50)
    first = [check(client_api, "half", SERVER_KEY, f"?userId=u{number}") for number in range(200)]
    again = [check(client_api, "half", SERVER_KEY, f"?userId=u{number}") for number in range(200)]
    assert first == again
    assert 70 < sum(each["value"] for each in first) < 130
    assert {each["reason"] for each in first} == {"SPLIT", "DEFAULT"}


@pytest.mark.parametrize("path", ["", "/for-all/check"])
def test_a_user_evaluates_for_nobody_else(admin_api: Call, client_api: Call, path: str) -> None:
    """Another subject, or a role the token does not carry: 403. Their own of both is fine."""
    make(admin_api, "for-all")
    for query in ("?userId=client-2", "?role=ADMIN"):
        assert client_api("GET", f"{URL}{path}{query}", caller=CLIENT).status == 403
    assert client_api("GET", f"{URL}{path}?userId=client-1&role=CLIENT", caller=CLIENT).status == 200
    assert client_api("GET", f"{URL}{path}").status == 401


@pytest.mark.parametrize(
    ("query", "field"), [("userId=", "userId"), ("userId=" + "u" * 129, "userId"), ("role=ROOT", "role[0]")]
)
def test_a_bad_query_is_refused_by_field(client_api: Call, query: str, field: str) -> None:
    """422 with the name of what is wrong."""
    answer = client_api("GET", f"{URL}?{query}", caller=SERVER_KEY)
    assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, [field])


def test_flags_come_from_memory_when_dynamodb_fails(
    admin_api: Call, client_api: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer says so, and so does a metric; both stop when DynamoDB answers again."""
    make(admin_api, "for-all")
    now = time.time()
    flag_cache().clock = lambda: now
    fresh = client_api("GET", URL, caller=CLIENT)
    with refusing(connection().client):
        now += 11
        stale = client_api("GET", URL, caller=CLIENT)
        checked = client_api("GET", f"{URL}/for-all/check", caller=CLIENT)
    assert (stale.status, stale.headers["x-sextant-flags"], stale.json) == (200, "stale", fresh.json)
    assert checked.headers["x-sextant-flags"] == "stale"
    assert capsys.readouterr().out.count('"FlagsServedStale":[1.0]') == 2
    now += 11
    assert client_api("GET", URL, caller=CLIENT).headers["x-sextant-flags"] == "fresh"
    assert "FlagsServedStale" not in capsys.readouterr().out


def test_without_memory_a_failure_is_said_to_pass(admin_api: Call, client_api: Call) -> None:
    """503 with Retry-After, and nothing of what went wrong inside."""
    make(admin_api, "for-all")
    with refusing(connection().client):
        answer = client_api("GET", URL, caller=CLIENT)
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")
    assert answer.json["type"].endswith("/unavailable")
    assert "AccessDenied" not in answer.body
    assert client_api("GET", URL, caller=CLIENT).status == 200


def test_a_throttled_write_is_said_to_pass(admin_api: Call) -> None:
    """503 with Retry-After, never 500."""
    make(admin_api, "for-all")
    with refusing(connection().client, "TransactWriteItems", code="ThrottlingException"):
        answer = admin_api("PUT", f"{ADMIN_URL}/for-all/disable", caller=ADMIN)
    assert (answer.status, answer.headers["retry-after"]) == (503, "1")


def test_a_user_id_of_spaces_names_nobody(client_api: Call) -> None:
    """422 naming `userId`, as an event of such a user would get."""
    answer = client_api("GET", f"{URL}?userId=%20", caller=SERVER_KEY)
    assert (answer.status, [error["field"] for error in answer.json["errors"]]) == (422, ["userId"])
