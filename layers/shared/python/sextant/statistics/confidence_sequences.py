"""Intervals and p that hold at every moment at once, for views between scheduled looks (off-schedule peeking is free).

All rest on one fact (Ville 1939): a nonnegative martingale that begins at 1 exceeds 1 / alpha ever with probability at
most alpha. Mixing a likelihood ratio over the effect gives such a martingale. The price against one look is wide
intervals (about 1.5 times), which is why scheduled looks are judged by group-sequential bounds instead.
"""

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from scipy.special import log_ndtr, ndtri

from sextant.statistics.estimates import Interval
from sextant.statistics.spending import check_alpha
from sextant.statistics.status import Status

_LN_10: Final = math.log(10)


@dataclass(frozen=True, slots=True)
class AlwaysValid:
    """What can be said of a difference at any moment, however often one looks.

    Attributes:
        status: Why there is no interval, if there is none.
        p: At most alpha with probability alpha ever, if there is no difference; 1 where nothing is known.
        log10_p: The same where p is too small for floating point.
        interval: Covers the difference at all moments at once.
    """

    status: Status
    p: float
    log10_p: float
    interval: Interval | None


def always_valid(
    difference: float | None, variance: float | None, n: int, tuning: float, alpha: float = 0.05
) -> AlwaysValid:
    """The asymptotic confidence sequence for a difference whose squared standard error is `variance`.

    A normal mixture, tightest when `n` users of all arms are about `tuning` (Waudby-Smith et al., arXiv 2103.06476,
    equations 9 and 161; GrowthBook does the same). Like every large-sample method it needs some tens of events an arm.
    """
    if n <= 0 or difference is None:
        return AlwaysValid(Status.NO_USERS, 1.0, 0.0, None)
    if variance is None:
        return AlwaysValid(Status.TOO_FEW_USERS, 1.0, 0.0, None)
    if variance <= 0:
        return AlwaysValid(Status.NO_VARIANCE, 1.0, 0.0, None)
    return _mixed(difference, variance, mixing(tuning, alpha) ** 2 * n, alpha)


@lru_cache(maxsize=64)
def mixing(tuning: float, alpha: float = 0.05) -> float:
    """The mixture's scale rho for which the sequence is tightest at `tuning` users (arXiv 2103.06476, equation 161)."""
    check_alpha(alpha)
    if not tuning > 0:
        raise ValueError(f"The number of users to be tightest at is above 0, not {tuning}.")
    return math.sqrt(_tightness(alpha) / tuning)


def msprt(difference: float, variance: float, tau_squared: float, alpha: float = 0.05) -> AlwaysValid:
    """The mixture sequential probability ratio test with effects from N(0, tau_squared) (Johari et al. 2017)."""
    return _mixed(difference, variance, tau_squared / variance, alpha)


def log_likelihood_ratio(difference: float, variance: float, tau_squared: float) -> float:
    """Log of how much likelier the difference is under effects from N(0, tau_squared) than under none."""
    return _log_ratio(difference, variance, tau_squared / variance)


@lru_cache(maxsize=256)
def mixture_z(ratio: float, alpha: float = 0.05) -> float:
    """Half the interval's width in standard errors, when tau_squared is `ratio` times the variance."""
    check_alpha(alpha)
    if not ratio > 0:
        raise ValueError(f"The mixture's variance is above 0, not {ratio} times the estimate's.")
    return math.sqrt((1 + ratio) / ratio * (math.log1p(ratio) - 2 * math.log(alpha)))


def statsig_tau(variances: tuple[float, float], users: tuple[int, int], alpha: float = 0.05) -> float:
    """Statsig's mixture variance, from the variance of one user's value and the users of each arm.

    It falls with the users, so that the martingale is none and their z* is a constant: kept to compare with, not used.
    (docs.statsig.com, frequentist sequential testing; their z* is `mixture_z(tau / V, alpha / 2)`.)
    """
    return float(ndtri(1 - alpha / 2)) ** 2 * sum(variances) / sum(users)


