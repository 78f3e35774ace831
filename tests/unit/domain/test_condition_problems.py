"""Conditions that nobody means to save."""

import pytest

from sextant.domain import conditions
from sextant.domain.condition_problems import MAX_LEVELS, condition_problems


def fields(condition: object) -> list[str]:
    """The places that are wrong."""
    return [error.field for error in condition_problems(condition, "c")]


def nested(levels: int, *, by: str) -> dict[str, object]:
    """A condition within so many others."""
    condition: dict[str, object] = {"country": {"$in": ["IN"]}}
    for _ in range(levels):
        condition = {by: condition} if by == "$not" else {by: [condition]}
    return condition


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"country": "IN", "age": 5, "vip": True, "left": None, "tags": ["a"], "home": {"city": "Pune"}},
        {"address.city": {"$in": ["Pune"]}, "a": {"$nin": []}, "b": {"$ini": ["X"]}, "c": {"$nini": ["X"]}},
        {"age": {"$gt": 1, "$gte": 1, "$lt": 9, "$lte": 9, "$ne": 4}, "name": {"$eq": None}},
        {"app": {"$vgt": "1.2", "$vgte": "1.2", "$vlt": "3", "$vlte": "3", "$veq": "2", "$vne": "2.1"}},
        {"mail": {"$regex": "@sextant\\.dev$", "$regexi": "x", "$notRegex": "y", "$notRegexi": "z"}},
        {"tags": {"$all": ["a", {"$regex": "^b"}], "$alli": ["C"], "$size": {"$gt": 1}}, "more": {"$size": 2}},
        {"tags": {"$elemMatch": {"$gt": 5}}, "visits": {"$elemMatch": {"page": "x", "$or": [{"n": 1}]}}},
        {"x": {"$exists": True, "$type": "string", "$not": {"$in": ["a"]}}},
        {"id": {"$inGroup": "staff"}, "user": {"$notInGroup": "staff"}},
        {"$or": [{"a": 1}, {"b": 2}], "$and": [], "$nor": [{"c": 3}], "$not": {"d": 4}},
        {"$savedGroup": {"id": "staff"}},
    ],
)
def test_what_the_language_has_is_taken(condition: dict[str, object]) -> None:
    """Every operator, with operands that make sense."""
    assert fields(condition) == []


def test_every_operator_of_the_evaluator_is_known() -> None:
    """None is refused as unknown."""
    for name in conditions.OPERATORS:
        found = list(condition_problems({"a": {name: object()}}, "c"))
        assert not any("is not known" in error.message for error in found)


@pytest.mark.parametrize(
    ("condition", "field"),
    [
        (["a"], "c"),
        ("a", "c"),
        (None, "c"),
        ({"a": {"$between": [1, 2]}}, "c.a.$between"),
        ({"$xor": []}, "c.$xor"),
        ({"": 1}, "c."),
        ({"a": {"$gt": 1, "b": 2}}, "c.a"),
        ({"a": {"$gt": True}}, "c.a.$gt"),
        ({"a": {"$lt": None}}, "c.a.$lt"),
        ({"a": {"$vgt": ["1"]}}, "c.a.$vgt"),
        ({"a": {"$in": "IN"}}, "c.a.$in"),
        ({"a": {"$nini": {"x": 1}}}, "c.a.$nini"),
        ({"a": {"$eq": [1]}}, "c.a.$eq"),
        ({"a": {"$exists": 1}}, "c.a.$exists"),
        ({"a": {"$type": "int"}}, "c.a.$type"),
        ({"a": {"$size": "2"}}, "c.a.$size"),
        ({"a": {"$all": "x"}}, "c.a.$all"),
        ({"a": {"$elemMatch": [1]}}, "c.a.$elemMatch"),
        ({"a": {"$inGroup": ["staff"]}}, "c.a.$inGroup"),
        ({"a": {"$regex": 5}}, "c.a.$regex"),
        ({"a": {"$regex": "("}}, "c.a.$regex"),
        ({"a": {"$notRegex": "(?=x)"}}, "c.a.$notRegex"),
        ({"a": {"$regexi": "(a)\\1"}}, "c.a.$regexi"),
        ({"$or": {"a": 1}}, "c.$or"),
        ({"$or": [{"a": 1}, {"b": {"$x": 1}}]}, "c.$or[1].b.$x"),
        ({"$not": {"a": {"$not": {"$x": 1}}}}, "c.$not.a.$not.$x"),
        ({"a": {"$elemMatch": {"b": {"$x": 1}}}}, "c.a.$elemMatch.b.$x"),
        ({"a": {"$all": [{"$x": 1}]}}, "c.a.$all[0].$x"),
        ({"$savedGroup": "staff"}, "c.$savedGroup"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(condition: object, field: str) -> None:
    """Unknown operators, operands that never match, patterns that are not bounded."""
    assert fields(condition) == [field]


@pytest.mark.parametrize("by", ["$and", "$or", "$nor", "$not"])
def test_conditions_are_nested_twenty_levels_at_most(by: str) -> None:
    """One more is refused, and a hundred are refused without looking at them all."""
    assert fields(nested(MAX_LEVELS, by=by)) == []
    assert len(fields(nested(MAX_LEVELS + 1, by=by))) == 1
    assert len(fields(nested(100, by=by))) == 1


def test_operators_nest_twenty_levels_at_most() -> None:
    """Also those on one value."""
    value: dict[str, object] = {"$in": ["IN"]}
    for _ in range(MAX_LEVELS):
        value = {"$not": value}
    assert fields({"country": value}) == []
    assert len(fields({"country": {"$not": value}})) == 1


def test_everything_that_is_wrong_is_told() -> None:
    """Not only the first thing."""
    assert fields({"a": {"$x": 1, "$in": 5}, "$or": [{"b": {"$y": 1}}]}) == ["c.a.$x", "c.a.$in", "c.$or[0].b.$y"]
