"""GrowthBook's hash of version 2: which of 10,000 buckets a value falls into under a seed.

The whole is `fnv1a32(str(fnv1a32(seed + value))) % 10000`. FNV-1a takes its input unit by unit, so what a seed does to
the state is worked out once, and each user costs only the units of their own value.
"""

import math
import sys
from collections.abc import Iterable

BUCKETS = 10_000

_OFFSET = 0x811C9DC5
_PRIME = 0x01000193
_MASK = 0xFFFFFFFF
_UTF_16 = f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}"
_FIXED_NOTATION_BELOW = 1e21
_FIXED_NOTATION_FROM = 1e-6


def absorb(text: str, state: int = _OFFSET) -> int:
    """The 32-bit FNV-1a state after `text`, beginning from `state`."""
    for unit in _units(text):
        state = ((state ^ unit) * _PRIME) & _MASK
    return state


def bucket(seed_state: int, value: str) -> int:
    """The bucket, 0 to 9,999, of `value` under the seed whose `absorb`ed state is given."""
    # This runs for each flag of each request: both loops are written out, since a call costs more than a round.
    state = seed_state
    for unit in value.encode() if value.isascii() else _units(value):
        state = ((state ^ unit) * _PRIME) & _MASK
    second = _OFFSET
    for digit in b"%d" % state:
        second = ((second ^ digit) * _PRIME) & _MASK
    return second % BUCKETS


def hashed_text(value: object) -> str:
    """What of an attribute is hashed, or an empty string for one that cannot stand for a user.

    Text and numbers other than 0 can; numbers are written as JavaScript writes them, since SDKs hash that.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    try:
        number = float(value)
    except OverflowError:
        return ""
    return _as_javascript(number) if number and math.isfinite(number) else ""


def _units(text: str) -> Iterable[int]:
    """UTF-16 code units, which is what the SDKs hash: an emoji counts as two."""
    return text.encode() if text.isascii() else memoryview(text.encode(_UTF_16, "surrogatepass")).cast("H")


def _as_javascript(number: float) -> str:
    """A finite number as ECMAScript's `Number::toString` writes it.

    Python finds the same shortest digits; only where the exponent begins, and how it is written, differ.
    """
    if number.is_integer() and abs(number) < _FIXED_NOTATION_BELOW:
        shortest, _, exponent = repr(abs(number)).partition("e")
        digits = shortest.removesuffix(".0").replace(".", "")
        zeros = int(exponent or 0) + 1 - len(digits) if exponent else 0
        return ("-" if number < 0 else "") + digits + "0" * zeros
    mantissa, _, exponent = repr(number).partition("e")
    if not exponent:
        return mantissa
    if abs(number) >= _FIXED_NOTATION_FROM and abs(number) < 1:
        digits = mantissa.lstrip("-").replace(".", "")
        return ("-" if number < 0 else "") + "0." + "0" * (-int(exponent) - 1) + digits
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"
