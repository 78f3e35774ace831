"""Student's t distribution: tails that do not underflow, and critical values."""

import math
from functools import lru_cache
from typing import Final

from scipy.special import betaincc, stdtr, stdtrit

from sextant.statistics import normal
from sextant.statistics.tails import Side, Tail, tail_alpha

_LN_10: Final = math.log(10)
_LOG10_2: Final = math.log10(2)
_NEAR: Final = 0.1
_LEAST: Final = 1e-290
"""Below it the logarithm comes from the continued fraction."""
_NORMAL: Final = 1e12
"""So many degrees of freedom that t is z: the tails differ by about z⁴/(4·df)."""
_EXPANDED: Final = 50.0
_TINY: Final = 1e-300
_PRECISE: Final = 1e-16
_STEPS: Final = 20_000


def two_sided(t: float, df: float) -> Tail:
    """P(|T| ≥ |t|) with `df` degrees of freedom."""
    distance = abs(t)
    if df >= _NORMAL:
        return normal.two_sided(t)
    if distance < _NEAR:
        share = distance * distance / (df + distance * distance)
        p = float(betaincc(0.5, df / 2, share))
    else:
        p = 2 * float(stdtr(df, -distance))
    return Tail(p, math.log10(p) if p > _LEAST else _log_two_sided(distance, df) / _LN_10)


def tail(t: float, df: float, side: Side) -> Tail:
    """How unlikely t is if nothing is true, against the alternative of that side."""
    both = two_sided(t, df)
    if side == Side.BOTH:
        return both
    if (t >= 0) == (side == Side.GREATER):
        return Tail(both.p / 2, both.log10_p - _LOG10_2)
    return Tail(1 - both.p / 2, math.log1p(-both.p / 2) / _LN_10)


@lru_cache(maxsize=256)
def critical(alpha: float, df: float, side: Side = Side.BOTH) -> float:
    """How far from 0 a t must lie to be significant at alpha.

    Raises:
        ValueError: Alpha is not between 0 and 1.
    """
    if df >= _NORMAL:
        return normal.critical(alpha, side)
    return -float(stdtrit(df, tail_alpha(alpha, side)))


def _log_two_sided(t: float, df: float) -> float:
    """The natural logarithm of the regularised incomplete beta I_x(df/2, 1/2) at x = df / (df + t²).

    DLMF 8.17.22, the continued fraction of I_x, evaluated by the modified Lentz method; far in the tail it takes few
    steps. 1 - x and log x come from t² / df itself, which does not cancel.
    """
    a = df / 2
    odds = (t / df) * t if t < 1 / _TINY else math.inf
    if math.isinf(odds):
        log_x = math.log(df) - 2 * math.log(t)
        x = math.exp(log_x)
        log_rest = 0.0
    else:
        log_x = -math.log1p(odds)
        x = 1 / (1 + odds)
        log_rest = math.log(odds) - math.log1p(odds)
    front = a * log_x + 0.5 * log_rest - math.log(a) - _log_beta_half(a)
    return front - math.log(_fraction(a, x))


def _fraction(a: float, x: float) -> float:
    """1 + d₁/(1 + d₂/(1 + …)) of DLMF 8.17.22 with b = 1/2."""
    b = 0.5
    value = c = 1.0
    d = 0.0
    for step in range(1, _STEPS):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d or _TINY)
        c = 1 + term / c or _TINY
        change = c * d
        value *= change
        if abs(change - 1) < _PRECISE:
            break
    return value


def _log_beta_half(a: float) -> float:
    """The logarithm of B(a, 1/2); for large a expanded (DLMF 5.11.13), since differences of log Γ would cancel."""
    half = math.lgamma(0.5)
    if a < _EXPANDED:
        return half + math.lgamma(a) - math.lgamma(a + 0.5)
    inverse = 1 / a
    square = inverse * inverse
    rise = 0.5 * math.log(a) - inverse / 8 * (1 - square / 24 * (1 - square * 0.3 * (1 - square * 0.7589)))
    return half - rise
