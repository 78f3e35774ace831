"""Strategies for whatever GrowthBook's language can say, and users to say it of.

Operands and attributes come from the same few pools, so that conditions hold often enough to tell evaluators apart.
Users are drawn by a plain generator from a seed: hypothesis looks for documents, and one document meets many users.

What is kept out is only what the package and our evaluator are known to read differently: patterns in which Python's
`re` and RE2 differ (look-around and references back, `$` before a last line break, digits outside ASCII), and numbers
that JSON has not.
"""

import random
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from hypothesis import strategies as st

from sextant.domain import conditions
from sextant.domain.conditions import Condition
from sextant.domain.features import Feature, Filter, Meta, ParentCondition, Rule

Attributes = dict[str, object]

TEXTS: Final = ("", "a", "A", "ab", "AB", "b", "5", "true", "x@y.z", "É", "é", "ß", "用户", "🦊", "\ue000", "\ud800")
VERSIONS: Final = ("1.2.3", "v1.2.3", "1.2.3-rc.1", "1.2.3-rc.2+build", "1.10.0", "1.9", "2", "x.y")
NUMBERS: Final = (0, 1, -1, 2, 5, 5.0, 1.5, 10, 1e21, 1e-7)
SCALARS: Final = (*TEXTS, *VERSIONS, *NUMBERS, True, False, None)
PATTERNS: Final = (
    "a",
    "^a",
    "b$",
    "^[a-z]+$",
    "(a|b)+",
    r"\.",
    "[A-Z]",
    r"\bab",
    "a{2,}",
    "^1\\.2",
    "x@",
    "[",
    5,
    None,
)
PATHS: Final = ("id", "n", "v", "l", "o", "zz", "o.x", "o.x.y", "l.0", "l.length", "l.1.x", "o.0")
KINDS: Final = ("null", "boolean", "number", "string", "array", "object", "unknown", 5)
GROUPS: Final[Mapping[str, object]] = {
    "plain": ["a", "b", 1, None],
    "typed": {"type": "list", "attributeKey": "id", "values": ["a", 5, True]},
    "condition": {"type": "condition", "condition": {"n": {"$gt": 1}}},
    "of groups": {"type": "condition", "condition": {"$or": [{"$savedGroup": {"id": "typed"}}, {"id": "b"}]}},
    "of itself": {"type": "condition", "condition": {"$not": {"$savedGroup": {"id": "of itself"}}}},
    "new": {"type": "of tomorrow"},
    "broken": {"type": "condition", "condition": {"$and": 7}},
    "null": None,
}
SHARES: Final = (0, 0.07, 0.1, 0.25, 0.29, 0.33, 0.5, 0.57, 0.999, 1, 1.0, -0.1, 1.2)
ATTRIBUTES: Final = ("id", "n", "v", "zz")
SEEDS: Final = ("", "s", "seed-2", "ünï", "用")

scalars = st.sampled_from(SCALARS)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["x", "y", "0", "1"]), inner, max_size=2)
    ),
    max_leaves=4,
)
shares = st.sampled_from(SHARES)
ranges = st.tuples(shares, shares).map(sorted)


