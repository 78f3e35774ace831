"""What tests of taking flags out and in have in common."""

from datetime import UTC, datetime
from typing import Any

from sextant.domain import targeting
from sextant.domain.flags import Flag
from sextant.store import flags as store
from tests.integration.conftest import ADMIN, Answer, Call

URL = "/api/admin/feature-flags"
EXPORT, IMPORT = f"{URL}/export", f"{URL}/import"
USERS = [
    {
        "id": f"user-{number}",
        "roles": [("CLIENT", "CA", "ADMIN")[number % 3]],
        "segments": ["vip"] if number % 5 == 0 else [],
        "country": ("IN", "GB", "US", "DE")[number % 4],
        "company": f"company-{number % 50}",
        "age": number % 90,
        "version": f"{number % 4}.{number % 7}.0",
    }
    for number in range(1_000)
]
EVERYTHING = {
    "key": "everything",
    "name": "Everything",
    "valueType": "string",
    "value": "on",
    "defaultValue": "off",
    "enabled": True,
    "rolloutPercentage": 33.33,
    "roles": ["CLIENT", "CA"],
    "userIds": ["user-1", "user-2"],
    "excludedUserIds": ["user-3"],
    "rules": [
        {"condition": {"country": "IN"}, "variations": ["a", "b", "c"], "weights": [0.2, 0.3, 0.5], "coverage": 0.9},
        {"condition": {"age": {"$gt": 60}}, "force": "senior", "coverage": 0.25},
        {"force": "company", "coverage": 0.1, "hashAttribute": "company"},
    ],
}


def stored() -> list[Flag]:
    """All flags as they are stored."""
    return list(store.listed())


def decisions(flags: list[Flag]) -> dict[str, list[object]]:
    """What each flag is worth to each user now."""
    deciders = targeting.deciders(flags, datetime.now(UTC))
    return {key: [decide(user) for user in USERS] for key, decide in deciders.items()}


def taken_out(admin_api: Call, query: str = "") -> dict[str, Any]:
    """An export."""
    answer = admin_api("GET", f"{EXPORT}{query}", caller=ADMIN)
    assert answer.status == 200, answer.body
    document: dict[str, Any] = answer.json
    return document


def take_in(admin_api: Call, document: object, query: str = "") -> Answer:
    """An import."""
    return admin_api("POST", f"{IMPORT}{query}", body=document, caller=ADMIN)


def done(answer: Answer) -> dict[str, Any]:
    """The outcome of an import that worked."""
    assert answer.status == 200, answer.body
    outcome: dict[str, Any] = answer.json
    return outcome


def document(*flags: dict[str, Any], **more: object) -> dict[str, Any]:
    """An export that somebody wrote by hand."""
    return {"format": "sextant-flags", "formatVersion": 1, "flags": list(flags), **more}


def actions(admin_api: Call) -> list[tuple[str, str]]:
    """What the audit says was done to which flag, newest first."""
    items = admin_api("GET", "/api/admin/audit?limit=100", caller=ADMIN).json["items"]
    return [(each["action"], each["entity"]["id"]) for each in items]
