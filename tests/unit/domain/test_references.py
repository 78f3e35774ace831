"""What features ask about a user, their own and those that they require."""

import pytest

from sextant.domain.features import Feature, Rule
from sextant.domain.references import attributes_of


def feature(*rules: Rule) -> Feature:
    """A feature of rules."""
    return {"defaultValue": False, "rules": list(rules)}


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ({"force": True}, set()),
        ({"force": True, "range": (0.0, 0.5)}, {"id"}),
        ({"force": True, "coverage": 0.5, "hashAttribute": "company"}, {"company"}),
        ({"variations": [1, 2], "fallbackAttribute": "device"}, {"id", "device"}),
        ({"force": True, "filters": [{"seed": "s", "ranges": [], "attribute": "team"}]}, {"team"}),
        ({"force": True, "filters": [{"seed": "s", "ranges": []}]}, {"id"}),
        ({"force": True, "condition": {"device.os": "ios", "plan": {"$in": ["pro"]}}}, {"device", "plan"}),
        ({"force": True, "condition": {"tags": {"$elemMatch": {"$eq": "a"}}}}, {"tags"}),
        (
            {"force": True, "condition": {"$or": [{"a": 1}, {"$not": {"b": 2}}, {"$and": [{"c.d": 3}]}]}},
            {"a", "b", "c"},
        ),
    ],
)
def test_a_rule_asks_for_what_it_tests_and_what_it_hashes(rule: Rule, asked: set[str]) -> None:
    """The first part of each path; operators of a value are no attributes."""
    assert attributes_of({"f": feature(rule)})["f"] == asked


def test_a_feature_asks_for_what_its_parents_ask_for() -> None:
    """And theirs; a circle ends, and a parent that is not there asks for nothing."""
    features = {
        "child": feature({"parentConditions": [{"id": "parent", "condition": {"value": True}}], "force": True}),
        "parent": feature({"parentConditions": [{"id": "top", "condition": {}}], "condition": {"p": 1}, "force": True}),
        "top": feature({"parentConditions": [{"id": "parent", "condition": {}}], "condition": {"t": 1}, "force": True}),
        "lost": feature({"parentConditions": [{"id": "gone", "condition": {}}], "condition": {"l": 1}, "force": True}),
    }

    assert attributes_of(features) == {
        "child": {"p", "t"},
        "parent": {"p", "t"},
        "top": {"p", "t"},
        "lost": {"l"},
    }
