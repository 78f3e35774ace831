"""What can be wrong with a flag on its own, each thing with its field."""

from datetime import date, timedelta
from typing import cast

import pytest

from sextant.domain import flag_problems
from sextant.domain.features import Rule
from sextant.domain.flag_prerequisites import Prerequisite
from sextant.domain.flag_rules import normalised
from sextant.domain.flag_schedule import ProgressiveRollout, RolloutStep, ScheduledChange
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import Lifetime
from tests.unit.domain.sample_flags import NOW, flag

HOUR = timedelta(hours=1)


def told(**settings: object) -> list[str]:
    """The fields that are wrong."""
    return [error.field for error in flag_problems.problems(flag(**settings))]


def told_of_rule(value_type: ValueType = ValueType.BOOLEAN, **rule: object) -> list[str]:
    """What is wrong with one rule of a flag, below the rule."""
    (explicit,) = normalised([cast("Rule", {"id": "r", **rule})], flag_seed="s", known=())
    values = {ValueType.BOOLEAN: True, ValueType.STRING: "x", ValueType.NUMBER: 1, ValueType.JSON: {}}[value_type]
    found = told(value_type=value_type, value=values, default_value=values, rules=(explicit,))
    return [field.removeprefix("rules[0]").removeprefix(".") for field in found]


@pytest.mark.parametrize(
    ("value_type", "value", "right"),
    [
        (ValueType.BOOLEAN, False, True),
        (ValueType.BOOLEAN, 0, False),
        (ValueType.BOOLEAN, "true", False),
        (ValueType.STRING, "", True),
        (ValueType.STRING, 5, False),
        (ValueType.STRING, "\ud800", False),
        (ValueType.NUMBER, 0, True),
        (ValueType.NUMBER, -1.5, True),
        (ValueType.NUMBER, True, False),
        (ValueType.NUMBER, "5", False),
        (ValueType.NUMBER, float("inf"), False),
        (ValueType.NUMBER, float("nan"), False),
        (ValueType.NUMBER, 10**400, False),
        (ValueType.JSON, {"a": [1, {"b": None}]}, True),
        (ValueType.JSON, "text", True),
        (ValueType.JSON, {"a": [float("inf")]}, False),
        (ValueType.JSON, {"\ud800": 1}, False),
        *((value_type, None, False) for value_type in ValueType),
    ],
)
def test_a_value_is_of_the_flags_type(value_type: ValueType, value: object, right: bool) -> None:  # noqa: FBT001
    """In all places where a flag has values; a boolean is no number, and null is nothing."""
    found = told(value_type=value_type, value=value, default_value=value, rules=({"id": "r", "force": value},))
    assert found == ([] if right else ["value", "defaultValue", "rules[0].force"])


def test_a_value_may_not_be_nested_without_end() -> None:
    """A hundred levels are taken."""
    value: object = 1
    for _ in range(100):
        value = [value]
    assert told(value_type=ValueType.JSON, value=value, default_value={}) == []
    assert told(value_type=ValueType.JSON, value=[value], default_value={}) == ["value"]


@pytest.mark.parametrize("key", ["import", "export"])
def test_names_of_routes_are_no_keys(key: str) -> None:
    """They would never be reached."""
    assert told(key=key) == ["key"]


