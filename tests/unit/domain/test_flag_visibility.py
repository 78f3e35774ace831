"""What must not be in a flag whose rules travel to devices."""

from typing import cast

import pytest

from sextant.domain import flag_visibility
from sextant.domain.features import Rule
from sextant.domain.flag_prerequisites import Prerequisite
from tests.unit.domain.sample_flags import flag


def told(**rule: object) -> list[str]:
    """The fields that are wrong with a rule of a flag that devices see."""
    found = flag_visibility.problems(
        flag(client_visible=True, rules=(cast("Rule", {"id": "r", "force": True, **rule}),))
    )
    return [error.field for error in found]


@pytest.mark.parametrize(
    "condition",
    [
        {"id": "maya"},
        {"id": {"$in": ["maya"]}},
        {"id": {"$nin": ["maya"]}},
        {"userId": {"$ne": "maya"}},
        {"targetingKey": 12345},
        {"anonymousId": {"$regex": "^maya$"}},
        {"user.id": "maya"},
        {"$or": [{"country": "IN"}, {"$not": {"id": {"$eq": "maya"}}}]},
        {"id": {"$not": {"$ini": ["MAYA"]}}},
        {"friends": {"$elemMatch": {"id": "maya"}}},
        {"user_id": {"$in": ["maya"]}},
        {"userID": "maya"},
        {"device": "a1b2"},
    ],
)
def test_nobody_is_named_in_clear(condition: dict[str, object]) -> None:
    """By no attribute that says who somebody is, nor by one that rules hash, however deep it stands."""
    assert told(condition=condition, hashAttribute="device") == ["rules[0].condition"]


def test_what_one_rule_hashes_names_somebody_in_all_of_them() -> None:
    """Whoever hashes an email means a person by it, in the rule before as well."""
    rules = (
        Rule(id="r", force=True, condition={"email": {"$in": ["maya@example.com"]}}),
        Rule(id="s", force=True, range=(0, 0.5), hashAttribute="email", hashVersion=2),
    )
    found = flag_visibility.problems(flag(client_visible=True, rules=rules))
    assert [error.field for error in found] == ["rules[0].condition"]


@pytest.mark.parametrize(
    "condition",
    [
        {"country": "IN", "plan": {"$in": ["pro"]}},
        {"id": {"$exists": True, "$type": "string"}},
        {"id": None},
        {"ids": "x"},
    ],
)
def test_what_names_nobody_may_travel(condition: dict[str, object]) -> None:
    """Other attributes, and whether somebody is known at all."""
    assert told(condition=condition) == []


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(A|a)*b", "([a-z]+)*x", "(x+x+)+y"])
def test_no_pattern_may_hang_a_device(pattern: str) -> None:
    """Their engines backtrack, which the server's does not."""
    slow = {"$regex": pattern}
    assert told(condition={"$or": [{"mail": slow}]}) == ["rules[0].condition"]
    assert told(parentConditions=[{"id": "p", "condition": {"value": slow}}]) == [
        "rules[0].parentConditions[0].condition"
    ]
    of = flag(client_visible=True, prerequisites=(Prerequisite("p", {"value": slow}),))
    assert [error.field for error in flag_visibility.problems(of)] == ["prerequisites[0].condition"]


def test_ordinary_patterns_may_travel() -> None:
    """One repetition after the other is none within the other."""
    assert told(condition={"mail": {"$regex": r"^[\w.]+@sextant\.dev$"}}) == []


def test_what_stays_on_the_server_may_hold_anything() -> None:
    """Its rules are read by nobody, and its engine cannot hang."""
    rules = (Rule(id="r", force=True, condition={"id": "maya", "mail": {"$regex": "(a+)+$"}}),)
    assert list(flag_visibility.problems(flag(rules=rules))) == []
