"""Many tests at once: p-values adjusted so that comparing each with alpha bounds what the whole family gets wrong.

Tests without a p (None) are no tests: they are left out of the count and stay None. Ties adjust alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import expm1, log1p
from typing import Final

_ROUNDING: Final = 1 + 1e-12
"""A p that equals its threshold but for rounding is at it, and rejected."""

P = float | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a family of tests comes to.

    Attributes:
        adjusted: An adjusted p for each test, in the order given.
        rejected: Whether that is at most alpha; None for what was no test.
    """

    adjusted: tuple[P, ...]
    rejected: tuple[bool | None, ...]


def bonferroni(p_values: Sequence[P], alpha: float = 0.05) -> Adjustment:
    """The family-wise error rate, whatever the dependence: m·p."""
    return _adjusted(p_values, alpha, lambda p: [len(p) * each for each in p])


def holm(p_values: Sequence[P], alpha: float = 0.05) -> Adjustment:
    """The same guarantee with more power, stepping down from the smallest p (Holm, Scand. J. Stat. 6, 1979)."""
    return _adjusted(p_values, alpha, lambda p: _down([(len(p) - rank) * each for rank, each in enumerate(p)]))


def holm_sidak(p_values: Sequence[P], alpha: float = 0.05) -> Adjustment:
    """Holm's steps with Šidák's bound 1 - (1 - p)^m, for independent or positively dependent tests."""
    return _adjusted(p_values, alpha, lambda p: _down([_sidak(each, len(p) - rank) for rank, each in enumerate(p)]))


def hochberg(p_values: Sequence[P], alpha: float = 0.05) -> Adjustment:
    """Holm's factors, stepping up from the largest p, where Simes' inequality holds (Biometrika 75, 1988)."""
    return _adjusted(p_values, alpha, lambda p: _up([(len(p) - rank) * each for rank, each in enumerate(p)]))


def benjamini_hochberg(p_values: Sequence[P], alpha: float = 0.05) -> Adjustment:
    """The false discovery rate, of independent or positively dependent tests: p·m / rank (JRSS B 57, 1995)."""
    return _adjusted(p_values, alpha, lambda p: _up([each * len(p) / (rank + 1) for rank, each in enumerate(p)]))


def benjamini_yekutieli(p_values: Sequence[P], alpha: float = 0.05) -> Adjustment:
    """The same under any dependence: Benjamini-Hochberg times 1 + 1/2 + … + 1/m (Ann. Stat. 29, 2001)."""

    def stepped(p: list[float]) -> list[float]:
        harmonic = sum(1 / rank for rank in range(1, len(p) + 1))
        return _up([each * len(p) * harmonic / (rank + 1) for rank, each in enumerate(p)])

    return _adjusted(p_values, alpha, stepped)


def _adjusted(p_values: Sequence[P], alpha: float, stepped: Callable[[list[float]], list[float]]) -> Adjustment:
    if not 0 < alpha < 1:
        raise ValueError(f"Alpha is a probability between 0 and 1, not {alpha}")
    ranked = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    if ranked and not 0 <= ranked[0][0] <= ranked[-1][0] <= 1:
        raise ValueError(f"A p-value lies between 0 and 1, not at {ranked[0][0]} or {ranked[-1][0]}")
    adjusted: list[P] = [None] * len(p_values)
    for (_, place), p in zip(ranked, stepped([p for p, _ in ranked]), strict=True):
        adjusted[place] = min(p, 1.0)
    level = alpha * _ROUNDING
    return Adjustment(tuple(adjusted), tuple(None if p is None else p <= level for p in adjusted))


def _down(p: list[float]) -> list[float]:
    """Each at least what stands before it."""
    return list(accumulate(p, max))


def _up(p: list[float]) -> list[float]:
    """Each at most what stands behind it."""
    return list(accumulate(reversed(p), min))[::-1]


def _sidak(p: float, tests: int) -> float:
    return -expm1(tests * log1p(-p)) if p < 1 else 1.0
