"""Confidence sequences: published figures, simulated paths, and what must hold of any."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sextant.statistics.confidence_sequences import (
    NormalMixture,
    always_valid,
    bernoulli_interval,
    log_dirichlet_mixture,
    log_likelihood_ratio,
    mixing,
    mixture_z,
    msprt,
    statsig_tau,
)
from sextant.statistics.estimates import Interval
from sextant.statistics.status import Status


@pytest.mark.parametrize(
    ("successes", "n", "tuning", "published"),
    [
        (700, 1000, 100, (0.651629, 0.745949)),
        (15, 50, 50, (0.129556, 0.511896)),
        (5, 50, 50, (0.013021, 0.269264)),
        (1, 50, 50, (0.0, 0.13489)),
        (1, 2, 50, (0.0, 1.0)),
        (100, 200, 1, (0.328923, 0.671076)),
        (0, 1, 50, (0.0, 1.0)),
        (1, 1, 50, (0.0, 1.0)),
        (0, 0, 50, (0.0, 1.0)),
    ],
)
def test_intervals_of_a_rate_are_confseqs(
    successes: int, n: int, tuning: float, published: tuple[float, float]
) -> None:
    """Figures that the authors of the method test their own program with (gostevehoward/confseq)."""
    found = bernoulli_interval(successes, n, 0.05, tuning)
    assert (found.lower, found.upper) == pytest.approx(published, abs=2e-6)


@pytest.mark.parametrize(("sides", "mixed", "bound"), [(2, -0.6510052, 30.35209), (1, -0.06502391, 27.66071)])
def test_normal_mixtures_are_confseqs(sides: int, mixed: float, bound: float) -> None:
    """The same program's figures, at a variance of 100 and tuned to it."""
    mixture = NormalMixture(100, 0.05, sides)
    assert mixture.log_martingale(10, 100) == pytest.approx(mixed, abs=1e-6)
    assert mixture.bound(100, 0.05) == pytest.approx(bound, abs=1e-5)


@given(
    difference=st.floats(-1, 1),
    variance=st.floats(1e-12, 10),
    tau_squared=st.floats(1e-12, 10),
    alpha=st.floats(1e-6, 0.9),
)
def test_p_is_at_most_alpha_just_when_the_interval_excludes_0(
    difference: float, variance: float, tau_squared: float, alpha: float
) -> None:
    """One verdict, however it is told."""
    found = msprt(difference, variance, tau_squared, alpha)
    assert found.interval is not None
    assert found.interval.lower is not None
    assert found.interval.upper is not None
    assert 0 <= found.p <= 1
    excluded = found.interval.lower > 0 or found.interval.upper < 0
    at_edge = abs(found.log10_p - math.log10(alpha)) < 1e-9
    assert at_edge or excluded == (found.log10_p < math.log10(alpha))


def test_the_likelihood_ratio_is_an_average_over_effects() -> None:
    """Simpson's rule over N(0, tau squared) gives what the closed form does."""
    effects = np.linspace(-0.4, 0.4, 40_001)
    ratio = stats.norm.pdf(0.03, effects, 0.01) / stats.norm.pdf(0.03, 0, 0.01)
    average = np.trapezoid(ratio * stats.norm.pdf(effects, 0, 0.02), effects)
    assert math.exp(log_likelihood_ratio(0.03, 1e-4, 4e-4)) == pytest.approx(average, rel=1e-9)


def test_daily_p_of_honest_experiments_is_rarely_below_alpha_ever() -> None:
    """4,000 experiments without a difference, looked at 200 times: fewer than 5 % are ever below .05."""
    generator = np.random.default_rng(21)
    users = np.arange(1, 201) * 100
    sums = np.cumsum(generator.normal(0, math.sqrt(100), (4_000, 200)), axis=1)
    ratio = mixing(10_000) ** 2 * users
    bound = np.sqrt((1 + ratio) / ratio * (np.log1p(ratio) - 2 * math.log(0.05)))
    assert [mixture_z(each) for each in ratio[:5]] == pytest.approx(bound[:5], rel=1e-12)
    ever = (np.abs(sums) / np.sqrt(users) >= bound).any(axis=1).mean()
    assert 0.005 < ever < 0.05


def test_the_sequence_is_tightest_where_it_is_tuned() -> None:
    """Half the width times the root of users, against its neighbours and against one look."""
    widths = {users: mixture_z(mixing(10_000) ** 2 * users) for users in (1_000, 5_000, 10_000, 20_000, 100_000)}
    assert min(widths, key=widths.__getitem__) == 10_000
    assert widths[10_000] / 1.96 == pytest.approx(1.55, abs=0.05)


