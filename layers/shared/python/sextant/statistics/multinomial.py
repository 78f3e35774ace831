"""The exact test of counts against shares, for when an expected count is too small for chi-square."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, logsumexp

_MOST_OUTCOMES: Final = 300_000
"""How many outcomes are walked through, which takes some 50 ms."""

_TIE: Final = 1e-7
"""How much likelier an outcome may be and still count as equally likely; rounding is smaller, true gaps are larger."""


def log_p(counts: Sequence[int], shares: Sequence[float]) -> float:
    """Log of the probability of outcomes no likelier than these counts (two arms: the two-sided binomial test).

    Where there are too many outcomes to walk through, it is an upper bound of an exact p: Bonferroni's over the arms,
    each with the binomial tail's bound of Feller (1968, VI.3).
    """
    total = sum(counts)
    if math.comb(total + len(counts) - 1, len(counts) - 1) <= _MOST_OUTCOMES:
        logs = _log_probabilities(total, shares)
        return min(float(logsumexp(logs[logs <= _log_probability(counts, shares) + _TIE])), 0.0)
    tails = [_log_tail(count, total, share) for count, share in zip(counts, shares, strict=True)]
    return min(min(tails) + math.log(2 * len(counts)), 0.0)


def _log_probability(counts: Sequence[int], shares: Sequence[float]) -> float:
    terms = (count * math.log(share) - math.lgamma(count + 1) for count, share in zip(counts, shares, strict=True))
    return math.lgamma(sum(counts) + 1) + sum(terms)


def _log_probabilities(total: int, shares: Sequence[float]) -> npt.NDArray[np.float64]:
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


def _log_tail(count: int, total: int, share: float) -> float:
    """An upper bound of log P(X >= count), or of P(X <= count) when the count is below its mean."""
    if count < total * share:
        return _log_tail(total - count, total, 1 - share)
    at_count = _log_probability((count, total - count), (share, 1 - share))
    beyond = count - total * share
    return min(at_count + math.log((1 - share) * count / beyond), 0.0) if beyond > 0 else 0.0
