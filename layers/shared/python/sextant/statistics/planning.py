"""The least effect that a number of users shows, and the days that a number of users takes."""

import math

from sextant.statistics import power
from sextant.statistics.power import USUAL, Goal, Variance
from sextant.statistics.roots import crossing
from sextant.statistics.tails import Side

_PRECISION = 1e-12


def detectable_rate(
    baseline: float,
    users: tuple[float, float],
    goal: Goal = USUAL,
    *,
    variance: Variance = Variance.POOLED,
) -> float | None:
    """The least rate above baseline that the z test finds with the power wanted; None if not even 1 is.

    Args:
        baseline: Control's rate, between 0 and 1.
        users: Control's and treatment's users.
        goal: The level and the power wanted.
        variance: Which standard error the test takes.

    Raises:
        ValueError: The baseline is not between 0 and 1, or users are not positive.
    """
    _check(baseline, users)

    side = Side.BOTH if goal.side == Side.BOTH else Side.GREATER

    def lack(rate: float) -> float:
        return power.of_proportions((baseline, rate), users, goal.alpha, side=side, variance=variance) - goal.power

    return crossing(lack, baseline, 1.0, precision=_PRECISION) if lack(1.0) >= 0 else None


def detectable_rate_by_arcsine(baseline: float, users: tuple[float, float], goal: Goal = USUAL) -> float | None:
    """The same by Cohen's h: sin²(asin √p + h/2); None where that is beyond 1."""
    _check(baseline, users)
    half = detectable_effect(users, goal) / 2
    angle = math.asin(math.sqrt(baseline)) + half
    return math.sin(angle) ** 2 if angle < math.pi / 2 else None


def detectable_difference(baseline: float, users: tuple[float, float], goal: Goal = USUAL) -> float:
    """The rule of thumb (z(alpha) + z(power))·√(p(1-p)(1/n + 1/n')), which takes baseline's variance for both arms."""
    _check(baseline, users)
    distance = goal.critical + goal.margin
    return distance * math.sqrt(baseline * (1 - baseline) * (1 / users[0] + 1 / users[1]))


def detectable_effect(users: tuple[float, float], goal: Goal = USUAL) -> float:
    """The least standardised effect (Cohen's h, or d of means) that the z test finds with the power wanted."""
    return power.least_shift(goal) * math.sqrt(1 / users[0] + 1 / users[1])


def days_remaining(needed: float, seen: int, seen_per_day: float) -> int | None:
    """Whole days until `needed` users are seen if as many come each day; None if nobody comes."""
    if needed <= seen:
        return 0
    return math.ceil((needed - seen) / seen_per_day) if seen_per_day > 0 else None


def _check(baseline: float, users: tuple[float, float]) -> None:
    if not 0 < baseline < 1:
        raise ValueError(f"A rate lies between 0 and 1, not at {baseline}")
    if min(users) <= 0:
        raise ValueError(f"Each arm has users, not {users[0]} and {users[1]}")
