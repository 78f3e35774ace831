"""Posteriors of arms of very different sizes, and of many that are alike."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from scipy.special import ndtr

from sextant.domain.experiment_metrics import Measure, Metric, MetricType
from sextant.statistics import bayesian
from sextant.statistics.samples import Proportion
from sextant.usecases import experiment_posteriors, experiment_tests
from sextant.usecases.experiment_counts import Arm
from sextant.usecases.experiment_posteriors import Posterior

PAID = Metric(id="paid", name="Paid", type=MetricType.BINOMIAL, numerator=Measure("paid"))


def _alone(metric: Metric, arms: dict[str, Arm]) -> dict[str, Posterior]:
    return _together([metric], arms)[metric.id]


def _together(metrics: list[Metric], arms: dict[str, Arm]) -> dict[str, dict[str, Posterior]]:
    moments = {
        metric.id: {variant: experiment_tests.moments(metric, arm) for variant, arm in arms.items()}
        for metric in metrics
    }
    return experiment_posteriors.of(metrics, arms, moments)


@pytest.mark.parametrize("counts", [((3, 1), (10**9, 10**8)), ((10**7, 10**6), (10, 2), (1_000, 90))])
def test_a_small_arm_beside_a_huge_one_has_all_figures(counts: tuple[tuple[int, int], ...]) -> None:
    """The same as of each pair by itself."""
    arms = {str(place): Arm(n, {"paid": {"users": y, "y": y}}) for place, (n, y) in enumerate(counts)}
    found = list(_alone(PAID, arms).values())
    shares = [Proportion(y, n) for n, y in counts]

    assert sum(each.best or 0.0 for each in found) == pytest.approx(1)
    for share, posterior in zip(shares[1:], found[1:], strict=True):
        duel = bayesian.duel(shares[0], share)
        assert posterior.better == pytest.approx(duel.probability, rel=1e-6)
        assert posterior.loss == pytest.approx(duel.loss_of_treatment, rel=1e-6)


ALIKE = [
    [(1_000, 10_000), (1_060, 10_000), (1_000, 10_000)],
    [(1_000, 10_000)] * 2,
    [(5_000, 10_000)] * 3,
    [(30, 400), (31, 400), (29, 300), (30, 410)],
    [(100_000, 1_000_000 + 100 * place) for place in range(6)],
    [(200 + place, 10_000) for place in range(10)],
    [(1_000, 10_000)] * 20,
    [(20, 900 + place) for place in range(20)],
]


@pytest.mark.parametrize("counts", ALIKE)
def test_shares_have_nine_digits_however_many_variants_are_alike(counts: list[tuple[int, int]]) -> None:
    """Where all are about as wide the integrand is waviest; the other way takes points of its own."""
    arms = {str(place): Arm(n, {"paid": {"users": y, "y": y}}) for place, (y, n) in enumerate(counts)}
    found = list(_alone(PAID, arms).values())
    shares = [Proportion(y, n) for y, n in counts]

    assert [each.best for each in found] == pytest.approx(bayesian.contest(shares).probabilities, rel=0, abs=1e-9)
    for share, posterior in zip(shares[1:], found[1:], strict=True):
        duel = bayesian.duel(shares[0], share)
        assert posterior.better == pytest.approx(duel.probability, rel=0, abs=1e-9)
        assert posterior.loss == pytest.approx(duel.loss_of_treatment, rel=1e-9)


def test_the_best_of_three_shares_is_what_quadrature_says() -> None:
    """By scipy's over the rate, with its own densities."""
    betas = [stats.beta(1 + y, 10_001 - y) for y in (1_000, 1_060, 1_000)]

    def density(rate: float) -> float:
        return float(betas[1].pdf(rate) * betas[0].cdf(rate) * betas[2].cdf(rate))

    oracle, _ = integrate.quad(density, 0.08, 0.13, points=[0.1, 0.106], epsabs=1e-13, epsrel=1e-13)
    arms = {str(place): Arm(10_000, {"paid": {"users": y, "y": y}}) for place, y in enumerate((1_000, 1_060, 1_000))}
    assert _alone(PAID, arms)["1"].best == pytest.approx(oracle, rel=0, abs=1e-9)


@pytest.mark.parametrize("sizes", [[3_000] * 3, [3_000, 3_100, 2_900], [3_000] * 6, [3_000] * 20, [900, 3_000, 40_000]])
def test_means_have_nine_digits_however_many_variants_are_alike(sizes: list[int]) -> None:
    """By scipy's quadrature of normals around the means."""
    arms = {str(place): Arm(n, {"spent": _sums(SPENT, 1_000 + place)}) for place, n in enumerate(sizes)}
    samples = [experiment_tests.moments(SPENT, arm) for arm in arms.values()]
    normals = [(each.mean or 0.0, math.sqrt((each.variance or 0.0) / each.n)) for each in samples]
    found = [each.best for each in _alone(SPENT, arms).values()]

    assert found[0] == pytest.approx(_best_by_quadrature(normals[0], normals[1:]), rel=0, abs=1e-9)
    assert found[-1] == pytest.approx(_best_by_quadrature(normals[-1], normals[:-1]), rel=0, abs=1e-9)


