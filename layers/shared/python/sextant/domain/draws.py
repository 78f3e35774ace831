"""Draws: which bucket a rule, a filter or a namespace puts a user into."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from sextant.domain.conditions import Attributes, Test
from sextant.domain.hashing import (
    BUCKETS,
    BUCKETS_OF_VERSION,
    SINGLE_BYTES,
    bucketer,
    first_bucket,
    fnv1a,
    hashed_text,
    single_bytes,
)
from sextant.domain.rules import Filter, Rule, Share

DEFAULT_ATTRIBUTE: Final = "id"

Locate = Callable[[Attributes], int | None]
"""The number of a user's bucket, or None for a user who has nothing to hash."""


class Bucket(NamedTuple):
    """Where a draw puts a user.

    Attributes:
        number: Which bucket, from 0.
        of: How many buckets there are.
        attribute: Name of the attribute that was hashed.
    """

    number: int
    of: int
    attribute: str

    @property
    def share(self) -> float:
        """Where the bucket begins, as a share of all; it is what SDKs compare with ranges."""
        return self.number / self.of


class Draw(NamedTuple):
    """How users are put into buckets.

    Attributes:
        attribute: Which attribute is hashed.
        fallback: Which one is hashed of a user who lacks it, if any.
        seed: What the hash is salted with.
        version: Version of the hash.
    """

    attribute: str
    fallback: str | None
    seed: str
    version: int

    @property
    def buckets(self) -> int:
        """How many buckets there are.

        Raises:
            KeyError: There is no such version of the hash.
        """
        return BUCKETS_OF_VERSION[self.version]

    def bucket(self, attributes: Attributes) -> Bucket | None:
        """The user's bucket, or None for a user who has nothing to hash."""
        number = locator(self)(attributes)
        hashes_fallback = self.fallback is not None and not hashed_text(attributes.get(self.attribute))
        attribute = self.fallback if hashes_fallback and self.fallback else self.attribute
        return None if number is None else Bucket(number, self.buckets, attribute)


def of_rule(rule: Rule, *, seed: str) -> Draw:
    """The draw of a rule whose own seed, if it has one, goes before the given one."""
    fallback = None if rule.get("disableStickyBucketing") else rule.get("fallbackAttribute")
    return Draw(_attribute(rule.get("hashAttribute")), fallback or None, rule.get("seed") or seed, _version(rule))


def of_filter(of: Filter) -> Draw:
    """The draw of a filter."""
    return Draw(_attribute(of.get("attribute")), None, of.get("seed", ""), of.get("hashVersion", 2))


def locator(draw: Draw) -> Locate:
    """A function from a user's attributes to the number of their bucket.

    Raises:
        KeyError: There is no such version of the hash.
    """
    attribute, fallback = draw.attribute, draw.fallback
    bucket = bucketer(draw.seed, draw.version)

    def locate(attributes: Attributes) -> int | None:
        text = hashed_text(attributes.get(attribute))
        if not text and fallback is not None:
            text = hashed_text(attributes.get(fallback))
        return bucket(text) if text else None

    return locate


def within(draw: Draw, share: Share) -> Test:
    """Whether a user's bucket lies in one range."""
    start, end = (first_bucket(edge, draw.buckets) for edge in share)
    if (start, end) == (0, draw.buckets):
        return _anybody(draw)
    prefix = single_bytes(draw.seed)
    if draw.version == 2 and prefix is not None and draw.fallback is None:  # noqa: PLR2004 - the version that we make
        return _within_2(draw, prefix, start, end)
    locate = locator(draw)

    def test(attributes: Attributes) -> bool:
        number = locate(attributes)
        return number is not None and start <= number < end

    return test


def _anybody(draw: Draw) -> Test:
    """Whether a user has something to hash at all: no hash could put them outside all buckets."""
    attribute, fallback = draw.attribute, draw.fallback

    def test(attributes: Attributes) -> bool:
        value = attributes.get(attribute)
        if value.__class__ is str and value:
            return True
        return bool(hashed_text(value)) or (fallback is not None and bool(hashed_text(attributes.get(fallback))))

    return test


def _within_2(draw: Draw, prefix: bytes, start: int, end: int) -> Test:
    """What every roll-out comes down to, without a call that could be spared: it runs for each flag of each request."""
    attribute = draw.attribute
    locate = locator(draw)

    def test(attributes: Attributes) -> bool:
        value = attributes.get(attribute)
        if value.__class__ is str and value:
            try:
                return start <= fnv1a(b"%d" % fnv1a(prefix + value.encode(SINGLE_BYTES))) % BUCKETS < end
            except UnicodeEncodeError:
                pass
        number = locate(attributes)
        return number is not None and start <= number < end

    return test


def within_any(draw: Draw, shares: Sequence[Share]) -> Test:
    """Whether a user's bucket lies in any of the ranges."""
    if len(shares) == 1:
        return within(draw, shares[0])
    choose = chooser(draw, shares)
    return lambda attributes: choose(attributes) is not None


def chooser(draw: Draw, shares: Sequence[Share]) -> Locate:
    """A function from a user's attributes to the index of the first range that holds their bucket, or None."""
    locate = locator(draw)
    starts = sorted({0, *(first_bucket(edge, draw.buckets) for share in shares for edge in share)})
    chosen = [first_holding(number, shares, draw.buckets) for number in starts]

    def choose(attributes: Attributes) -> int | None:
        number = locate(attributes)
        return None if number is None else chosen[bisect_right(starts, number) - 1]

    return choose


def first_holding(number: int, shares: Sequence[Share], buckets: int = BUCKETS) -> int | None:
    """The index of the first range that holds a bucket, or None."""
    share = number / buckets
    return next((index for index, (start, end) in enumerate(shares) if start <= share < end), None)


def _attribute(name: str | None) -> str:
    return DEFAULT_ATTRIBUTE if name is None else name


def _version(rule: Rule) -> int:
    return rule.get("hashVersion") or 1
