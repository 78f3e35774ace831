"""Features of GrowthBook, taken in as flags."""

import json
import random
from datetime import UTC, datetime
from typing import Any

from growthbook import GrowthBook

from sextant.domain import targeting
from tests.integration.conftest import ADMIN, Call
from tests.integration.transfers import (
    EVERYTHING,
    URL,
    USERS,
    decisions,
    document,
    done,
    stored,
    take_in,
)

PAYLOAD: dict[str, Any] = {
    "status": 200,
    "dateUpdated": "2026-01-01T00:00:00Z",
    "savedGroups": {"vips": ["user-5", "user-6", "user-7"]},
    "features": {
        "plain": {"defaultValue": True},
        "text": {"defaultValue": "a", "rules": [{"condition": {"country": "IN"}, "force": "b"}]},
        "number": {"defaultValue": 1, "rules": [{"force": 2.5, "coverage": 0.3}]},
        "json": {"defaultValue": {"a": [1, 2]}, "rules": [{"variations": [{"a": 1}, ["b"]]}]},
        "old_hash": {"defaultValue": False, "rules": [{"force": True, "coverage": 0.35, "hashVersion": 1}]},
        "new_hash": {
            "defaultValue": False,
            "rules": [{"force": True, "coverage": 0.35, "hashVersion": 2, "seed": "s"}],
        },
        "empty_seed": {"defaultValue": False, "rules": [{"force": True, "coverage": 0.35, "seed": ""}]},
        "nobody": {"defaultValue": False, "rules": [{"force": True, "coverage": 0}]},
        "by_company": {"defaultValue": False, "rules": [{"force": True, "coverage": 0.5, "hashAttribute": "company"}]},
        "range": {"defaultValue": False, "rules": [{"force": True, "range": [0.2, 0.6], "coverage": 0.1, "seed": "r"}]},
        "experiment": {
            "defaultValue": "none",
            "rules": [
                {
                    "key": "exp-1",
                    "name": "Experiment",
                    "phase": "0",
                    "coverage": 0.8,
                    "weights": [0.5, 0.25, 0.25],
                    "variations": ["x", "y", "z"],
                    "meta": [{"key": "0", "name": "Control"}, {"key": "1"}, {"key": "2"}],
                    "hashAttribute": "id",
                    "hashVersion": 2,
                    "condition": {"age": {"$lt": 70}},
                    "seed": None,
                    "tracks": [],
                }
            ],
        },
        "namespaced": {
            "defaultValue": 0,
            "rules": [{"variations": [1, 2], "namespace": ["pricing", 0, 0.5]}, {"force": 3, "condition": {}}],
        },
        "filtered": {
            "defaultValue": 0,
            "rules": [
                {
                    "variations": [1, 2],
                    "ranges": [[0, 0.3], [0.3, 0.9]],
                    "filters": [{"seed": "layer", "ranges": [[0, 0.4]], "hashVersion": 2, "attribute": "id"}],
                    "coverage": 0.01,
                }
            ],
        },
        "holdout": {
            "defaultValue": "d",
            "rules": [
                {"key": "h", "variations": ["held", "in"], "weights": [0.1, 0.9], "meta": [{}, {"passthrough": True}]},
                {"force": "after"},
            ],
        },
        "groups": {
            "defaultValue": False,
            "rules": [
                {"condition": {"id": {"$inGroup": "vips"}}, "force": True},
                {"condition": {"$not": {"id": {"$notInGroup": "unknown"}}}, "force": True},
            ],
        },
        "with_parent": {
            "defaultValue": "no",
            "rules": [
                {
                    "parentConditions": [{"id": "old_hash", "condition": {"value": True}}],
                    "force": "yes",
                    "coverage": 0.6,
                }
            ],
        },
        "nothing_decided": {"defaultValue": True, "rules": [{"id": "r", "condition": {"country": "IN"}}]},
        "versions": {"defaultValue": False, "rules": [{"condition": {"version": {"$vgte": "2.3.0"}}, "force": True}]},
        "both": {"defaultValue": 0, "rules": [{"force": 4, "variations": [1, 2], "weights": [9], "coverage": 0.5}]},
    },
}


def as_growthbook(payload: dict[str, Any]) -> dict[str, list[object]]:
    """What GrowthBook's own package says that each feature is worth to each user."""
    found: dict[str, list[object]] = {key: [] for key in payload["features"]}
    for user in USERS:
        sdk = GrowthBook(
            features=payload["features"], attributes=dict(user), savedGroups=payload.get("savedGroups", {})
        )
        for key, values in found.items():
            values.append(sdk.get_feature_value(key, None))
        sdk.destroy()
    return found


