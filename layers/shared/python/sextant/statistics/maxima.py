"""Where a likelihood of a few positive parameters is greatest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_STEPS = 200
_LONGEST_STEP = 2.0
_HALVINGS = 40
_TOUCH = 1e-9
_NOISE = 1e-13
"""Share of a likelihood's size that rounding may hide."""
_LEAST_GAIN = 1e-9
"""Share of a likelihood's size that the next step may promise where the climb ends."""
_LEAST_CURVATURE = 1e-10


@dataclass(frozen=True, slots=True)
class Slope:
    """A function at a point.

    Attributes:
        value: What it is there.
        gradient: Its first derivatives by the parameters.
        hessian: Its second ones.
    """

    value: float
    gradient: Floats
    hessian: Floats

    def by_logarithms(self, point: Floats) -> "Slope":
        """The same, with derivatives by the logarithms of the parameters."""
        gradient = self.gradient * point
        return Slope(self.value, gradient, self.hessian * np.outer(point, point) + np.diag(gradient))


@dataclass(frozen=True, slots=True)
class Peak:
    """The greatest value found.

    Attributes:
        point: The parameters there.
        value: The value.
        at_edge: For each parameter whether it stopped at a bound, beyond which the function goes on rising.
        converged: Whether the function is flat there in every parameter that is not at a bound.
    """

    point: Floats
    value: float
    at_edge: tuple[bool, ...]
    converged: bool


def highest(function: Callable[[Floats], Slope], starts: Iterable[Floats], low: Floats, high: Floats) -> Peak:
    """The highest peak that Newton's method climbs from any of the starts, in the logarithms of the parameters.

    Where the function is not concave the curvature's sign is turned, so that saddles push away (Dauphin et al., NIPS
    2014). A step never leaves the bounds and never lowers the value.

    Args:
        function: Tells its value and derivatives at positive parameters.
        starts: Where to begin, within the bounds.
        low: The least parameters, above 0.
        high: The greatest ones.
    """
    return max(
        (_climbed(function, start, low, high) for start in starts), key=lambda peak: (peak.value, peak.converged)
    )


def _climbed(function: Callable[[Floats], Slope], start: Floats, low: Floats, high: Floats) -> Peak:
    floor, ceiling = np.log(low), np.log(high)

    def seen(place: Floats) -> Slope:
        point = np.exp(place)
        return function(point).by_logarithms(point)

    place = np.clip(np.log(start), floor, ceiling)
    here = seen(place)
    flat = False
    for _ in range(_STEPS):
        step, free = _step(here, place, floor, ceiling)
        found = _further(seen, place, here, step, free, (floor, ceiling)) if free.any() else None
        if found is None:
            # Nothing is to be gained but what rounding hides.
            flat = float(here.gradient @ step) <= _LEAST_GAIN * (1.0 + abs(here.value))
            break
        place, here = found
    return Peak(np.exp(place), here.value, tuple(bool(each) for each in _near(place, floor, ceiling)), flat)


def _step(here: Slope, place: Floats, floor: Floats, ceiling: Floats) -> tuple[Floats, Flags]:
    """Newton's step as far as the bounds let it, and the parameters that it moves.

    It ends where the first parameter meets a bound. Were each cut off at its own bound instead, the rest of the step
    would lead off the ridge along which likelihoods rise towards one.
    """
    free = np.ones(len(place), dtype=bool)
    while free.any():
        step = _newton_step(here, free)
        blocked = free & (((place <= floor + _TOUCH) & (step < 0)) | ((place >= ceiling - _TOUCH) & (step > 0)))
        if not blocked.any():
            moved = step != 0
            room = np.where(step > 0, ceiling - place, floor - place)[moved] / step[moved]
            return step * min(1.0, float(room.min(initial=1.0))), free
        free &= ~blocked
    return np.zeros_like(place), free


def _near(place: Floats, floor: Floats, ceiling: Floats) -> Flags:
    """Which parameters are so close to a bound that it may be what stopped them."""
    return (place - floor < 1.0) | (ceiling - place < 1.0)


def _newton_step(here: Slope, free: Flags) -> Floats:
    curvatures, axes = np.linalg.eigh(-here.hessian[np.ix_(free, free)])
    bent = np.maximum(np.abs(curvatures), _LEAST_CURVATURE)
    step = np.zeros_like(here.gradient)
    step[free] = axes @ ((axes.T @ here.gradient[free]) / bent)
    longest = float(np.abs(step).max())
    return step * (_LONGEST_STEP / longest) if longest > _LONGEST_STEP else step


def _further(
    seen: Callable[[Floats], Slope],
    place: Floats,
    here: Slope,
    step: Floats,
    free: Flags,
    bounds: tuple[Floats, Floats],
) -> tuple[Floats, Slope] | None:
    """A place further up along the step, or None where rounding lets nothing be gained any more."""
    steepness = float(np.abs(here.gradient[free]).max())
    for halving in range(_HALVINGS):
        there = np.clip(place + step * 0.5**halving, *bounds)
        if np.array_equal(there, place):
            return None
        slope = seen(there)
        gained = slope.value - here.value
        noise = _NOISE * (1.0 + abs(here.value))
        # So close to the top that values say nothing any more, the gradient still does.
        if gained > noise or (gained > -noise and float(np.abs(slope.gradient[free]).max()) < steepness):
            return there, slope
    return None
