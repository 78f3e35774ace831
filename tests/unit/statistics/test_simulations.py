"""The short form of the simulations that `make bench` runs at length."""

import pytest

from bench.simulate_experiments import SIMULATIONS, Simulation

ERRORS = 4.5
"""Standard errors that a figure of too few runs may be off its range by: by chance, one in some 300,000 is."""


@pytest.mark.parametrize("simulation", SIMULATIONS, ids=lambda simulation: simulation.figures.__name__)
def test_the_methods_keep_what_they_promise(simulation: Simulation) -> None:
    """Seeds are fixed, so each figure lies in the very range that was asked for, or fails always.

    Where experiments are too slow to have runs enough, it may lie beside it by what chance does.
    """
    errors = 0.0 if simulation.strict else ERRORS
    outside = [figure.row() for figure in simulation.figures(simulation.short) if not figure.holds(errors)]
    assert outside == []
