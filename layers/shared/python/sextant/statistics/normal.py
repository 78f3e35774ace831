"""The normal distribution's tails and quantiles."""

import math
from functools import lru_cache
from typing import Final

from scipy.special import log_ndtr, ndtri

from sextant.statistics.tails import Side, Tail, tail_alpha

_LOG10_2: Final = math.log10(2)
_LN_10: Final = math.log(10)
_ROOT_HALF: Final = math.sqrt(0.5)
_DEEP: Final = 30.0
"""Beyond it the logarithm is taken of the tail's own expansion; at 38 the tail is below the least float."""
_FARTHEST: Final = 1e150
"""A statistic beyond it is taken for it, so that its square is still a number."""


def two_sided(z: float) -> Tail:
    """P(|Z| ≥ |z|)."""
    distance = min(abs(z), _FARTHEST)
    p = math.erfc(distance * _ROOT_HALF)
    if distance < _DEEP:
        return Tail(p, math.log10(p))
    return Tail(p, _LOG10_2 + float(log_ndtr(-distance)) / _LN_10)


def upper(z: float) -> Tail:
    """P(Z ≥ z)."""
    bounded = max(-_FARTHEST, min(z, _FARTHEST))
    p = 0.5 * math.erfc(bounded * _ROOT_HALF)
    return Tail(p, float(log_ndtr(-bounded)) / _LN_10)


def tail(z: float, side: Side) -> Tail:
    """How unlikely z is if nothing is true, against the alternative of that side."""
    if side == Side.BOTH:
        return two_sided(z)
    return upper(z if side == Side.GREATER else -z)


def cumulative(z: float) -> float:
    """P(Z ≤ z), right to the last digits in both tails."""
    return 0.5 * math.erfc(-z * _ROOT_HALF)


@lru_cache(maxsize=1024)
def quantile(p: float) -> float:
    """The z that Z stays below with probability p.

    Raises:
        ValueError: p is not between 0 and 1.
    """
    if not 0 < p < 1:
        raise ValueError(f"A quantile is asked for between 0 and 1, not at {p}")
    return float(ndtri(p))


@lru_cache(maxsize=1024)
def critical(alpha: float, side: Side = Side.BOTH) -> float:
    """How far from 0 a z must lie to be significant at alpha: 1.96 at 0.05 and two sides.

    Raises:
        ValueError: Alpha is not between 0 and 1.
    """
    return -quantile(tail_alpha(alpha, side))
