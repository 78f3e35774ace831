"""How much higher treatment is than control, relative to control: treatment over control, less 1.

`log_ratio`, `log_ratio_of_means` and `fieller` keep their level. `delta` is the linear delta method that other engines
report: it is lopsided (its error rates differ between the tails) and here only to be compared with.
"""

import math
from dataclasses import dataclass

from sextant.statistics import normal, proportions, student
from sextant.statistics.estimates import Estimate, Interval
from sextant.statistics.means import degrees_of_freedom, difference, standardised, what_is_missing
from sextant.statistics.samples import Moments, Proportion
from sextant.statistics.status import Status
from sextant.statistics.tails import Side

_MOST = 700.0
"""A lift whose logarithm is above it is no number any more."""


@dataclass(frozen=True, slots=True)
class Fieller:
    """A lift by Fieller's theorem.

    Attributes:
        status: NO_BASELINE where g is 1 or more: control's mean may as well be 0, and no interval bounds the lift.
        value: The lift, wherever control's mean is not 0.
        interval: None where there is none that is bounded.
        g: The square of the critical value over control's mean in standard errors: how far control is from certain.
    """

    status: Status
    value: float | None
    interval: Interval | None
    g: float | None


@dataclass(frozen=True, slots=True)
class RelativeTest:
    """A lift by the delta method, with the test that goes with it: what other engines call the relative test."""

    status: Status
    value: float | None
    error: float | None = None
    df: float | None = None
    p: float | None = None
    log10_p: float | None = None
    interval: Interval | None = None


def log_ratio(
    control: Proportion,
    treatment: Proportion,
    alpha: float = 0.05,
    *,
    pooled: bool = False,
    correction: bool = False,
) -> Estimate:
    """The interval of the lift of a rate, symmetrical in the logarithm of the ratio (Katz et al., Biometrics 34, 1978).

    Args:
        control: The arm compared with.
        treatment: The arm compared.
        alpha: One less the confidence level.
        pooled: Take the variance that both arms have if they convert alike.
        correction: Widen by the continuity correction of the difference, relative to control's rate.
    """
    if not (control.n and treatment.n):
        return Estimate(Status.NO_USERS, None, None)
    if not control.conversions:
        return Estimate(Status.NO_BASELINE, None, None)
    base, other = control.conversions * treatment.n, treatment.conversions * control.n
    value = (other - base) / base
    if not treatment.conversions:
        return Estimate(Status.TOO_FEW_EVENTS, value, None)
    if pooled:
        hits, n = control.conversions + treatment.conversions, control.n + treatment.n
        error = proportions.pooled_error(control, treatment) * n / hits
    else:
        error = math.sqrt(_relative_variance(control) + _relative_variance(treatment))
    if not error:
        return Estimate(Status.NO_VARIANCE, value, None)
    half = normal.critical(alpha) * error
    if correction:
        half += proportions.half_a_user(control, treatment) * control.n / control.conversions
    return _around_logarithm(value, math.log(other / base), half)


def log_ratio_of_means(control: Moments, treatment: Moments, alpha: float = 0.05) -> Estimate:
    """The same for means: the delta method on their logarithms, by which var(log m̄) is s² / (n·m̄²).

    Both means must be above 0; with a treatment at or below 0, the lift stands without an interval.
    """
    missing = what_is_missing(control, treatment)
    base, mean = control.mean, treatment.mean
    if base is None or mean is None:
        return Estimate(missing or Status.TOO_FEW_EVENTS, None, None)
    if base <= 0:
        return Estimate(Status.NO_BASELINE, None, None)
    value = _relative(control, treatment, base, mean)
    if missing or control.variance is None or treatment.variance is None:
        return Estimate(missing or Status.TOO_FEW_USERS, value, None)
    if mean <= 0:
        return Estimate(Status.TOO_FEW_EVENTS, value, None)
    variance = control.variance / control.n / base / base + treatment.variance / treatment.n / mean / mean
    half = normal.critical(alpha) * math.sqrt(variance)
    return _around_logarithm(value, math.log1p(value), half)


def fieller(control: Moments, treatment: Moments, alpha: float = 0.05, *, normal_tails: bool = True) -> Fieller:
    """The lifts θ for which treatment - (1 + θ)·control may be 0 (Fieller, JRSS B 16, 1954).

    `normal_tails` chooses z; else t with Satterthwaite's degrees of freedom of the difference.
    """
    missing = what_is_missing(control, treatment)
    base, mean = control.mean, treatment.mean
    if base is None or mean is None:
        return Fieller(missing or Status.TOO_FEW_EVENTS, None, None, None)
    if not base:
        return Fieller(Status.NO_BASELINE, None, None, None)
    value = _relative(control, treatment, base, mean)
    if missing or control.variance is None or treatment.variance is None:
        return Fieller(missing or Status.TOO_FEW_USERS, value, None, None)
    first, second = control.variance / control.n, treatment.variance / treatment.n
    if normal_tails:
        distance = normal.critical(alpha)
    else:
        distance = student.critical(alpha, degrees_of_freedom(first, control.n, second, treatment.n))
    first, second = first / base / base, second / base / base
    g = distance * distance * first
    if not g < 1:
        return Fieller(Status.NO_BASELINE, value, None, g if math.isfinite(g) else None)
    ratio = mean / base
    half = distance * math.sqrt((1 - g) * second + ratio * ratio * first) / (1 - g)
    middle = (value + g) / (1 - g)
    return Fieller(Status.OK, value, Interval(middle - half, middle + half), g)


def delta(
    control: Moments,
    treatment: Moments,
    alpha: float = 0.05,
    *,
    side: Side = Side.BOTH,
    normal_tails: bool = False,
) -> RelativeTest:
    """The linear delta method, var(m̄ₜ/m̄_c) = s²ₜ/(nₜ·m̄_c²) + s²_c·m̄ₜ²/(n_c·m̄_c⁴), with the degrees of freedom of Welch.

    Its verdict need not be that of the difference: 62 of 1471 against 87 of 1529 is significant here and not there.
    """
    missing = what_is_missing(control, treatment)
    base, mean = control.mean, treatment.mean
    if base is None or mean is None:
        return RelativeTest(missing or Status.TOO_FEW_EVENTS, None)
    if not base:
        return RelativeTest(Status.NO_BASELINE, None)
    value = _relative(control, treatment, base, mean)
    if missing or control.variance is None or treatment.variance is None:
        return RelativeTest(missing or Status.TOO_FEW_USERS, value)
    first, second = control.variance / control.n, treatment.variance / treatment.n
    ratio = mean / base
    error = math.sqrt(second + first * ratio * ratio) / abs(base)
    if not error:
        return RelativeTest(Status.NO_VARIANCE, value)
    df = None if normal_tails else degrees_of_freedom(first, control.n, second, treatment.n)
    tail, interval = standardised(value, error, df, alpha, side)
    return RelativeTest(Status.OK, value, error, df, tail.p, tail.log10_p, interval)


def _relative(control: Moments, treatment: Moments, base: float, mean: float) -> float:
    """The lift, by the difference, so that of large means that hardly differ nothing is lost."""
    above = difference(control, treatment)
    return (mean - base if above is None else above) / base


def _around_logarithm(value: float, middle: float, half: float) -> Estimate:
    if middle + half > _MOST:
        return Estimate(Status.TOO_FEW_EVENTS, value, None)
    return Estimate(Status.OK, value, Interval(math.expm1(middle - half), math.expm1(middle + half)))


def _relative_variance(sample: Proportion) -> float:
    return (sample.n - sample.conversions) / (sample.n * sample.conversions)
