"""The test of counts against shares by the probability of outcomes, for when one is too small for chi-square."""

import math
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, logsumexp

from sextant.statistics import binomial
from sextant.statistics.binomial import TIE

_MOST_OUTCOMES: Final = 300_000
"""How many outcomes are walked through, which takes some 50 ms."""

_DRAWS: Final = 100_000
"""How many outcomes are drawn where there are more: a p of .001 is then right to a tenth."""

_SEED: Final = 20_260_117
"""The same counts always have the same p."""

_ROUNDING: Final = 1e-12
"""How much less, as a part, a statistic may be and still count as equal."""

_PAIR: Final = 2

Numbers = npt.NDArray[np.float64]


class LogP(NamedTuple):
    """The logarithm of p, and how it was found.

    `exact` is the probability of all outcomes that are no likelier than what was counted; `simulated` is the share of
    drawn outcomes whose chi-square is no smaller; `bound` is no lower than the p of a test that takes each arm by
    itself.
    """

    log_p: float
    method: Literal["exact", "simulated", "bound"]


def log_p(counts: Sequence[int], shares: Sequence[float]) -> LogP:
    """Log of the probability of outcomes no likelier than these counts (two arms: the two-sided binomial test).

    Where there are too many outcomes to walk through, many are drawn, always the same ones. A p that is too small for
    that is bounded by Bonferroni's inequality over the arms, each with its binomial tail.
    """
    total = sum(counts)
    if len(counts) == _PAIR:
        return LogP(binomial.log_two_sided(counts[0], total, (shares[0], shares[1])), "exact")
    if math.comb(total + len(counts) - 1, len(counts) - 1) <= _MOST_OUTCOMES:
        logs = _log_probabilities(total, shares)
        return LogP(min(float(logsumexp(logs[logs <= _log_probability(counts, shares) + TIE])), 0.0), "exact")
    bound = _log_bound(counts, shares)
    if bound < -math.log(_DRAWS + 1):
        return LogP(bound, "bound")
    return LogP(math.log(_simulated(counts, shares)), "simulated")


def _log_probability(counts: Sequence[int], shares: Sequence[float]) -> float:
    terms = (count * math.log(share) - math.lgamma(count + 1) for count, share in zip(counts, shares, strict=True))
    return math.lgamma(sum(counts) + 1) + sum(terms)


def _log_probabilities(total: int, shares: Sequence[float]) -> Numbers:
    """Of every outcome: arm by arm, each outcome so far is split by how many of the users left fall into the arm."""
    left = np.array([total])
    logs = np.array([math.lgamma(total + 1)])
    for share in shares[:-1]:
        sizes = left + 1
        first = np.repeat(np.cumsum(sizes) - sizes, sizes)
        count = np.arange(int(sizes.sum())) - first
        left = np.repeat(left, sizes) - count
        logs = np.repeat(logs, sizes) + count * math.log(share) - gammaln(count + 1)
    return np.asarray(logs + left * math.log(shares[-1]) - gammaln(left + 1))


def _log_bound(counts: Sequence[int], shares: Sequence[float]) -> float:
    total = sum(counts)
    tails = []
    for count, share in zip(counts, shares, strict=True):
        high = count >= total * share
        own, pair = (count, (share, 1 - share)) if high else (total - count, (1 - share, share))
        tails.append(binomial.log_tail(own, total, pair))
    return min(min(tails) + math.log(2 * len(counts)), 0.0)


def _simulated(counts: Sequence[int], shares: Sequence[float]) -> float:
    """The p of chi-square by simulation (Hope, JRSS B 30, 1968), what was counted being one outcome more.

    Not by their probability: with many arms that hardly heeds one that stands out alone.
    """
    expected = sum(counts) * np.array(shares)
    drawn = np.random.default_rng(_SEED).multinomial(sum(counts), shares, _DRAWS)
    statistics = np.square(np.vstack((counts, drawn)) - expected) @ (1 / expected)
    return float(np.mean(statistics >= statistics[0] * (1 - _ROUNDING)))
