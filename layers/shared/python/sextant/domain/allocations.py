"""Which buckets of an experiment belong to which variant.

An experiment owns all 10,000 buckets of its seed and gives each variant ranges of them. How much traffic takes part is
drawn apart, under a seed of its own: so more traffic, a pause, or a weight that stays moves nobody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sextant.domain.hashing import BUCKETS

Weights = Mapping[str, float]
"""Any positive numbers, or 0 for a variant that nobody new gets, by the variant's id."""


@dataclass(frozen=True, slots=True)
class BucketRange:
    """Buckets of a variant: from `start`, and before `end`."""

    variant: str
    start: int
    end: int

    @property
    def size(self) -> int:
        """How many buckets there are in it."""
        return self.end - self.start


Allocation = tuple[BucketRange, ...]
"""Ranges in the order of buckets that together hold each bucket once."""


def sizes(weights: Weights) -> dict[str, int]:
    """How many buckets each variant gets: its share, rounded so that all together are 10,000 (largest remainders).

    Raises:
        ValueError: No weight is positive.
    """
    exact = {variant: Fraction(weight) for variant, weight in weights.items()}
    total = sum(exact.values())
    if total <= 0:
        raise ValueError("at least one weight must be positive")
    shares = {variant: weight * BUCKETS / total for variant, weight in exact.items()}
    found = {variant: int(share) for variant, share in shares.items()}
    # Ties go to who stands first.
    by_remainder = sorted(shares, key=lambda variant: found[variant] - shares[variant])
    for variant in by_remainder[: BUCKETS - sum(found.values())]:
        found[variant] += 1
    return found


def allocate(weights: Weights) -> Allocation:
    """The first allocation of an experiment: each variant's buckets next to the ones before."""
    return _joined(_laid_out(sizes(weights).items(), 0))


def reallocate(current: Sequence[BucketRange], weights: Weights) -> Allocation:
    """An allocation for other weights, in which the fewest buckets possible change hands.

    A variant that shrinks gives up its last buckets, and those that grow take them in order; no other bucket moves, so
    the share of users that moves is half the sum of the changes of all shares.
    """
    wanted = sizes(weights)
    kept: list[BucketRange] = []
    free: list[tuple[int, int]] = []
    left = dict(wanted)
    for each in current:
        keeps = min(each.size, left.get(each.variant, 0))
        if keeps:
            kept.append(BucketRange(each.variant, each.start, each.start + keeps))
            left[each.variant] -= keeps
        if keeps < each.size:
            free.append((each.start + keeps, each.end))
    return _joined(sorted([*kept, *_filled(free, left)], key=lambda each: each.start))


def moved(before: Sequence[BucketRange], after: Sequence[BucketRange]) -> dict[tuple[str, str], int]:
    """How many buckets go from which variant to which other one."""
    owners = _owners(before), _owners(after)
    found: dict[tuple[str, str], int] = {}
    for pair in zip(*owners, strict=True):
        if pair[0] != pair[1]:
            found[pair] = found.get(pair, 0) + 1
    return found


def variant_of(allocation: Sequence[BucketRange], bucket: int) -> str:
    """Whose a bucket is.

    Raises:
        LookupError: It is in no range.
    """
    for each in allocation:
        if each.start <= bucket < each.end:
            return each.variant
    raise LookupError(f"bucket {bucket} belongs to no variant")


def _owners(allocation: Iterable[BucketRange]) -> list[str]:
    return [each.variant for each in allocation for _ in range(each.size)]


def _laid_out(wanted: Iterable[tuple[str, int]], start: int) -> Iterator[BucketRange]:
    for variant, size in wanted:
        yield BucketRange(variant, start, start + size)
        start += size


def _filled(free: Iterable[tuple[int, int]], wanted: Mapping[str, int]) -> Iterator[BucketRange]:
    """The free buckets, given to those who still want some."""
    waiting = [(variant, size) for variant, size in wanted.items() if size]
    for begin, end in free:
        start = begin
        while start < end:
            variant, size = waiting[0]
            takes = min(size, end - start)
            yield BucketRange(variant, start, start + takes)
            start += takes
            waiting[0:1] = [(variant, size - takes)] if size > takes else []


def _joined(ranges: Iterable[BucketRange]) -> Allocation:
    """The ranges with neighbours of one variant made one, and empty ones left out."""
    found: list[BucketRange] = []
    for each in ranges:
        if not each.size:
            continue
        if found and found[-1].variant == each.variant:
            found[-1] = BucketRange(each.variant, found[-1].start, each.end)
        else:
            found.append(each)
    return tuple(found)
