"""What a flag can be worth."""

import math
from collections.abc import Iterator, Mapping
from enum import StrEnum

from sextant.domain.errors import FieldError
from sextant.domain.json_values import is_number

JsonObject = Mapping[str, object]
"""A JSON object."""

MAX_LEVELS = 100
"""How deep a value may be nested; what reads it on the way to a device may take no more."""


class ValueType(StrEnum):
    """Of which type all values of a flag are; null is of none."""

    BOOLEAN = "boolean"
    STRING = "string"
    NUMBER = "number"
    JSON = "json"


def problems(value: object, value_type: ValueType, field: str) -> Iterator[FieldError]:
    """What is wrong with a value of a flag of this type."""
    expected = _EXPECTED[value_type]
    if value is None:
        yield FieldError(field, f"A flag's value is never null, since null is what a missing flag is; give {expected}.")
    elif not _is_of(value, value_type):
        yield FieldError(field, f"The flag is of type {value_type.value}; give {expected}.", expected)
    else:
        yield from json_problems(value, field)


def json_problems(value: object, field: str) -> Iterator[FieldError]:
    """What is wrong with a value as JSON: what Python reads and others could not."""
    if (problem := _unwritable(value, MAX_LEVELS)) is not None:
        yield FieldError(field, problem)


_EXPECTED: Mapping[ValueType, str] = {
    ValueType.BOOLEAN: "true or false",
    ValueType.STRING: "text",
    ValueType.NUMBER: "a number",
    ValueType.JSON: "any JSON but null",
}


def _is_of(value: object, value_type: ValueType) -> bool:
    match value_type:
        case ValueType.BOOLEAN:
            return isinstance(value, bool)
        case ValueType.STRING:
            return isinstance(value, str)
        case ValueType.NUMBER:
            return is_number(value)
        case ValueType.JSON:
            return True


def _unwritable(value: object, levels: int) -> str | None:
    if isinstance(value, str):
        return None if _is_unicode(value) else "It holds half of a surrogate pair, which is no character; send UTF-8."
    if is_number(value):
        return None if _is_finite(value) else "It holds a number beyond what computers calculate with; say it as text."
    if not levels:
        return f"It is nested more than {MAX_LEVELS} levels deep; send something flatter."
    if isinstance(value, Mapping):
        return _first(_unwritable(each, levels - 1) for pair in value.items() for each in pair)
    if isinstance(value, list | tuple):
        return _first(_unwritable(each, levels - 1) for each in value)
    return None


def _first(problems: Iterator[str | None]) -> str | None:
    return next((problem for problem in problems if problem), None)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:
        return False
