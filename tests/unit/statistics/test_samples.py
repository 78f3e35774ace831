"""Moments from exact sums, and sums that no users can have."""

from fractions import Fraction
from statistics import mean, variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.statistics.samples import Covaried, Mean, Moments, Proportion, Ratio
from tests.unit.statistics.arms import VALUES, mean_of, proportions


@given(values=VALUES)
def test_sums_give_the_moments_of_the_values(values: list[int]) -> None:
    """The standard library computes both from the values in exact fractions."""
    sample = mean_of(values)
    exact = [Fraction(value) for value in values]
    assert sample.moments == Moments(len(values), float(mean(exact)), float(variance(exact)))


@given(values=VALUES, shift=st.integers(10**9, 10**12))
def test_large_values_lose_nothing_of_their_variance(values: list[int], shift: int) -> None:
    """Whole numbers are subtracted before they are divided: a variance far below the mean's square stays exact."""
    assert mean_of([value + shift for value in values]).variance == mean_of(values).variance


def test_float_sums_that_differ_by_rounding_have_no_variance() -> None:
    """Ten times 0.1 has squares that are a rounding below what the sum demands."""
    assert Mean(10, sum([0.1] * 10), sum([0.1 * 0.1] * 10)).variance == 0


@given(arm=proportions())
def test_a_rate_is_a_mean_of_zeros_and_ones(arm: Proportion) -> None:
    """Its variance is the one over n."""
    moments = arm.moments
    assert moments.mean == arm.rate
    if arm.rate is None:
        assert moments.variance is None
    else:
        assert moments.variance == pytest.approx(arm.rate * (1 - arm.rate), rel=1e-9, abs=1e-15)


@given(pairs=st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), min_size=2, max_size=30))
def test_a_ratio_varies_as_its_residuals_do(pairs: list[tuple[int, int]]) -> None:
    """The delta method's variance is that of m - R·d over the mean denominator squared."""
    m, d = np.array(pairs).T
    sample = Ratio(len(pairs), *(int(each.sum()) for each in (m, m * m, d, d * d, m * d)))
    ratio = m.sum() / d.sum()
    assert sample.moments.mean == sample.ratio == pytest.approx(ratio)
    assert sample.moments.variance == pytest.approx(np.var(m - ratio * d, ddof=1) / d.mean() ** 2, rel=1e-9, abs=1e-12)


def test_a_ratio_of_proportional_values_does_not_vary() -> None:
    """Two pounds an order, of everybody: exactly no variance."""
    assert Ratio(3, 12, 56, 6, 14, 28).moments == Moments(3, 2.0, 0.0)


@pytest.mark.parametrize(
    ("moments", "known"),
    [
        (Proportion(0, 0).moments, Moments(0, None, None)),
        (Mean(0, 0, 0).moments, Moments(0, None, None)),
        (Mean(1, 7, 49).moments, Moments(1, 7.0, None)),
        (Ratio(5, 0, 0, 0, 0, 0).moments, Moments(5, None, None)),
        (Ratio(1, 6, 36, 3, 9, 18).moments, Moments(1, 2.0, None)),
        (Moments.of_deviation(1, 3.0, 0.0), Moments(1, 3.0, None)),
    ],
)
def test_what_does_not_exist_is_none(moments: Moments, known: Moments) -> None:
    """No mean without users or without a denominator, no variance of one user."""
    assert moments == known


@pytest.mark.parametrize(
    "make",
    [
        lambda: Proportion(2, 1),
        lambda: Proportion(-1, 1),
        lambda: Proportion(0, -1),
        lambda: Mean(-1, 0, 0),
        lambda: Mean(0, 1, 1),
        lambda: Mean(2, 10, 49),
        lambda: Mean(2, float("nan"), 1),
        lambda: Mean(2, 1, float("inf")),
        lambda: Ratio(2, 4, 8, 4, 8, 9),
        lambda: Covaried(2, 4, 8, 4, 8, float("nan")),
        lambda: Moments(-1, None, None),
        lambda: Moments(2, float("inf"), 1.0),
        lambda: Moments(2, 1.0, -1.0),
    ],
)
def test_what_no_users_can_add_up_to_is_refused(make: type) -> None:
    """More conversions than users, squares below what the sum demands, products beyond Cauchy and Schwarz."""
    with pytest.raises(ValueError, match=r"cannot be|is no number|No users|squares"):
        make()
