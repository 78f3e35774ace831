"""Conditions in operators that every SDK in the field knows.

`$notRegex` and `$notRegexi` are in GrowthBook's specification and its Python SDK, while its JavaScript SDK (1.8.0) says
false to them. A `$not` around the regex means the same, also of a missing attribute, and everybody knows it.
"""

from collections.abc import Iterator, Mapping
from typing import Final, TypeGuard

from sextant.domain.conditions import Condition

_NEGATIONS: Final = {"$notRegex": "$regex", "$notRegexi": "$regexi"}
_NOT: Final = "$not"
_AND: Final = "$and"
_OF_CONDITIONS: Final = frozenset({"$and", "$or", "$nor"})
_OF_ONE: Final = frozenset({"$not", "$elemMatch", "$size"})


def widely_known(condition: Condition) -> Condition:
    """The condition without the operators that an SDK in the field does not know; it holds of the same users.

    Operators within `$elemMatch` or `$not` are about a value without a name, of which there is one `$not` and no more:
    several negations side by side stay there as they are.
    """
    clauses = [dict([clause]) for clause in _clauses(condition)]
    if len({name for clause in clauses for name in clause}) == len(clauses):
        return {name: operand for clause in clauses for name, operand in clause.items()}
    return {_AND: clauses}


def _clauses(condition: Condition) -> Iterator[tuple[str, object]]:
    """What must hold, each under an attribute or `$and` and its like; an attribute may come more than once."""
    for name, operand in condition.items():
        if name in _OF_CONDITIONS and isinstance(operand, list | tuple):
            yield name, [widely_known(each) if isinstance(each, Mapping) else each for each in operand]
        elif name == _NOT and isinstance(operand, Mapping):
            yield name, widely_known(operand)
        elif _is_of_operators(operand):
            yield from ((name, test) for test in _tests(operand))
        else:
            yield name, operand


def _tests(operators: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The tests of one value, in as few objects as can hold them: an object has room for one `$not`."""
    kept: dict[str, object] = {}
    negations: list[dict[str, object]] = []
    for name, operand in operators.items():
        if name in _NEGATIONS:
            negations.append({_NEGATIONS[name]: operand})
        else:
            kept[name] = _within(operand) if name in _OF_ONE else operand
    if negations and _NOT not in kept:
        kept[_NOT] = negations.pop(0)
    yield kept
    yield from ({_NOT: negation} for negation in negations)


def _within(operand: object) -> object:
    """What `$not`, `$elemMatch` or `$size` holds: operators on a bare value, or a condition on an object."""
    if not isinstance(operand, Mapping):
        return operand
    if not _is_of_operators(operand):
        return widely_known(operand)
    tests = list(_tests(operand))
    return tests[0] if len(tests) == 1 else operand


def _is_of_operators(operand: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(operand, Mapping) and bool(operand) and all(name.startswith("$") for name in operand)
