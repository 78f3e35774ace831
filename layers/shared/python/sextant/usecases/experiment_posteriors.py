"""What the posteriors of the variants say of each other by one metric.

Shares have uniform priors, so their posteriors are Beta; means and ratios have flat ones, so that theirs are normal
around the estimates. Where less is better, what is said is said of less. Metrics of the same kind are integrated
together, since numpy is asked for one large array sooner than for many small ones.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from sextant.domain.experiment_metrics import Goal, Metric, MetricType
from sextant.statistics import bayesian, gaussian
from sextant.statistics import means as differences
from sextant.statistics.beta import Beta, Betas, LogOdds, Points
from sextant.statistics.samples import Moments, Proportion
from sextant.usecases import experiment_tests
from sextant.usecases.experiment_counts import Arm, Arms

_PAIR = 2
_REACH = 9.0
"""Deviations from the middle beyond which nothing is left of a normal density."""
_STEP = 0.6
"""Of quadratures at most, in deviations of the narrowest posterior: with two the trapezoid rule is right to 1e-10."""
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
        best: Probability that it is the best of all that have users.
        better: Probability that it is better than the control.
        loss: What choosing it over the control is expected to give away.
    """

    users: int
    best: float | None = None
    better: float | None = None
    loss: float | None = None


Moment = Mapping[str, Moments]
"""Of one user, by variant."""


def of(metrics: Sequence[Metric], arms: Arms, moments: Mapping[str, Moment]) -> dict[str, dict[str, Posterior]]:
    """The posterior of each variant, by metric; a figure is None while a variant that it takes lacks users.

    The control has to have some for whatever is said of a pair, and two variants for which is the best of them.
    """
    control = next(iter(arms))
    together = {each: arms[control].users + (0 if each == control else arm.users) for each, arm in arms.items()}
    known = [each for each, arm in arms.items() if arm.users]
    shares = [metric for metric in metrics if metric.type is MetricType.BINOMIAL]
    means = [metric for metric in metrics if metric.type is not MetricType.BINOMIAL]
    found = [[_NOTHING] * len(known) for _ in metrics]
    if len(known) >= _PAIR:
        found = [
            *_of_shares([[_goodness(metric, arms[each]) for each in known] for metric in shares]),
            *_of_means([[_upright(metric, moments[metric.id][each]) for each in known] for metric in means]),
        ]
    if control not in known:
        found = [[(best, None, None) for best, _, _ in figures] for figures in found]
    by_metric = [dict(zip(known, figures, strict=True)) for figures in found]
    return {
        metric.id: {each: Posterior(users, *figures.get(each, _NOTHING)) for each, users in together.items()}
        for metric, figures in zip([*shares, *means], by_metric, strict=True)
    }


