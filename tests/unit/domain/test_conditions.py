"""What conditions mean, operator by operator; `test_growthbook_oracle` asks the package about everything else."""

import pytest

from sextant.domain import conditions
from sextant.domain.conditions import Condition

MISSING = object()


def holds(condition: Condition, **attributes: object) -> bool:
    """Whether a condition holds of a user."""
    return conditions.prepare(condition)(attributes)


def holds_of(value: object, operators: object) -> bool:
    """Whether operators, or a literal, hold of the value of one attribute."""
    return conditions.prepare({"a": operators})({} if value is MISSING else {"a": value})


@pytest.mark.parametrize(
    ("operator", "operand", "held", "not_held"),
    [
        ("$eq", 5, [5, 5.0], [6, "5", True, None, MISSING, [5]]),
        ("$eq", True, [True], [1, "true", False]),
        ("$eq", None, [None, MISSING], [0, "", False]),
        ("$eq", [1], [], [[1], 1]),
        ("$ne", "a", ["b", 5, None, MISSING, ["a"]], ["a"]),
        ("$gt", 5, [6, 5.5], [5, 4, "6", True, None, MISSING]),
        ("$gte", 5, [5, 6], [4, "5"]),
        ("$lt", 5, [4, -1], [5, "4", False, MISSING]),
        ("$lte", "b", ["a", "b", "B"], ["c", 1, MISSING]),
        ("$lt", "\uffff", ["🦊"], ["\uffff"]),
        ("$in", ["a", 5, None], ["a", 5, None, MISSING, ["x", "a"]], ["A", "5", 6, [], {"a": 1}, ["x"]]),
        ("$in", ["a", "b"], ["a", ["b", {}]], [[{}], 5, None, MISSING]),
        ("$in", [1], [1, 1.0], [True, "1"]),
        ("$in", [], [], ["a", None, MISSING]),
        ("$nin", ["a"], ["b", 5, MISSING, []], ["a", ["b", "a"]]),
        ("$ini", ["Ab", 5], ["aB", 5, ["x", "AB"]], ["a", "5"]),
        ("$nini", ["Ab"], ["a", MISSING], ["AB", ["ab"]]),
        ("$regex", "^a+$", ["a", "aaa"], ["b", "a\n", 5, ["a"], MISSING]),
        ("$regex", "b", ["abc"], ["ABC"]),
        ("$regexi", "b", ["ABC"], ["x"]),
        ("$notRegex", "b", ["ABC", 5, MISSING], ["abc"]),
        ("$notRegexi", "b", ["xyz", MISSING], ["ABC"]),
        ("$exists", True, ["a", 0, False, ""], [None, MISSING]),
        ("$exists", False, [None, MISSING], ["a", 0]),
        ("$type", "string", ["", "a"], [5, None]),
        ("$type", "number", [5, 0.5], [True, "5"]),
        ("$type", "boolean", [True, False], [0, 1]),
        ("$type", "array", [[], [1]], [{}, "a"]),
        ("$type", "object", [{}, {"a": 1}], [[]]),
        ("$type", "null", [None, MISSING], [0]),
        ("$size", 2, [[1, 2], [None, None]], [[1], "ab", {"a": 1, "b": 2}, MISSING]),
        ("$size", {"$gt": 1}, [[1, 2]], [[1], []]),
        ("$elemMatch", {"$gt": 5}, [[1, 6]], [[1, 5], 6, [], MISSING]),
        ("$elemMatch", {"x": 1, "y": 2}, [[{"x": 1, "y": 2}]], [[{"x": 1}, {"y": 2}]]),
        ("$elemMatch", {"$or": [{"x": 1}, {"y": 2}]}, [[{"y": 2}]], [[{"x": 2}]]),
        ("$elemMatch", {"$ne": 1}, [[2], [False]], [[1], [None]]),
        ("$all", ["a", {"$regex": "^b"}], [["bc", "a"]], [["a"], "a", []]),
        ("$all", [], [[], ["a"]], ["a", MISSING]),
        ("$alli", ["A"], [["a"]], [["b"]]),
        ("$not", {"$gt": 5}, [5, "6", MISSING], [6]),
        ("$not", "a", ["b", MISSING], ["a"]),
        ("$veq", "v1.2.3+build", ["1.2.3"], ["1.2.4", 5]),
        ("$vne", "1.2.3", ["1.2.4", 5, MISSING], ["v1.2.3"]),
        ("$vgt", "1.9.0", ["1.10.0", "2.0.0"], ["1.9.0", "1.9.0-rc.1", 2, MISSING]),
        ("$vgte", "1.2.3", ["1.2.3", "1.2.10"], ["1.2.3-rc.1"]),
        ("$vlt", "1.2.3", ["1.2.3-rc.1", "1.2.2"], ["1.2.3", None]),
        ("$vlte", "1.2.3", ["1.2.3", "0.9"], ["1.2.4"]),
        ("$vgt", 1.5, [2, 1.25], ["2.0.0", 1.3, 1]),
    ],
)
def test_an_operator_holds_where_it_should(
    operator: str, operand: object, held: list[object], not_held: list[object]
) -> None:
    """Of values that it should hold of, and not of the nearest ones that it should not."""
    assert [value for value in held if not holds_of(value, {operator: operand})] == []
    assert [value for value in not_held if holds_of(value, {operator: operand})] == []


