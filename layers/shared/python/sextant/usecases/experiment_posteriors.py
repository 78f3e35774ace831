"""What the posteriors of the variants say of each other by one metric.

Shares have uniform priors, so their posteriors are Beta; means and ratios have flat ones, so that theirs are normal
around the estimates. Where less is better, what is said is said of less.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

from sextant.domain.experiment_metrics import Goal, Metric, MetricType
from sextant.statistics import bayesian, gaussian
from sextant.statistics.samples import Moments, Proportion
from sextant.usecases import experiment_tests
from sextant.usecases.experiment_counts import Arms

_PAIR = 2
_REACH = 9.0
_POINTS = 256


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
    if not all(share.n for share in shares):
        return [_NOTHING] * len(shares)
    duels = [bayesian.duel(shares[0], share) for share in shares[1:]]
    if len(shares) == _PAIR:
        best: Sequence[float] = (1 - duels[0].probability, duels[0].probability)
    else:
        best = bayesian.contest(shares).probabilities
    return [
        (best[0], None, None),
        *((p, duel.probability, duel.loss_of_treatment) for p, duel in zip(best[1:], duels, strict=True)),
    ]


def _of_means(samples: Sequence[Moments]) -> list[Figures]:
    duels = [gaussian.difference(samples[0], sample) for sample in samples[1:]]
    if len(samples) == _PAIR:
        probability = duels[0].probability
        best: Sequence[float | None] = (None if probability is None else 1 - probability, probability)
    else:
        best = _contest(samples)
    return [
        (best[0], None, None),
        *((p, duel.probability, duel.loss_of_treatment) for p, duel in zip(best[1:], duels, strict=True)),
    ]


def _contest(samples: Sequence[Moments]) -> list[float | None]:
    """Probability that each of several normal posteriors is the highest: ∫ f(x)·∏ F(x) by the trapezoid rule."""
    if any(sample.mean is None or not sample.variance for sample in samples):
        return [None] * len(samples)
    means = np.array([sample.mean for sample in samples], dtype=np.float64)
    deviations = np.sqrt([(sample.variance or 0.0) / sample.n for sample in samples])
    steps = np.linspace(-_REACH, _REACH, _POINTS)
    density = np.exp(-steps * steps / 2)
    best = []
    for place, (mean, deviation) in enumerate(zip(means, deviations, strict=True)):
        points = mean + deviation * steps
        logs = log_ndtr((points[:, None] - means) / deviations)
        logs[:, place] = 0.0
        best.append(float(density @ np.exp(logs.sum(axis=1))))
    whole = math.fsum(best)
    return [each / whole for each in best]


def _goodness(metric: Metric, share: Proportion) -> Proportion:
    """The share that is to be high: of those who did not do it, where less is better."""
    return share if metric.goal is Goal.INCREASE else Proportion(share.n - share.conversions, share.n)


def _upright(metric: Metric, sample: Moments) -> Moments:
    if metric.goal is Goal.INCREASE or sample.mean is None:
        return sample
    return Moments(sample.n, -sample.mean, sample.variance)
