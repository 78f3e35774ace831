"""Simulated experiments, decided by the functions that ship: do the methods keep what they promise?

All is drawn from fixed seeds, so a form finds the same figures whenever it runs. The short form runs among the unit
tests.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bench.simulations.assignments import independent
from bench.simulations.families import family
from bench.simulations.figures import Figure, show
from bench.simulations.lifts import coverage
from bench.simulations.looks import daily_looks, fixed_horizon, uneven_traffic
from bench.simulations.ratios import watched


@dataclass(frozen=True, slots=True)
class Simulation:
    """Figures by number of runs, and how many runs each form takes.

    Attributes:
        strict: Whether the short form has runs enough to be held to the very ranges of the long one.
    """

    figures: Callable[[int], list[Figure]]
    short: int
    long: int
    strict: bool = True


SIMULATIONS: Final = (
    Simulation(fixed_horizon, 50_000, 100_000),
    Simulation(daily_looks, 4_000, 40_000),
    Simulation(uneven_traffic, 60, 2_000, strict=False),
    Simulation(family, 250, 1_500, strict=False),
    Simulation(coverage, 50_000, 100_000),
    Simulation(watched, 10_000, 200_000),
    Simulation(independent, 100_000, 1_000_000),
)


def main() -> int:
    """Print the table of the long form; 1 if any figure is out of its range."""
    figures = [figure for simulation in SIMULATIONS for figure in simulation.figures(simulation.long)]
    show(figures)
    return int(not all(figure.holds() for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