def test_only_json_has_a_schema() -> None:
    """A schema of anything else would say nothing new."""
    assert told(value_schema={"type": "boolean"}) == ["valueSchema"]
    assert told(value_type=ValueType.JSON, value={}, default_value={}, value_schema={"x": "y" * 20_000}) == [
        "valueSchema"
    ]


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ({"force": True}, []),
        ({"force": True, "coverage": 0.5, "condition": {"a": 1}}, []),
        ({"force": True, "range": [0.1, 0.2]}, []),
        ({"variations": [True, False], "weights": [0.30003, 0.7], "coverage": 1}, []),
        ({"variations": [True, False], "ranges": [[0, 0.5], [0.5, 1]], "namespace": ["n", 0, 0.5]}, []),
        ({"variations": [True, False], "meta": [{"key": "a"}, {"key": "b"}], "key": "k", "name": "n"}, []),
        ({"force": True, "filters": [{"seed": "s", "ranges": [[0, 1]]}]}, []),
        ({}, [""]),
        ({"force": True, "variations": [True, False]}, [""]),
        ({"force": None}, ["force"]),
        ({"variations": [True]}, ["variations"]),
        ({"variations": [True] * 21}, ["variations"]),
        ({"variations": [True, "no", None]}, ["variations[1]", "variations[2]"]),
        ({"variations": [True, False], "weights": [0.3, 0.6999]}, ["weights"]),
        ({"variations": [True, False], "weights": [0.3, 0.8]}, ["weights"]),
        ({"variations": [True, False], "weights": [1]}, ["weights"]),
        ({"variations": [True, False], "weights": [1.5, -0.5]}, ["weights[0]", "weights[1]"]),
        ({"variations": [True, False], "meta": [{"key": "a"}]}, ["meta"]),
        ({"variations": [True, False], "ranges": [[0, 1]]}, ["ranges"]),
        ({"variations": [True, False], "ranges": [[0, 0.5], [0.5, 2]]}, ["ranges[1]"]),
        ({"variations": [True, False], "range": [0, 1]}, ["range"]),
        ({"variations": [True, False], "coverage": 1.01}, ["coverage"]),
        ({"variations": [True, False], "namespace": ["n", 0.5, 0]}, ["namespace"]),
        ({"variations": [True, False], "namespace": [1, 2, 3]}, ["namespace"]),
        ({"variations": [True, False], "namespace": ["n", 0]}, ["namespace"]),
        ({"force": True, "coverage": -0.1}, ["coverage"]),
        ({"force": True, "coverage": 50}, ["coverage"]),
        ({"force": True, "coverage": 0.5, "range": [0, 1]}, ["coverage"]),
        ({"force": True, "range": [0.5, 0.4]}, ["range"]),
        ({"force": True, "weights": [0.5, 0.5]}, ["weights"]),
        ({"force": True, "filters": [{"seed": "s", "ranges": []}]}, ["filters[0].ranges"]),
        ({"force": True, "filters": [{"seed": "s", "ranges": [[-1, 1]]}]}, ["filters[0].ranges[0]"]),
        ({"force": True, "condition": {"a": {"$x": 1}}}, ["condition.a.$x"]),
        ({"force": True, "condition": {"a": {"$in": ["\ud800"]}}}, [""]),
        (
            {"force": True, "parentConditions": [{"id": "p", "condition": {"value": {"$x": 1}}}]},
            ["parentConditions[0].condition.value.$x"],
        ),
    ],
)
def test_a_rule_makes_sense(rule: dict[str, object], fields: list[str]) -> None:
    """Each thing that does not is told with its place."""
    assert told_of_rule(**rule) == fields


def test_rules_have_ids_of_their_own() -> None:
    """Neither that of another rule nor one that answers use for the simple controls."""
    rules = tuple(Rule(id=name, force=True) for name in ("a", "a", "rollout", "prerequisite:x"))
    assert told(rules=rules) == ["rules[1].id", "rules[2].id", "rules[3].id"]


def test_a_flag_is_required_once() -> None:
    """Two conditions on it are joined."""
    prerequisites = tuple(Prerequisite("p", condition) for condition in ({"value": True}, {"value": {"$x": 1}}))
    assert told(prerequisites=prerequisites) == ["prerequisites[1].flag", "prerequisites[1].condition.value.$x"]


def test_a_planned_change_changes_something() -> None:
    """On, off or a roll-out."""
    assert told(schedule=(ScheduledChange(NOW, enabled=True), ScheduledChange(NOW))) == ["schedule[1]"]


def test_a_progressive_rollout_goes_one_way() -> None:
    """Later and later, and never less."""
    steps = (RolloutStep(NOW, 500), RolloutStep(NOW, 500), RolloutStep(NOW + HOUR, 499))
    assert told(progressive_rollout=ProgressiveRollout(steps)) == [
        "progressiveRollout.steps[1].at",
        "progressiveRollout.steps[2].percentage",
    ]


def test_what_is_permanent_has_no_end() -> None:
    """Nor does anything become permanent that is expected to end."""
    assert told(lifetime=Lifetime.PERMANENT, expected_end=date(2026, 3, 31)) == ["expectedEnd"]


def test_a_compiled_flag_has_at_most_100_kilobytes() -> None:
    """Lists of users apart, which may be longer."""
    rules = (Rule(id="r", force=True, condition={"city": {"$in": ["x" * 100] * 960}}),)
    assert told(rules=rules, user_ids=tuple("y" * 120 for _ in range(500))) == []
    assert told(rules=(*rules, Rule(id="r2", force=True, condition={"city": "x" * 2_000}))) == ["rules"]


def test_a_flag_fits_an_entry_of_the_audit_twice() -> None:
    """In bytes, of which some characters have three."""
    ids = tuple(f"{number:04}" + "用" * 40 for number in range(1_000))
    assert told(user_ids=ids) == []
    assert told(user_ids=ids, excluded_user_ids=ids) == ["userIds", "excludedUserIds"]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    """So that it can be corrected at once."""
    found = told(value=5, rules=(Rule(id="rollout", coverage=2),), schedule=(ScheduledChange(NOW),))
    assert found == ["value", "rules[0].id", "rules[0]", "rules[0].coverage", "schedule[0]"]
