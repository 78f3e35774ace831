"""Which flags a listing shows, what it says of them, and how large it may become."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from sextant.store.base import connection
from sextant.store.flags import FlagItem
from tests.integration.conftest import ADMIN, SERVER_KEY, Call
from tests.integration.dynamodb_faults import refusing
from tests.integration.test_flags_admin import URL, fields, make, put

LAMBDA_BYTES = 6 * 1024 * 1024


def keys(admin_api: Call, query: str = "") -> list[str]:
    """The keys that a listing shows on its first page."""
    answer = admin_api("GET", f"{URL}?{query}", caller=ADMIN)
    assert answer.status == 200, answer.body
    return [item["key"] for item in answer.json["items"]]


def age(key: str, *, days: float) -> None:
    """Let a flag have been made, and last changed, so many days ago."""
    then = datetime.now(UTC) - timedelta(days=days)
    FlagItem("flags", key).update(
        actions=[FlagItem.created_at.set(then), FlagItem.updated_at.set(then), FlagItem.retargeted_at.set(then)]
    )


def test_each_filter_shows_what_it_says(admin_api: Call) -> None:
    """Tag, owner, archive and state; several must all be met."""
    make(admin_api, "a", tags=["beta", "pay"], owner="Team Red", enabled=True)
    make(admin_api, "b", tags=["beta"], owner="Team Blue")
    make(admin_api, "c", tags=["betamax"])
    put(admin_api, "c/archive")
    assert keys(admin_api) == ["a", "b"]
    assert keys(admin_api, "tag=beta") == ["a", "b"]
    assert keys(admin_api, f"owner={quote('team red')}") == ["a"]
    assert keys(admin_api, "tag=beta&state=disabled") == ["b"]
    assert keys(admin_api, "archived=true") == ["c"]
    assert keys(admin_api, "archived=true&tag=beta") == []
    assert keys(admin_api, "q=blue") == ["b"]


def test_the_state_is_what_flags_are_now(admin_api: Call) -> None:
    """Not what they were set to."""
    make(admin_api, "on", enabled=True)
    make(admin_api, "planned")
    item = FlagItem.get("flags", "planned")
    due = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    item.update(actions=[FlagItem.schedule.set(json.dumps([[due, True, 500]]))])
    assert keys(admin_api, "state=enabled") == ["on", "planned"]
    assert keys(admin_api, "state=disabled") == []
    read = admin_api("GET", f"{URL}/planned", caller=ADMIN).json
    assert (read["enabled"], read["effective"]) == (
        False,
        {"enabled": True, "rolloutPercentage": 5, "nextChangeAt": None},
    )


def test_stale_flags_are_found(admin_api: Call) -> None:
    """With the reasons, in the listing and in the flag's own answer."""
    make(admin_api, "young", enabled=True)
    make(admin_api, "settled", enabled=True, expectedEnd="2020-01-01")
    make(admin_api, "half", enabled=True, rolloutPercentage=50)
    make(admin_api, "away", enabled=True)
    put(admin_api, "away/archive")
    for key in ("settled", "half", "away"):
        age(key, days=31)
    page = admin_api("GET", f"{URL}?stale=true", caller=ADMIN).json["items"]
    assert {item["key"]: item["stale"] for item in page} == {
        "half": ["not_evaluated"],
        "settled": ["expired", "fully_on", "not_evaluated"],
    }
    assert admin_api("GET", f"{URL}/half", caller=ADMIN).json["stale"] == ["not_evaluated"]
    assert keys(admin_api, "archived=true&stale=true") == []


def test_a_flag_that_is_asked_for_is_not_unused(admin_api: Call, client_api: Call) -> None:
    """The function that answered has stored its first count by then."""
    make(admin_api, "half", enabled=True, rolloutPercentage=50)
    age("half", days=31)
    assert client_api("GET", "/api/feature-flags/half/check?userId=u", caller=SERVER_KEY).status == 200
    assert keys(admin_api, "stale=true") == []


def test_nobody_is_told_to_remove_a_flag_because_a_table_fails(admin_api: Call) -> None:
    """What cannot be read says nothing, and the switch that was thrown is answered."""
    make(admin_api, "half", rolloutPercentage=50, enabled=True)
    age("half", days=31)
    with refusing(connection().client, "Query", code="InternalServerError"):
        switched = put(admin_api, "half/rollout", {"percentage": 40})
    assert (switched.status, switched.json["stale"]) == (200, [])


@pytest.mark.parametrize(
    ("query", "field"),
    [("archived=perhaps", "archived"), ("stale=perhaps", "stale"), ("tag=" + "t" * 51, "tag")],
)
def test_a_bad_filter_is_refused_by_field(admin_api: Call, query: str, field: str) -> None:
    """As any other field."""
    assert fields(admin_api("GET", f"{URL}?{query}", caller=ADMIN)) == [field]


def test_a_page_of_large_flags_is_short_and_goes_on(admin_api: Call) -> None:
    """Lambda hands over 6 MB at most, in which each quote takes two bytes and each rare character many."""
    ids = [f'"{number:03}' + "\\" * 20 + "用" * 20 for number in range(1_000)]
    for number in range(20):
        make(admin_api, f"large-{number:02}", userIds=ids)
    seen: list[str] = []
    url, pages = f"{URL}?limit=100", 0
    while url:
        answer = admin_api("GET", url, caller=ADMIN)
        body: dict[str, Any] = answer.json
        assert len(json.dumps({"body": answer.body}).encode()) < LAMBDA_BYTES
        assert body["items"]
        seen += [item["key"] for item in body["items"]]
        pages += 1
        url = f"{URL}?limit=100&cursor={body['nextCursor']}" if body["nextCursor"] else ""
    assert seen == [f"large-{number:02}" for number in range(20)]
    assert pages > 1
