"""Posteriors of rates against closed forms at 50 digits, and of means against SciPy."""

import mpmath as mp
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from sextant.statistics import bayesian, gaussian
from sextant.statistics.beta import Beta
from sextant.statistics.samples import Mean, Moments, Proportion
from sextant.statistics.status import Status
from tests.unit.statistics import arms


def beats(first: Beta, second: Beta) -> mp.mpf:
    """P(second > first) for a whole number second.a: Miller's sum ("Formulas for Bayesian A/B Testing", eq. 6)."""

    def log_beta(a: float, b: float) -> mp.mpf:
        return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)

    return mp.fsum(
        mp.exp(log_beta(first.a + i, first.b + second.b) - log_beta(1 + i, second.b) - log_beta(first.a, first.b))
        / (second.b + i)
        for i in range(int(second.a))
    )


def loss_of_second(first: Beta, second: Beta) -> mp.mpf:
    """E[max(first - second, 0)], from the same sum with one conversion more in either arm."""
    base, rate = mp.mpf(first.a) / (first.a + first.b), mp.mpf(second.a) / (second.a + second.b)
    return base * (1 - beats(Beta(first.a + 1, first.b), second)) - rate * (
        1 - beats(first, Beta(second.a + 1, second.b))
    )


@st.composite
def countable(draw: st.DrawFn) -> Proportion:
    """Arms with few enough conversions for the sum."""
    n = draw(st.integers(1, 30) | st.integers(1, 10_000_000))
    return Proportion(draw(st.integers(0, min(n, 60))), n)


@given(control=countable(), treatment=countable(), prior=st.sampled_from([(1.0, 1.0), (2.0, 8.5), (1.0, 0.5)]))
@settings(max_examples=25)
def test_probability_and_losses_are_the_closed_form(
    control: Proportion, treatment: Proportion, prior: tuple[float, float]
) -> None:
    """To eight digits, of 1e-15 as of one half, from one user to ten million."""
    found = bayesian.duel(control, treatment, prior)
    with mp.workdps(60):
        first, second = bayesian.posterior(control, prior), bayesian.posterior(treatment, prior)
        wanted = [beats(first, second), loss_of_second(first, second), loss_of_second(second, first)]
        assert [found.probability, found.loss_of_treatment, found.loss_of_control] == [
            pytest.approx(float(each), rel=1e-8, abs=1e-24) for each in wanted
        ]


@given(control=arms.proportions(), treatment=arms.proportions())
def test_exchanged_arms_exchange_the_answers(control: Proportion, treatment: Proportion) -> None:
    """Probabilities add up to 1; losses change places and differ by the difference of the means."""
    there, back = bayesian.duel(control, treatment), bayesian.duel(treatment, control)
    assert there.probability + back.probability == pytest.approx(1, abs=1e-9)
    assert there.loss_of_treatment == pytest.approx(back.loss_of_control, rel=1e-6, abs=1e-15)
    gap = there.loss_of_control - there.loss_of_treatment
    assert gap == pytest.approx(there.means[1] - there.means[0], abs=1e-9)
    assert min(there.loss_of_control, there.loss_of_treatment) >= 0
    assert bayesian.prob_beats(control, treatment) == there.probability
    assert bayesian.expected_loss(control, treatment) == (there.loss_of_treatment, there.loss_of_control)


@pytest.mark.parametrize("prior", [(0.5, 0.5), (0.001, 0.001), (1.3, 40.7)])
def test_any_prior_is_taken(prior: tuple[float, float]) -> None:
    """Against mpmath's own quadrature of the densities."""
    control, treatment = Proportion(3, 40), Proportion(7, 45)
    first, second = bayesian.posterior(control, prior), bayesian.posterior(treatment, prior)
    with mp.workdps(30):

        def integrand(x: mp.mpf) -> mp.mpf:
            density = x ** (second.a - 1) * (1 - x) ** (second.b - 1) / mp.beta(second.a, second.b)
            return density * mp.betainc(first.a, first.b, 0, x, regularized=True)

        wanted = float(mp.quad(integrand, [0, 0.05, 0.15, 0.3, 0.6, 1]))
    assert bayesian.prob_beats(control, treatment, prior) == pytest.approx(wanted, rel=1e-9)


