"""Means the Bayesian way: with a flat prior and many users, a difference's posterior is normal around the estimate."""

import math
from dataclasses import dataclass
from typing import Final

from sextant.statistics import lift, means, normal
from sextant.statistics.estimates import Interval
from sextant.statistics.samples import Moments
from sextant.statistics.status import Status

_ROOT_2_PI: Final = math.sqrt(2 * math.pi)
_FAR: Final = 20.0
"""So many deviations below 0 that the expansion of a tail is exact to 10 digits; nearer, the terms hardly cancel."""


@dataclass(frozen=True, slots=True)
class NormalPosterior:
    """What is known of a difference, or of a lift, after the data.

    Attributes:
        status: Why there is no posterior, if there is none.
        mean: Its middle: the estimate.
        deviation: Its standard deviation.
        probability: That treatment is above control.
        loss_of_treatment: What choosing treatment is expected to give away, in the unit of the mean.
        loss_of_control: The same of choosing control.
        interval: Its middle 1 - alpha.
    """

    status: Status
    mean: float | None
    deviation: float | None = None
    probability: float | None = None
    loss_of_treatment: float | None = None
    loss_of_control: float | None = None
    interval: Interval | None = None


def difference(control: Moments, treatment: Moments, alpha: float = 0.05) -> NormalPosterior:
    """Of treatment's mean minus control's."""
    test = means.z_test(control, treatment, alpha)
    return _posterior(test.status, test.difference, test.error, alpha)


def better(control: Moments, treatment: Moments) -> tuple[float, float] | None:
    """The probability that treatment is above control, and the loss of choosing it; None without a posterior.

    They are those of `difference`, for whoever needs no more of it.
    """
    error = means.standard_error(control, treatment)
    if not error:
        return None
    distance = means.difference(control, treatment)
    if distance is None or math.isinf(distance / error):
        return None
    z = distance / error
    return normal.cumulative(z), _loss(-z) * error


def relative(control: Moments, treatment: Moments, alpha: float = 0.05) -> NormalPosterior:
    """Of the lift, its error by the linear delta method: what GrowthBook reports, here to be compared with it."""
    test = lift.delta(control, treatment, alpha, normal_tails=True)
    return _posterior(test.status, test.value, test.error, alpha)


def _posterior(status: Status, mean: float | None, deviation: float | None, alpha: float) -> NormalPosterior:
    if status is not Status.OK or mean is None or not deviation:
        return NormalPosterior(status, mean)
    z = mean / deviation
    half = normal.critical(alpha) * deviation
    return NormalPosterior(
        status,
        mean,
        deviation,
        normal.cumulative(z),
        _loss(-z) * deviation,
        _loss(z) * deviation,
        Interval(mean - half, mean + half),
    )


def _loss(z: float) -> float:
    """E[max(Z + z, 0)] of a standard normal Z; far below 0 by the tail's expansion, where the terms would cancel."""
    density = math.exp(-z * z / 2) / _ROOT_2_PI
    if z > -_FAR:
        return max(z * normal.cumulative(z) + density, 0.0)
    square = 1 / (z * z)
    series = 1.0
    for odd in (11, 9, 7, 5, 3):
        series = 1 - odd * square * series
    return density * square * series