@dataclass(frozen=True, slots=True)
class NormalMixture:
    """Robbins' normal mixture for a sum S whose variance so far is v (Howard et al. 2021, Annals of Statistics 49).

    Attributes:
        v_opt: The variance at which the bound is to be tightest.
        alpha_opt: The alpha for which it is to be so.
        sides: 2 bounds |S|, 1 bounds S from above.
    """

    v_opt: float
    alpha_opt: float = 0.05
    sides: int = 2

    @property
    def rho(self) -> float:
        """The mixture's precision (proposition 3 there)."""
        return self.v_opt / _tightness(self.alpha_opt if self.sides > 1 else 2 * self.alpha_opt)

    def log_martingale(self, s: float, v: float) -> float:
        """Log of the mixture's value; its exponential averages at most 1 whatever the moment."""
        both = v + self.rho
        two_sided = (math.log(self.rho / both) + s / both * s) / 2
        return two_sided if self.sides > 1 else two_sided + math.log(2) + float(log_ndtr(s / math.sqrt(both)))

    def bound(self, v: float, alpha: float = 0.05) -> float:
        """What S (|S| when two-sided) exceeds ever with probability at most alpha, when its variance is v."""
        check_alpha(alpha)
        both = v + self.rho
        two_sided = math.sqrt(both * (math.log1p(v / self.rho) - 2 * math.log(alpha)))
        if self.sides > 1:
            return two_sided
        return _root(lambda s: self.log_martingale(s, v) + math.log(alpha), 0.0, two_sided)


def bernoulli_interval(
    successes: int, n: int, alpha: float = 0.05, tuning: float = 1000, alpha_opt: float = 0.05
) -> Interval:
    """The confidence sequence of a single rate, exact for any counts, tightest at about `tuning` users.

    Those rates p stay that a beta mixture around p does not refute (Howard et al. 2021, the two-sided beta-binomial
    mixture with g = p and h = 1 - p).
    """
    check_alpha(alpha)
    if not 0 <= successes <= n:
        raise ValueError(f"Of {n} users {successes} cannot have converted.")
    concentration = max(tuning / _tightness(alpha_opt) - 1, 1e-3)
    lower, rest = (_lowest_rate(count, n, alpha, concentration) for count in (successes, n - successes))
    return Interval(lower, 1 - rest)


def log_dirichlet_mixture(counts: Sequence[int], shares: Sequence[float], concentration: float) -> float:
    """Log of how much likelier the counts are under shares from a Dirichlet around these than under exactly these.

    Its exponential is a martingale when users come one by one by `shares` (Lindon & Malek, NeurIPS 2022, for sample
    ratios; with two shares, the beta-binomial mixture of Howard et al. 2021).
    """
    total = math.lgamma(concentration) - math.lgamma(concentration + sum(counts))
    for count, share in zip(counts, shares, strict=True):
        if count:
            weight = concentration * share
            total += math.lgamma(weight + count) - math.lgamma(weight) - count * math.log(share)
    return total


def _mixed(difference: float, variance: float, ratio: float, alpha: float) -> AlwaysValid:
    """The test when the mixture's variance is `ratio` times the estimate's."""
    half = mixture_z(ratio, alpha) * math.sqrt(variance)
    log_p = max(min(-_log_ratio(difference, variance, ratio), 0.0), -sys.float_info.max)
    return AlwaysValid(Status.OK, math.exp(log_p), log_p / _LN_10, Interval(difference - half, difference + half))


def _log_ratio(difference: float, variance: float, ratio: float) -> float:
    return (difference / variance * difference * (ratio / (1 + ratio)) - math.log1p(ratio)) / 2


def _tightness(alpha: float) -> float:
    """What the variance is divided by to give the best precision (Howard et al. 2021, proposition 3)."""
    return math.log1p(-2 * math.log(alpha)) - 2 * math.log(alpha)


def _lowest_rate(successes: int, n: int, alpha: float, concentration: float) -> float:
    def holds(rate: float) -> float:
        against = log_dirichlet_mixture((successes, n - successes), (rate, 1 - rate), concentration)
        return -math.log(alpha) - against

    return _root(holds, 0.0, successes / n) if successes else 0.0


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where the function changes from negative to positive, by bisection; an end where it does not change."""
    below, above = low, high
    for _ in range(60):
        middle = (below + above) / 2
        if rising(middle) < 0:
            below = middle
        else:
            above = middle
    return low if below == low else high if above == high else (below + above) / 2
