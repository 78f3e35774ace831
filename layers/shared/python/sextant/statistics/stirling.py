"""What Stirling's formula leaves out of log Γ: small, and so what differences of large log Γ are to be made of."""

import math
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

_Number = TypeVar("_Number", float, NDArray[np.float64])

HALF_LOG_2_PI: Final = 0.5 * math.log(2 * math.pi)
_LEAST: Final = 16.0
"""From here on the series has all digits."""


def remainder(z: float) -> float:
    """The logarithm of Γ(z) less Stirling's (z - 1/2)·log z - z + log √2π (DLMF 5.11.1)."""
    if z < _LEAST:
        return math.lgamma(z) - ((z - 0.5) * math.log(z) - z + HALF_LOG_2_PI)
    return _series(z)


def remainders(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each number."""
    found = np.asarray(_series(np.maximum(z, _LEAST)), dtype=np.float64)
    small = z < _LEAST
    if small.any():
        found[small] = [remainder(each) for each in z[small].tolist()]
    return found


def _series(z: _Number) -> _Number:
    """Its expansion for large z, of a number or of many."""
    square = 1 / (z * z)
    return (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / z
