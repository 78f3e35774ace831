"""Means that are huge beside how far they lie apart, against arithmetic of 60 digits."""

from dataclasses import dataclass

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.statistics import cuped, gaussian, lift, means
from sextant.statistics.samples import Covaried, Mean, Ratio
from tests.unit.statistics.arms import mean_of

OFFSET = 10**12
"""A trillion, of which a float keeps four digits behind the point."""
VALUES = st.lists(st.integers(0, 4), min_size=20, max_size=60).filter(lambda values: len(set(values)) > 1)


@dataclass(frozen=True)
class Exactly:
    """Welch's test in 60 digits."""

    difference: mpmath.mpf
    error: mpmath.mpf

    @classmethod
    def of(cls, control: list[int], treatment: list[int]) -> "Exactly":
        """Of values that are not offset, which changes neither."""
        with mpmath.workdps(60):
            sides = [
                (mpmath.fsum(values) / len(values), mpmath.mpf(spread(values)) / (len(values) - 1) / len(values))
                for values in (control, treatment)
            ]
            return cls(sides[1][0] - sides[0][0], mpmath.sqrt(sides[0][1] + sides[1][1]))


def spread(values: list[int]) -> mpmath.mpf:
    """The sum of squared distances from the mean."""
    middle = mpmath.fsum(values) / len(values)
    return mpmath.fsum((value - middle) ** 2 for value in values)


def offset(values: list[int]) -> Mean:
    """Their sums, a trillion higher each."""
    return mean_of([OFFSET + value for value in values])


@given(control=VALUES, treatment=VALUES)
@settings(max_examples=60, deadline=None)
def test_t_and_intervals_keep_nine_digits(control: list[int], treatment: list[int]) -> None:
    """A trillion more to everybody changes no difference, no error and no t."""
    exactly = Exactly.of(control, treatment)
    moments = offset(control).moments, offset(treatment).moments
    found = means.welch(*moments)
    assert found.interval is not None
    assert found.difference == pytest.approx(float(exactly.difference), rel=1e-12, abs=1e-15)
    assert found.t == pytest.approx(float(exactly.difference / exactly.error), rel=1e-9, abs=1e-12)
    plain = means.welch(mean_of(control).moments, mean_of(treatment).moments)
    assert plain.interval is not None
    assert found.interval.lower == pytest.approx(plain.interval.lower, rel=1e-9, abs=1e-12)
    assert found.interval.upper == pytest.approx(plain.interval.upper, rel=1e-9, abs=1e-12)


@given(control=VALUES, treatment=VALUES)
@settings(max_examples=60, deadline=None)
def test_lifts_of_a_trillionth_keep_nine_digits(control: list[int], treatment: list[int]) -> None:
    """Fieller's, and that of logarithms; both intervals are the difference's over the control's mean, near enough."""
    exactly = Exactly.of(control, treatment)
    moments = offset(control).moments, offset(treatment).moments
    wanted = float(exactly.difference / (OFFSET + mpmath.fsum(control) / len(control)))
    of_difference = means.welch(*moments)
    by_fieller = lift.fieller(*moments, normal_tails=False)
    by_logarithm = lift.log_ratio_of_means(*moments)
    assert by_fieller.value == pytest.approx(wanted, rel=1e-12, abs=1e-27)
    assert by_logarithm.value == pytest.approx(wanted, rel=1e-12, abs=1e-27)
    assert by_fieller.interval is not None
    assert of_difference.interval is not None
    for relative, absolute in (
        (by_fieller.interval.lower, of_difference.interval.lower),
        (by_fieller.interval.upper, of_difference.interval.upper),
    ):
        assert (relative or 0) * OFFSET == pytest.approx(absolute, rel=1e-9, abs=1e-9)


@given(control=VALUES, treatment=VALUES)
@settings(max_examples=40, deadline=None)
def test_ratios_adjusted_means_and_posteriors_keep_theirs(control: list[int], treatment: list[int]) -> None:
    """Whatever is compared is subtracted before it is rounded."""
    exactly = Exactly.of(control, treatment)
    arms = [offset(values) for values in (control, treatment)]
    whole = [int(arm.total) for arm in arms]
    ratios = [
        Ratio(arm.n, total, int(arm.squares), arm.n, arm.n, total) for arm, total in zip(arms, whole, strict=True)
    ]
    found = means.welch(ratios[0].moments, ratios[1].moments)
    assert found.difference == pytest.approx(float(exactly.difference), rel=1e-12, abs=1e-15)
    covaried = [beside(arm, values) for arm, values in zip(arms, (control, treatment), strict=True)]
    plain = [beside(mean_of(values), values) for values in (control, treatment)]
    high, low = cuped.compare(*covaried), cuped.compare(*plain)
    assert high.test.difference == pytest.approx(low.test.difference, rel=1e-9, abs=1e-12)
    probability = gaussian.better(arms[0].moments, arms[1].moments)
    unmoved = gaussian.better(mean_of(control).moments, mean_of(treatment).moments)
    assert probability == pytest.approx(unmoved, rel=1e-9)


def beside(arm: Mean, values: list[int]) -> Covaried:
    """An arm with a covariate of 0 and 1 in turn."""
    ones = len(values) // 2
    level = (int(arm.total) - sum(values)) // len(values)
    products = sum(level + value for place, value in enumerate(values) if place % 2)
    return Covaried(arm.n, int(arm.total), int(arm.squares), ones, ones, products)