def _best_by_quadrature(own: tuple[float, float], others: list[tuple[float, float]]) -> float:
    """Of normals given as mean and deviation, in deviations of its own."""
    mean, width = own

    def density(at: float) -> float:
        below = [ndtr((mean + at * width - other) / error) for other, error in others]
        return float(math.exp(-at * at / 2) / math.sqrt(2 * math.pi) * math.prod(below))

    found, _ = integrate.quad(density, -9, 9, epsabs=1e-13, epsrel=1e-12)
    return float(found)


@settings(deadline=None)
@given(counts=st.lists(st.integers(1, 2_000), min_size=2, max_size=4), everybody=st.booleans())
def test_a_probability_is_at_most_1(counts: list[int], everybody: bool) -> None:  # noqa: FBT001 - drawn
    """However sure it is: a quadrature may come to a little more than everything."""
    arms = {str(place): Arm(n, {}) for place, n in enumerate(counts)}
    arms["winner"] = Arm(2_000, {"paid": {"users": 2_000, "y": 2_000 if everybody else 1_000}})
    for each in _alone(PAID, arms).values():
        assert all(0 <= figure <= 1 for figure in (each.best, each.better) if figure is not None)


@pytest.mark.parametrize("metric", ["paid", "spent"])
@pytest.mark.parametrize("users", [(1_000, 1_000, 0), (1_000, 0, 1_000, 900), (0, 1_000, 1_000)])
def test_a_variant_without_users_takes_no_figure_from_the_others(metric: str, users: tuple[int, ...]) -> None:
    """What is said of the others is the same as if it were not there; only whoever lacks the control is not better."""
    asked = {each.id: each for each in (PAID, SPENT)}[metric]
    arms = {str(place): Arm(n, {metric: _sums(asked, n // (9 - place))}) for place, n in enumerate(users)}
    found = _alone(asked, arms)
    others = _alone(asked, {variant: arm for variant, arm in arms.items() if arm.users})

    assert sum(each.best or 0.0 for each in found.values()) == pytest.approx(1)
    for variant, arm in arms.items():
        posterior = found[variant]
        best, better, loss = (posterior.best, posterior.better, posterior.loss)
        if not arm.users:
            assert (best, better, loss) == (None, None, None)
        elif users[0]:
            assert (best, better, loss) == (others[variant].best, others[variant].better, others[variant].loss)
        else:
            assert (best, better, loss) == (others[variant].best, None, None)


@pytest.mark.parametrize("users", [(1_000, 0), (0, 1_000, 0), (0, 0)])
def test_nobody_is_the_best_of_one(users: tuple[int, ...]) -> None:
    """It takes two with users."""
    arms = {str(place): Arm(n, {"paid": {"users": n // 9, "y": n // 9}}) for place, n in enumerate(users)}
    assert {each.best for each in _alone(PAID, arms).values()} == {None}


SPENT = Metric(id="spent", name="Spent", type=MetricType.REVENUE, currency="GBP", numerator=Measure("paid"))
DRAWN_METRICS = st.lists(
    st.tuples(st.booleans(), st.lists(st.integers(0, 3_000), min_size=3, max_size=3)), min_size=1, max_size=6
)


@settings(deadline=None, max_examples=40)
@given(drawn=DRAWN_METRICS, users=st.sampled_from([(3_000, 3_100, 2_900), (3_000, 200_000, 3_000), (0, 3_000, 3_000)]))
def test_metrics_that_are_integrated_together_come_to_what_each_does_alone(
    drawn: list[tuple[bool, list[int]]], users: tuple[int, ...]
) -> None:
    """Whichever stand beside it, with however many points: what fills up short rows weighs nothing."""
    metrics = [replace(PAID if is_share else SPENT, id=str(place)) for place, (is_share, _) in enumerate(drawn)]
    sums = [
        {metric.id: _sums(metric, min(hits[variant], n)) for metric, (_, hits) in zip(metrics, drawn, strict=True)}
        for variant, n in enumerate(users)
    ]
    arms = {str(place): Arm(n, each) for place, (n, each) in enumerate(zip(users, sums, strict=True))}

    together = _together(metrics, arms)
    for metric in metrics:
        for variant, alone in _alone(metric, arms).items():
            assert _figures(together[metric.id][variant]) == pytest.approx(_figures(alone), rel=1e-9, abs=1e-13)


def _figures(posterior: Posterior) -> list[float]:
    """All of them; -1 for one that there is none of."""
    figures = (posterior.users, posterior.best, posterior.better, posterior.loss)
    return [-1.0 if figure is None else figure for figure in figures]


def _sums(metric: Metric, hits: int) -> dict[str, int]:
    """So many users who did it; of money each spent 7 more than the one before."""
    if metric.type is MetricType.BINOMIAL:
        return {"users": hits, "y": hits}
    spent = [7 * number for number in range(1, hits + 1)]
    return {"users": hits, "y": sum(spent), "yy": sum(each * each for each in spent)}
