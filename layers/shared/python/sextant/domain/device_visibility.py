"""What conditions may hold that travel to devices, where anybody may read them and a slow regex may hang."""

from collections.abc import Iterator, Mapping
from typing import Final

from sextant.domain.errors import FieldError
from sextant.domain.regexes import may_hang_backtracking

NAMING_ATTRIBUTES: Final = frozenset({"id", "userid", "targetingkey", "anonymousid"})
"""Attributes that say who somebody is, besides those that rules hash; `user_id` and `userID` are `userid` as well."""

# Their operands say how a value is made, not which it is.
_TELLING_NOBODY: Final = frozenset({"$exists", "$type", "$size"})
_PATTERNS: Final = frozenset({"$regex", "$regexi", "$notRegex", "$notRegexi"})


def plain(name: str) -> str:
    """The name of an attribute as it is whatever its spelling."""
    return name.replace("_", "").replace("-", "").lower()


def named_user(condition: object, naming: frozenset[str] = NAMING_ATTRIBUTES) -> str | None:
    """The first attribute of those that name somebody which is compared with a text or a number.

    Args:
        condition: A condition, or a list of them.
        naming: Plain names of the attributes that name somebody.
    """
    for name, operand in _entries(condition):
        if not name.startswith("$") and not naming.isdisjoint(map(plain, (name, name.rpartition(".")[2]))):
            if _holds_literal(operand):
                return name
        elif found := named_user(operand, naming):
            return found
    return None


def slow_patterns(condition: object, field: str) -> Iterator[FieldError]:
    """The patterns of a condition that may hang an engine that backtracks."""
    for pattern in _patterns(condition):
        if may_hang_backtracking(pattern):
            message = (
                f"The pattern {pattern[:100]!r} repeats a repetition, which can hang the engine of a device; write it "
                "so that only one of them repeats."
            )
            yield FieldError(field, message, "no nested repetition")


def _entries(condition: object) -> Iterator[tuple[str, object]]:
    """The keys and operands of a condition, or of each condition of a list."""
    for each in condition if isinstance(condition, list) else [condition]:
        if isinstance(each, Mapping):
            yield from each.items()


def _holds_literal(operand: object) -> bool:
    if isinstance(operand, Mapping):
        return any(_holds_literal(value) for name, value in operand.items() if name not in _TELLING_NOBODY)
    if isinstance(operand, list):
        return any(map(_holds_literal, operand))
    return isinstance(operand, str | int | float) and not isinstance(operand, bool)


def _patterns(condition: object) -> Iterator[str]:
    for name, operand in _entries(condition):
        if name in _PATTERNS and isinstance(operand, str):
            yield operand
        else:
            yield from _patterns(operand)
