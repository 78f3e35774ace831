"""What can be wrong with a condition that somebody wants to save.

The evaluator takes anything, as SDKs do: an operator that it does not know never holds, an operand that makes no sense
neither. Nobody means to write such a thing, so it is refused here.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from sextant.domain import conditions, regexes
from sextant.domain.conditions import is_operators
from sextant.domain.errors import FieldError
from sextant.domain.json_values import is_number

MAX_LEVELS = 20
"""So many conditions may stand within each other."""

_OF_CONDITIONS: Final = frozenset({"$and", "$or", "$nor"})
_PATTERNS: Final = frozenset({"$regex", "$regexi", "$notRegex", "$notRegexi"})
_KINDS: Final = ("null", "boolean", "number", "string", "array", "object")
_MOST_NAMED = 60


def condition_problems(condition: object, field: str) -> Iterator[FieldError]:
    """What is wrong with a condition, each thing with its own path below `field`."""
    return _of_condition(condition, field, MAX_LEVELS)


def _of_condition(condition: object, field: str, levels: int) -> Iterator[FieldError]:
    if not isinstance(condition, Mapping):
        yield FieldError(field, "It is no condition; send an object.", 'an object, such as {"country": "IN"}')
    elif levels < 0:
        message = f"It is nested more than {MAX_LEVELS} levels deep; split it into several rules."
        yield FieldError(field, message, f"at most {MAX_LEVELS} levels")
    else:
        for name, operand in condition.items():
            yield from _of_entry(name, operand, f"{field}.{name}", levels)


def _of_entry(name: str, operand: object, field: str, levels: int) -> Iterator[FieldError]:
    if name in _OF_CONDITIONS:
        yield from _of_list(operand, field, levels, _of_condition)
    elif name == "$not":
        yield from _of_condition(operand, field, levels - 1)
    elif name == "$savedGroup":
        if not isinstance(operand, Mapping) or not isinstance(operand.get("id"), str):
            yield FieldError(field, "It names no group; send an object with its id.", 'such as {"id": "staff"}')
    elif name == "$savedGroups":
        if not isinstance(operand, list):
            yield FieldError(field, "It names no groups; send a list.", "a list")
    elif name.startswith("$"):
        yield _unknown(name, field, (*sorted(_OF_CONDITIONS), "$not", "$savedGroup"))
    elif not name:
        yield FieldError(field, "An attribute has a name; say which one is meant.", "the name of an attribute")
    else:
        yield from _of_value(operand, field, levels)


def _of_value(value: object, field: str, levels: int) -> Iterator[FieldError]:
    """What is wrong with operators, or with a literal, which can be anything else."""
    if not isinstance(value, Mapping) or not any(name.startswith("$") for name in value):
        return
    if not is_operators(value):
        yield FieldError(field, "It mixes operators with names of fields; join two conditions with $and.")
        return
    if levels < 0:
        message = f"It is nested more than {MAX_LEVELS} levels deep; split it into several rules."
        yield FieldError(field, message, f"at most {MAX_LEVELS} levels")
        return
    for name, operand in value.items():
        yield from _of_operator(name, operand, f"{field}.{name}", levels)


def _of_operator(name: str, operand: object, field: str, levels: int) -> Iterator[FieldError]:
    if name not in conditions.OPERATORS:
        yield _unknown(name, field, conditions.OPERATORS)
    elif name in _PATTERNS:
        yield from _of_pattern(operand, field)
    elif name == "$not":
        yield from _of_value(operand, field, levels - 1)
    elif name in {"$all", "$alli"}:
        yield from _of_list(operand, field, levels, _of_value)
    elif name == "$elemMatch":
        yield from _of_element(operand, field, levels - 1)
    elif name == "$size":
        if not is_number(operand) and not is_operators(operand):
            yield FieldError(field, "It is compared with the length of a list; send a number, or operators.")
        yield from _of_value(operand, field, levels - 1)
    else:
        expected = _expected(name, operand)
        if expected is not None:
            yield FieldError(field, f"{name} cannot use this operand; send {expected}.", expected)


def _of_list(
    operand: object, field: str, levels: int, of_each: Callable[[object, str, int], Iterator[FieldError]]
) -> Iterator[FieldError]:
    if not isinstance(operand, list | tuple):
        yield FieldError(field, "It takes several; send a list.", "a list")
        return
    for number, each in enumerate(operand):
        yield from of_each(each, f"{field}[{number}]", levels - 1)


def _of_element(operand: object, field: str, levels: int) -> Iterator[FieldError]:
    """What is wrong with operators on an element, or with a condition on its fields."""
    logical = conditions.LOGICAL | {"$not"}
    if isinstance(operand, Mapping) and operand and is_operators(operand) and logical.isdisjoint(operand):
        yield from _of_value(operand, field, levels)
    else:
        yield from _of_condition(operand, field, levels)


def _of_pattern(operand: object, field: str) -> Iterator[FieldError]:
    if not isinstance(operand, str):
        yield FieldError(field, "It is searched with a regular expression; send it as text.", "text")
        return
    try:
        regexes.searcher(operand)
    except regexes.RefusedPatternError as error:
        message = f"The pattern is not taken ({error}). Patterns run on RE2, without look-around and back references."
        yield FieldError(field, message, "a regular expression of RE2")


def _expected(name: str, operand: object) -> str | None:
    """What the operator takes, if that is something else than this."""
    expected, takes = _OPERANDS.get(name, ("text or a number", _is_text_or_number))
    return None if takes(operand) else expected


def _is_text_or_number(operand: object) -> bool:
    return isinstance(operand, str) or is_number(operand)


def _is_scalar(operand: object) -> bool:
    return operand is None or isinstance(operand, str | bool | int | float)


def _is_list(operand: object) -> bool:
    return isinstance(operand, list | tuple)


def _is_boolean(operand: object) -> bool:
    return isinstance(operand, bool)


def _is_kind(operand: object) -> bool:
    return operand in _KINDS


def _is_text(operand: object) -> bool:
    return isinstance(operand, str)


_OPERANDS: Final[Mapping[str, tuple[str, Callable[[object], bool]]]] = {
    **dict.fromkeys(("$eq", "$ne"), ("text, a number, a boolean or null", _is_scalar)),
    **dict.fromkeys(("$in", "$nin", "$ini", "$nini"), ("a list", _is_list)),
    **dict.fromkeys(("$inGroup", "$notInGroup"), ("the id of a group", _is_text)),
    "$exists": ("true or false", _is_boolean),
    "$type": (f"one of {', '.join(_KINDS)}", _is_kind),
}


def _unknown(name: str, field: str, known: object) -> FieldError:
    names = ", ".join(known) if isinstance(known, tuple | list) else str(known)
    return FieldError(field, f"The operator {name[:_MOST_NAMED]!r} is not known; use one of: {names}.", names)
