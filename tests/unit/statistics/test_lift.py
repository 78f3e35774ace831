"""Lifts and their intervals, against statsmodels, tea-tasting and Fieller's own condition."""

import pytest
import tea_tasting.aggr
import tea_tasting.metrics
from hypothesis import given
from statsmodels.stats import proportion as peer

from sextant.statistics import lift, means, normal, proportions, student
from sextant.statistics.samples import Mean, Moments, Proportion
from sextant.statistics.status import Status
from sextant.statistics.tails import Side
from tests.unit.statistics import arms


@given(control=arms.varying(), treatment=arms.varying(), alpha=arms.LEVELS)
def test_the_log_ratio_interval_is_statsmodels(control: Proportion, treatment: Proportion, alpha: float) -> None:
    """Katz's, of the ratio less 1."""
    theirs = peer.confint_proportions_2indep(
        treatment.conversions, treatment.n, control.conversions, control.n, compare="ratio", method="log", alpha=alpha
    )
    ours = lift.log_ratio(control, treatment, alpha)
    assert ours.interval is not None
    assert (ours.interval.lower, ours.interval.upper) == (
        pytest.approx(theirs[0] - 1, rel=1e-7, abs=1e-9),
        pytest.approx(theirs[1] - 1, rel=1e-7, abs=1e-9),
    )


@given(control=arms.varying(), treatment=arms.varying(), alpha=arms.LEVELS)
def test_exchanged_arms_have_the_inverse_interval(control: Proportion, treatment: Proportion, alpha: float) -> None:
    """What is +25 % one way is -20 % the other, and so are the bounds: neither direction is favoured."""
    there, back = lift.log_ratio(control, treatment, alpha).interval, lift.log_ratio(treatment, control, alpha).interval
    assert there is not None
    assert back is not None
    assert (1 + (there.lower or 0)) * (1 + (back.upper or 0)) == pytest.approx(1)


SKEWED = arms.VALUES.map(lambda values: [abs(value) + 1 for value in values] + [0, 2])


@given(control=SKEWED, treatment=SKEWED)
def test_of_means_it_is_tea_tastings(control: list[int], treatment: list[int]) -> None:
    """Which takes the delta method on logarithms, too."""
    sums = arms.mean_of(control), arms.mean_of(treatment)
    peers = [
        tea_tasting.aggr.Aggregates(count_=each.n, mean_={"x": each.mean}, var_={"x": each.variance}) for each in sums
    ]
    metric = tea_tasting.metrics.Mean("x", use_t=False, equal_var=False)
    theirs = metric.analyze_aggregates(peers[0], peers[1])
    ours = lift.log_ratio_of_means(sums[0].moments, sums[1].moments)
    assert ours.interval is not None
    assert ours.value == pytest.approx(theirs.rel_effect_size)
    assert ours.interval.lower == pytest.approx(theirs.rel_effect_size_ci_lower)
    assert ours.interval.upper == pytest.approx(theirs.rel_effect_size_ci_upper)


@pytest.mark.parametrize("normal_tails", [True, False])
@given(control=arms.varying(), treatment=arms.varying())
def test_fieller_bounds_are_lifts_at_which_nothing_is_left(
    *, normal_tails: bool, control: Proportion, treatment: Proportion
) -> None:
    """There treatment less (1 + lift) times control lies just a critical value of its errors from 0."""
    first, second = control.moments, treatment.moments
    found = lift.fieller(first, second, normal_tails=normal_tails)
    test = means.welch(first, second)
    assert found.g is not None
    assert test.df is not None
    if found.g >= 1:
        assert (found.status, found.interval) == (Status.NO_BASELINE, None)
        return
    reach = normal.critical(0.05) if normal_tails else student.critical(0.05, test.df)
    assert found.interval is not None
    for bound in (found.interval.lower, found.interval.upper):
        ratio = 1 + (bound or 0)
        variance = (second.variance or 0) / second.n + ratio**2 * (first.variance or 0) / first.n
        distance = abs((second.mean or 0) - ratio * (first.mean or 0)) / variance**0.5
        assert distance == pytest.approx(reach, rel=1e-5)