@pytest.mark.parametrize(
    ("literal", "held", "not_held"),
    [
        ("a", ["a"], ["A", ["a"], None, MISSING]),
        (1, [1, 1.0], [True, "1"]),
        (True, [True], [1]),
        (None, [None, MISSING], [0]),
        ([1, [2]], [[1, [2]], [1.0, [2]]], [[1, 2], [[2], 1], [True, [2]], 1]),
        (
            {"x": 1, "y": [None]},
            [{"x": 1, "y": [None]}, {"x": 1, "y": [float("nan")]}],
            [{"y": [None], "x": 1}, {"x": 1}],
        ),
        ({"b": 1, "2": 2, "1": 3}, [{"1": 3, "2": 2, "b": 1}], [{"b": 1, "1": 3}]),
        ({}, ["anything", None, MISSING], []),
    ],
)
def test_a_literal_is_equal_as_javascript_writes_it(
    literal: object, held: list[object], not_held: list[object]
) -> None:
    """Type by type, all the way down, with keys in the order that JavaScript has them."""
    assert [value for value in held if not holds_of(value, literal)] == []
    assert [value for value in not_held if holds_of(value, literal)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("device.os.name", "ios"),
        ("tags.1", "b"),
        ("tags.length", 2),
        ("tags.2", None),
        ("tags.01", None),
        ("device.length", None),
        ("device.os.name.length", None),
        ("nobody.home", None),
        ("dotted.key", None),
    ],
)
def test_a_path_leads_through_objects_and_lists(path: str, value: object) -> None:
    """To keys, indices and lengths; nowhere else, and to nothing where there is nothing."""
    user = {"device": {"os": {"name": "ios"}}, "tags": ["a", "b"], "dotted.key": 1}
    assert holds({path: value}, **user)


def test_conditions_combine() -> None:
    """With and, or, nor and not, and attributes and operators beside each other with and."""
    uk, pro, old = {"country": "GB"}, {"plan": "pro"}, {"age": {"$gte": 65, "$lt": 130}}
    user = {"country": "GB", "plan": "free", "age": 70}
    assert holds({**uk, **old}, **user)
    assert not holds({**uk, **pro}, **user)
    assert holds({"$or": [pro, old]}, **user)
    assert holds({"$and": [uk, old]}, **user)
    assert not holds({"$nor": [pro, old]}, **user)
    assert holds({"$not": pro}, **user)
    assert holds({"$and": [uk, {"$or": [pro, {"$not": pro}]}], "age": 70}, **user)


