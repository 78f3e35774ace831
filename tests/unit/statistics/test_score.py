"""Score intervals against the likelihood itself, R's figures and statsmodels."""

import pytest
from hypothesis import given, settings
from scipy import optimize
from statsmodels.stats import proportion as peer

from sextant.statistics import normal, score
from sextant.statistics.samples import Proportion
from sextant.statistics.status import Status
from tests.unit.statistics import arms


def likeliest_base(control: Proportion, treatment: Proportion, at: float) -> float:
    """Control's rate that maximises the likelihood if the difference is `at`: where its derivative is 0."""

    def slope(base: float) -> float:
        rate = base + at
        return (
            treatment.conversions / rate
            - (treatment.n - treatment.conversions) / (1 - rate)
            + control.conversions / base
            - (control.n - control.conversions) / (1 - base)
        )

    return float(optimize.brentq(slope, max(0.0, -at) + 1e-12, min(1.0, 1.0 - at) - 1e-12, xtol=1e-15))


@given(control=arms.varying(most=10_000), treatment=arms.varying(most=10_000), alpha=arms.LEVELS)
@settings(max_examples=50)
def test_the_score_at_each_bound_is_critical(control: Proportion, treatment: Proportion, alpha: float) -> None:
    """With the likeliest rates at that difference, found by another way."""
    interval = score.difference(control, treatment, alpha).interval
    assert interval is not None
    growth = (control.n + treatment.n) / (control.n + treatment.n - 1)
    seen = treatment.conversions / treatment.n - control.conversions / control.n
    for bound in (interval.lower, interval.upper):
        assert bound is not None
        if abs(bound) < 1 - 1e-9:
            base = likeliest_base(control, treatment, bound)
            rate = base + bound
            variance = growth * (base * (1 - base) / control.n + rate * (1 - rate) / treatment.n)
            assert abs(seen - bound) / variance**0.5 == pytest.approx(normal.critical(alpha), rel=1e-4)


def test_the_difference_is_that_of_r() -> None:
    """R's PropCIs::diffscoreci of 7/34 and 1/34, where statsmodels differs in the third digit."""
    found = score.difference(Proportion(1, 34), Proportion(7, 34)).interval
    assert found is not None
    assert (found.lower, found.upper) == (pytest.approx(0.0270416, abs=6e-7), pytest.approx(0.3452912, abs=6e-7))


@given(control=arms.varying(least=5, most=5000), treatment=arms.varying(least=5, most=5000))
@settings(max_examples=50)
def test_the_ratio_is_statsmodels(control: Proportion, treatment: Proportion) -> None:
    """With the variance's correction and without, which is Koopman's interval."""
    counts = treatment.conversions, treatment.n, control.conversions, control.n
    for correction in (True, False):
        ours = score.lift(control, treatment, correction=correction).interval
        assert ours is not None
        for bound in (ours.lower, ours.upper):
            assert bound is not None
            theirs = peer.score_test_proportions_2indep(*counts, bound + 1, compare="ratio", correction=correction)
            assert theirs.pvalue == pytest.approx(0.05, rel=1e-5)


@pytest.mark.parametrize("n", [10**4, 10**8, 10**10, 10**12])
def test_the_lift_keeps_digits_where_everybody_converted(n: int) -> None:
    """The constrained rates are 1 and 1 over the ratio, so that n times the lift is z², less what is of order 1/n."""
    found = score.lift(Proportion(n, n), Proportion(n, n)).interval
    assert found is not None
    expected = normal.critical(0.05) ** 2 / n
    assert (found.lower, found.upper) == (pytest.approx(-expected, rel=1e-3), pytest.approx(expected, rel=1e-3))


@given(control=arms.proportions(), treatment=arms.proportions(), alpha=arms.LEVELS)
def test_there_is_an_interval_of_any_counts(control: Proportion, treatment: Proportion, alpha: float) -> None:
    """It holds what was seen, and lies where differences and lifts do."""
    found, lift = score.difference(control, treatment, alpha), score.lift(control, treatment, alpha)
    if not (control.n and treatment.n):
        assert found.status is lift.status is Status.NO_USERS
        return
    assert found.interval is not None
    assert -1 <= (found.interval.lower or 0) <= (found.interval.upper or 0) <= 1
    if not control.conversions:
        assert (lift.status, lift.value) == (Status.NO_BASELINE, None)
        return
    assert lift.interval is not None
    assert lift.value is not None
    assert -1 <= (lift.interval.lower or 0) <= lift.value + 1e-9
    assert lift.interval.upper is None or lift.interval.upper >= lift.value - 1e-9