@given(of=st.lists(arms.proportions(least=100, most=100_000), min_size=2, max_size=5))
@settings(max_examples=25)
def test_the_chances_of_being_best_add_up_to_one(of: list[Proportion]) -> None:
    """And no arm gives away less than nothing."""
    found = bayesian.contest(of)
    assert sum(found.probabilities) == pytest.approx(1)
    assert min(found.losses) >= 0


@given(control=arms.proportions(least=50, most=100_000), treatment=arms.proportions(least=50, most=100_000))
@settings(max_examples=25)
def test_a_contest_of_two_is_a_duel(control: Proportion, treatment: Proportion) -> None:
    """The same figures by another grid."""
    both, found = bayesian.contest([control, treatment]), bayesian.duel(control, treatment)
    assert both.probabilities[1] == pytest.approx(found.probability, rel=1e-6, abs=1e-11)
    assert both.losses == (
        pytest.approx(found.loss_of_control, rel=1e-6, abs=1e-13),
        pytest.approx(found.loss_of_treatment, rel=1e-6, abs=1e-13),
    )


def test_equal_arms_are_equally_likely_best() -> None:
    """Three of them, a third each; and the unlikely ones lose more."""
    assert bayesian.contest([Proportion(50, 500)] * 3).probabilities == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    apart = bayesian.contest([Proportion(50, 500), Proportion(60, 500), Proportion(80, 500)])
    assert apart.probabilities[0] < apart.probabilities[1] < apart.probabilities[2]
    assert apart.losses[0] > apart.losses[1] > apart.losses[2]


def test_without_users_only_the_prior_speaks() -> None:
    """Said by the status."""
    found = bayesian.duel(Proportion(0, 0), Proportion(0, 0))
    assert (found.status, found.probability) == (Status.NO_USERS, pytest.approx(0.5))
    assert found.loss_of_control == pytest.approx(1 / 6)
    assert bayesian.contest([Proportion(0, 0), Proportion(1, 2)]).status is Status.NO_USERS


def test_what_is_no_prior_and_no_contest_is_refused() -> None:
    """A prior has two positive numbers; a contest has arms."""
    with pytest.raises(ValueError, match="above 0"):
        bayesian.duel(Proportion(0, 5), Proportion(1, 5), (0.0, 1.0))
    with pytest.raises(ValueError, match="at least one arm"):
        bayesian.contest([])


@given(arm=arms.proportions(), alpha=arms.LEVELS)
def test_a_credible_interval_is_scipys(arm: Proportion, alpha: float) -> None:
    """The middle of the posterior."""
    found = bayesian.credible(arm, alpha)
    wanted = stats.beta(arm.conversions + 1, arm.n - arm.conversions + 1).interval(1 - alpha)
    assert (found.lower, found.upper) == pytest.approx(wanted, rel=1e-8)


@given(z=st.floats(-30, 30), deviation=st.floats(1e-6, 1e6))
@example(z=-12.0, deviation=1.0)
@example(z=-20.0, deviation=1.0)
@example(z=-19.999999, deviation=1.0)
def test_a_normal_posteriors_losses_are_its_partial_moments(z: float, deviation: float) -> None:
    """E[max(X, 0)] of a normal X in closed form at 40 digits."""
    found = gaussian.difference(Moments(2, 0.0, deviation**2), Moments(2, z * deviation, deviation**2))
    with mp.workdps(60):
        at = mp.mpf(found.mean or 0) / mp.mpf(found.deviation)
        gain = (at * mp.ncdf(at) + mp.npdf(at)) * mp.mpf(found.deviation)
        assert found.probability == pytest.approx(float(mp.ncdf(at)), rel=1e-11, abs=1e-300)
        assert found.loss_of_control == pytest.approx(float(gain), rel=1e-7, abs=1e-300)


def test_a_normal_posterior_needs_what_its_test_needs() -> None:
    """Users, variance, and for a lift a baseline."""
    assert gaussian.difference(Mean(1, 2, 4).moments, Mean(3, 3, 9).moments).status is Status.TOO_FEW_USERS
    assert gaussian.difference(Mean(2, 2, 2).moments, Mean(2, 2, 2).moments).probability is None
    assert gaussian.relative(Proportion(0, 9).moments, Proportion(2, 9).moments).status is Status.NO_BASELINE
