"""Conversion rates the Bayesian way: a Beta prior, binomial counts, and what the posteriors say of each other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import betaincinv

from sextant.statistics.beta import Beta, LogOdds, Points
from sextant.statistics.estimates import Interval
from sextant.statistics.samples import Proportion
from sextant.statistics.status import Status

UNIFORM: Final = (1.0, 1.0)
"""The prior that takes every rate for equally likely."""

_FINENESS: Final = 0.06
"""The step of the parameter that the log-odds are a hyperbolic sine of."""
_CENTRE: Final = 11.0
"""Widths of the product of two posteriors by which the sine is scaled: near the middle the step is 0.66 of a width."""
_TABLE: Final = 65
_NEWTON: Final = 4
_SMOOTH: Final = 0.25
"""The largest step in log-odds, where a posterior has few users and falls as an exponential of an exponential."""


@dataclass(frozen=True, slots=True)
class Duel:
    """What two posteriors say of each other.

    Attributes:
        status: NO_USERS if an arm has none; its posterior is the prior, and the figures say no more than that.
        probability: That treatment's rate is above control's.
        loss_of_treatment: The rate that choosing treatment is expected to give away: E[max(control - treatment, 0)].
        loss_of_control: The same of choosing control.
        means: The posterior mean of control's rate and of treatment's.
    """

    status: Status
    probability: float
    loss_of_treatment: float
    loss_of_control: float
    means: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Contest:
    """What the posteriors of all arms say, in the order of the arms.

    Attributes:
        status: NO_USERS if an arm has none.
        probabilities: That each arm's rate is the highest; they add up to 1.
        losses: What choosing each is expected to give away against the best: E[max(all) - own].
    """

    status: Status
    probabilities: tuple[float, ...]
    losses: tuple[float, ...]


def posterior(sample: Proportion, prior: tuple[float, float] = UNIFORM) -> Beta:
    """Beta(prior + conversions, prior + the rest)."""
    return Beta(prior[0] + sample.conversions, prior[1] + sample.n - sample.conversions)


def credible(sample: Proportion, alpha: float = 0.05, prior: tuple[float, float] = UNIFORM) -> Interval:
    """The middle 1 - alpha of a rate's posterior."""
    beta = posterior(sample, prior)
    lower, upper = betaincinv(beta.a, beta.b, np.array([alpha / 2, 1 - alpha / 2]))
    return Interval(float(lower), float(upper))


def duel(control: Proportion, treatment: Proportion, prior: tuple[float, float] = UNIFORM) -> Duel:
    """Probability of beating control, and both expected losses, by quadrature.

    Of each pair of complements the smaller is integrated, ∫ F_high·f_low and ∫ F_high·(1 - F_low), and the larger
    follows from it, so both keep their digits when one of them is tiny.
    """
    first, second = posterior(control, prior), posterior(treatment, prior)
    treatment_high = second.mode >= first.mode
    low, high = (first, second) if treatment_high else (second, first)
    points, steps = _between(low, high)
    odds = LogOdds(points)
    high_below = high.below(odds) * steps
    upset = min(float(high_below @ low.density(odds)), 1.0)
    loss_of_high = float((high_below * odds.rate * odds.rest) @ low.above(odds))
    loss_of_low = loss_of_high + _excess(low, high)
    losses = (loss_of_high, loss_of_low) if treatment_high else (loss_of_low, loss_of_high)
    status = Status.OK if control.n and treatment.n else Status.NO_USERS
    return Duel(
        status,
        1 - upset if treatment_high else upset,
        max(losses[0], 0.0),
        max(losses[1], 0.0),
        (first.mean, second.mean),
    )


def prob_beats(control: Proportion, treatment: Proportion, prior: tuple[float, float] = UNIFORM) -> float:
    """The probability that treatment's rate is above control's."""
    return duel(control, treatment, prior).probability


def expected_loss(
    control: Proportion, treatment: Proportion, prior: tuple[float, float] = UNIFORM
) -> tuple[float, float]:
    """What choosing treatment, and what choosing control, is expected to give away, in points of the rate."""
    found = duel(control, treatment, prior)
    return found.loss_of_treatment, found.loss_of_control


