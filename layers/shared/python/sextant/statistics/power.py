"""What a test can find: power, sample size, and the least effect that a number of users shows.

Sizes are users in control, not rounded; treatment has `ratio` times as many. Those of `Variance.POOLED` are R's
(power.prop.test) and Fleiss' (Statistical Methods for Rates and Proportions, 3.14).
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scipy.special import nctdtr

from sextant.statistics import normal, student
from sextant.statistics.roots import crossing
from sextant.statistics.tails import Side, tail_alpha

_PRECISION: Final = 1e-13


class Variance(StrEnum):
    """Which standard error a test of two rates is planned with."""

    POOLED = "pooled"
    """Under no effect, of both arms together; under the effect, each arm's own: what the pooled z test does."""
    UNPOOLED = "unpooled"
    """Each arm's own in both cases: the Wald test."""
    BASELINE = "baseline"
    """Under no effect, control's in both arms (Evan Miller's calculator)."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a test is planned for: to find what is there with a power, and what is not with alpha.

    Raises:
        ValueError: Alpha is not between 0 and 1, or power not between what a tail has of it and 1.
    """

    alpha: float = 0.05
    power: float = 0.8
    side: Side = Side.BOTH

    def __post_init__(self) -> None:
        if not tail_alpha(self.alpha, self.side) < self.power < 1:
            raise ValueError(f"Power lies between alpha and 1, not at {self.power}")

    @property
    def critical(self) -> float:
        """z(alpha): how many standard errors an effect must lie from nothing to be significant."""
        return normal.critical(self.alpha, self.side)

    @property
    def margin(self) -> float:
        """z(power): how many more the truth must lie beyond that, for chance to leave it there with that power."""
        return normal.quantile(self.power)


USUAL: Final = Goal()
"""Two sides, 5 %, 80 %."""


def of_proportions(
    rates: tuple[float, float],
    users: tuple[float, float],
    alpha: float = 0.05,
    *,
    side: Side = Side.BOTH,
    variance: Variance = Variance.POOLED,
) -> float:
    """The power of a z test of two rates, with both tails, as Stata's `power twoproportions`.

    Args:
        rates: Control's and treatment's true rate.
        users: Control's and treatment's users.
        alpha: The level of the test.
        side: What the test looks for.
        variance: Which standard error it takes.
    """
    n, ratio = users[0], users[1] / users[0]
    null, alternative = _deviations(*rates, ratio, variance)
    shift = (rates[1] - rates[0]) * math.sqrt(n)
    reach = normal.critical(alpha, side) * null
    above = _beyond(shift - reach, alternative)
    below = _beyond(-shift - reach, alternative)
    return {Side.GREATER: above, Side.LESS: below, Side.BOTH: above + below}[side]


def users_for_proportions(
    baseline: float,
    target: float,
    goal: Goal = USUAL,
    *,
    ratio: float = 1.0,
    variance: Variance = Variance.POOLED,
) -> float:
    """Users in control for a z test to find a change of the rate from baseline to target.

    The farther tail is left out, as everybody does: at a power of 0.8 it holds a millionth.

    Raises:
        ValueError: The rates are equal or outside 0 to 1, or the ratio is not positive.
    """
    _check_rates(baseline, target)
    null, alternative = _deviations(baseline, target, _positive(ratio), variance)
    return ((goal.critical * null + goal.margin * alternative) / (target - baseline)) ** 2


def cohen_h(baseline: float, target: float) -> float:
    """The difference of two rates after the arcsine transform that makes their variance 1/n (Cohen, 1988, ch. 6)."""
    return 2 * math.asin(math.sqrt(target)) - 2 * math.asin(math.sqrt(baseline))


def of_effect(effect: float, users: tuple[float, float], alpha: float = 0.05, *, side: Side = Side.BOTH) -> float:
    """The power of a z test for a standardised effect: Cohen's h of rates, or d of means."""
    return of_shift(effect / math.sqrt(1 / users[0] + 1 / users[1]), alpha, side=side)


def of_shift(shift: float, alpha: float = 0.05, *, side: Side = Side.BOTH) -> float:
    """The power of a z test if the truth lies `shift` standard errors from nothing."""
    reach = normal.critical(alpha, side)
    above, below = normal.cumulative(shift - reach), normal.cumulative(-shift - reach)
    return {Side.GREATER: above, Side.LESS: below, Side.BOTH: above + below}[side]


