"""Fifty flags of all sorts for devices, and a thousand users to evaluate them for."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

JsonObject = dict[str, Any]

USERS = 1_000
EVERY_FIFTIETH = 50
COUNTRIES = ("GB", "FR", "DE", "US", "IN", "JP")
PLANS = ("free", "pro", "business")
VERSIONS = ("1.9.3", "2.0.0-beta", "2.0.0", "2.10.1", "v10.0.0")
DOMAINS = ("example.com", "Example.org", "mail.test")
TAGS = ("early", "staff", "press", "VIP")
ROLES = ("CLIENT", "CA", "ADMIN")
SEGMENTS = ("loyal", "new", "large")


def user(number: int) -> JsonObject:
    """A user as an SDK knows them: some attributes are missing, some are unusual; the same on every run."""
    draw = random.Random(number)  # noqa: S311 - a user, not a secret
    known: JsonObject = {
        "id": f"{draw.getrandbits(64):016x}",
        "roles": sorted(draw.sample(ROLES, draw.randint(1, 2))),
        "segments": sorted(draw.sample(SEGMENTS, draw.randint(0, 2))),
        "country": draw.choice(COUNTRIES),
        "plan": draw.choice(PLANS),
        "age": draw.randint(14, 80),
        "score": draw.randint(0, 1000) / 8,
        "beta": draw.random() < 0.5,
        "email": f"Person.{number}@{draw.choice(DOMAINS)}",
        "version": draw.choice(VERSIONS),
        "tags": draw.sample(TAGS, draw.randint(0, 3)),
        "company": {"name": f"Firm {number % 7} Ltd", "size": draw.randint(1, 500), "address": {"city": "Zürich"}},
        "orders": [{"total": draw.randint(1, 300), "paid": draw.random() < 0.7} for _ in range(draw.randint(0, 3))],
        "device": f"device-{draw.getrandbits(32)}",
        "account": draw.randint(1, 400),
        "nothing": None,
    }
    for rare in ("age", "plan", "company", "tags", "device"):
        if draw.random() < 0.05:
            del known[rare]
    return known


def users() -> list[JsonObject]:
    """The thousand."""
    return [user(number) for number in range(USERS)]


def listed() -> list[str]:
    """The ids of the twenty who are named in flags."""
    return [each["id"] for each in users()[::EVERY_FIFTIETH]]


def when(condition: JsonObject) -> JsonObject:
    """On for whom a condition holds, and for nobody else."""
    return {"rules": [{"condition": condition, "force": True}], "rolloutPercentage": 0}


def moment(**since_now: float) -> str:
    """A moment from now on, or before."""
    return (datetime.now(UTC) + timedelta(**since_now)).isoformat()


def flags() -> list[JsonObject]:
    """Fifty, in an order in which a flag comes after those it requires; all enabled but one."""
    named = listed()
    everybody: JsonObject = {"rolloutPercentage": 100}
    nobody: JsonObject = {"rolloutPercentage": 0}
    sorts: dict[str, JsonObject] = {
        # Shares of users, by roles and segments.
        "share_0": nobody,
        "share_0_01": {"rolloutPercentage": 0.01},
        "share_7": {"rolloutPercentage": 7},
        "share_33": {"rolloutPercentage": 33.33},
        "share_50": {"rolloutPercentage": 50},
        "share_100": everybody,
        "switched_off": everybody | {"enabled": False},
        "roles_ca": everybody | {"roles": ["CA"]},
        "roles_two_half": {"rolloutPercentage": 50, "roles": ["CLIENT", "ADMIN"]},
        "segment": everybody | {"segments": ["loyal"]},
        "segment_and_role": {"rolloutPercentage": 60, "roles": ["CLIENT"], "segments": ["new", "large"]},
        # Users by name.
        "included": nobody | {"userIds": named[:10]},
        "excluded": everybody | {"excludedUserIds": named[10:]},
        "both_lists": {"rolloutPercentage": 20, "userIds": named[:12], "excludedUserIds": named[8:]},
        # Conditions: each operator at least once.
        "when_equal": when({"country": "GB", "beta": True}),
        "when_eq_ne": when({"plan": {"$eq": "pro"}, "country": {"$ne": "FR"}}),
        "when_between": when({"age": {"$gte": 18, "$lt": 65}}),
        "when_beyond": when({"$or": [{"score": {"$gt": 100}}, {"score": {"$lte": 12.5}}]}),
        "when_in": when({"country": {"$in": ["DE", "JP"]}, "plan": {"$nin": ["free"]}}),
        "when_in_any_case": when({"plan": {"$ini": ["PRO", "Business"]}, "country": {"$nini": ["gb"]}}),
        "when_regex": when({"email": {"$regex": "^Person\\.\\d+5@"}}),
        "when_regex_any_case": when({"email": {"$regexi": "EXAMPLE\\.(com|org)$"}}),
        "when_not_regex": when({"email": {"$notRegex": "test$", "$notRegexi": "^person\\.1"}}),
        "when_there": when({"device": {"$exists": True}, "nothing": {"$exists": False}}),
        "when_type": when({"tags": {"$type": "array"}, "age": {"$type": "number"}}),
        "when_size": when({"tags": {"$size": {"$gt": 1}}}),
        "when_element": when({"orders": {"$elemMatch": {"total": {"$gt": 150}, "paid": True}}}),
        "when_all": when({"tags": {"$all": ["early", "VIP"]}}),
        "when_all_any_case": when({"tags": {"$alli": ["vip"]}}),
        "when_not": when({"$not": {"plan": "free"}}),
        "when_nor": when({"$nor": [{"country": "US"}, {"beta": False}]}),
        "when_nested": when({"company.address.city": "Zürich", "company.size": {"$gte": 250}}),
        "when_version": when({"version": {"$vgte": "2.0.0", "$vlt": "10.0.0"}}),
        "when_version_not": when({"version": {"$vne": "2.0.0"}, "$and": [{"version": {"$vgt": "1.9.3"}}]}),
        # Rules with shares, experiments, and everything that decides who is in one.
        "rule_coverage": nobody | {"rules": [{"condition": {"beta": True}, "force": True, "coverage": 0.4}]},
        "rule_by_device": nobody
        | {"rules": [{"force": True, "coverage": 0.5, "hashAttribute": "device", "fallbackAttribute": "id"}]},
        "rule_by_account": nobody | {"rules": [{"force": True, "coverage": 0.5, "hashAttribute": "account"}]},
        "experiment": nobody
        | {
            "valueType": "string",
            "value": "on",
            "defaultValue": "outside",
            "rules": [
                {
                    "variations": ["control", "blue", "green"],
                    "weights": [0.5, 0.3, 0.2],
                    "coverage": 0.8,
                    "meta": [{"key": "0", "name": "Control"}, {"key": "1"}, {"key": "2"}],
                }
            ],
        },
        "experiment_in_namespace": nobody
        | {
            "valueType": "number",
            "value": 0,
            "defaultValue": -1,
            "rules": [{"variations": [0, 1], "namespace": ["checkout", 0.25, 0.75], "hashVersion": 1}],
        },
        "experiment_in_ranges": nobody
        | {
            "valueType": "json",
            "value": {},
            "defaultValue": {"arm": None},
            "rules": [
                {
                    "variations": [{"arm": "a", "limits": [1, 2]}, {"arm": "b", "limits": []}],
                    "ranges": [[0, 0.25], [0.5, 0.9]],
                    "filters": [{"seed": "layer-1", "ranges": [[0, 0.5], [0.6, 0.7]]}],
                    "condition": {"age": {"$gte": 18}},
                }
            ],
        },
        "first_rule_wins": nobody
        | {
            "valueType": "string",
            "value": "rest",
            "defaultValue": "nobody",
            "rules": [
                {"condition": {"country": "GB"}, "force": "british"},
                {"condition": {"plan": "pro"}, "force": "professional", "coverage": 0.5},
                {"condition": {"plan": "pro"}, "force": "other professional"},
            ],
        },
        # Values of every type.
        "text": {"rolloutPercentage": 50, "valueType": "string", "value": "new", "defaultValue": ""},
        "number": {"rolloutPercentage": 50, "valueType": "number", "value": 12.5, "defaultValue": 0},
        "object": {"rolloutPercentage": 50, "valueType": "json", "value": {"a": [1, "é"]}, "defaultValue": [False]},
        "turned_round": {"rolloutPercentage": 30, "value": False, "defaultValue": True},
        # Flags that require others.
        "needs_half": everybody | {"prerequisites": [{"flag": "share_50"}]},
        "needs_text": everybody | {"prerequisites": [{"flag": "text", "condition": {"value": "new"}}]},
        "needs_chain": {"rolloutPercentage": 80, "prerequisites": [{"flag": "needs_half"}, {"flag": "roles_ca"}]},
        # Flags that change by themselves.
        "progressive": {
            "progressiveRollout": {
                "steps": [
                    {"at": moment(days=-2), "percentage": 10},
                    {"at": moment(days=-1), "percentage": 45},
                    {"at": moment(days=1), "percentage": 100},
                ]
            }
        },
        "scheduled": {"rolloutPercentage": 25, "schedule": [{"at": moment(days=1), "rolloutPercentage": 100}]},
    }
    common: JsonObject = {"enabled": True, "clientVisible": True}
    return [{"key": f"sorts_{key}", "name": key, **common, **_in_the_family(sort)} for key, sort in sorts.items()]


def _in_the_family(sort: JsonObject) -> JsonObject:
    required = [{**each, "flag": f"sorts_{each['flag']}"} for each in sort.get("prerequisites", [])]
    return sort | ({"prerequisites": required} if required else {})
