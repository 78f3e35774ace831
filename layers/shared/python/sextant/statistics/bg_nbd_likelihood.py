"""The likelihood of the BG/NBD model, with its derivatives."""

import math

import numpy as np

from sextant.statistics.histories import Histories
from sextant.statistics.maxima import Floats, Slope


class Likelihood:
    """The likelihood of some histories: equation 6 of Fader, Hardie & Lee (2005).

    Repeats are whole numbers, so quotients of gamma functions are written as products, and alpha^r as part of the terms
    that it is divided by: nothing then loses its digits where parameters are large.
    """

    def __init__(self, histories: Histories) -> None:
        self._weights = histories.weights
        self._x, self._last, self._age = histories.repeats, histories.last, histories.age
        self._again = histories.repeats > 0
        self._steps = np.arange(int(histories.repeats.max()), dtype=float)
        # For each number of repeats how many customers got beyond it.
        repeats = histories.repeats.astype(np.int64)
        exactly = np.bincount(repeats, weights=self._weights, minlength=len(self._steps) + 1)
        self._beyond = self._weights.sum() - np.cumsum(exactly)[:-1]

    def mean_at(self, point: Floats) -> Slope:
        """A customer's mean."""
        whole, customers = self.at(point), float(self._weights.sum())
        return Slope(whole.value / customers, whole.gradient / customers, whole.hessian / customers)

    def at(self, point: Floats) -> Slope:
        """The sum over all customers, at r, alpha, a and b."""
        counted, mixed = self._of_counts(point), self._of_mixture(point)
        return Slope(counted.value + mixed.value, counted.gradient + mixed.gradient, counted.hessian + mixed.hessian)

    def _of_counts(self, point: Floats) -> Slope:
        """Γ(r + x)/Γ(r) and B(a, b + x)/B(a, b): what depends on the number of repeats alone."""
        r, _, a, b = point
        rate, stay, any_end = r + self._steps, b + self._steps, a + b + self._steps
        many = self._beyond
        value = float((np.log(rate) - np.log1p(a / stay)) @ many)
        of_rate, of_stay, of_any = many @ (1 / rate), many @ (1 / stay), many @ (1 / any_end)
        gradient = np.array([of_rate, 0.0, -of_any, of_stay - of_any])
        curve_of_any = many @ (1 / any_end**2)
        hessian = np.zeros((4, 4))
        hessian[0, 0] = -(many @ (1 / rate**2))
        hessian[2, 2] = hessian[2, 3] = hessian[3, 2] = curve_of_any
        hessian[3, 3] = curve_of_any - many @ (1 / stay**2)
        return Slope(float(value), gradient, hessian)

    def _of_mixture(self, point: Floats) -> Slope:
        """Still active at the end of the history, or left after the last purchase."""
        r, alpha, a, b = point
        weights, again = self._weights, self._again
        gone = np.where(again, b + self._x - 1, 1.0)
        staying, first_staying, second_staying = self._silent_since(self._age, r, alpha)
        leaving, first_leaving, second_leaving = self._silent_since(self._last, r, alpha)
        leaving = np.where(again, leaving + math.log(a) - np.log(gone), -np.inf)
        first_leaving[2], first_leaving[3] = 1 / a, -1 / gone
        value = np.logaddexp(staying, leaving)
        left, stayed = np.exp(leaving - value), np.exp(staying - value)
        gradient = (stayed * first_staying + left * first_leaving) @ weights
        apart = first_staying - first_leaving
        hessian: Floats = (apart * (stayed * left * weights)) @ apart.T
        curved = (stayed * second_staying + left * second_leaving) @ weights
        hessian[0, 1] += curved[0]
        hessian[1, 0] += curved[0]
        hessian[1, 1] += curved[1]
        hessian[2, 2] -= float(left @ weights) / a**2
        hessian[3, 3] += float((left / gone**2) @ weights)
        return Slope(float(value @ weights), gradient, hessian)

    def _silent_since(self, time: Floats, r: float, alpha: float) -> tuple[Floats, Floats, Floats]:
        """log(alpha^r / (alpha + t)^(r + x)), and its derivatives.

        The first ones are by the four parameters, the second ones by r and alpha, and by alpha twice.
        """
        since, x = alpha + time, self._x
        value = -r * np.log1p(time / alpha) - x * np.log(since)
        first = np.zeros((4, len(time)))
        first[0] = -np.log1p(time / alpha)
        first[1] = (r * time / alpha - x) / since
        second = np.stack(
            [time / (alpha * since), (x - r * time * (2 * alpha + time) / alpha**2) / since**2],
        )
        return value, first, second