def users_for_effect(effect: float, goal: Goal = USUAL, *, ratio: float = 1.0) -> float:
    """Users in control for a z test to find a standardised effect d: (1 + 1/ratio)·(z(alpha) + z(power))² / d².

    Raises:
        ValueError: The effect is 0, or the ratio is not positive.
    """
    if not effect:
        raise ValueError("No number of users shows an effect of 0: give the least effect worth finding")
    return (1 + 1 / _positive(ratio)) * ((goal.critical + goal.margin) / effect) ** 2


def users_for_arcsine(baseline: float, target: float, goal: Goal = USUAL, *, ratio: float = 1.0) -> float:
    """Users in control by Cohen's h, both tails counted.

    Raises:
        ValueError: The rates are equal or outside 0 to 1, or the ratio is not positive.
    """
    _check_rates(baseline, target)
    return (1 + 1 / _positive(ratio)) * (least_shift(goal) / cohen_h(baseline, target)) ** 2


def least_shift(goal: Goal = USUAL) -> float:
    """How many standard errors from nothing the truth must lie for that power, both tails counted."""
    nearly = goal.critical + goal.margin
    if goal.side != Side.BOTH:
        return nearly
    return crossing(lambda shift: of_shift(shift, goal.alpha) - goal.power, 0.0, max(nearly, 0.0) + 1.0)


def of_t(effect: float, users: tuple[float, float], alpha: float = 0.05, *, side: Side = Side.BOTH) -> float:
    """The power of the t test of two means of equal variance whose difference is `effect` standard deviations."""
    df = users[0] + users[1] - 2
    shift = effect / math.sqrt(1 / users[0] + 1 / users[1])
    reach = student.critical(alpha, df, side)
    above, below = _student_below(df, -shift, -reach), _student_below(df, shift, -reach)
    return {Side.GREATER: above, Side.LESS: below, Side.BOTH: above + below}[side]


def users_for_t(effect: float, goal: Goal = USUAL, *, ratio: float = 1.0) -> float:
    """Users in control for that t test.

    Raises:
        ValueError: The effect is 0, or the ratio is not positive.
    """
    enough_for_z = users_for_effect(effect, goal, ratio=ratio)
    side = Side.BOTH if goal.side == Side.BOTH else Side.GREATER

    def lack(n: float) -> float:
        return of_t(abs(effect), (n, n * ratio), goal.alpha, side=side) - goal.power

    low = max(enough_for_z * 0.99, 2.0 / (1 + ratio) + 1e-3)
    high = low + 10.0
    while lack(high) < 0:
        high *= 2
    return crossing(lack, low, high, precision=_PRECISION) if lack(low) < 0 else low


def _student_below(df: float, shift: float, t: float) -> float:
    """P(T ≤ t) of the noncentral t. SciPy's has no number where it is next to nothing or next to certain."""
    below = float(nctdtr(df, shift, t))
    return below if math.isfinite(below) else normal.cumulative(t - shift)


def _deviations(base: float, rate: float, ratio: float, variance: Variance) -> tuple[float, float]:
    """√n times the standard error of the difference, with no effect and with this one; n is control's size."""
    own = math.sqrt(base * (1 - base) + rate * (1 - rate) / ratio)
    if variance is Variance.UNPOOLED:
        return own, own
    held = base if variance is Variance.BASELINE else (base + ratio * rate) / (1 + ratio)
    return math.sqrt(held * (1 - held) * (1 + 1 / ratio)), own


def _beyond(distance: float, deviation: float) -> float:
    return normal.cumulative(distance / deviation) if deviation else float(distance > 0)


def _check_rates(baseline: float, target: float) -> None:
    if not (0 < baseline < 1 and 0 < target < 1):
        raise ValueError(f"A rate lies between 0 and 1, not at {baseline} or {target}")
    if baseline == target:
        raise ValueError(f"The target equals the baseline of {baseline}: give the least change worth finding")


def _positive(ratio: float) -> float:
    if not 0 < ratio < math.inf:
        raise ValueError(f"Treatment has a positive number of users for each in control, not {ratio}")
    return ratio