Figures = tuple[float | None, float | None, float | None]
_NOTHING: Figures = (None, None, None)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Evenly spaced points: the first, the step, and how many steps."""

    begin: float
    step: float
    count: int


def _of_shares(metrics: Sequence[Sequence[Proportion]]) -> list[list[Figures]]:
    found = [[_NOTHING] * len(shares) for shares in metrics]
    even: list[tuple[int, list[Beta], _Grid]] = []
    for place, shares in enumerate(metrics):
        betas = [bayesian.posterior(share) for share in shares]
        grid = _even_grid(betas)
        if grid.count > _MOST_EVEN_POINTS:
            found[place] = _of_uneven_shares(shares)
        else:
            even.append((place, betas, grid))
    if even:
        figures = _integrated([betas for _, betas, _ in even], [grid for _, _, grid in even])
        for (place, _, _), each in zip(even, figures, strict=True):
            found[place] = each
    return found


def _even_grid(betas: Sequence[Beta]) -> _Grid:
    reaches = [beta.reach() for beta in betas]
    begin, end = min(reach[0] for reach in reaches), max(reach[1] for reach in reaches)
    count = math.ceil((end - begin) / min(_step(len(betas)) * min(beta.width for beta in betas), _SMOOTH))
    return _Grid(begin, (end - begin) / count, count)


def _step(variants: int) -> float:
    """That of quadratures over so many variants.

    What the rule is wrong by falls with the transform of the integrand at 2π over the step. The product of a density
    and distribution functions of the same width is as wavy as all of them together: its transform falls with the
    square of the frequency over twice their number, so the step is to fall with the root of that.
    """
    return min(_STEP, 1 / math.sqrt(variants))


def _integrated(metrics: Sequence[Sequence[Beta]], grids: Sequence[_Grid]) -> list[list[Figures]]:
    """All figures by one quadrature over log-odds: P(best) = ∫ f·∏ F of the others, P(better) = ∫ f·F of the control.

    What choosing a variant is expected to lose against the control is E[max(c - v, 0)] = ∫ F(v)·(1 - F(c)).
    """
    points, steps = _points(grids)
    odds, betas = LogOdds(points), Betas(metrics)
    below, density = betas.below(odds), betas.density(odds) * steps
    # A quadrature may add up to a little more than everything.
    better = np.minimum((density * below[:, :1]).sum(axis=-1), 1.0)
    losses = (below * (betas.first_above(odds) * odds.rate * odds.rest * steps)).sum(axis=-1)
    return _told(_best(below, density), better.tolist(), losses.tolist())


def _points(grids: Sequence[_Grid]) -> tuple[Points, Points]:
    """A row for each grid, and what each point weighs; short rows stay at their end, where points weigh nothing."""
    number = np.arange(max(grid.count for grid in grids) + 1)
    begin, step, count = (
        np.array([[[each]] for each in column])
        for column in zip(*((grid.begin, grid.step, grid.count) for grid in grids), strict=True)
    )
    return begin + step * np.minimum(number, count), np.where(number <= count, step, 0.0)


def _of_uneven_shares(shares: Sequence[Proportion]) -> list[Figures]:
    duels = [bayesian.duel(shares[0], share) for share in shares[1:]]
    better, losses = [None, *(duel.probability for duel in duels)], [None, *(duel.loss_of_treatment for duel in duels)]
    return _told([bayesian.contest(shares).probabilities], [better], [losses])[0]


def _of_means(metrics: Sequence[Sequence[Moments]]) -> list[list[Figures]]:
    duels = [[gaussian.better(samples[0], sample) or (None, None) for sample in samples[1:]] for samples in metrics]
    better = [[None, *(probability for probability, _ in each)] for each in duels]
    losses = [[None, *(loss for _, loss in each)] for each in duels]
    return _told(_best_means(metrics, better), better, losses)


def _told(
    best: Sequence[Sequence[float | None]],
    better: Sequence[Sequence[float | None]],
    losses: Sequence[Sequence[float | None]],
) -> list[list[Figures]]:
    """The figures of each variant of each metric; the control is not compared with itself."""
    return [
        [(first[0], None, None), *zip(first[1:], second[1:], third[1:], strict=True)]
        for first, second, third in zip(best, better, losses, strict=True)
    ]


def _best_means(
    metrics: Sequence[Sequence[Moments]], better: Sequence[Sequence[float | None]]
) -> list[Sequence[float | None]]:
    found: list[Sequence[float | None]] = [[None] * len(samples) for samples in metrics]
    normals: list[tuple[int, _Normals]] = []
    for place, samples in enumerate(metrics):
        if len(samples) == _PAIR:
            won = better[place][1]
            found[place] = [None if won is None else 1 - won, won]
        elif (known := _Normals.of(samples)) and known.grid.count <= _MOST_POINTS:
            normals.append((place, known))
    for together in _of_like_size(normals):
        points, steps = _points([each.grid for _, each in together])
        means = np.array([each.means for _, each in together])[:, :, None]
        errors = np.array([each.errors for _, each in together])[:, :, None]
        distances = (points - means) / errors
        best = _best(ndtr(distances), np.exp(-distances * distances / 2) * (steps > 0))
        for (place, _), each in zip(together, best, strict=True):
            found[place] = each
    return found


@dataclass(frozen=True, slots=True)
class _Normals:
    """The posteriors of means, measured from the control's, so that large ones keep their digits."""

    means: list[float]
    errors: list[float]
    grid: _Grid

    @classmethod
    def of(cls, samples: Sequence[Moments]) -> "_Normals | None":
        """None where some variant has none."""
        errors = [math.sqrt((sample.variance or 0.0) / sample.n) if sample.n else 0.0 for sample in samples]
        distances = [differences.difference(samples[0], sample) for sample in samples]
        means = [each for each in distances if each is not None]
        if not all(errors) or len(means) < len(samples):
            return None
        begin = min(mean - _REACH * error for mean, error in zip(means, errors, strict=True))
        end = max(mean + _REACH * error for mean, error in zip(means, errors, strict=True))
        count = math.ceil((end - begin) / (_step(len(errors)) * min(errors)))
        return cls(means, errors, _Grid(begin, (end - begin) / count, count))


def _of_like_size(normals: Sequence[tuple[int, _Normals]]) -> list[list[tuple[int, _Normals]]]:
    """Those that take few points all together, and each that takes many by itself."""
    few = [each for each in normals if each[1].grid.count <= _MOST_EVEN_POINTS]
    many = [[each] for each in normals if each[1].grid.count > _MOST_EVEN_POINTS]
    return [few, *many] if few else many


def _best(below: Points, density: Points) -> list[list[float]]:
    """Probability of each to be the highest; densities need not be to scale, if all are by the same step."""
    found = np.empty(density.shape[:2])
    for place in range(density.shape[1]):
        winning = density[:, place]
        for other in range(density.shape[1]):
            if other != place:
                winning = winning * below[:, other]
        found[:, place] = winning.sum(axis=-1) / density[:, place].sum(axis=-1)
    best: list[list[float]] = (found / found.sum(axis=-1, keepdims=True)).tolist()
    return best


def _goodness(metric: Metric, arm: Arm) -> Proportion:
    """The share that is to be high: of those who did not do it, where less is better."""
    share = experiment_tests.proportion(metric, arm)
    return share if metric.goal is Goal.INCREASE else Proportion(share.n - share.conversions, share.n)


def _upright(metric: Metric, sample: Moments) -> Moments:
    if metric.goal is Goal.INCREASE or sample.mean is None:
        return sample
    exact = (-sample.exact[0], sample.exact[1]) if sample.exact else None
    return Moments(sample.n, -sample.mean, sample.variance, exact)