def test_rates_are_covered_at_every_user_at_once() -> None:
    """400 rows of 300 users at a rate of 10 %: the true rate is left out ever by far fewer than 5 %, exactly."""
    generator = np.random.default_rng(22)
    conversions = np.cumsum(generator.random((400, 300)) < 0.1, axis=1)
    moments = range(9, 300, 10)
    distinct = {(int(row[at]), at + 1) for row in conversions for at in moments}
    missing = {pair for pair in distinct if not _holds(bernoulli_interval(*pair, tuning=100), 0.1)}
    ever = np.mean([any((int(row[at]), at + 1) in missing for at in moments) for row in conversions])
    assert ever <= 0.05


@given(successes=st.integers(0, 10**7), more=st.integers(0, 10**7), alpha=st.sampled_from([0.001, 0.05, 0.5]))
@settings(max_examples=60, deadline=None)
def test_the_interval_of_a_rate_holds_the_rate(successes: int, more: int, alpha: float) -> None:
    """Within 0 and 1, around what was observed, and mirrored when successes and failures swap places."""
    found = bernoulli_interval(successes, successes + more, alpha)
    assert found.lower is not None
    assert found.upper is not None
    assert 0 <= found.lower <= found.upper <= 1
    rate = successes / (successes + more) if successes + more else 0.5
    assert found.lower <= rate <= found.upper
    mirrored = bernoulli_interval(more, successes + more, alpha)
    assert (mirrored.lower, mirrored.upper) == pytest.approx((1 - found.upper, 1 - found.lower), abs=1e-7)


def test_the_dirichlet_mixture_averages_1() -> None:
    """Over all outcomes of 12 users in three arms: the likelihood ratio is one, so its mean under the shares is 1."""
    shares = (0.5, 0.3, 0.2)
    outcomes = [(a, b, 12 - a - b) for a in range(13) for b in range(13 - a)]
    chances = stats.multinomial.pmf(outcomes, 12, shares)
    values = [math.exp(log_dirichlet_mixture(outcome, shares, 7.0)) for outcome in outcomes]
    assert float(np.dot(chances, values)) == pytest.approx(1, rel=1e-12)


def test_statsigs_constant_does_not_depend_on_users() -> None:
    """Its mixture shrinks with the users, so that its bound is a constant z, which no number of looks can bear."""
    for users in (1_000, 1_000_000):
        tau = statsig_tau((0.09, 0.09), (users, users))
        assert mixture_z(tau / (0.18 / users), 0.025) == pytest.approx(3.5845153597486736, rel=1e-12)


@pytest.mark.parametrize(
    ("difference", "variance", "n", "status"),
    [
        (None, None, 0, Status.NO_USERS),
        (0.1, None, 3, Status.TOO_FEW_USERS),
        (0.0, 0.0, 100, Status.NO_VARIANCE),
        (0.5, 0.0, 100, Status.NO_VARIANCE),
    ],
)
def test_what_is_not_known_is_said(difference: float | None, variance: float | None, n: int, status: Status) -> None:
    """Nothing is claimed: p is 1 and there is no interval."""
    found = always_valid(difference, variance, n, 1_000)
    assert (found.status, found.p, found.log10_p, found.interval) == (status, 1.0, 0.0, None)


def test_p_goes_on_where_floating_point_ends() -> None:
    """A difference of 100 standard errors: p is 0 in floating point, its logarithm is not."""
    found = always_valid(100.0, 1.0, 1_000, 1_000)
    assert found.p == 0.0
    assert -2_000 < found.log10_p < -1_900
    assert math.isfinite(always_valid(1e200, 1e-200, 10, 10).log10_p)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: mixing(0),
        lambda: mixing(1_000, 1),
        lambda: mixture_z(0),
        lambda: mixture_z(1, 0),
        lambda: always_valid(0.1, 1.0, 10, 100, 0),
        lambda: bernoulli_interval(3, 2),
        lambda: bernoulli_interval(-1, 2),
        lambda: bernoulli_interval(1, 2, 0),
        lambda: NormalMixture(100).bound(1, 2),
    ],
)
def test_impossible_input_is_refused(refused: object) -> None:
    """With a ValueError that says what was wrong."""
    assert callable(refused)
    with pytest.raises(ValueError, match=r"above 0|between 0 and 1|cannot have converted"):
        refused()


def _holds(interval: Interval, rate: float) -> bool:
    assert interval.lower is not None
    assert interval.upper is not None
    return interval.lower <= rate <= interval.upper
