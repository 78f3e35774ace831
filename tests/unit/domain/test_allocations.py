"""Which buckets belong to which variant, and how few of them change hands."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.domain import allocations
from sextant.domain.allocations import Allocation, BucketRange, Weights
from sextant.domain.hashing import BUCKETS

NAMES = ("a", "b", "c", "d", "e")
WEIGHTS = (
    st.integers(0, 100)
    | st.floats(0, 1e6, allow_subnormal=False)
    | st.sampled_from([0, 1 / 3, 1, 33.3, 50, 1e300, 1e-9])
)
WEIGHTED = st.dictionaries(st.sampled_from(NAMES), WEIGHTS, min_size=1).filter(lambda found: any(found.values()))


def owned(allocation: Allocation) -> dict[str, int]:
    """How many buckets each variant has."""
    found: dict[str, int] = {}
    for each in allocation:
        found[each.variant] = found.get(each.variant, 0) + each.size
    return found


def is_partition(allocation: Allocation) -> bool:
    """Whether the ranges hold each bucket once, in order, and none of them is empty."""
    edges = [0, *(each.end for each in allocation)]
    return [each.start for each in allocation] == edges[:-1] and edges[-1] == BUCKETS and sorted(set(edges)) == edges


@settings(deadline=None)
@given(weights=WEIGHTED)
def test_all_buckets_are_given_out_by_share(weights: Weights) -> None:
    """Each variant gets its share, rounded to a bucket up or down."""
    sizes = allocations.sizes(weights)
    total = sum(map(Fraction, weights.values()))
    assert sum(sizes.values()) == BUCKETS
    for variant, size in sizes.items():
        assert abs(size - Fraction(weights[variant]) * BUCKETS / total) < 1


def test_thirds_are_rounded_for_who_stands_first() -> None:
    """One bucket is left over."""
    assert allocations.sizes({"a": 1, "b": 1, "c": 1}) == {"a": 3_334, "b": 3_333, "c": 3_333}


def test_weights_are_shares_whatever_they_sum_to() -> None:
    """Per cent, fractions and odds are one thing."""
    assert (
        allocations.sizes({"a": 25, "b": 75}) == allocations.sizes({"a": 0.25, "b": 0.75}) == {"a": 2_500, "b": 7_500}
    )
    assert allocations.sizes({"a": 1, "b": 3}) == {"a": 2_500, "b": 7_500}


def test_somebody_must_have_a_weight() -> None:
    """Nothing can be shared out by weights that are all 0."""
    with pytest.raises(ValueError, match="positive"):
        allocations.sizes({"a": 0, "b": 0})


@settings(deadline=None)
@given(weights=WEIGHTED)
def test_a_first_allocation_is_a_partition(weights: Weights) -> None:
    """One range for each variant that has a share."""
    allocation = allocations.allocate(weights)
    assert is_partition(allocation)
    assert owned(allocation) == {variant: size for variant, size in allocations.sizes(weights).items() if size}
    assert len({each.variant for each in allocation}) == len(allocation)


@settings(deadline=None)
@given(phases=st.lists(WEIGHTED, min_size=2, max_size=6))
def test_other_weights_move_exactly_half_the_sum_of_the_changes(phases: list[Weights]) -> None:
    """Through any number of phases it stays a partition by share, and fewer buckets could not have moved."""
    current = allocations.allocate(phases[0])
    for weights in phases[1:]:
        after = allocations.reallocate(current, weights)
        assert is_partition(after)
        had, has = owned(current), owned(after)
        assert has == {variant: size for variant, size in allocations.sizes(weights).items() if size}
        changes = sum(abs(has.get(name, 0) - had.get(name, 0)) for name in NAMES)
        assert 2 * sum(allocations.moved(current, after).values()) == changes
        current = after


@settings(deadline=None)
@given(weights=WEIGHTED, scale=st.sampled_from([1, 2, 4, 0.5]))
def test_the_same_shares_move_nobody(weights: Weights, scale: float) -> None:
    """However they are written, and as often as one likes."""
    allocation = allocations.allocate(weights)
    scaled = {variant: weight * scale for variant, weight in weights.items()}
    assert allocations.reallocate(allocation, scaled) == allocation


def test_who_shrinks_gives_up_the_last_buckets() -> None:
    """And a new variant takes them, from here and there."""
    half = allocations.allocate({"a": 1, "b": 1})
    thirds = allocations.reallocate(half, {"a": 1, "b": 1, "c": 2})
    assert thirds == (
        BucketRange("a", 0, 2_500),
        BucketRange("c", 2_500, 5_000),
        BucketRange("b", 5_000, 7_500),
        BucketRange("c", 7_500, 10_000),
    )
    assert allocations.moved(half, thirds) == {("a", "c"): 2_500, ("b", "c"): 2_500}


@settings(deadline=None)
@given(weights=WEIGHTED, bucket=st.integers(0, BUCKETS - 1))
def test_each_bucket_has_one_owner(weights: Weights, bucket: int) -> None:
    """Whose range holds it."""
    allocation = allocations.allocate(weights)
    (owner,) = [each.variant for each in allocation if bucket in range(each.start, each.end)]
    assert allocations.variant_of(allocation, bucket) == owner


def test_there_are_no_more_buckets() -> None:
    """The one behind the last is nobody's."""
    with pytest.raises(LookupError, match="10000"):
        allocations.variant_of(allocations.allocate({"a": 1}), BUCKETS)
