"""The upper tail of chi-square, as far out as one likes."""

import math
from typing import Final

from scipy.special import gammaincc

_SMALLEST: Final = 1e-290
"""Below this, the incomplete gamma function of floating point ends."""


def log_tail(statistic: float, degrees: int) -> float:
    """Log of the probability that chi-square with so many degrees of freedom is at least `statistic`.

    Far out it is by the continued fraction of the incomplete gamma function (DLMF 8.9.2), evaluated from its tail.
    """
    shape, at = degrees / 2, statistic / 2
    tail = float(gammaincc(shape, at))
    if tail > _SMALLEST:
        return math.log(tail)
    fraction = at
    for term in range(60, 0, -1):
        fraction = at + 2 * term + 1 - shape - (term + 1) * (term + 1 - shape) / fraction
    fraction = at + 1 - shape - (1 - shape) / fraction
    return shape * math.log(at) - at - math.lgamma(shape) - math.log(fraction)
