"""What the posteriors of the variants say of each other by one metric.

Shares have uniform priors, so their posteriors are Beta; means and ratios have flat ones, so that theirs are normal
around the estimates. Where less is better, what is said is said of less.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from sextant.domain.experiment_metrics import Goal, Metric, MetricType
from sextant.statistics import bayesian, gaussian
from sextant.statistics.beta import LogOdds, Points
from sextant.statistics.samples import Moments, Proportion
from sextant.usecases import experiment_tests
from sextant.usecases.experiment_counts import Arms

_PAIR = 2
_REACH = 9.0
"""Deviations from the middle beyond which nothing is left of a normal density."""
_STEP = 0.8
"""Of quadratures, in deviations of the narrowest posterior: the trapezoid rule is then right to about 1e-9."""
_SMOOTH = 0.25
"""The largest step in log-odds."""
_MOST_POINTS = 100_000
_MOST_EVEN_POINTS = 2_000
"""Of evenly spaced ones; posteriors of very different widths take points that lie dense where the narrow one is."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is thought of one variant after the data.

    Attributes:
        users: Of it and of the control; of the control alone for the control.
        best: Probability that it is the best of all.
        better: Probability that it is better than the control.
        loss: What choosing it over the control is expected to give away.
    """

    users: int
    best: float | None = None
    better: float | None = None
    loss: float | None = None


def of(metric: Metric, arms: Arms, moments: Mapping[str, Moments]) -> dict[str, Posterior]:
    """The posterior of each variant; figures are None until every variant has what they take."""
    users = [arm.users for arm in arms.values()]
    together = [users[0], *(users[0] + each for each in users[1:])]
    if metric.type is MetricType.BINOMIAL:
        found = _of_shares([_goodness(metric, experiment_tests.proportion(metric, arm)) for arm in arms.values()])
    else:
        found = _of_means([_upright(metric, moments[variant]) for variant in arms])
    return {variant: Posterior(n, *figures) for variant, n, figures in zip(arms, together, found, strict=True)}


Figures = tuple[float | None, float | None, float | None]
_NOTHING: Figures = (None, None, None)


def _of_shares(shares: Sequence[Proportion]) -> list[Figures]:
    """All figures by one quadrature over log-odds: P(best) = ∫ f·∏ F of the others, P(better) = ∫ f·F of the control.

    What choosing a variant is expected to lose against the control is E[max(c - v, 0)] = ∫ F(v)·(1 - F(c)).
    """
    if not all(share.n for share in shares):
        return [_NOTHING] * len(shares)
    betas = [bayesian.posterior(share) for share in shares]
    reaches = [beta.reach() for beta in betas]
    begin, end = min(reach[0] for reach in reaches), max(reach[1] for reach in reaches)
    count = math.ceil((end - begin) / min(_STEP * min(beta.width for beta in betas), _SMOOTH))
    if count > _MOST_EVEN_POINTS:
        return _of_uneven_shares(shares)
    step = (end - begin) / count
    odds = LogOdds(begin + step * np.arange(count + 1, dtype=np.float64))
    below = np.array([beta.below(odds) for beta in betas])
    density = np.array([beta.density(odds) for beta in betas]) * step
    # A quadrature may add up to a little more than everything.
    better = np.minimum(density @ below[0], 1.0)
    losses = below @ (betas[0].above(odds) * odds.rate * odds.rest * step)
    return _told(_best(below, density), better.tolist(), losses.tolist())


def _of_uneven_shares(shares: Sequence[Proportion]) -> list[Figures]:
    duels = [bayesian.duel(shares[0], share) for share in shares[1:]]
    better, losses = [None, *(duel.probability for duel in duels)], [None, *(duel.loss_of_treatment for duel in duels)]
    return _told(bayesian.contest(shares).probabilities, better, losses)


def _of_means(samples: Sequence[Moments]) -> list[Figures]:
    duels = [gaussian.difference(samples[0], sample) for sample in samples[1:]]
    better, losses = [None, *(duel.probability for duel in duels)], [None, *(duel.loss_of_treatment for duel in duels)]
    if len(samples) > _PAIR:
        return _told(_best_mean(samples), better, losses)
    return _told([None if better[1] is None else 1 - better[1], better[1]], better, losses)


def _told(
    best: Sequence[float | None], better: Sequence[float | None], losses: Sequence[float | None]
) -> list[Figures]:
    """The figures of each variant; the control is not compared with itself."""
    return [(best[0], None, None), *zip(best[1:], better[1:], losses[1:], strict=True)]


def _best_mean(samples: Sequence[Moments]) -> Sequence[float | None]:
    if any(sample.mean is None or not sample.variance for sample in samples):
        return [None] * len(samples)
    means = np.array([sample.mean for sample in samples], dtype=np.float64)
    deviations = np.sqrt([(sample.variance or 0.0) / sample.n for sample in samples])
    begin, end = float((means - _REACH * deviations).min()), float((means + _REACH * deviations).max())
    count = math.ceil((end - begin) / (_STEP * float(deviations.min())))
    if count > _MOST_POINTS:
        return [None] * len(samples)
    points = begin + (end - begin) / count * np.arange(count + 1)
    distances = (points - means[:, None]) / deviations[:, None]
    return _best(ndtr(distances), np.exp(-distances * distances / 2))


def _best(below: Points, density: Points) -> list[float]:
    """Probability of each to be the highest; densities need not be to scale, if all are by the same step."""
    found = []
    for place, own in enumerate(density):
        winning = own
        for other, beaten in enumerate(below):
            if other != place:
                winning = winning * beaten
        found.append(float(winning.sum() / own.sum()))
    whole = math.fsum(found)
    return [each / whole for each in found]


def _goodness(metric: Metric, share: Proportion) -> Proportion:
    """The share that is to be high: of those who did not do it, where less is better."""
    return share if metric.goal is Goal.INCREASE else Proportion(share.n - share.conversions, share.n)


def _upright(metric: Metric, sample: Moments) -> Moments:
    if metric.goal is Goal.INCREASE or sample.mean is None:
        return sample
    return Moments(sample.n, -sample.mean, sample.variance)
