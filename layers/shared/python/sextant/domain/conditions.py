"""GrowthBook's conditions, prepared: each becomes one closure over operands that are ready to be compared with.

What a condition means is worked out once, when a flag is loaded; a user then costs lookups only. A condition is decided
in three values (see `judgements`), and as a whole: where a part cannot be read, the condition does not hold, whatever
`$not` is around that part. `condition_problems` refuses such conditions when a flag is saved.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

from sextant.domain import attribute_paths, judgements, operators
from sextant.domain.json_values import equals
from sextant.domain.judgements import Judge, Judgement, MalformedConditionError, always, every, opposite, some
from sextant.domain.membership import one_of

Attributes = Mapping[str, object]
"""What is known of a user, by attribute name: JSON values, as an SDK would hold them."""

Condition = Mapping[str, object]
"""GrowthBook's conditions as JSON: attribute paths to literals or operators, and `$and $or $nor $not` of conditions."""

SavedGroups = Mapping[str, object]
"""Groups that conditions refer to, by id: lists of values, or `{type: list | condition, …}`."""

Test = Callable[[Attributes], bool]

LOGICAL: Final = frozenset({"$and", "$or", "$nor", "$savedGroup"})
"""Keys of a condition that are no attributes; `$not` is one as well, and an operator on a value besides."""


def prepare(condition: Condition, *, saved_groups: SavedGroups | None = None) -> Test:
    """The condition as a function of a user's attributes; it never fails.

    Args:
        condition: What must hold.
        saved_groups: What it may refer to.
    """
    try:
        judgement = _condition(condition, _Scope(saved_groups or {}))
    except RecursionError:
        # Nested so deeply that it cannot be read.
        return lambda _: False
    return judgement.judge if judgement.sure else _decided(judgement.judge)  # type: ignore[return-value] # sure: a bool


def is_operators(value: object) -> bool:
    """Whether a value in a condition holds operators, and is no literal; an empty object holds none, and any value."""
    return isinstance(value, dict) and all(key.startswith("$") for key in value)


def _decided(judge: Judge) -> Test:
    def test(attributes: Attributes) -> bool:
        try:
            return judge(attributes) is True
        except (MalformedConditionError, RecursionError):
            return False

    return test


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where in a condition the preparation is.

    Attributes:
        groups: Saved groups by id.
        inside: Ids of the groups whose conditions are around this place; none may refer to one of them.
        of_element: Whether elements of a list are judged, which may be anything, and not a user's attributes.
    """

    groups: SavedGroups
    inside: frozenset[str] = frozenset()
    of_element: bool = False


def _condition(condition: object, scope: _Scope) -> Judgement:
    if not isinstance(condition, Mapping):
        return judgements.malformed("a condition is an object")
    return every(_entry(key, value, scope) for key, value in condition.items())


def _entry(key: str, value: object, scope: _Scope) -> Judgement:
    make = _LOGICAL.get(key)
    return make(value, scope) if make else _at(key, _value(value, scope), scope)


def _any_of(conditions: object, scope: _Scope) -> Judgement:
    found = _listed(conditions, scope)
    if found is None:
        return judgements.malformed("alternatives are a list")
    return some(found) if found else always(outcome=True)


def _all_of(conditions: object, scope: _Scope) -> Judgement:
    found = _listed(conditions, scope)
    return judgements.malformed("conditions that must all hold are a list") if found is None else every(found)


def _listed(conditions: object, scope: _Scope) -> list[Judgement] | None:
    # An empty text or object is as good as an empty list, and elements of others are no conditions.
    if not isinstance(conditions, list | tuple | str | dict):
        return None
    return [_condition(condition, scope) for condition in conditions]


def _none_of(conditions: object, scope: _Scope) -> Judgement:
    return opposite(_any_of(conditions, scope))


def _not_condition(condition: object, scope: _Scope) -> Judgement:
    return opposite(_condition(condition, scope))


def _never(_: object, __: _Scope) -> Judgement:
    return always(outcome=False)


def _saved_group(reference: object, scope: _Scope) -> Judgement:
    """Whether a user is in a typed group; a group that leads back to itself has no members."""
    group_id = reference.get("id") if isinstance(reference, dict) else None
    if not isinstance(reference, dict) or not isinstance(group_id, str) or group_id in scope.inside:
        return always(outcome=False)
    entry = scope.groups.get(group_id)
    if not isinstance(entry, dict) or not isinstance(reference.get("attributeKey", ""), str):
        return always(outcome=False)
    match entry:
        case {"type": "list", "values": list(values)}:
            attribute = reference.get("attributeKey", entry.get("attributeKey"))
            members = Judgement(one_of(values))
            return _at(attribute, members, scope) if isinstance(attribute, str) else always(outcome=False)
        case {"type": "condition", "condition": dict(condition)}:
            return _members(condition, replace(scope, inside=scope.inside | {group_id}))
    return always(outcome=False if entry.get("type") in ("list", "condition") else None)


def _members(condition: Condition, scope: _Scope) -> Judgement:
    """A group's condition, prepared when it is first asked for: a group may be named in many places, and name many."""
    prepared = cache(lambda: _condition(condition, scope).judge)

    def judge(judged: object) -> bool | None:
        return prepared()(judged)

    return Judgement(judge, sure=False)


