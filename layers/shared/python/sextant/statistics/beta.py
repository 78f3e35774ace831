"""Beta distributions as posteriors of conversion rates, in the log-odds of the rate.

In log-odds t the density of a Beta(a, b) is proportional to exp(a·t) / (1 + exp(t))^(a+b): analytic, log-concave and
falling exponentially on both sides. For such functions the trapezoidal rule converges faster than any power of its step
(Trefethen & Weideman, SIAM Review 56, 2014), so a few dozen points give all digits, for 1 user or for 10⁷.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from sextant.statistics.stirling import HALF_LOG_2_PI, remainder, remainders

Points = NDArray[np.float64]

DEPTH: Final = 45.0
"""A density is let go where it has fallen by exp(-45) from its top."""


@dataclass(frozen=True, slots=True)
class Beta:
    """A Beta(a, b) distribution of a rate."""

    a: float
    b: float

    def __post_init__(self) -> None:
        if not (0 < self.a < math.inf and 0 < self.b < math.inf):
            raise ValueError(f"Beta({self.a}, {self.b}) is no distribution: both numbers are above 0")

    @property
    def mean(self) -> float:
        """Of the rate."""
        return self.a / (self.a + self.b)

    @property
    def mode(self) -> float:
        """In log-odds, which the density there has its top at."""
        return math.log(self.a / self.b)

    @property
    def width(self) -> float:
        """The standard deviation of the normal that fits the top, in log-odds."""
        return math.sqrt(1 / self.a + 1 / self.b)

    def reach(self) -> tuple[float, float]:
        """Between which log-odds the density is within exp(-DEPTH) of its top.

        The logarithm has fallen by at least v² / (2·width² + v/a) at a distance v to the left, by b to the right: a
        normal near the top, an exponential far out.
        """
        spread = 8 * self.width**2 * DEPTH
        left, right = DEPTH / self.a, DEPTH / self.b
        return (
            self.mode - (left + math.sqrt(left * left + spread)) / 2,
            self.mode + (right + math.sqrt(right * right + spread)) / 2,
        )

    def below(self, odds: "LogOdds") -> Points:
        """P(rate ≤ each point)."""
        return np.asarray(betainc(self.a, self.b, odds.rate), dtype=np.float64)

    def above(self, odds: "LogOdds") -> Points:
        """P(rate ≥ each point), not by subtraction."""
        return np.asarray(betainc(self.b, self.a, odds.rest), dtype=np.float64)

    def density(self, odds: "LogOdds") -> Points:
        """Per unit of log-odds. Measured from the top, so that nothing cancels even with 10⁷ users."""
        distance = odds.points - self.mode
        share = self.a / (self.a + self.b)
        fallen = self.a * distance - (self.a + self.b) * np.log1p(share * np.expm1(distance))
        return np.asarray(np.exp(self._log_top() + fallen), dtype=np.float64)

    def _log_top(self) -> float:
        """The logarithm of the density at the mode."""
        whole = self.a + self.b
        normal = 0.5 * math.log(self.a * (self.b / whole)) - HALF_LOG_2_PI
        return normal - remainder(self.a) - remainder(self.b) + remainder(whole)


class Betas:
    """Many Beta distributions at once, each over points of its own, for one call of each function instead of many."""

    __slots__ = ("a", "b", "mode")

    def __init__(self, betas: Sequence[Sequence[Beta]]) -> None:
        """Rows of distributions; the last axis of everything is that of the points."""
        self.a = np.array([[[each.a] for each in row] for row in betas])
        self.b = np.array([[[each.b] for each in row] for row in betas])
        self.mode = np.log(self.a / self.b)

    def below(self, odds: "LogOdds") -> Points:
        """As `Beta.below`, of each distribution in each row at the points of the row."""
        return np.asarray(betainc(self.a, self.b, odds.rate), dtype=np.float64)

    def first_above(self, odds: "LogOdds") -> Points:
        """As `Beta.above`, of the first distribution in each row."""
        return np.asarray(betainc(self.b[:, :1], self.a[:, :1], odds.rest), dtype=np.float64)

    def density(self, odds: "LogOdds") -> Points:
        """As `Beta.density`."""
        whole = self.a + self.b
        share = self.a / whole
        distance = odds.points - self.mode
        top = 0.5 * np.log(self.a * (self.b / whole)) - HALF_LOG_2_PI
        top += remainders(whole) - remainders(self.a) - remainders(self.b)
        return np.asarray(
            np.exp(top + self.a * distance - whole * np.log1p(share * np.expm1(distance))), dtype=np.float64
        )


class LogOdds:
    """Points in log-odds, with the rates they stand for."""

    __slots__ = ("points", "rate", "rest")

    def __init__(self, points: Points) -> None:
        self.points = points
        faded = np.exp(-np.abs(points))
        near, far = 1 / (1 + faded), faded / (1 + faded)
        self.rate = np.where(points > 0, near, far)
        self.rest = np.where(points > 0, far, near)
