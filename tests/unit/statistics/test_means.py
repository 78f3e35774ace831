"""Welch's t against SciPy, and the delta method's ratios by it."""

import math
from itertools import accumulate
from operator import mul

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from sextant.statistics import means, ratios
from sextant.statistics.estimates import Estimate
from sextant.statistics.samples import Mean, Moments, Proportion, Ratio
from sextant.statistics.status import Status
from sextant.statistics.tails import Side
from tests.unit.statistics.arms import LEVELS, VALUES, mean_of


@given(control=VALUES, treatment=VALUES, alpha=LEVELS)
@settings(max_examples=40)
def test_welch_is_scipys(control: list[int], treatment: list[int], alpha: float) -> None:
    """t, degrees of freedom, p and interval, from sums, of each side."""
    assume(len(set(control)) > 1 < len(set(treatment)))
    moments = mean_of(control).moments, mean_of(treatment).moments
    for side in Side:
        theirs = stats.ttest_ind(treatment, control, equal_var=False, alternative=side.value)
        found = means.welch(*moments, alpha, side=side)
        assert (found.t, found.df) == (pytest.approx(theirs.statistic, abs=1e-12), pytest.approx(theirs.df))
        assert found.p == pytest.approx(theirs.pvalue, rel=1e-8)
        interval = theirs.confidence_interval(1 - alpha)
        assert found.interval is not None
        for ours, other in ((found.interval.lower, interval.low), (found.interval.upper, interval.high)):
            assert ours is None if math.isinf(other) else ours == pytest.approx(other, rel=1e-7, abs=1e-9)


def test_a_p_below_all_floats_has_its_logarithm() -> None:
    """A t of 500 with two million users."""
    found = means.welch(Moments(10**6, 0.0, 1.0), Moments(10**6, 0.7071067811865476, 1.0))
    assert (found.p, found.status) == (0.0, Status.OK)
    assert found.t is not None
    assert found.df is not None
    a, share = found.df / 2, 1 / (1 + found.t**2 / found.df)
    series = sum(accumulate(((a + k - 0.5) / (a + k) * share for k in range(1, 500)), mul, initial=1.0))
    log_beta = math.lgamma(0.5) - 0.5 * math.log(a) + 1 / (8 * a)
    wanted = (a * math.log(share) + 0.5 * math.log1p(-share) - math.log(a) - log_beta + math.log(series)) / math.log(10)
    assert found.log10_p == pytest.approx(wanted, rel=1e-9)


@given(n=st.integers(2, 10**6), total=st.integers(0, 10**6))
def test_equal_values_without_variance_are_equal(n: int, total: int) -> None:
    """P is 1, and there is no t."""
    constant = Mean(n, n * total, n * total * total).moments
    found = means.welch(constant, constant)
    assert (found.status, found.difference, found.t, found.p, found.log10_p) == (Status.NO_VARIANCE, 0, None, 1, 0)


@pytest.mark.parametrize(
    ("control", "treatment", "status", "difference"),
    [
        (Moments(0, None, None), Moments(5, 1.0, 1.0), Status.NO_USERS, None),
        (Moments(5, 1.0, 1.0), Moments(5, None, None), Status.TOO_FEW_EVENTS, None),
        (Moments(1, 1.0, None), Moments(5, 3.0, 1.0), Status.TOO_FEW_USERS, 2.0),
        (Moments(5, 1.0, 0.0), Moments(5, 3.0, 0.0), Status.NO_VARIANCE, 2.0),
        (Proportion(1, 1).moments, Proportion(1, 2).moments, Status.TOO_FEW_USERS, -0.5),
    ],
)
def test_what_cannot_be_tested_says_why(
    control: Moments, treatment: Moments, status: Status, difference: float | None
) -> None:
    """And gives the difference where there is one, but no p."""
    found = means.welch(control, treatment)
    assert (found.status, found.difference, found.p) == (status, difference, None)
    assert found.estimate == Estimate(status, difference, None)


def test_one_arm_without_variance_is_compared_by_the_other() -> None:
    """A constant control is a known number."""
    treatment = [1, 2, 3, 4]
    found = means.welch(Mean(4, 4, 4).moments, mean_of(treatment).moments)
    assert found.p == pytest.approx(stats.ttest_1samp(treatment, 1).pvalue)


def test_normal_tails_are_narrower() -> None:
    """Z is t with infinite degrees of freedom."""
    arms = mean_of([1, 2, 3]).moments, mean_of([2, 5, 8]).moments
    by_z, by_t = means.z_test(*arms), means.welch(*arms)
    assert by_z.df is None
    assert (by_z.p or 1) < (by_t.p or 0)


def test_ratios_vary_as_samples_of_users_do() -> None:
    """The delta method's error is near that of 2,000 redrawn pairs of arms."""
    draw = np.random.default_rng(7)
    sessions = draw.poisson(3, (2, 400)) + 1
    clicks = draw.binomial(sessions, 0.3)
    arms = [
        Ratio(400, *(int(each.sum()) for each in (m, m * m, d, d * d, m * d)))
        for m, d in zip(clicks, sessions, strict=True)
    ]
    rows = draw.integers(0, 400, (2, 2000, 400))
    redrawn = [np.take(clicks[arm], rows[arm]).sum(1) / np.take(sessions[arm], rows[arm]).sum(1) for arm in (0, 1)]
    found = ratios.difference(arms[0], arms[1])
    assert found.error == pytest.approx(np.std(redrawn[1] - redrawn[0]), rel=0.05)
    lift = ratios.log_ratio(arms[0], arms[1])
    assert lift.interval is not None
    logs = np.log(redrawn[1] / redrawn[0])
    half = (math.log1p(lift.interval.upper or 0) - math.log1p(lift.interval.lower or 0)) / 2
    assert half == pytest.approx(1.96 * np.std(logs), rel=0.05)
    assert ratios.relative(arms[0], arms[1]).value == pytest.approx(lift.value)