def contest(arms: Sequence[Proportion], prior: tuple[float, float] = UNIFORM) -> Contest:
    """Probability of being best and expected loss of each of several arms.

    Raises:
        ValueError: There is no arm.
    """
    if not arms:
        raise ValueError("A contest takes at least one arm")
    posteriors = [posterior(arm, prior) for arm in arms]
    points, steps = _across(posteriors)
    odds = LogOdds(points)
    below = np.array([beta.below(odds) for beta in posteriors])
    with np.errstate(divide="ignore"):
        logs = np.log1p(-np.array([beta.above(odds) for beta in posteriors]))
    slope = steps * odds.rate * odds.rest
    best, losses = [], []
    for place, beta in enumerate(posteriors):
        others = np.delete(logs, place, axis=0).sum(axis=0)
        best.append(float((beta.density(odds) * steps) @ np.exp(others)))
        losses.append(max(float((below[place] * slope) @ -np.expm1(others)), 0.0))
    whole = math.fsum(best)
    status = Status.OK if all(arm.n for arm in arms) else Status.NO_USERS
    return Contest(status, tuple(each / whole for each in best), tuple(losses))


def _between(low: Beta, high: Beta) -> tuple[Points, Points]:
    """Log-odds at which two posteriors meet, dense near where both are likely, and the weight of each.

    The product of both densities is a Beta density itself, whose top and width say where that is and how fine. Points
    are a hyperbolic sine of even steps, so that they thin out where only the wider posterior still changes.
    """
    product = Beta(low.a + high.a, low.b + high.b)
    product_from, product_to = product.reach()
    begin, end = min(high.reach()[0], product_from), max(low.reach()[1], product_to)
    scale = min(_CENTRE * product.width, _SMOOTH / _FINENESS)
    first = math.asinh((begin - product.mode) / scale)
    count = math.ceil((math.asinh((end - product.mode) / scale) - first) / _FINENESS)
    parameter = first + _FINENESS * np.arange(count + 1)
    points = product.mode + scale * np.sinh(parameter)
    return np.asarray(points, dtype=np.float64), np.asarray(_FINENESS * scale * np.cosh(parameter), dtype=np.float64)


def _across(posteriors: Sequence[Beta]) -> tuple[Points, Points]:
    """Log-odds over all posteriors, dense near each in turn, and the weight of each point.

    They are even steps of the sum of one inverse hyperbolic sine for each posterior, which is inverted by Newton's
    method from a table.
    """
    reaches = [beta.reach() for beta in posteriors]
    begin, end = min(reach[0] for reach in reaches), max(reach[1] for reach in reaches)
    modes = np.array([[beta.mode] for beta in posteriors])
    scales = np.array([[min(_CENTRE * beta.width, _SMOOTH / _FINENESS)] for beta in posteriors])
    ends = np.arcsinh((np.array([begin, end]) - modes) / scales)
    share = np.linspace(0, 1, _TABLE)
    table = np.sort((modes + scales * np.sinh(ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * share)).ravel())
    sums = np.arcsinh((table - modes) / scales).sum(axis=0)
    count = math.ceil((sums[-1] - sums[0]) / _FINENESS)
    wanted = np.linspace(sums[0], sums[-1], count + 1)
    points = np.interp(wanted, sums, table)
    for _ in range(_NEWTON):
        slope = (1 / np.hypot(scales, points - modes)).sum(axis=0)
        points = points - (np.arcsinh((points - modes) / scales).sum(axis=0) - wanted) / slope
    slope = (1 / np.hypot(scales, points - modes)).sum(axis=0)
    return points, np.asarray((sums[-1] - sums[0]) / count / slope, dtype=np.float64)


def _excess(low: Beta, high: Beta) -> float:
    """The mean of `high` less that of `low`."""
    return (high.a * low.b - low.a * high.b) / ((high.a + high.b) * (low.a + low.b))
