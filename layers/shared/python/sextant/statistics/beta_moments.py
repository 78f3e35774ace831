"""The mean over a beta distribution of the chance to go on."""

import numpy as np
from scipy.special import betaln, expit, hyp2f1

from sextant.statistics.maxima import Floats

_LARGEST_SHAPE = 4.0
_FARTHEST = 1.9
_POINTS = 241
_NEGLIGIBLE = 40.0
"""What falls below exp(-40) of the whole."""
_FAR = 10.0


def survival(a: float, b: Floats, power: Floats, reached: Floats) -> Floats:
    """E[(1 + ps)^-power] over p ~ Beta(a, b), where 1 + s = exp(reached).

    It is 2F1(power, a; a + b; -s), taken in Euler's form exp(-a·reached) 2F1(a + b - power, a; a + b; z) with z = 1 -
    exp(-reached) (DLMF 15.8.1). Where a is large, that loses its digits or overflows; beyond z = 0.85, SciPy's
    function does where power - a is a whole number or almost. There the mean is integrated.

    Args:
        a: The beta distribution's first parameter.
        b: Its second one, for each.
        power: The exponent, for each; greater than 1.
        reached: The logarithm of 1 + s, for each; from 0 on.
    """
    large = (a > _LARGEST_SHAPE) & ((a + b < power) | (a > _FAR * _LARGEST_SHAPE))
    integrated = large | (reached > _FARTHEST)
    plain = ~integrated
    found = np.empty_like(reached)
    scale = np.exp(-a * reached[plain])
    found[plain] = scale * hyp2f1(a + b[plain] - power[plain], a, a + b[plain], -np.expm1(-reached[plain]))
    if integrated.any():
        found[integrated] = integrated_survival(a, b[integrated], power[integrated], reached[integrated])
    return found


def integrated_survival(a: float, b: Floats, power: Floats, reached: Floats) -> Floats:
    """The same by trapezoids in the log-odds u of p, where the integrand has one peak and falls exponentially.

    Its logarithm is au - (a + b - power)·log(1 + e^u) - power·log(1 + e^(u + reached)); where that is flat, exp(u)
    solves a quadratic. Points are u = peak + width·sinh(w), dense at the peak and ever wider outwards.
    """
    rest, grown = a + b - power, np.exp(reached)
    middle = a * (1 + grown) - rest - power * grown
    root = np.sqrt(middle * middle + 4 * a * b * grown)
    odds = np.where(middle > 0, (middle + root) / (2 * b * grown), 2 * a / np.where(middle > 0, 1.0, root - middle))
    peak = np.log(odds)
    near, far = expit(peak), expit(peak + reached)
    bend = rest * near * (1 - near) + power * far * (1 - far)
    width = np.minimum(1 / np.sqrt(np.maximum(bend, 1e-4)), 3.0)
    # Near the peak it falls as a normal density does, and further out as exp(au) and exp(-bu).
    first = -np.arcsinh(_FAR + _NEGLIGIBLE / (a * width))
    last = np.arcsinh(_FAR + _NEGLIGIBLE / (b * width))
    step = (last - first) / (_POINTS - 1)
    level = betaln(a, b)
    total = np.zeros_like(reached)
    for number in range(_POINTS):
        place = first + number * step
        u = peak + width * np.sinh(place)
        height = a * u - rest * np.logaddexp(0, u) - power * np.logaddexp(0, u + reached) - level
        total += np.exp(height) * width * np.cosh(place) * step
    return total
