"""How often intervals of the lift hold the true lift."""

from collections.abc import Callable
from typing import Final

import numpy as np

from bench.simulations.figures import Figure, share
from sextant.statistics.estimates import Interval
from sextant.statistics.lift import fieller, log_ratio
from sextant.statistics.samples import Proportion

USERS: Final = 10_000
"""Of each arm."""

LIFT: Final = 0.1

METHODS: Final[dict[str, Callable[[Proportion, Proportion], Interval | None]]] = {
    "log-ratio": lambda control, treatment: log_ratio(control, treatment).interval,
    "Fieller": lambda control, treatment: fieller(control.moments, treatment.moments).interval,
}


def coverage(runs: int, seed: int = 504) -> list[Figure]:
    """A true lift of 10 %, at three baselines; a run without an interval counts as one that does not hold it."""
    generator = np.random.default_rng(seed)
    found = []
    for rate in (0.01, 0.05, 0.10):
        arms = [generator.binomial(USERS, each, runs).tolist() for each in (rate, rate * (1 + LIFT))]
        pairs = [(Proportion(a, USERS), Proportion(b, USERS)) for a, b in zip(*arms, strict=True)]
        for name, interval in METHODS.items():
            held = sum(_holds(interval(control, treatment)) for control, treatment in pairs)
            found.append(share(f"lift, {name}, baseline {rate:.0%}: coverage", held, 0.94, 0.965, runs))
    return found


def _holds(interval: Interval | None) -> bool:
    if interval is None or interval.lower is None or interval.upper is None:
        return False
    return interval.lower <= LIFT <= interval.upper