def test_nothing_asked_is_satisfied() -> None:
    """By anybody, however nothing is said."""
    assert all(holds(condition) for condition in ({}, {"$and": []}, {"$or": []}, {"a": {}}))
    assert not holds({"$nor": []})


def test_what_is_unknown_neither_holds_nor_fails() -> None:
    """An operator of tomorrow fails a condition also within `$not`, unless the rest settles it."""
    unknown = {"a": {"$near": [1, 2]}}
    assert not holds(unknown, a=1)
    assert not holds({"$not": unknown}, a=1)
    assert not holds({"$nor": [unknown]}, a=1)
    assert holds({"$or": [unknown, {"a": 1}]}, a=1)
    assert holds({"$not": {"$and": [unknown, {"a": 2}]}}, a=1)


@pytest.mark.parametrize("malformed", [{"$or": 5}, {"$and": None}, {"$not": "a"}, {"$or": ["a"]}, {"$nor": [None]}])
def test_what_cannot_be_read_fails_the_whole_condition(malformed: dict[str, object]) -> None:
    """Also within `$not`, and beside what holds; but not where something before it settles the matter."""
    assert not holds(malformed, a=1)
    assert not holds({"$not": malformed}, a=1)
    assert not holds({"a": 1, "$not": malformed}, a=1)
    assert holds({"$or": [{"a": 1}, malformed]}, a=1)


def test_a_condition_that_is_too_deep_holds_of_nobody() -> None:
    """It is not even prepared, and fails nothing around it."""
    condition: dict[str, object] = {"a": 1}
    for _ in range(5_000):
        condition = {"$not": condition}
    assert not holds(condition, a=1)


def test_a_literal_that_is_too_deep_is_equal_to_nothing() -> None:
    """Even to itself; and does not fail."""
    deep: list[object] = []
    for _ in range(5_000):
        deep = [deep]
    assert not holds_of(deep, deep)


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        ({"id": {"$inGroup": "staff"}}, True),
        ({"id": {"$notInGroup": "staff"}}, False),
        ({"plan": {"$inGroup": "staff"}}, False),
        ({"id": {"$notInGroup": "nobody"}}, True),
        ({"$savedGroup": {"id": "typed"}}, True),
        ({"$savedGroup": {"id": "typed", "attributeKey": "plan"}}, False),
        ({"$savedGroup": {"id": "payers"}}, True),
        ({"$not": {"$savedGroup": {"id": "payers"}}}, False),
        ({"$savedGroup": {"id": "ring"}}, False),
        ({"$savedGroup": {"id": "of tomorrow"}}, False),
        ({"$not": {"$savedGroup": {"id": "of tomorrow"}}}, False),
        ({"$savedGroup": {"id": "nobody"}}, False),
    ],
)
def test_saved_groups_hold_their_members(condition: Condition, held: bool) -> None:  # noqa: FBT001 - what is expected
    """Plain lists, typed lists, conditions; a group that leads back to itself has no members."""
    groups = {
        "staff": ["u1", "u2"],
        "typed": {"type": "list", "attributeKey": "id", "values": ["u1"]},
        "payers": {"type": "condition", "condition": {"plan": "pro", "$savedGroup": {"id": "typed"}}},
        "ring": {"type": "condition", "condition": {"$savedGroup": {"id": "ring"}}},
        "of tomorrow": {"type": "of tomorrow"},
    }
    assert conditions.prepare(condition, saved_groups=groups)({"id": "u1", "plan": "pro"}) is held


def test_groups_that_name_each_other_many_times_cost_no_more_than_once() -> None:
    """A ladder of thirty groups, each naming the next twice, would be a billion conditions if written out."""
    groups: dict[str, object] = {
        str(step): {"type": "condition", "condition": {"$and": [{"$savedGroup": {"id": str(step + 1)}}] * 2, "a": step}}
        for step in range(30)
    }
    assert not conditions.prepare({"$savedGroup": {"id": "0"}}, saved_groups=groups)({"a": 0})
