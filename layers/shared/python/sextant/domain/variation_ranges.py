"""Experiments as GrowthBook splits them: which share of the buckets each variation gets."""

import math
from collections.abc import Sequence

from sextant.domain.json_values import is_number
from sextant.domain.rules import Rule, Share

_WEIGHTS_SUM_TO = (0.99, 1.01)


def equal_weights(count: int) -> list[float]:
    """The same share for each of so many variations."""
    return [1 / count] * count if count > 0 else []


def ranges(count: int, coverage: float = 1.0, weights: Sequence[float] | None = None) -> list[tuple[float, float]]:
    """The range of each of so many variations: where its weight begins, and as much of it as is covered.

    Args:
        count: How many variations there are.
        coverage: Share of each variation that is drawn, 0 to 1; what is outside counts as the nearer end.
        weights: Share of each variation; equal ones take the place of any that make no sense.
    """
    covered = min(max(coverage, 0), 1)
    found, start = [], 0.0
    for weight in weights if weights is not None and _are_weights(weights, count) else equal_weights(count):
        found.append((start, start + covered * weight))
        start += weight
    return found


def ranges_of(rule: Rule) -> Sequence[Share]:
    """The range of each variation of a rule."""
    coverage = rule.get("coverage")
    return rule.get("ranges") or ranges(
        len(rule["variations"]), 1.0 if coverage is None else coverage, rule.get("weights")
    )


def _are_weights(weights: Sequence[float], count: int) -> bool:
    if len(weights) != count or not all(
        is_number(weight) and math.isfinite(weight) and weight >= 0 for weight in weights
    ):
        return False
    least, most = _WEIGHTS_SUM_TO
    return least <= sum(weights) <= most
