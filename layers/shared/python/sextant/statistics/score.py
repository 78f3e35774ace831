"""Score intervals: the values of a difference or a ratio of rates that a score test does not reject.

Miettinen & Nurminen (Stat. Med. 4, 1985). With `correction` the variance grows by N / (N - 1), as they have it;
without, the interval of a difference is Mee's and that of a ratio Koopman's (Biometrics 40, 1984).
"""

import math
from collections.abc import Callable

from sextant.statistics import normal
from sextant.statistics.estimates import Estimate, Interval
from sextant.statistics.roots import crossing
from sextant.statistics.samples import Proportion
from sextant.statistics.status import Status

_PRECISION = 1e-12
_FINEST = 1e-15
"""Of a ratio, since what is told is by how much a ratio differs from 1."""
_LARGEST_RATIO = 1e15


def difference(
    control: Proportion,
    treatment: Proportion,
    alpha: float = 0.05,
    *,
    correction: bool = True,
    as_statsmodels: bool = False,
) -> Estimate:
    """The interval of the difference of rates.

    Args:
        control: The arm compared with.
        treatment: The arm compared.
        alpha: One less the confidence level.
        correction: Whether the variance grows by N / (N - 1).
        as_statsmodels: Reproduce statsmodels 0.15's `method="score"`, in whose cubic a count of conversions stands for
            the count of users, so that its constrained rates are not the likeliest: 7 of 34 against 1 of 34 gives it
            [0.02732, 0.34343], where R's PropCIs and the likelihood itself give [0.02704, 0.34529].
    """
    if not (control.n and treatment.n):
        return Estimate(Status.NO_USERS, None, None)
    z = normal.critical(alpha)
    middle = treatment.conversions / treatment.n - control.conversions / control.n
    leading = control.conversions if as_statsmodels else control.n
    score = _score_of_difference(control, treatment, leading, correction=correction)
    lower = -1.0 if score(-1.0) <= z else crossing(lambda at: score(at) - z, -1.0, middle, precision=_PRECISION)
    upper = 1.0 if score(1.0) >= -z else crossing(lambda at: score(at) + z, middle, 1.0, precision=_PRECISION)
    return Estimate(Status.OK, middle, Interval(lower, upper))


def lift(control: Proportion, treatment: Proportion, alpha: float = 0.05, *, correction: bool = True) -> Estimate:
    """The interval of the lift, which is the ratio of the rates less 1.

    It is there where the log-ratio interval is not: when nobody in treatment converted, and when everybody did in both.
    """
    if not (control.n and treatment.n):
        return Estimate(Status.NO_USERS, None, None)
    if not control.conversions:
        return Estimate(Status.NO_BASELINE, None, None)
    z = normal.critical(alpha)
    ratio = treatment.conversions * control.n / (treatment.n * control.conversions)
    score = _score_of_ratio(control, treatment, correction=correction)
    lower = crossing(lambda at: score(at) - z, 0.0, ratio, precision=_FINEST) if ratio else 0.0
    edge = max(2 * ratio, 1.0)
    while score(edge) > -z and edge < _LARGEST_RATIO:
        edge *= 4
    upper = crossing(lambda at: score(at) + z, ratio, edge, precision=_FINEST) - 1 if edge < _LARGEST_RATIO else None
    return Estimate(Status.OK, ratio - 1, Interval(lower - 1, upper))


def _score_of_difference(
    control: Proportion, treatment: Proportion, leading: int, *, correction: bool
) -> Callable[[float], float]:
    base, rate = control.conversions / control.n, treatment.conversions / treatment.n
    growth = _growth(control, treatment, correction=correction)

    def score(at: float) -> float:
        held_base = _base_at_difference(control, treatment, at, leading)
        held_rate = min(max(held_base + at, 0.0), 1.0)
        variance = growth * (held_rate * (1 - held_rate) / treatment.n + held_base * (1 - held_base) / control.n)
        return _standardised(rate - base - at, variance)

    return score


def _base_at_difference(control: Proportion, treatment: Proportion, at: float, leading: int) -> float:
    """Control's likeliest rate if the difference is `at`: the root of their cubic, by its trigonometric solution."""
    n = control.n + treatment.n
    hits = control.conversions + treatment.conversions
    if at == 0:
        return hits / n
    square = ((treatment.n + 2 * control.n) * at - n - hits) / (3 * n)
    linear = ((leading * at - n - 2 * control.conversions) * at + hits) / n
    constant = control.conversions * at * (1 - at) / n
    cubed = square**3 - linear * square / 2 + constant / 2
    root = math.copysign(math.sqrt(max(square * square - linear / 3, 0.0)), cubed)
    angle = (math.pi + math.acos(min(max(cubed / root**3, -1.0), 1.0))) / 3 if root else 0.0
    held = 2 * root * math.cos(angle) - square
    return min(max(held, 0.0, -at), 1.0, 1.0 - at)


def _score_of_ratio(control: Proportion, treatment: Proportion, *, correction: bool) -> Callable[[float], float]:
    base, rate = control.conversions / control.n, treatment.conversions / treatment.n
    growth = _growth(control, treatment, correction=correction)
    hits = control.conversions + treatment.conversions
    above, below = treatment.n + control.conversions, control.n + treatment.conversions
    missed = (control.n - control.conversions) * (treatment.n - treatment.conversions)

    def score(at: float) -> float:
        # The root of their quadratic, whose discriminant is written as a sum: nothing cancels if everybody converted.
        discriminant = ((above * at - below) / 2) ** 2 + at * missed
        held_base = min(hits / ((above * at + below) / 2 + math.sqrt(discriminant)), 1.0)
        held_rate = min(held_base * at, 1.0)
        variance = growth * (
            held_rate * (1 - held_rate) / treatment.n + at * at * held_base * (1 - held_base) / control.n
        )
        return _standardised(rate - at * base, variance)

    return score


def _growth(control: Proportion, treatment: Proportion, *, correction: bool) -> float:
    n = control.n + treatment.n
    return n / (n - 1) if correction else 1.0


def _standardised(distance: float, variance: float) -> float:
    if variance > 0:
        return distance / math.sqrt(variance)
    return math.copysign(1e300, distance) if distance else 0.0
