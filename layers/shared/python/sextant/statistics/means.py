"""The difference of two means, of any values whose moments are known: Welch's t, and the same with normal tails."""

import math
from dataclasses import dataclass

from sextant.statistics import normal, student
from sextant.statistics.estimates import Estimate, Interval
from sextant.statistics.samples import Moments
from sextant.statistics.status import Status
from sextant.statistics.tails import Side, Tail


@dataclass(frozen=True, slots=True)
class MeanTest:
    """What a test of two means found.

    Attributes:
        status: NO_USERS, TOO_FEW_USERS, TOO_FEW_EVENTS (a ratio without a denominator), or NO_VARIANCE.
        difference: Treatment's mean minus control's, wherever both exist.
        error: The standard error of the difference.
        t: Difference over error.
        df: Degrees of freedom; None where the tails are the normal distribution's.
        p: 1 where nothing varies and the means are equal.
        log10_p: To base 10, right where p is below the least float.
        interval: At the level asked for; a one-sided test leaves the other bound open (None).
    """

    status: Status
    difference: float | None
    error: float | None = None
    t: float | None = None
    df: float | None = None
    p: float | None = None
    log10_p: float | None = None
    interval: Interval | None = None

    @property
    def estimate(self) -> Estimate:
        """The difference with its interval."""
        return Estimate(self.status, self.difference, self.interval)


def welch(control: Moments, treatment: Moments, alpha: float = 0.05, *, side: Side = Side.BOTH) -> MeanTest:
    """Welch's t test of equal means, with Satterthwaite's degrees of freedom (Welch, Biometrika 34, 1947)."""
    return _compared(control, treatment, alpha, side, normal_tails=False)


def z_test(control: Moments, treatment: Moments, alpha: float = 0.05, *, side: Side = Side.BOTH) -> MeanTest:
    """The same with normal tails, which Welch's come to with many users."""
    return _compared(control, treatment, alpha, side, normal_tails=True)


def degrees_of_freedom(first: float, first_n: int, second: float, second_n: int) -> float:
    """Satterthwaite's, from the squared standard errors of both means, at least one of which is above 0."""
    whole = first + second
    one, other = first / whole, second / whole
    return 1 / (one * one / (first_n - 1) + other * other / (second_n - 1))


def what_is_missing(control: Moments, treatment: Moments) -> Status | None:
    """Why two samples cannot be compared, or None if they can: both have a mean, and one of them varies."""
    if not (control.n and treatment.n):
        return Status.NO_USERS
    if control.mean is None or treatment.mean is None:
        return Status.TOO_FEW_EVENTS
    if control.variance is None or treatment.variance is None or min(control.n, treatment.n) <= 1:
        return Status.TOO_FEW_USERS
    if control.variance == 0 == treatment.variance:
        return Status.NO_VARIANCE
    return None


def difference(control: Moments, treatment: Moments) -> float | None:
    """Treatment's mean minus control's, wherever both exist; of whole numbers rounded once, however large they are."""
    base, mean = control.mean, treatment.mean
    if base is None or mean is None:
        return None
    if control.exact is None or treatment.exact is None:
        return mean - base
    (low, low_by), (high, high_by) = control.exact, treatment.exact
    return (high * low_by - low * high_by) / (low_by * high_by)


def standard_error(control: Moments, treatment: Moments) -> float | None:
    """That of the difference, where both arms have a variance; 0 where neither varies."""
    if what_is_missing(control, treatment) not in {None, Status.NO_VARIANCE}:
        return None
    if control.variance is None or treatment.variance is None:
        return None
    return math.sqrt(control.variance / control.n + treatment.variance / treatment.n)


def standardised(
    estimate: float, error: float, df: float | None, alpha: float, side: Side = Side.BOTH
) -> tuple[Tail, Interval]:
    """The tail beyond estimate / error and the interval of the estimate, by t, or by z if `df` is None."""
    statistic = estimate / error
    if df is None:
        tail, reach = normal.tail(statistic, side), normal.critical(alpha, side) * error
    else:
        tail, reach = student.tail(statistic, df, side), student.critical(alpha, df, side) * error
    lower = None if side == Side.LESS else estimate - reach
    upper = None if side == Side.GREATER else estimate + reach
    return tail, Interval(lower, upper)


def _compared(control: Moments, treatment: Moments, alpha: float, side: Side, *, normal_tails: bool) -> MeanTest:
    found = difference(control, treatment)
    missing = what_is_missing(control, treatment)
    if missing is Status.NO_VARIANCE and found == 0:
        return MeanTest(missing, found, error=0.0, p=1.0, log10_p=0.0)
    if missing or found is None or control.variance is None or treatment.variance is None:
        return MeanTest(missing or Status.TOO_FEW_USERS, found)
    first, second = control.variance / control.n, treatment.variance / treatment.n
    error = math.sqrt(first + second)
    if not error or math.isinf(found / error):
        return MeanTest(Status.NO_VARIANCE, found)
    df = None if normal_tails else degrees_of_freedom(first, control.n, second, treatment.n)
    tail, interval = standardised(found, error, df, alpha, side)
    return MeanTest(Status.OK, found, error, found / error, df, tail.p, tail.log10_p, interval)
