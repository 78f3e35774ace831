"""GrowthBook's hashes: which of 10,000 buckets (version 2) or 1,000 (version 1) a value falls into under a seed.

Version 2 is `fnv1a32(str(fnv1a32(seed + value))) % 10000`; version 1, `fnv1a32(value + seed) % 1000`, correlates
neighbouring seeds and is here for rules that come from elsewhere. FNV-1a takes UTF-16 code units, which is what the
SDKs hash; where each unit is one byte, as in nearly every id, it is done in C.
"""

import math
import sys
from bisect import bisect_left
from collections.abc import Callable
from typing import Final

from fnv_hash_fast import fnv1a_32

from sextant.domain import javascript_numbers

BUCKETS: Final = 10_000
BUCKETS_OF_VERSION: Final = {1: 1_000, 2: BUCKETS}
"""How many buckets each version of the hash has; other versions put nobody anywhere."""

SINGLE_BYTES: Final = "latin-1"
"""The encoding of text whose UTF-16 units are all single bytes."""

Bucketer = Callable[[str], int]
"""The bucket of a text under a seed that is fixed."""

fnv1a: Final[Callable[[bytes], int]] = fnv1a_32
"""FNV-1a 32 of bytes, in C."""

_OFFSET = 0x811C9DC5
_PRIME = 0x01000193
_MASK = 0xFFFFFFFF
_UTF_16 = f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}"


def absorb(text: str, state: int = _OFFSET) -> int:
    """The 32-bit FNV-1a state after the UTF-16 code units of `text`, beginning from `state`: an emoji counts as two."""
    for unit in memoryview(text.encode(_UTF_16, "surrogatepass")).cast("H"):
        state = ((state ^ unit) * _PRIME) & _MASK
    return state


def bucketer(seed: str, version: int) -> Bucketer:
    """A function from text to its bucket under the seed.

    Raises:
        KeyError: There is no such version of the hash.
    """
    return {1: _bucketer_1, 2: _bucketer_2}[version](seed)


def single_bytes(text: str) -> bytes | None:
    """The UTF-16 units of the text if each is a single byte, else None."""
    try:
        return text.encode(SINGLE_BYTES)
    except UnicodeEncodeError:
        return None


def first_bucket(share: float, buckets: int = BUCKETS) -> int:
    """The first bucket that is not below `share` of all, or `buckets` if none is.

    It is found by the very division that SDKs compare:
    `share * 10_000` would not do: 0.07 * 10_000 is 700.0000000000001, which would let one bucket too many in.
    """
    return bisect_left(range(buckets), share, key=lambda number: number / buckets)


def hashed_text(value: object) -> str:
    """What of an attribute is hashed, or an empty string for one that cannot stand for a user.

    Text and numbers other than 0 can; numbers are written as JavaScript writes them, since SDKs hash that.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    try:
        hashable = value != 0 and math.isfinite(value)
    except OverflowError:
        return ""
    return javascript_numbers.written(value) if hashable else ""


def _bucketer_2(seed: str) -> Bucketer:
    prefix = single_bytes(seed)
    state = absorb(seed)

    def bucket(text: str) -> int:
        try:
            first = fnv1a(prefix + text.encode(SINGLE_BYTES)) if prefix is not None else absorb(text, state)
        except UnicodeEncodeError:
            first = absorb(text, state)
        return fnv1a(b"%d" % first) % BUCKETS

    return bucket


def _bucketer_1(seed: str) -> Bucketer:
    suffix = single_bytes(seed)
    buckets = BUCKETS_OF_VERSION[1]

    def bucket(text: str) -> int:
        try:
            state = fnv1a(text.encode(SINGLE_BYTES) + suffix) if suffix is not None else absorb(text + seed)
        except UnicodeEncodeError:
            state = absorb(text + seed)
        return state % buckets

    return bucket
