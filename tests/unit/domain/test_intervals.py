"""Stretches of time, held against looking at every single moment."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.ca_tallies import Interval
from sextant.domain.intervals import (
    clipped,
    covered,
    intersected,
    lengths_between,
    multiply_covered,
    total_length,
    united,
)

DAY = 200
MOMENTS = st.integers(0, DAY)
SLOTS = st.lists(st.tuples(MOMENTS, MOMENTS).map(lambda pair: (min(pair), max(pair))), max_size=12)


def depth_at(moment: int, slots: Sequence[Interval]) -> int:
    """In how many slots a moment lies."""
    return sum(start <= moment < end for start, end in slots)


def moments_of(slots: Sequence[Interval], depth: int = 1) -> set[int]:
    """Every moment that lies in so many slots."""
    return {moment for moment in range(DAY + 1) if depth_at(moment, slots) >= depth}


def are_plain(stretches: Sequence[Interval]) -> bool:
    """Whether they are in order and neither empty nor touching."""
    return all(start < end for start, end in stretches) and all(one[1] < other[0] for one, other in pairwise(stretches))


@given(SLOTS, st.integers(1, 4))
def test_covered_is_every_moment_of_that_depth(slots: list[Interval], depth: int) -> None:
    """Written in the one plain way, with the length of so many moments."""
    found = covered(slots, depth)
    assert moments_of(found) == moments_of(slots, depth)
    assert are_plain(found)
    assert total_length(found) == len(moments_of(slots, depth))


@given(SLOTS, SLOTS)
def test_what_is_in_both_is_every_moment_of_both(some: list[Interval], others: list[Interval]) -> None:
    """However often either covers it."""
    found = intersected(united(some), united(others))
    assert moments_of(found) == moments_of(some) & moments_of(others)
    assert are_plain(found)


@given(SLOTS, MOMENTS, MOMENTS)
def test_clipping_leaves_the_moments_within(slots: list[Interval], one: int, other: int) -> None:
    """Each slot for itself, so that how deep they lie stays."""
    bounds = (min(one, other), max(one, other))
    found = clipped(slots, bounds)
    for moment in range(DAY + 1):
        within = bounds[0] <= moment < bounds[1]
        assert depth_at(moment, found) == (depth_at(moment, slots) if within else 0)
    assert clipped(united(slots), bounds) == united(found)


@given(SLOTS, st.lists(MOMENTS, min_size=2, max_size=6).map(sorted))
def test_lengths_between_bounds_are_those_of_what_is_clipped(slots: list[Interval], bounds: list[int]) -> None:
    """Bounds may lie anywhere, also upon each other."""
    stretches = united(slots)
    expected = [len(moments_of(stretches) & set(range(first, last))) for first, last in pairwise(bounds)]
    assert lengths_between(stretches, bounds) == expected


def test_slots_that_touch_are_one_stretch_and_share_nothing() -> None:
    """The end is not part of a slot."""
    assert united([(10, 20), (0, 10), (5, 5)]) == [(0, 20)]
    assert multiply_covered([(0, 10), (10, 20)]) == []
    assert intersected([(0, 10)], [(10, 20)]) == []


def test_what_three_share_counts_once() -> None:
    """Double-booked time is time, however many share it."""
    assert multiply_covered([(0, 10), (2, 8), (4, 6), (9, 12)]) == [(2, 8), (9, 10)]
