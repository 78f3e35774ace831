"""Geometry of time: stretches from their first moment to the moment after their last, in milliseconds.

Two stretches of which one ends as the other begins share nothing. One that ends where it begins holds nothing, and is
left out of whatever is made of it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from sextant.domain.ca_tallies import Interval

Stretches = Sequence[Interval]
"""Stretches in their order that neither overlap nor touch: one way only to write a set of moments."""


def united(intervals: Iterable[Interval]) -> list[Interval]:
    """The moments that lie in any of these; they may be in any order."""
    return covered(intervals, 1)


def multiply_covered(intervals: Iterable[Interval]) -> list[Interval]:
    """The moments that lie in two or more of these; they may be in any order."""
    return covered(intervals, 2)


def covered(intervals: Iterable[Interval], depth: int) -> list[Interval]:
    """The moments that lie in at least so many of these."""
    found: list[Interval] = []
    open_now, begun = 0, 0
    for at, step in _edges(intervals):
        before, open_now = open_now, open_now + step
        if before < depth <= open_now:
            begun = at
        elif open_now < depth <= before:
            found.append((begun, at))
    return found


def intersected(some: Stretches, others: Stretches) -> list[Interval]:
    """The moments that lie in both."""
    return multiply_covered([*some, *others])


def clipped(intervals: Iterable[Interval], bounds: Interval) -> list[Interval]:
    """What of each lies within the bounds."""
    first, last = bounds
    cut = ((max(start, first), min(end, last)) for start, end in intervals)
    return [(start, end) for start, end in cut if start < end]


def total_length(stretches: Stretches) -> int:
    """How long they are together, in milliseconds."""
    return sum(end - start for start, end in stretches)


def lengths_between(stretches: Stretches, bounds: Sequence[int]) -> list[int]:
    """How much of the stretches lies between each two neighbouring bounds, in milliseconds.

    Args:
        stretches: Whatever of them lies outside of all bounds is left out.
        bounds: At least two, ascending.
    """
    lengths = [0] * (len(bounds) - 1)
    for start, end in clipped(stretches, (bounds[0], bounds[-1])):
        place, at = bisect_right(bounds, start) - 1, start
        while at < end:
            until = min(end, bounds[place + 1])
            lengths[place] += until - at
            place, at = place + 1, until
    return lengths


def _edges(intervals: Iterable[Interval]) -> Iterator[tuple[int, int]]:
    """Each moment at which the depth changes, in order, with the change; where it stays the same there is none."""
    steps: dict[int, int] = {}
    for start, end in intervals:
        if start < end:
            steps[start] = steps.get(start, 0) + 1
            steps[end] = steps.get(end, 0) - 1
    return ((at, steps[at]) for at in sorted(steps) if steps[at])
