"""Where a monotone function crosses 0."""

import math
from collections.abc import Callable
from itertools import pairwise

_STEPS = 200


def crossing(function: Callable[[float], float], low: float, high: float, *, precision: float = 1e-14) -> float:
    """The point between `low` and `high` at which the function, of different signs there, is 0.

    Ridders' method (IEEE Trans. Circuits Syst. 26, 1979): the bracket at least halves with each step. The answer is
    within `precision` of the crossing, relative to its size.
    """
    at_low, at_high = function(low), function(high)
    if at_low == 0:
        return low
    if at_high == 0:
        return high
    for _ in range(_STEPS):
        middle = low + (high - low) / 2
        if abs(high - low) <= precision * max(abs(low), abs(high)) or middle in {low, high}:
            return middle
        at_middle = function(middle)
        if at_middle == 0:
            return middle
        root = math.sqrt(at_middle * at_middle - at_low * at_high)
        guess = middle + (middle - low) * math.copysign(at_middle, at_low * at_middle) / root if root else middle
        guess = min(max(guess, min(low, high)), max(low, high))
        at_guess = function(guess)
        if at_guess == 0:
            return guess
        edges = sorted(((low, at_low), (high, at_high), (middle, at_middle), (guess, at_guess)))
        for (left, at_left), (right, at_right) in pairwise(edges):
            if (at_left < 0) != (at_right < 0):
                low, at_low, high, at_high = left, at_left, right, at_right
                break
    return low + (high - low) / 2
