"""What an experiment may not be: each thing told clearly, with its field, and nothing of it stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.conftest import ADMIN, Call
from tests.integration.experiments import METRICS, URL, VARIANTS, fields, make, problem, put, read, sent, started

A, B = VARIANTS
PAID = METRICS[0]


def weights(*given: object) -> dict[str, Any]:
    """Variants of these weights."""
    return {"variants": [{"id": f"v{number}", "weight": weight} for number, weight in enumerate(given)]}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"variants": []}, ["variants"]),
        ({"variants": [A]}, ["variants"]),
        (weights(*[1] * 21), ["variants"]),
        ({"variants": None}, ["variants"]),
        (weights(-1, 2), ["variants[0].weight"]),
        (weights(0, 0), ["variants"]),
        (weights(1, 1e9), ["variants[0].weight"]),
        (weights("1", 1), ["variants[0].weight"]),
        (weights(True, 1), ["variants[0].weight"]),
        (weights(None, 1), ["variants[0].weight"]),
        ({"variants": [A, {**B, "id": "a"}]}, ["variants[1].id"]),
        ({"variants": [{**A, "id": ""}, {**B, "id": "b b"}]}, ["variants[0].id", "variants[1].id"]),
        ({"variants": [A, {"id": "b"}]}, ["variants[1].weight"]),
        ({"variants": [A, {**B, "size": 1}]}, ["variants[1].size"]),
        ({"metrics": [PAID, PAID]}, ["metrics[1].id"]),
        ({"metrics": [{"id": "Not An Id", "event": "e"}]}, ["metrics[0].id"]),
        ({"metrics": [{"id": "m"}]}, ["metrics[0].event"]),
        ({"metrics": [{"event": "e", "type": "median"}]}, ["metrics[0].type"]),
        ({"metrics": [{"event": "e", "type": "ratio"}]}, ["metrics[0].denominator"]),
        ({"metrics": [{"event": "e", "denominator": {"event": "f"}}]}, ["metrics[0].denominator"]),
        ({"metrics": [{"event": "e", "type": "revenue"}]}, ["metrics[0].currency"]),
        ({"metrics": [{"event": "e", "type": "revenue", "currency": "pounds"}]}, ["metrics[0].currency"]),
        ({"metrics": [{"event": "e", "type": "count", "cap": 0}]}, ["metrics[0].cap"]),
        ({"metrics": [{"event": "e", "windowHours": 0}]}, ["metrics[0].windowHours"]),
        ({"metrics": [{"event": "e", "windowHours": 1e300}]}, ["metrics[0].windowHours"]),
        ({"metrics": [{"event": "e", "role": "guardrail", "margin": 2}]}, ["metrics[0].margin"]),
        ({"metrics": [{"id": f"m{number}", "event": "e"} for number in range(21)]}, ["metrics"]),
        ({"startDate": "2027-02-01", "endDate": "2027-01-31"}, ["endDate"]),
        ({"startDate": "2027-01-01", "endDate": "2029-01-01"}, ["endDate"]),
        ({"startDate": "yesterday"}, ["startDate"]),
        ({"trafficPercentage": 101}, ["trafficPercentage"]),
        ({"trafficPercentage": -1}, ["trafficPercentage"]),
        ({"trafficPercentage": 33.333}, ["trafficPercentage"]),
        ({"alpha": 5}, ["alpha"]),
        ({"power": 0}, ["power"]),
        ({"plannedUsers": 0}, ["plannedUsers"]),
        ({"correction": "none"}, ["correction"]),
        ({"condition": {"a": {"$foo": 1}}}, ["condition.a.$foo"]),
        ({"condition": {"id": "maya"}}, ["condition"]),
        ({"roles": ["BOSS"]}, ["roles[0]"]),
        ({"namespace": {"name": "n", "from": 0.5, "to": 0.5}}, ["namespace"]),
        ({"namespace": {"name": "n", "from": 0, "to": 1.5}}, ["namespace.to"]),
        ({"namespace": {"name": "n", "from": 0.00001, "to": 1}}, ["namespace.from"]),
        ({"overrides": [{"userId": "maya", "variant": "c"}]}, ["overrides[0].variant"]),
        ({"overrides": [{"userId": "u", "variant": "a"}, {"userId": "u", "variant": "b"}]}, ["overrides[1].userId"]),
        ({"status": "RUNNING"}, ["status"]),
        ({"colour": "blue"}, ["colour"]),
        ({"name": ""}, ["name"]),
        ({"clientVisible": "yes"}, ["clientVisible"]),
    ],
)
def test_what_is_wrong_is_told_by_field(admin_api: Call, settings: dict[str, Any], expected: list[str]) -> None:
    """And nothing is stored."""
    assert fields(sent(admin_api, **settings)) == expected
    assert admin_api("GET", f"{URL}/button", caller=ADMIN).status == 404


@pytest.mark.parametrize("key", ["", "plan", "a b", "-a", "x" * 101, 7])
def test_a_key_that_cannot_be_used_is_refused(admin_api: Call, key: object) -> None:
    """Also the name of a route."""
    body = {"key": key, "name": "N", "variants": VARIANTS}
    assert fields(admin_api("POST", URL, body=body, caller=ADMIN)) == ["key"]


def test_a_new_experiment_has_a_key_a_name_and_variants(admin_api: Call) -> None:
    """What is missing is said all at once."""
    assert fields(admin_api("POST", URL, body={}, caller=ADMIN)) == ["name", "variants", "key"]
    assert problem(admin_api("POST", URL, body="{", caller=ADMIN), 400)


def test_everything_that_is_wrong_is_told_at_once(admin_api: Call) -> None:
    """With what was expected."""
    told = problem(sent(admin_api, **weights(0, 0), alpha=5, startDate="2027-02-01", endDate="2027-01-01"), 422)
    assert [error["field"] for error in told["errors"]] == ["variants", "endDate", "alpha"]
    assert all(error["expected"] for error in told["errors"])
    assert "2 more" in told["detail"]


def test_a_draft_is_changed_freely(admin_api: Call) -> None:
    """But not into what no experiment may be."""
    make(admin_api)
    edit = {"variants": [*VARIANTS, {"id": "c", "weight": 1}], "metrics": [], "trafficPercentage": 1, "alpha": 0.1}
    changed = put(admin_api, "button", {**edit, "version": 1}).json
    assert (len(changed["variants"]), changed["metrics"], changed["trafficPercentage"]) == (3, [], 1)
    assert fields(put(admin_api, "button", {"variants": [A], "version": 2})) == ["variants"]
    overrides = [{"userId": "maya", "variant": "c"}]
    assert put(admin_api, "button", {"overrides": overrides, "version": 2}).status == 200
    assert fields(put(admin_api, "button", {"variants": VARIANTS, "version": 3})) == ["overrides[0].variant"]
    assert read(admin_api)["version"] == 3


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"metrics": []}, ["metrics"]),
        ({"metrics": [{"event": "e", "role": "secondary"}]}, ["metrics"]),
        ({"trafficPercentage": 0}, ["trafficPercentage"]),
        (weights(1, 0), ["variants"]),
        (weights(0, 1, 1), ["variants[0].weight"]),
        ({"startDate": "2020-01-01", "endDate": "2020-02-01"}, ["endDate"]),
    ],
)
def test_what_a_start_needs_is_told_by_field(admin_api: Call, settings: dict[str, Any], expected: list[str]) -> None:
    """A draft may lack it; it stays one."""
    make(admin_api, **settings)
    assert fields(put(admin_api, "button/start")) == expected
    assert read(admin_api)["status"] == "DRAFT"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"variants": [{**A, "weight": 1}, B]}, ["variants"]),
        ({"variants": [B, A]}, ["variants"]),
        ({"variants": [A, {**B, "value": 1}]}, ["variants"]),
        ({"metrics": [*METRICS, {"event": "other"}]}, ["metrics"]),
        ({"metrics": []}, ["metrics"]),
        ({"trafficPercentage": 49}, ["trafficPercentage"]),
        ({"condition": {"country": "IN"}}, ["condition"]),
        ({"roles": ["CA"]}, ["roles"]),
        ({"segments": ["s"]}, ["segments"]),
        ({"namespace": {"name": "n", "from": 0, "to": 1}}, ["namespace"]),
        ({"startDate": "2027-01-01"}, ["startDate"]),
        ({"endDate": "2020-01-01"}, ["endDate"]),
        ({"plannedUsers": 10}, ["plannedUsers"]),
        ({"alpha": 0.1, "power": 0.9}, ["alpha", "power"]),
        ({"correction": "benjamini_hochberg", "crossover": "exclude"}, ["correction", "crossover"]),
    ],
)
def test_a_running_experiment_keeps_what_its_result_rests_on(
    admin_api: Call, edit: dict[str, Any], expected: list[str]
) -> None:
    """Whether it runs or is paused; each refusal says what to do instead."""
    before = started(admin_api, trafficPercentage=50)
    assert fields(put(admin_api, "button", {**edit, "version": 2})) == expected
    put(admin_api, "button/pause")
    assert fields(put(admin_api, "button", {**edit, "version": 3})) == expected
    after = read(admin_api)
    assert {name: after[name] for name in edit} == {name: before[name] for name in edit}


def test_a_running_experiment_takes_what_keeps_its_result(admin_api: Call) -> None:
    """How it is described, who tests it, more traffic, a later end."""
    started(admin_api, trafficPercentage=50)
    edit = {
        "name": "N",
        "description": "d",
        "hypothesis": "h",
        "owner": "o",
        "tags": ["t"],
        "trafficPercentage": 60,
        "endDate": str(datetime.now(UTC).date() + timedelta(days=60)),
        "overrides": [{"userId": "maya", "variant": "b"}],
        "clientVisible": False,
        "variants": [{**A, "name": "Better"}, B],
        "metrics": [{**PAID, "name": "Paid"}],
    }
    changed = put(admin_api, "button", {**edit, "version": 2})
    assert changed.status == 200, changed.body
    assert (changed.json["trafficPercentage"], changed.json["variants"][0]["name"]) == (60, "Better")


def test_a_completed_experiment_is_only_described(admin_api: Call) -> None:
    """Nothing that it was can change any more."""
    started(admin_api, trafficPercentage=50)
    put(admin_api, "button/complete", {"winner": None, "reason": "r"})
    assert fields(put(admin_api, "button", {"trafficPercentage": 60, "version": 3})) == ["trafficPercentage"]
    assert put(admin_api, "button", {"description": "What we learnt", "version": 3}).status == 200
