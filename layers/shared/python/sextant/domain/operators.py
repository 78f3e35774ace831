"""Operators on one value that stand for themselves: each is made from its operand into a prepared test.

Those that hold conditions, or refer to saved groups, are part of `conditions`.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from sextant.domain import regexes, version_strings
from sextant.domain.json_values import ValueTest, equal_scalars, equals, is_number, kind_of
from sextant.domain.membership import one_of, one_of_in_any_case

Maker = Callable[[object], ValueTest]
"""Prepares an operator's operand."""

_Compare = Callable[[Any, Any], bool]


def never(_: object) -> bool:
    """Holds of no value, as an operator does whose operand makes no sense."""
    return False


def _not(make: Maker) -> Maker:
    def make_opposite(operand: object) -> ValueTest:
        test = make(operand)
        return lambda value: not test(value)

    return make_opposite


def _equal(operand: object) -> ValueTest:
    if isinstance(operand, list | dict):
        return never
    return equals(operand) if operand is None or isinstance(operand, str) else lambda v: equal_scalars(v, operand)


def _ordered(compare: _Compare) -> Maker:
    """An ordering of numbers, or of text by UTF-16 code units as in JavaScript; other values have no order."""

    def make(operand: object) -> ValueTest:
        if is_number(operand):
            return lambda value: is_number(value) and compare(value, operand)
        if not isinstance(operand, str):
            return never
        if not operand.isascii():
            return lambda value: isinstance(value, str) and compare(_units(value), _units(operand))
        return lambda value: (
            isinstance(value, str)
            and (compare(value, operand) if value.isascii() else compare(_units(value), _units(operand)))
        )

    return make


def _units(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def _version(compare: _Compare, *, of_others: bool = False) -> Maker:
    """An ordering of versions, both text or both numbers; what it is worth of others is given."""

    def make(operand: object) -> ValueTest:
        if not isinstance(operand, str) and not is_number(operand):
            return lambda _: of_others
        text, expected = isinstance(operand, str), version_strings.sortable(operand)

        def test(value: object) -> bool:
            comparable = isinstance(value, str) if text else is_number(value)
            return compare(version_strings.sortable(value), expected) if comparable else of_others

        return test

    return make


def _among(make: Callable[[list[object]], ValueTest], *, inside: bool) -> Maker:
    def make_test(operand: object) -> ValueTest:
        if not isinstance(operand, list | tuple):
            return never
        test = make(list(operand))
        return test if inside else lambda value: not test(value)

    return make_test


def _found(*, insensitive: bool = False) -> Maker:
    """A pattern is found in a text; one that is refused is found nowhere."""

    def make(operand: object) -> ValueTest:
        try:
            search = regexes.searcher(operand, insensitive=insensitive) if isinstance(operand, str) else None
        except regexes.RefusedPatternError:
            search = None
        return never if search is None else lambda value: isinstance(value, str) and search(value)

    return make


def _exists(operand: object) -> ValueTest:
    return (lambda value: value is not None) if operand else (lambda value: value is None)


def _of_type(operand: object) -> ValueTest:
    return lambda value: kind_of(value) == operand


LEAVES: Final[Mapping[str, Maker]] = {
    "$eq": _equal,
    "$ne": _not(_equal),
    "$lt": _ordered(operator.lt),
    "$lte": _ordered(operator.le),
    "$gt": _ordered(operator.gt),
    "$gte": _ordered(operator.ge),
    "$veq": _version(operator.eq),
    "$vne": _version(operator.ne, of_others=True),
    "$vlt": _version(operator.lt),
    "$vlte": _version(operator.le),
    "$vgt": _version(operator.gt),
    "$vgte": _version(operator.ge),
    "$in": _among(one_of, inside=True),
    "$nin": _among(one_of, inside=False),
    "$ini": _among(one_of_in_any_case, inside=True),
    "$nini": _among(one_of_in_any_case, inside=False),
    "$regex": _found(),
    "$regexi": _found(insensitive=True),
    "$notRegex": _not(_found()),
    "$notRegexi": _not(_found(insensitive=True)),
    "$exists": _exists,
    "$type": _of_type,
}
