"""The flags that the local platform starts with, made through the admin function."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.marketplace_flags import ARCHIVED, marketplace_flags
from tests.integration.conftest import ADMIN, SERVER_KEY, Call

FLAGS = "/api/admin/feature-flags"
CONTROLS = [
    "valueSchema",
    "roles",
    "segments",
    "userIds",
    "excludedUserIds",
    "rules",
    "prerequisites",
    "schedule",
    "progressiveRollout",
    "clientVisible",
    "expectedEnd",
    "tags",
    "owner",
]


@pytest.fixture
def demo(admin_api: Call) -> dict[str, dict[str, Any]]:
    """The flags as they were made, by key."""
    now = datetime.now(UTC)
    made = {str(flag["key"]): admin_api("POST", FLAGS, body=flag, caller=ADMIN) for flag in marketplace_flags(now)}
    assert {key: answer.body for key, answer in made.items() if answer.status != 201} == {}
    return {key: answer.json for key, answer in made.items()}


def test_they_show_each_thing_that_a_flag_can_do(demo: dict[str, dict[str, Any]]) -> None:
    """A dozen or more, of every type, with every control in use somewhere."""
    assert len(demo) >= 12
    assert {flag["valueType"] for flag in demo.values()} == {"boolean", "string", "number", "json"}
    assert [control for control in CONTROLS if not any(flag[control] for flag in demo.values())] == []


def test_a_progressive_roll_out_is_under_way(demo: dict[str, dict[str, Any]]) -> None:
    """Neither at its beginning nor at its end, and it says when it goes on."""
    effective = demo["instant_booking"]["effective"]
    assert effective["rolloutPercentage"] == 50
    assert datetime.fromisoformat(effective["nextChangeAt"]) > datetime.now(UTC)


def test_a_scheduled_change_is_to_come(demo: dict[str, dict[str, Any]]) -> None:
    """The banner is off until its day."""
    effective = demo["year_end_banner"]["effective"]
    assert effective["enabled"] is False
    assert (
        timedelta(days=4) < datetime.fromisoformat(effective["nextChangeAt"]) - datetime.now(UTC) <= timedelta(days=5)
    )


def test_one_is_stale(demo: dict[str, dict[str, Any]], admin_api: Call) -> None:
    """Its end is over."""
    assert "expired" in admin_api("GET", f"{FLAGS}/welcome_tour", caller=ADMIN).json["stale"]


def test_those_that_are_archived_are_unknown_to_callers(
    demo: dict[str, dict[str, Any]], admin_api: Call, client_api: Call
) -> None:
    """All others are served."""
    for key in ARCHIVED:
        assert admin_api("PUT", f"{FLAGS}/{key}/archive", caller=ADMIN).status == 200
    served = client_api("GET", "/api/feature-flags?userId=customer-17850", caller=SERVER_KEY).json["flags"]
    assert set(served) == demo.keys() - set(ARCHIVED)
