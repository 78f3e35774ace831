"""How much of alpha may be spent by an information fraction: 0 at the beginning, all of it at the planned end.

Each is of two sides unless told otherwise, which here means that each side spends half: symmetric designs in R's
`gsDesign` and `ldbounds` count likewise.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from scipy.special import ndtr, ndtri

Spending = Callable[[float, float], float]
"""The alpha that may have been spent by a fraction: from (alpha, fraction) to at most alpha."""

_SHORTEST: Final = 1e-12
"""The smallest fraction that is told from 0."""


def obrien_fleming(alpha: float, fraction: float, sides: int = 2) -> float:
    """The alpha spent by `fraction`, nearly none at first: looks early on cost almost no power at the end.

    Each side spends 2 - 2 * Phi(z(1 - a / 2) / sqrt(t)) of its share `a` (Lan & DeMets 1983, Biometrika 70, their
    alpha*_1), which gives nearly the bounds of O'Brien and Fleming (1979).
    """
    check_alpha(alpha)
    if fraction < _SHORTEST:
        return 0.0
    return alpha if fraction >= 1 else sides * 2 * float(ndtr(_quantile(alpha / sides / 2) / math.sqrt(fraction)))


def pocock(alpha: float, fraction: float) -> float:
    """The alpha spent by `fraction`, about evenly: alpha * ln(1 + (e - 1) * t) (Lan & DeMets 1983, alpha*_2)."""
    check_alpha(alpha)
    return alpha if fraction >= 1 else alpha * math.log1p((math.e - 1) * max(fraction, 0.0))


def power_family(exponent: float) -> Spending:
    """A function that spends alpha * t ** exponent (Kim & DeMets 1987, Biometrika 74).

    Raises:
        ValueError: The exponent is not above 0.
    """
    if not exponent > 0:
        raise ValueError(f"The exponent of a spending function is above 0, not {exponent}.")

    def spend(alpha: float, fraction: float) -> float:
        check_alpha(alpha)
        return alpha if fraction >= 1 else float(alpha * max(fraction, 0.0) ** exponent)

    return spend


def check_alpha(alpha: float) -> None:
    """Refuse what is no share.

    Raises:
        ValueError: Alpha is not between 0 and 1.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"Alpha is between 0 and 1, such as 0.05, not {alpha}.")


@lru_cache(maxsize=256)
def _quantile(p: float) -> float:
    return float(ndtri(p))