def _at(path: str, on_value: Judgement, scope: _Scope) -> Judgement:
    """A judgement on what a path leads to."""
    judge, sure = on_value
    if scope.of_element or "." in path:
        get = attribute_paths.getter(path)
        return Judgement(lambda judged: judge(get(judged)), sure)
    return Judgement(lambda attributes: judge(attributes.get(path)), sure)


def _value(value: object, scope: _Scope, *, insensitive: bool = False) -> Judgement:
    """Whether a value satisfies every operator, or is literally what the condition holds."""
    if isinstance(value, dict) and is_operators(value):
        return every(_operator(name, operand, scope) for name, operand in value.items())
    if insensitive and isinstance(value, str):
        lower = value.lower()
        return Judgement(lambda judged: isinstance(judged, str) and judged.lower() == lower)
    return Judgement(equals(value))


def _operator(name: str, operand: object, scope: _Scope) -> Judgement:
    if name in operators.LEAVES:
        return Judgement(operators.LEAVES[name](operand))
    if name in LOGICAL:
        return always(outcome=False)
    make = _NESTING.get(name)
    return make(operand, scope) if make else always(outcome=None)


def _size(operand: object, scope: _Scope) -> Judgement:
    judge, sure = _value(operand, scope)
    return Judgement(lambda value: judge(len(value)) if isinstance(value, list) else False, sure)


def _not(operand: object, scope: _Scope) -> Judgement:
    return opposite(_value(operand, scope))


def _element_matches(operand: object, scope: _Scope) -> Judgement:
    """Whether an element other than null satisfies operators, or conditions on its fields."""
    on_element = is_operators(operand) and isinstance(operand, dict) and LOGICAL.isdisjoint(operand)
    element = _value(operand, scope) if on_element else _condition(operand, replace(scope, of_element=True))

    def judge(value: object) -> bool | None:
        if not isinstance(value, list):
            return False
        return judgements.some_element(element, [item for item in value if item is not None])

    return Judgement(judge, element.sure)


def _contains_all(operand: object, scope: _Scope, *, insensitive: bool = False) -> Judgement:
    """Whether each of several literals or operators is satisfied by some element."""
    if not isinstance(operand, list | tuple):
        return always(outcome=False)
    contained = every(_contains(_value(wanted, scope, insensitive=insensitive)) for wanted in operand)
    return Judgement(lambda value: contained.judge(value) if isinstance(value, list) else False, contained.sure)


def _contains(element: Judgement) -> Judgement:
    return Judgement(lambda value: judgements.some_element(element, value), element.sure)


def _among_group(operand: object, scope: _Scope, *, inside: bool) -> Judgement:
    """Whether a value is in a group of values, or is not; what is no list of values holds nobody in and nobody out."""
    group = scope.groups.get(operand, []) if isinstance(operand, str) else None
    if isinstance(group, dict):
        if group.get("type") not in ("list", "condition"):
            return always(outcome=None)
        group = group.get("values") if group["type"] == "list" else None
    if not isinstance(group, list):
        return always(outcome=False)
    among = Judgement(one_of(group))
    return among if inside else opposite(among)


_Make = Callable[[object, _Scope], Judgement]

_LOGICAL: Final[Mapping[str, _Make]] = {
    "$or": _any_of,
    "$nor": _none_of,
    "$and": _all_of,
    "$not": _not_condition,
    "$savedGroup": _saved_group,
    "$savedGroups": _never,
}

_NESTING: Final[Mapping[str, _Make]] = {
    "$not": _not,
    "$size": _size,
    "$elemMatch": _element_matches,
    "$all": _contains_all,
    "$alli": partial(_contains_all, insensitive=True),
    "$inGroup": partial(_among_group, inside=True),
    "$notInGroup": partial(_among_group, inside=False),
}

OPERATORS: Final[Sequence[str]] = (*operators.LEAVES, *_NESTING)
"""Every operator on a value."""
