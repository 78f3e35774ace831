"""Power and sample sizes against statsmodels."""

import math

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from statsmodels.stats import power as peer
from statsmodels.stats.proportion import power_proportions_2indep, proportion_effectsize

from sextant.statistics import planning, power
from sextant.statistics.power import Goal, Variance
from sextant.statistics.tails import Side

RATES = st.floats(0.001, 0.999)
GOALS = st.builds(Goal, st.sampled_from([0.001, 0.01, 0.05, 0.1]), st.sampled_from([0.5, 0.8, 0.9, 0.99]))
RATIOS = st.sampled_from([0.25, 0.5, 1.0, 2.0, 5.0])
ALTERNATIVES = {Side.BOTH: "two-sided", Side.GREATER: "larger", Side.LESS: "smaller"}


@given(rates=st.tuples(RATES, RATES), n=st.integers(2, 10**6), ratio=RATIOS, side=st.sampled_from(Side))
def test_the_power_of_two_rates_is_statsmodels(rates: tuple[float, float], n: int, ratio: float, side: Side) -> None:
    """Which is Stata's: pooled without an effect, each arm's own with it."""
    control, treatment = rates
    wanted = power_proportions_2indep(
        treatment - control, control, n, ratio, alpha=0.05, alternative=ALTERNATIVES[side], return_results=False
    )
    assert power.of_proportions(rates[::-1], (n * ratio, n)[::-1], side=Side.BOTH) >= 0
    found = power.of_proportions((control, treatment), (n * ratio, n), side=side)
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-12)


@given(rates=st.tuples(RATES, RATES), goal=GOALS, ratio=RATIOS, variance=st.sampled_from(Variance))
def test_a_sample_of_the_size_has_the_power(
    rates: tuple[float, float], goal: Goal, ratio: float, variance: Variance
) -> None:
    """One-sided, where no tail is left out."""
    assume(abs(rates[0] - rates[1]) > 1e-4)
    goal = Goal(goal.alpha, goal.power, Side.GREATER)
    n = power.users_for_proportions(*rates, goal, ratio=ratio, variance=variance)
    side = Side.GREATER if rates[1] > rates[0] else Side.LESS
    found = power.of_proportions(rates, (n, n * ratio), goal.alpha, side=side, variance=variance)
    assert found == pytest.approx(goal.power, rel=1e-6)


@given(rates=st.tuples(RATES, RATES), goal=GOALS, ratio=RATIOS)
@settings(max_examples=30)
def test_the_arcsine_size_has_statsmodels_power(rates: tuple[float, float], goal: Goal, ratio: float) -> None:
    """By its normal power of Cohen's h, both tails counted."""
    assume(abs(rates[0] - rates[1]) > 1e-3)
    n = power.users_for_arcsine(*rates, goal, ratio=ratio)
    effect = proportion_effectsize(rates[1], rates[0])
    assert power.cohen_h(*rates) == pytest.approx(effect)
    assert peer.NormalIndPower().power(effect, n, goal.alpha, ratio=ratio) == pytest.approx(goal.power, rel=1e-9)
    assert power.of_effect(effect, (n, n * ratio), goal.alpha) == pytest.approx(goal.power, rel=1e-9)


@given(effect=st.floats(0.02, 2), goal=GOALS, ratio=RATIOS)
@example(effect=0.125, goal=Goal(0.1, 0.5), ratio=0.25)
@settings(max_examples=30)
def test_the_size_for_t_has_statsmodels_power(effect: float, goal: Goal, ratio: float) -> None:
    """By the noncentral t, of both signs of the effect; where its farther tail is NaN, ours is not."""
    n = power.users_for_t(effect, goal, ratio=ratio)
    assert power.users_for_t(-effect, goal, ratio=ratio) == n
    wanted = peer.TTestIndPower().power(effect, n, goal.alpha, ratio=ratio)
    assert math.isnan(wanted) or wanted >= goal.power * (1 - 1e-6)
    # More than for z, once both tails are counted there too.
    assert n >= (1 + 1 / ratio) * (power.least_shift(goal) / effect) ** 2 * (1 - 1e-9)


@given(baseline=st.floats(0.001, 0.9), n=st.integers(500, 10**7), goal=GOALS, ratio=RATIOS)
def test_the_least_detectable_rate_is_detected(baseline: float, n: int, goal: Goal, ratio: float) -> None:
    """With the power asked for; where there is none, not even certainty would be."""
    users = n, n * ratio
    rate = planning.detectable_rate(baseline, users, goal)
    if rate is None:
        assert power.of_proportions((baseline, 1.0), users, goal.alpha) < goal.power
    else:
        assert baseline < rate <= 1
        assert power.of_proportions((baseline, rate), users, goal.alpha) == pytest.approx(goal.power, rel=1e-6)


def test_the_arcsine_rate_ends_at_one() -> None:
    """Beyond it there is none."""
    assert planning.detectable_rate_by_arcsine(0.99, (50, 50)) is None
    rate = planning.detectable_rate_by_arcsine(0.1, (10_000, 10_000))
    assert rate is not None
    assert power.users_for_arcsine(0.1, rate) == pytest.approx(10_000)


@pytest.mark.parametrize(
    ("needed", "seen", "per_day", "days"),
    [(100, 100, 0, 0), (100, 0, 0, None), (100, 0, 30, 4), (100.5, 100, 1, 1), (90, 0, 30, 3), (5, 9, -1, 0)],
)
def test_days_are_whole(needed: float, seen: int, per_day: float, days: int | None) -> None:
    """Nobody coming never gets there, unless enough came."""
    assert planning.days_remaining(needed, seen, per_day) == days


@pytest.mark.parametrize(
    "asked",
    [
        lambda: power.users_for_proportions(0.1, 0.1),
        lambda: power.users_for_proportions(0.0, 0.1),
        lambda: power.users_for_proportions(0.1, 1.0),
        lambda: power.users_for_proportions(0.1, math.nan),
        lambda: power.users_for_proportions(0.1, 0.2, ratio=0),
        lambda: power.users_for_effect(0.0),
        lambda: Goal(power=0.01),
        lambda: Goal(power=1.0),
        lambda: Goal(alpha=0.0),
        lambda: planning.detectable_rate(1.2, (10, 10)),
        lambda: planning.detectable_rate(0.1, (0, 10)),
    ],
)
def test_what_no_sample_answers_is_refused_in_words(asked: type) -> None:
    """No effect, no rate, no power, nobody."""
    with pytest.raises(ValueError, match=r"between|equals|positive|effect of 0|has users"):
        asked()
