"""JSON values as GrowthBook's conditions compare them: by JavaScript's types, and never across types."""

import math
from collections.abc import Callable
from typing import Final, TypeGuard

ValueTest = Callable[[object], bool]
"""Whether a value of an attribute has a property; it never fails, whatever the value."""

_FIRST_NO_INDEX: Final = 2**32 - 1
_LONGEST_INDEX: Final = 10


def is_number(value: object) -> TypeGuard[float]:
    """Whether it is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def kind_of(value: object) -> str:
    """What `$type` calls it: null, boolean, number, string, array, object, or unknown for what JSON has not."""
    if value is None:
        return "null"
    for kind, types in _KINDS:
        if isinstance(value, types):
            return kind
    return "unknown"


_KINDS: Final = (
    ("string", str),
    ("boolean", bool),
    ("number", (int, float)),
    ("array", list),
    ("object", dict),
)


def array_index(key: str, below: int = _FIRST_NO_INDEX) -> int | None:
    """The index that a key names, as JavaScript has it: "0" and "10" are indices, "01" and "-1" are not."""
    if not 0 < len(key) <= _LONGEST_INDEX or not key.isascii() or not key.isdigit() or (key[0] == "0" and key != "0"):
        return None
    index = int(key)
    return index if index < below else None


def equal_scalars(one: object, other: object) -> bool:
    """JavaScript's `===` between values that were parsed apart: no two arrays or objects are ever the same."""
    kind = kind_of(one)
    return kind == kind_of(other) and kind not in {"array", "object"} and bool(one == other)


def equals(literal: object) -> ValueTest:
    """Whether a value is literally this one: of equal type all the way down, with keys in the same order."""
    if isinstance(literal, str):
        return lambda value: value == literal
    if literal is None or isinstance(literal, bool):
        return lambda value: value is literal
    if is_number(literal):
        return lambda value: value == literal and not isinstance(value, bool)

    def is_written_alike(value: object) -> bool:
        try:
            return _written_alike(literal, value)
        except RecursionError:
            return False

    return is_written_alike


def _written_alike(one: object, other: object) -> bool:
    """Whether JavaScript writes both as the same JSON, which has no NaN and puts keys that are indices first."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_written_alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return _keys(one) == _keys(other) and all(_written_alike(one[key], other[key]) for key in one)
    return equal_scalars(_in_json(one), _in_json(other))


def _keys(of: dict[str, object]) -> list[str]:
    indices = [key for key in of if array_index(key) is not None]
    return sorted(indices, key=int) + [key for key in of if array_index(key) is None]


def _in_json(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value