def test_growthbooks_features_are_worth_the_same_here(admin_api: Call) -> None:
    """To a thousand users, in every feature: whatever GrowthBook assumes is made explicit."""
    outcome = done(take_in(admin_api, PAYLOAD))
    assert (sorted(outcome["created"]), outcome["notes"]) == (sorted(PAYLOAD["features"]), [])
    ours = {key: [each.value for each in found] for key, found in decisions(stored()).items()}  # type: ignore[attr-defined]
    theirs = as_growthbook(PAYLOAD)
    assert {key for key in theirs if ours[key] != theirs[key]} == set()
    assert {key for key, values in theirs.items() if len({json.dumps(value) for value in values}) > 1} >= {
        "old_hash",
        "experiment",
        "namespaced",
        "filtered",
        "holdout",
        "groups",
    }
    assert done(take_in(admin_api, PAYLOAD))["unchanged"] == len(PAYLOAD["features"])


def test_what_growthbook_assumes_is_written_down(admin_api: Call) -> None:
    """The first hash version, and the feature's or the experiment's key as seed."""
    done(take_in(admin_api, PAYLOAD))
    rules = {flag.key: flag.rules for flag in stored()}
    drawn = ("seed", "hashAttribute", "hashVersion")
    assert [rules["empty_seed"][0].get(name) for name in drawn] == ["empty_seed", "id", 1]
    assert [rules["experiment"][0].get(name) for name in drawn] == ["exp-1", "id", 2]
    types = {flag.key: flag.value_type.value for flag in stored()}
    assert (types["plain"], types["text"], types["number"], types["json"]) == ("boolean", "string", "number", "json")


def test_a_gate_becomes_a_prerequisite(admin_api: Call) -> None:
    """Those whom it lets through get the same; those whom it does not get the default, which a note says."""
    gate = {"parentConditions": [{"id": "base", "condition": {"value": True}, "gate": True}]}
    base = {"defaultValue": False, "rules": [{"force": True, "coverage": 0.5}]}
    late = [{"condition": {"country": "IN"}, "force": "early"}, gate, {"force": "late"}]
    payload = {
        "features": {
            "base": base,
            "gated": {"defaultValue": "default", "rules": [gate, {"force": "in"}]},
            "gated_late": {"defaultValue": "default", "rules": late},
        }
    }
    outcome = done(take_in(admin_api, payload))
    assert [note["field"] for note in outcome["notes"]] == ["features.gated.rules[0]", "features.gated_late.rules[1]"]
    ours = {key: [each.value for each in found] for key, found in decisions(stored()).items()}  # type: ignore[attr-defined]
    theirs = as_growthbook(payload)
    assert {None, "in"} == set(theirs["gated"])
    for key in ("gated", "gated_late"):
        assert ours[key] == ["default" if value is None else value for value in theirs[key]]


def test_what_cannot_be_a_flag_is_told_by_its_path(admin_api: Call) -> None:
    """As in a document of ours."""
    payload = {"features": {"f": {"defaultValue": 1, "rules": [{"variations": [1, 2], "weights": [0.5, 0.9]}]}}}
    answer = take_in(admin_api, payload)
    assert [error["field"] for error in answer.json["errors"]] == ["features.f.rules[0].weights"]


def test_our_own_data_file_is_taken_in(admin_api: Call) -> None:
    """A flag's answers survive the way through the file that devices read."""
    rng = random.Random(7)  # noqa: S311 - any will do
    for number in range(10):
        body = {
            **EVERYTHING,
            "key": f"f{number}",
            "rolloutPercentage": rng.randrange(10_001) / 100,
            "roles": [],
            "userIds": [],
            "excludedUserIds": [],
        }
        assert admin_api("POST", URL, body=body, caller=ADMIN).status == 201
    before = decisions(stored())
    features = {flag.key: targeting.compiled(flag, datetime.now(UTC)) for flag in stored()}
    for feature in features.values():
        # Its id is reserved for what a flag's own roll-out says.
        feature["rules"][-1]["id"] = "was-rollout"
    take_in(admin_api, document(), "?mode=replace")
    done(take_in(admin_api, json.loads(json.dumps({"features": features}))))
    after = decisions(stored())
    values = {key: [each.value for each in found] for key, found in before.items()}  # type: ignore[attr-defined]
    assert {key: [each.value for each in found] for key, found in after.items()} == values  # type: ignore[attr-defined]