@cache
def crowd(seed: int, size: int) -> list[Attributes]:
    """So many users, the same for each seed: strangers and near relations of the pools, and what no user should be."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    return [_user(chance) for _ in range(size)]


def operands(operator: str, nested: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """What an operator takes, and now and then what it does not."""
    return st.one_of(*[_fitting(operator, nested)] * 9, values)


def conditions_with(operator: str) -> st.SearchStrategy[Condition]:
    """Conditions on one attribute that certainly use the operator."""
    inner = operators(3)
    on_attribute = st.builds(lambda path, operand: {path: {operator: operand}}, paths, operands(operator, inner))
    return on_attribute | on_attribute.map(lambda condition: {"$not": condition})


def operators(depth: int) -> st.SearchStrategy[object]:
    """What stands at an attribute: operators on it, or a literal."""
    if depth <= 0:
        return values
    inner = st.deferred(lambda: operators(depth - 1))
    names = st.sampled_from([*conditions.OPERATORS, "$of tomorrow", "$and"])
    one = names.flatmap(lambda name: st.builds(lambda operand: {name: operand}, operands(name, inner)))
    two = st.builds(lambda first, second: {**first, **second}, one, one)
    return values | one | one | two


def whole_conditions(depth: int = 3) -> st.SearchStrategy[Condition]:
    """Conditions of any shape; a few of them malformed."""
    on_attribute = st.dictionaries(paths, operators(2), max_size=2)
    if depth <= 0:
        return on_attribute
    inner = st.deferred(lambda: whole_conditions(depth - 1))
    some = st.lists(inner, max_size=3)
    return st.one_of(
        on_attribute,
        on_attribute,
        st.builds(lambda logic, found: {logic: found}, st.sampled_from(["$and", "$or", "$nor"]), some),
        st.builds(lambda found, other: {"$not": found, **other}, inner, on_attribute),
        st.builds(lambda found: {"$savedGroup": found}, references),
        st.builds(
            lambda logic, found: {logic: found}, st.sampled_from(["$and", "$or", "$not", "$savedGroups"]), values
        ),
    )


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Feature]:
    """A few features, some of which require each other, in a ring too."""
    keys = [f"feature-{number}" for number in range(draw(st.integers(1, 4)))]
    return {key: draw(features(keys)) for key in keys}


def features(keys: Sequence[str]) -> st.SearchStrategy[Feature]:
    """A feature among others."""
    return st.fixed_dictionaries({}, optional={"defaultValue": values, "rules": st.lists(rules(keys), max_size=3)})  # type: ignore[return-value] # it is one


@st.composite
def rules(draw: st.DrawFn, keys: Sequence[str]) -> Rule:
    """A rule that forces or splits, with whatever else it may carry."""
    whom = st.fixed_dictionaries(
        {"id": st.sampled_from(["r1", "r2", "r3"])},
        optional={
            "condition": whole_conditions(1),
            "hashVersion": st.sampled_from([1, 2, 2, 3, None]),
            "seed": st.sampled_from([*SEEDS, None]),
            "hashAttribute": st.sampled_from([*ATTRIBUTES, None]),
            "fallbackAttribute": st.sampled_from([*ATTRIBUTES, None]),
            "disableStickyBucketing": st.booleans(),
            "minBucketVersion": st.integers(0, 2),
            "bucketVersion": st.integers(0, 2),
        },
    )
    rule: dict[str, object] = draw(whom)  # type: ignore[assignment] # keys are text
    if draw(st.integers(0, 2)) == 0:
        rule["parentConditions"] = draw(st.lists(parents(keys), max_size=2))
    if draw(st.integers(0, 4)) == 0:
        rule["filters"] = draw(st.lists(filters(), max_size=2))
    rule |= draw(forces() | splits())
    return rule  # type: ignore[return-value] # it is one


def forces() -> st.SearchStrategy[dict[str, object]]:
    """What a rule says that forces a value; null is none."""
    return st.fixed_dictionaries({"force": values}, optional={"coverage": shares | st.none(), "range": ranges})


@st.composite
def splits(draw: st.DrawFn) -> dict[str, object]:
    """What a rule says that draws from variations, sound or not."""
    count = draw(st.integers(0, 4))
    weights = st.sampled_from(
        [[0.2, 0.8], [0.5, 0.3, 0.2], [0.1] * count, [1.2, -0.2], [0.995, 0.0], [1 / (count or 1)] * count]
    )
    optional = {
        "coverage": shares | st.none(),
        "weights": weights,
        "ranges": st.lists(ranges, max_size=4),
        "meta": st.lists(metas(), max_size=count),
        "namespace": st.builds(lambda name, within: [name, *within], st.sampled_from(["ns", "用"]), ranges),
        "key": st.sampled_from(["experiment", "実験", ""]),
        "name": st.just("An experiment"),
        "phase": st.just("1"),
    }
    return {"variations": [draw(values) for _ in range(count)], **draw(st.fixed_dictionaries({}, optional=optional))}


def metas() -> st.SearchStrategy[Meta]:
    """What a variation is called, and whether it passes through."""
    passthrough = st.sampled_from([True, False, False])
    return st.fixed_dictionaries({}, optional={"key": st.just("k"), "name": st.just("N"), "passthrough": passthrough})  # type: ignore[return-value] # it is one


def filters() -> st.SearchStrategy[Filter]:
    """Who is let in, by a hash of its own."""
    return st.fixed_dictionaries(  # type: ignore[return-value] # it is one
        {"seed": st.sampled_from(SEEDS), "ranges": st.lists(ranges, min_size=1, max_size=3)},
        optional={"attribute": st.sampled_from(ATTRIBUTES), "hashVersion": st.sampled_from([1, 2, 2, 3])},
    )


def parents(keys: Sequence[str]) -> st.SearchStrategy[ParentCondition]:
    """What another feature must be worth, that is there or not."""
    wanted = st.sampled_from([{"value": True}, {"value": {"$exists": True}}, {"value": {"$ne": 5}}, {}, None])
    return st.fixed_dictionaries(  # type: ignore[return-value] # it is one
        {"id": st.sampled_from([*keys, "unknown"])}, optional={"condition": wanted, "gate": st.booleans()}
    )


paths = st.sampled_from(PATHS)
references = st.one_of(
    *[st.builds(lambda group: {"id": group}, st.sampled_from([*GROUPS, "unknown", 5]))] * 3,
    st.builds(
        lambda group, key: {"id": group, "attributeKey": key},
        st.sampled_from([*GROUPS]),
        st.sampled_from(["n", "o.x", 5]),
    ),
    values,
)
"""What `$savedGroup` takes, and now and then what it does not."""


_texts = st.lists(st.sampled_from(TEXTS), max_size=6)

_FITTING: Final[Mapping[str, st.SearchStrategy[object]]] = {
    **dict.fromkeys(
        ("$in", "$nin", "$ini", "$nini"), _texts | st.lists(scalars, max_size=6) | st.lists(values, max_size=3)
    ),
    **dict.fromkeys(("$regex", "$regexi", "$notRegex", "$notRegexi"), st.sampled_from(PATTERNS)),
    **dict.fromkeys(
        ("$veq", "$vne", "$vlt", "$vlte", "$vgt", "$vgte"), st.sampled_from([*VERSIONS, "1.2.3+b\n", *NUMBERS])
    ),
    **dict.fromkeys(("$inGroup", "$notInGroup"), st.sampled_from([*GROUPS, "unknown"])),
    "$type": st.sampled_from(KINDS),
    "$exists": st.sampled_from([True, False, 0, 1, None]),
    "$size": st.integers(0, 3) | st.sampled_from([{"$gt": 1}, {"$lte": 2}, {"$of tomorrow": 1}]),
}


def _fitting(operator: str, nested: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    if operator in {"$all", "$alli"}:
        return st.lists(nested, max_size=2)
    if operator in {"$not", "$elemMatch"}:
        return nested if operator == "$not" else nested | whole_conditions(1)
    return _FITTING.get(operator, scalars)


def _user(chance: random.Random) -> Attributes:
    user: Attributes = {
        "id": chance.choice(
            [
                f"user-{chance.randrange(1_000)}",
                f"é{chance.randrange(99)}",
                f"用{chance.randrange(99)}",
                _scalar(chance),
            ]
        ),
        "n": chance.choice([chance.choice(NUMBERS), f"c{chance.randrange(99)}", _value(chance)]),
        "v": chance.choice([chance.choice(VERSIONS), chance.choice(VERSIONS), _value(chance)]),
        "l": chance.choice([[_value(chance) for _ in range(chance.randrange(4))], _value(chance)]),
        "o": chance.choice(
            [{"x": _value(chance), "0": _scalar(chance)}, {"x": {"y": _scalar(chance)}}, _value(chance)]
        ),
        "a": _scalar(chance),
    }
    return {name: value for name, value in user.items() if chance.random() < 0.9}


def _scalar(chance: random.Random) -> object:
    return chance.choice(SCALARS)


def _value(chance: random.Random, depth: int = 2) -> object:
    if depth == 0 or chance.random() < 0.6:
        return _scalar(chance)
    if chance.random() < 0.6:
        return [_value(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {chance.choice("xy01"): _value(chance, depth - 1) for _ in range(chance.randrange(3))}
