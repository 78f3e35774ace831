"""The short form of the simulations that `make bench` runs at length."""

import pytest

from bench.simulate_experiments import SIMULATIONS, Simulation

ERRORS = 4.5
"""Standard errors that a figure may be off its range by: by chance, one in some 300,000 is."""


@pytest.mark.parametrize("simulation", SIMULATIONS, ids=lambda simulation: simulation.figures.__name__)
def test_the_methods_keep_what_they_promise(simulation: Simulation) -> None:
    """Few runs are noisy: each figure lies in its range give or take 4.5 standard errors."""
    outside = [figure.row() for figure in simulation.figures(simulation.short) if not figure.holds(ERRORS)]
    assert outside == []
