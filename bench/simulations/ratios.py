"""The sample ratio, watched daily: false alarms on honest splits, and whether broken ones are found."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from bench.simulations.figures import Figure, share
from sextant.statistics.group_sequential import StoredLook
from sextant.statistics.sample_ratio import sample_ratio
from sextant.statistics.sample_ratio_looks import broken_afterwards, crossed, sample_ratio_look

ALPHA: Final = 0.001
DAYS: Final = 28
DAILY_USERS: Final = 714
"""Of all arms: by day 28 about 20,000."""


def watched(runs: int, seed: int = 505) -> list[Figure]:
    """Two even arms by the shipped looks; a chi-square at .001 every day, for comparison; other weights; afterwards."""
    generator = np.random.default_rng(seed)
    honest, broken = (_alarms(generator, runs, (0.5, 0.5), first) for first in (0.5, 0.52))
    uneven = _alarms(generator, runs, (0.99, 0.01), 0.99)
    after = np.random.default_rng(seed + 1)
    longer = [_alarms(after, runs, weights, weights[0], watched_on=DAYS)[0] for weights in ((0.5, 0.5), (0.99, 0.01))]
    fewer = max(runs // 5, 1)
    return [
        share("SRM 50/50, 28 daily looks: false alarms", honest[0], 0, 0.002, runs),
        share("SRM 50/50, chi-square at .001 daily: false alarms", honest[1], 0.006, 0.013, runs),
        share("SRM 52/48 of 20,000 users, 28 daily looks: found", broken[0], 0.99, 1, runs),
        share("SRM 99/1, 28 daily looks: false alarms", uneven[0], 0, 0.002, runs),
        share("SRM ⅓/⅓/⅓, 28 daily looks: false alarms", _alarms_of(generator, fewer, (1 / 3,) * 3), 0, 0.002, fewer),
        share("SRM 50/50, 28 looks and 28 days after them: false alarms", longer[0], 0, 0.002, runs),
        share("SRM 99/1, 28 looks and 28 days after them: false alarms", longer[1], 0, 0.002, runs),
    ]


def _alarms(
    generator: np.random.Generator, runs: int, weights: Sequence[float], first: float, watched_on: int = 0
) -> tuple[int, int]:
    """How many runs ever alarm by the looks, and by a plain test a day, when `first` is the first arm's true share.

    Each count that came up on a day is decided once. `watched_on` are days after the plan, on which the watch goes on.
    """
    counts = np.cumsum(generator.binomial(DAILY_USERS, first, (runs, DAYS + watched_on)), axis=1)
    by_looks, by_tests = np.zeros(runs, dtype=bool), np.zeros(runs, dtype=bool)
    looks: list[StoredLook] = []
    for day in range(DAYS):
        users, fraction = DAILY_USERS * (day + 1), (day + 1) / DAYS
        distinct, where = np.unique(counts[:, day], return_inverse=True)
        found = [sample_ratio_look(looks, [count, users - count], weights, fraction) for count in distinct.tolist()]
        by_looks |= np.array([each.mismatch for each in found])[where]
        by_tests |= np.array([each.ratio.p is not None and each.ratio.p < ALPHA for each in found])[where]
        looks += [each.look for each in found[:1] if each.look is not None]
    for day in range(DAYS, DAYS + watched_on):
        distinct, where = np.unique(counts[:, day], return_inverse=True)
        users = DAILY_USERS * (day + 1)
        by_looks |= np.array([broken_afterwards([n, users - n], weights, ALPHA) for n in distinct.tolist()])[where]
    return int(by_looks.sum()), int(by_tests.sum())


def _alarms_of(generator: np.random.Generator, runs: int, weights: Sequence[float]) -> int:
    """How many runs ever alarm, when the bounds are set once and each run is held against them."""
    bounds = _bounds(weights)
    counts = np.cumsum(generator.multinomial(DAILY_USERS, weights, (runs, DAYS)), axis=1)
    return sum(
        any(crossed(sample_ratio(run[day], weights), bound) for day, bound in bounds.items()) for run in counts.tolist()
    )


def _bounds(weights: Sequence[float]) -> dict[int, float | None]:
    looks: list[StoredLook] = []
    bounds = {}
    for day in range(DAYS):
        even = [round(DAILY_USERS * (day + 1) * weight) for weight in weights]
        look = sample_ratio_look(looks, even, weights, (day + 1) / DAYS).look
        if look is not None:
            looks.append(look)
            bounds[day] = look.bound
    return bounds
