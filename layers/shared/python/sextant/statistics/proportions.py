"""Two conversion rates: tests of their difference, treatment minus control, and intervals for it."""

import math
from dataclasses import dataclass

from sextant.statistics import normal
from sextant.statistics.estimates import Estimate, Interval
from sextant.statistics.samples import Proportion
from sextant.statistics.status import Status
from sextant.statistics.tails import Side


@dataclass(frozen=True, slots=True)
class ZTest:
    """What a z test found.

    Attributes:
        status: NO_USERS, or NO_VARIANCE where nothing varies: then nothing speaks against equality, and p is 1.
        difference: Treatment's rate minus control's.
        error: The standard error of the difference under the test's assumption.
        z: Difference over error (with a continuity correction, if asked for); None where the error is 0.
        p: None only without users.
        log10_p: To base 10, right where p is below the least float.
    """

    status: Status
    difference: float | None
    error: float | None
    z: float | None
    p: float | None
    log10_p: float | None


_NO_TEST = ZTest(Status.NO_USERS, None, None, None, None, None)
_NO_ESTIMATE = Estimate(Status.NO_USERS, None, None)


def pooled_z(control: Proportion, treatment: Proportion, *, side: Side = Side.BOTH, correction: bool = False) -> ZTest:
    """The z test of equal rates, with the variance of the rate of both arms together.

    Its square is Pearson's chi-square of the 2x2 table. `correction` moves the difference towards 0 by half a user of
    each arm (Yates).
    """
    if not (control.n and treatment.n):
        return _NO_TEST
    return _test(control, treatment, pooled_error(control, treatment), side, correction=correction)


def unpooled_z(
    control: Proportion, treatment: Proportion, *, side: Side = Side.BOTH, correction: bool = False
) -> ZTest:
    """The z test with each arm's own variance: Wald's, which agrees with the Wald interval."""
    if not (control.n and treatment.n):
        return _NO_TEST
    return _test(control, treatment, unpooled_error(control, treatment), side, correction=correction)


def pooled_error(control: Proportion, treatment: Proportion) -> float:
    """The standard error of the difference if both arms convert alike. Both need users."""
    n = control.n + treatment.n
    hits = control.conversions + treatment.conversions
    return math.sqrt(hits * (n - hits) / (n * control.n * treatment.n))


def unpooled_error(control: Proportion, treatment: Proportion) -> float:
    """The standard error of the difference, each arm with its own variance. Both need users."""
    return math.sqrt(_variance(control) + _variance(treatment))


def difference(control: Proportion, treatment: Proportion) -> float | None:
    """Treatment's rate minus control's; None without users."""
    return _difference(control, treatment) if control.n and treatment.n else None


def half_a_user(control: Proportion, treatment: Proportion) -> float:
    """The continuity correction of a difference: half a conversion in each arm."""
    return 0.5 * (1 / control.n + 1 / treatment.n)


def wilson(sample: Proportion, alpha: float = 0.05) -> Interval:
    """Wilson's score interval of one rate (JASA 22, 1927); without users, everything from 0 to 1."""
    lower, upper = _wilson(sample.conversions, sample.n, normal.critical(alpha))
    return Interval(lower, upper)


def newcombe(control: Proportion, treatment: Proportion, alpha: float = 0.05) -> Estimate:
    """The interval of the difference made from both Wilson intervals (Newcombe, Stat. Med. 17, 1998, method 10).

    It holds its level near 0 and 1, where Wald's does not, and never leaves -1 to 1.
    """
    if not (control.n and treatment.n):
        return _NO_ESTIMATE
    z = normal.critical(alpha)
    base, rate = control.conversions / control.n, treatment.conversions / treatment.n
    base_low, base_high = _wilson(control.conversions, control.n, z)
    low, high = _wilson(treatment.conversions, treatment.n, z)
    difference = rate - base
    return Estimate(
        Status.OK,
        difference,
        Interval(
            difference - math.hypot(rate - low, base_high - base), difference + math.hypot(high - rate, base - base_low)
        ),
    )


def wald(control: Proportion, treatment: Proportion, alpha: float = 0.05, *, pooled: bool = False) -> Estimate:
    """The textbook interval, difference ± z·error: here to be compared with, since near 0 and 1 it covers too little.

    Where neither arm varies it has no width, and its status says NO_VARIANCE.
    """
    if not (control.n and treatment.n):
        return _NO_ESTIMATE
    error = (pooled_error if pooled else unpooled_error)(control, treatment)
    difference = _difference(control, treatment)
    half = normal.critical(alpha) * error
    status = Status.OK if error else Status.NO_VARIANCE
    return Estimate(status, difference, Interval(difference - half, difference + half))


def agresti_caffo(control: Proportion, treatment: Proportion, alpha: float = 0.05) -> Estimate:
    """Wald's interval after one conversion and one failure more in each arm (Agresti & Caffo, Am. Stat. 54, 2000).

    Its middle is not the observed difference, and with few users it may reach beyond -1 or 1.
    """
    if not (control.n and treatment.n):
        return _NO_ESTIMATE
    more = Proportion(control.conversions + 1, control.n + 2), Proportion(treatment.conversions + 1, treatment.n + 2)
    middle, half = _difference(*more), normal.critical(alpha) * unpooled_error(*more)
    return Estimate(Status.OK, _difference(control, treatment), Interval(middle - half, middle + half))


def _test(control: Proportion, treatment: Proportion, error: float, side: Side, *, correction: bool) -> ZTest:
    difference = _difference(control, treatment)
    if not error:
        return _without_variance(difference)
    distance = difference
    if correction:
        distance = math.copysign(max(abs(difference) - half_a_user(control, treatment), 0.0), difference)
    z = distance / error
    tail = normal.tail(z, side)
    return ZTest(Status.OK, difference, error, z, tail.p, tail.log10_p)


def _without_variance(difference: float) -> ZTest:
    """Nothing varies. If the arms are equal p is 1; if they are opposite, only an exact test has an answer."""
    if difference == 0:
        return ZTest(Status.NO_VARIANCE, difference, 0.0, None, 1.0, 0.0)
    return ZTest(Status.NO_VARIANCE, difference, 0.0, None, None, None)


def _difference(control: Proportion, treatment: Proportion) -> float:
    above = treatment.conversions * control.n - control.conversions * treatment.n
    return above / (control.n * treatment.n)


def _variance(sample: Proportion) -> float:
    return sample.conversions * (sample.n - sample.conversions) / sample.n**3


def _wilson(hits: int, n: int, z: float) -> tuple[float, float]:
    if not n:
        return 0.0, 1.0
    square = z * z
    middle = hits + square / 2
    half = z * math.sqrt(hits * (n - hits) / n + square / 4)
    return (middle - half) / (n + square) if hits else 0.0, (middle + half) / (n + square) if hits < n else 1.0