def test_the_linear_delta_method_turns_a_verdict_where_ours_do_not() -> None:
    """62 of 1471 against 87 of 1529: p is 0.031 relative and 0.063 absolute; log-ratio and Fieller say the latter."""
    control, treatment = Proportion(87, 1529), Proportion(62, 1471)
    linear = lift.delta(control.moments, treatment.moments)
    assert linear.p == pytest.approx(0.031, abs=5e-4)
    assert (proportions.pooled_z(control, treatment).p or 0) > 0.05
    for interval in (
        lift.log_ratio(control, treatment).interval,
        lift.fieller(control.moments, treatment.moments).interval,
    ):
        assert interval is not None
        assert (interval.lower or 0) < 0 < (interval.upper or 0)


def test_one_side_leaves_the_other_open() -> None:
    """The delta method's one-sided tests."""
    arms_of = Proportion(87, 1529).moments, Proportion(62, 1471).moments
    less = lift.delta(*arms_of, side=Side.LESS)
    assert less.interval is not None
    assert less.interval.lower is None
    assert less.p == pytest.approx((lift.delta(*arms_of).p or 0) / 2)


@pytest.mark.parametrize(
    ("control", "treatment", "status", "value"),
    [
        (Proportion(0, 0), Proportion(1, 9), Status.NO_USERS, None),
        (Proportion(0, 100), Proportion(10, 100), Status.NO_BASELINE, None),
        (Proportion(10, 100), Proportion(0, 100), Status.TOO_FEW_EVENTS, -1.0),
        (Proportion(9, 9), Proportion(9, 9), Status.NO_VARIANCE, 0.0),
    ],
)
def test_a_rate_without_a_lift_says_why(
    control: Proportion, treatment: Proportion, status: Status, value: float | None
) -> None:
    """And gives the lift where there is one."""
    found = lift.log_ratio(control, treatment)
    assert (found.status, found.value, found.interval) == (status, value, None)


@pytest.mark.parametrize(
    ("control", "treatment", "status", "value"),
    [
        (Mean(0, 0, 0), Mean(2, 3, 5), Status.NO_USERS, None),
        (Mean(2, 0, 8), Mean(2, 3, 5), Status.NO_BASELINE, None),
        (Mean(1, 2, 4), Mean(2, 3, 5), Status.TOO_FEW_USERS, -0.25),
        (Mean(2, 2, 2), Mean(2, 4, 8), Status.NO_VARIANCE, 1.0),
    ],
)
def test_a_mean_without_a_lift_says_why(control: Mean, treatment: Mean, status: Status, value: float | None) -> None:
    """By each of the three methods."""
    for method in (lift.log_ratio_of_means, lift.fieller, lift.delta):
        found = method(control.moments, treatment.moments)
        assert (found.status, found.value, found.interval) == (status, value, None)


def test_a_negative_mean_has_no_logarithm() -> None:
    """Refunds beyond sales: of control there is no lift, of treatment there is one without an interval."""
    below, above = Moments(50, -2.0, 9.0), Moments(50, 4.0, 9.0)
    assert lift.log_ratio_of_means(below, above).status is Status.NO_BASELINE
    found = lift.log_ratio_of_means(above, below)
    assert (found.status, found.value, found.interval) == (Status.TOO_FEW_EVENTS, -1.5, None)
    assert lift.fieller(above, below).interval is not None


def test_a_ratio_without_a_denominator_has_no_lift() -> None:
    """Nothing to divide by, though there are users."""
    for method in (lift.log_ratio_of_means, lift.fieller, lift.delta):
        assert method(Moments(5, None, None), Moments(5, 1.0, 1.0)).status is Status.TOO_FEW_EVENTS
