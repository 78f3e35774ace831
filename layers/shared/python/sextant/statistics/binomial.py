"""The two-sided binomial test, exact for any number of users, with tails that do not underflow.

Probabilities are by Loader's saddle-point expansion ("Fast and Accurate Computation of Binomial Probabilities", 2000),
in which no large numbers are subtracted: a binomial is two Poissons given their sum.
"""

import math
from typing import Final

import numpy as np

from sextant.statistics.stirling import HALF_LOG_2_PI, remainder

TIE: Final = 1e-7
"""How much likelier an outcome may be and still count as equally likely; rounding is smaller, true gaps are larger."""

_NEAR: Final = 0.1
"""The part of its mean up to which a count is near it: the logarithm of their quotient is then that of 1 and a bit."""

_DEEPEST: Final = 45.0
"""How often a tail falls by e until nothing is left of it."""


def log_two_sided(count: int, total: int, shares: tuple[float, float]) -> float:
    """Log of the probability of all counts that are no likelier than this one.

    Args:
        count: Users of the first arm.
        total: Users of both arms.
        shares: Of the first arm and of the second; both, so that one next to 1 costs the other no digits.
    """
    if count < total * shares[0]:
        count, shares = total - count, (shares[1], shares[0])
    most = _log_probability(count, total, shares) + TIE
    low, high = -1, min(math.floor((total + 1) * shares[0]), total)
    if _log_probability(high, total, shares) <= most:
        return 0.0
    # Up to the likeliest count each is likelier than the one before.
    while high - low > 1:
        middle = (low + high) // 2
        if _log_probability(middle, total, shares) <= most:
            low = middle
        else:
            high = middle
    near, far = log_tail(count, total, shares), log_tail(total - low, total, (shares[1], shares[0]))
    return min(float(np.logaddexp(near, far)), 0.0)


def log_tail(count: int, total: int, shares: tuple[float, float]) -> float:
    """Log of the probability of this count or a higher one, if the count is not below its mean.

    Each probability follows from the one before. By Bernstein's inequality nothing is left beyond the last.
    """
    if count > total:
        return -math.inf
    variance = total * shares[0] * shares[1]
    steps = math.ceil(_DEEPEST / 3 + math.sqrt((_DEEPEST / 3) ** 2 + 2 * _DEEPEST * variance))
    counts = np.arange(count, min(count + steps, total), dtype=np.float64)
    ratios = (total - counts) / (counts + 1) * (shares[0] / shares[1])
    return min(_log_probability(count, total, shares) + math.log1p(float(np.cumprod(ratios).sum())), 0.0)


def _log_probability(count: int, total: int, shares: tuple[float, float]) -> float:
    one, other = _log_poisson(count, total * shares[0]), _log_poisson(total - count, total * shares[1])
    return one + other - _log_poisson(total, float(total))


def _log_poisson(count: int, mean: float) -> float:
    if not count:
        return -mean
    distance = count - mean
    near = abs(distance) < _NEAR * mean
    quotient = math.log1p(distance / mean) if near else math.log(count) - math.log(mean)
    return distance - count * quotient - remainder(count) - 0.5 * math.log(count) - HALF_LOG_2_PI
