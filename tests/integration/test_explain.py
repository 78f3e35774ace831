"""Explaining a flag over HTTP: for a context, with what the profile fills in."""

from typing import Any

import pytest

from sextant.domain.principals import Role
from sextant.domain.profiles import Attribute, Profile, Registration
from sextant.store import profiles
from sextant.store.base import connection
from tests.integration.conftest import ADMIN, SERVER_KEY, Call
from tests.integration.dynamodb_faults import refusing

FLAGS = "/api/admin/feature-flags"

pytestmark = pytest.mark.usefixtures("tables")


def make(admin_api: Call, key: str = "flag", **edit: object) -> None:
    """A flag that is on."""
    answer = admin_api("POST", FLAGS, body={"key": key, "name": key, "enabled": True, **edit}, caller=ADMIN)
    assert answer.status == 201, answer.body


def explain(admin_api: Call, context: object, **asked: object) -> dict[str, Any]:
    """The flag explained."""
    answer = admin_api("POST", f"{FLAGS}/flag/explain", body={"context": context, **asked}, caller=ADMIN)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def test_an_explanation_names_value_rule_and_bucket(admin_api: Call, client_api: Call) -> None:
    """What applications are told, and how it came about."""
    make(admin_api, rolloutPercentage=100, roles=["CLIENT"], excludedUserIds=["mallory"])
    found = explain(admin_api, {"targetingKey": "maya", "roles": ["CLIENT"]})

    assert found["summary"] == "The rule 'rollout' applies, so the user gets true."
    assert (found["value"], found["reason"], found["variant"], found["rule"]) == (
        True,
        "TARGETING_MATCH",
        "on",
        "rollout",
    )
    assert found["state"] == {
        "enabled": True,
        "rolloutPercentage": 100.0,
        "nextChangeAt": None,
        "archived": False,
        "version": 1,
    }
    assert [(rule["kind"], rule["outcome"]) for rule in found["rules"]] == [
        ("excluded", "not_matched"),
        ("rollout", "matched"),
    ]
    condition, bucket = found["rules"][1]["checks"]
    assert condition["parts"][0]["actual"] == ["CLIENT"]
    assert bucket["bucket"]["of"] == 10_000
    assert bucket["bucket"]["wanted"] == [{"first": 0, "before": 10_000, "variation": None}]
    asked = client_api("GET", "/api/feature-flags/flag/check?userId=maya&role=CLIENT", caller=SERVER_KEY).json
    assert asked["value"] == found["value"]


def test_the_profile_fills_in_what_the_context_leaves_out(admin_api: Call) -> None:
    """The context's own attributes win."""
    make(admin_api, rolloutPercentage=0, rules=[{"id": "uk", "condition": {"country": "GB"}, "force": True}])
    profile = Profile(
        user_id="maya",
        ordinal=1,
        registration=Registration(1, "r", Role.CA),
        attributes={"country": Attribute(1, "r", "GB"), "plan": Attribute(1, "r", "pro")},
    )
    assert profiles.create(profile)

    filled = explain(admin_api, {"id": "maya", "plan": "free"})
    assert filled["profile"] == {"found": True, "filledIn": ["country", "roles"]}
    assert filled["attributes"] == {"id": "maya", "plan": "free", "country": "GB", "roles": ["CA"], "segments": []}
    assert filled["rule"] == "uk"
    assert explain(admin_api, {"id": "maya", "country": "IE"})["rule"] is None
    with refusing(connection().client, "GetItem", code="ThrottlingException", times=1):
        # The flag is read first, so that is what fails; a profile that fails does not.
        assert admin_api("POST", f"{FLAGS}/flag/explain", body={"context": {"id": "maya"}}, caller=ADMIN).status == 503


def test_a_moment_to_come_shows_what_is_scheduled(admin_api: Call) -> None:
    """`at` may lie in the future."""
    make(admin_api, schedule=[{"at": "2999-01-01T00:00:00Z", "rolloutPercentage": 0}])

    assert explain(admin_api, {"id": "maya"})["value"] is True
    later = explain(admin_api, {"id": "maya"}, at="2999-01-01T00:00:00Z")
    assert (later["value"], later["state"]["rolloutPercentage"], later["rules"]) == (False, 0.0, [])


def test_a_long_list_is_shown_in_part(admin_api: Call) -> None:
    """A thousand users would make it unreadable."""
    make(admin_api, userIds=[f"user-{number}" for number in range(100)])

    (part,) = explain(admin_api, {"id": "maya"})["rules"][0]["checks"][0]["parts"]
    assert (len(part["expected"]), part["leftOut"]) == (20, 80)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "context"),
        ({"context": "maya"}, "context"),
        ({"context": {"targetingKey": ""}}, "context.targetingKey"),
        ({"context": {}, "at": "tomorrow"}, "at"),
        ({"context": {}, "at": "2026-01-17T10:15:00"}, "at"),
        ({"context": {f"a{number}": 1 for number in range(10_000)}}, "context"),
    ],
)
def test_a_wrong_question_is_refused(admin_api: Call, body: object, field: str) -> None:
    """With the field that is wrong."""
    make(admin_api)
    answer = admin_api("POST", f"{FLAGS}/flag/explain", body=body, caller=ADMIN)

    assert answer.status == 422
    assert answer.json["errors"][0]["field"] == field


def test_an_unknown_flag_cannot_be_explained(admin_api: Call) -> None:
    """A 404."""
    assert admin_api("POST", f"{FLAGS}/none/explain", body={"context": {}}, caller=ADMIN).status == 404
