"""What a flag may hold whose rules travel to devices, where anybody may read them and a slow regex may hang."""

from collections.abc import Iterator, Mapping
from typing import Final

from sextant.domain.errors import FieldError
from sextant.domain.features import Rule
from sextant.domain.flags import Flag
from sextant.domain.regexes import may_hang_backtracking

NAMING_ATTRIBUTES: Final = frozenset({"id", "userid", "targetingkey", "anonymousid"})
"""Attributes that say who somebody is, besides those that rules hash; `user_id` and `userID` are `userid` as well."""

# Their operands say how a value is made, not which it is.
_TELLING_NOBODY: Final = frozenset({"$exists", "$type", "$size"})
_PATTERNS: Final = frozenset({"$regex", "$regexi", "$notRegex", "$notRegexi"})


def problems(flag: Flag) -> Iterator[FieldError]:
    """What must not travel, if the flag's rules do."""
    if not flag.client_visible:
        return
    # What one rule hashes names somebody in all of them.
    naming = NAMING_ATTRIBUTES.union(*map(_hashed, flag.rules))
    for number, rule in enumerate(flag.rules):
        field = f"rules[{number}].condition"
        condition = rule.get("condition", {})
        if named := _named(condition, naming):
            message = (
                f"It compares {named!r} with a value, and the rules of this flag can be read on any device. Put users "
                "into userIds or excludedUserIds, which travel as fingerprints, or use another attribute."
            )
            yield FieldError(field, message, "no user in clear")
        yield from _slow_patterns(condition, field)
        for place, parent in enumerate(rule.get("parentConditions", ())):
            yield from _slow_patterns(parent["condition"], f"rules[{number}].parentConditions[{place}].condition")
    for number, prerequisite in enumerate(flag.prerequisites):
        yield from _slow_patterns(prerequisite.condition, f"prerequisites[{number}].condition")


def _hashed(rule: Rule) -> frozenset[str]:
    own = (rule.get("hashAttribute"), rule.get("fallbackAttribute"))
    names = (*own, *(each.get("attribute") for each in rule.get("filters", ())))
    return frozenset(_plain(name) for name in names if name)


def _named(condition: object, naming: frozenset[str]) -> str | None:
    """The first attribute of those that name somebody which is compared with a text or a number."""
    for name, operand in _entries(condition):
        if not name.startswith("$") and not naming.isdisjoint(map(_plain, (name, name.rpartition(".")[2]))):
            if _holds_literal(operand):
                return name
        elif found := _named(operand, naming):
            return found
    return None


def _plain(name: str) -> str:
    """The name as it is whatever its spelling."""
    return name.replace("_", "").replace("-", "").lower()


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


def _slow_patterns(condition: object, field: str) -> Iterator[FieldError]:
    for pattern in _patterns(condition):
        if may_hang_backtracking(pattern):
            message = (
                f"The pattern {pattern[:100]!r} repeats a repetition, which can hang the engine of a device; write it "
                "so that only one of them repeats."
            )
            yield FieldError(field, message, "no nested repetition")


def _patterns(condition: object) -> Iterator[str]:
    for name, operand in _entries(condition):
        if name in _PATTERNS and isinstance(operand, str):
            yield operand
        else:
            yield from _patterns(operand)
