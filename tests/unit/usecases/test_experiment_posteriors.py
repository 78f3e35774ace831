"""Posteriors of arms of very different sizes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.domain.experiment_metrics import Measure, Metric, MetricType
from sextant.statistics import bayesian
from sextant.statistics.samples import Proportion
from sextant.usecases import experiment_posteriors, experiment_tests
from sextant.usecases.experiment_counts import Arm

PAID = Metric(id="paid", name="Paid", type=MetricType.BINOMIAL, numerator=Measure("paid"))


@pytest.mark.parametrize("counts", [((3, 1), (10**9, 10**8)), ((10**7, 10**6), (10, 2), (1_000, 90))])
def test_a_small_arm_beside_a_huge_one_has_all_figures(counts: tuple[tuple[int, int], ...]) -> None:
    """The same as of each pair by itself."""
    arms = {str(place): Arm(n, {"paid": {"users": y, "y": y}}) for place, (n, y) in enumerate(counts)}
    moments = {variant: experiment_tests.moments(PAID, arm) for variant, arm in arms.items()}
    found = list(experiment_posteriors.of(PAID, arms, moments).values())
    shares = [Proportion(y, n) for n, y in counts]

    assert sum(each.best or 0.0 for each in found) == pytest.approx(1)
    for share, posterior in zip(shares[1:], found[1:], strict=True):
        duel = bayesian.duel(shares[0], share)
        assert posterior.better == pytest.approx(duel.probability, rel=1e-6)
        assert posterior.loss == pytest.approx(duel.loss_of_treatment, rel=1e-6)


@settings(deadline=None)
@given(counts=st.lists(st.integers(1, 2_000), min_size=2, max_size=4), everybody=st.booleans())
def test_a_probability_is_at_most_1(counts: list[int], everybody: bool) -> None:  # noqa: FBT001 - drawn
    """However sure it is: a quadrature may come to a little more than everything."""
    arms = {str(place): Arm(n, {}) for place, n in enumerate(counts)}
    arms["winner"] = Arm(2_000, {"paid": {"users": 2_000, "y": 2_000 if everybody else 1_000}})
    moments = {variant: experiment_tests.moments(PAID, arm) for variant, arm in arms.items()}
    for each in experiment_posteriors.of(PAID, arms, moments).values():
        assert all(0 <= figure <= 1 for figure in (each.best, each.better) if figure is not None)
