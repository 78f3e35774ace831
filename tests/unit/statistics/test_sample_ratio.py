"""Sample ratios: other people's chi-square and exact tests, edges, and looks day by day."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from sextant.statistics import multinomial
from sextant.statistics.binomial import log_two_sided
from sextant.statistics.chi_square import log_tail
from sextant.statistics.group_sequential import StoredLook
from sextant.statistics.sample_ratio import always_valid_p, sample_ratio
from sextant.statistics.sample_ratio_looks import SampleRatioLook, sample_ratio_look, watching
from sextant.statistics.status import Status

WEIGHTS = st.lists(st.floats(0.01, 1), min_size=2, max_size=20)


@given(weights=WEIGHTS, data=st.data())
def test_chi_square_is_scipys(weights: list[float], data: st.DataObject) -> None:
    """Any arms, any weights; p to nine digits where floating point holds it."""
    observed = data.draw(st.lists(st.integers(0, 10**6), min_size=len(weights), max_size=len(weights)))
    users, total = sum(observed), math.fsum(weights)
    assume(users * min(weights) / total >= 5)
    oracle = stats.chisquare(observed, np.array(weights) / total * users, sum_check=False)
    found = sample_ratio(observed, weights)
    assert (found.status, found.method, found.degrees) == (Status.OK, "chi_square", len(weights) - 1)
    assert found.chi_square == pytest.approx(oracle.statistic, rel=1e-9, abs=1e-9)
    assert found.p == pytest.approx(oracle.pvalue, rel=1e-7, abs=1e-280)


@given(degrees=st.integers(1, 30), statistic=st.floats(0, 1e7))
@settings(max_examples=60, deadline=None)
def test_the_tail_is_right_however_far_out(degrees: int, statistic: float) -> None:
    """Against 40 digits of mpmath, far beyond what floating point holds."""
    with mpmath.workdps(40):
        exact = mpmath.log(mpmath.gammainc(mpmath.mpf(degrees) / 2, mpmath.mpf(statistic) / 2, regularized=True))
    assert log_tail(statistic, degrees) == pytest.approx(float(exact), rel=1e-11, abs=1e-14)


@given(n=st.integers(1, 400), data=st.data(), share=st.floats(0.001, 0.999))
def test_two_arms_with_few_users_are_the_binomial_test(n: int, data: st.DataObject, share: float) -> None:
    """Scipy's exact two-sided test."""
    count = data.draw(st.integers(0, n))
    oracle = stats.binomtest(count, n, share).pvalue
    found = multinomial.log_p((count, n - count), (share, 1 - share))
    assert (math.exp(found.log_p), found.method) == (pytest.approx(oracle, rel=1e-6), "exact")


@pytest.mark.parametrize(
    ("observed", "weights"),
    [
        ((300_000, 0), (1e5, 1)),
        ((0, 300_000), (1, 1e5)),
        ((400_000, 9), (1e5, 1)),
        ((1_000_000, 8), (1e6, 1)),
        ((2_000_000, 3), (1e6, 1)),
        ((2_000_000, 2), (1e6, 1)),
        ((2_000_000, 60), (1e6, 1)),
    ],
)
def test_two_arms_with_many_users_are_the_binomial_test(
    observed: tuple[int, int], weights: tuple[float, float]
) -> None:
    """Scipy's exact two-sided test, however few are expected in the smaller arm."""
    found = sample_ratio(observed, weights)
    oracle = stats.binomtest(observed[1], sum(observed), weights[1] / sum(weights)).pvalue
    assert (found.p, found.method) == (pytest.approx(oracle, rel=1e-9), "exact")


@given(n=st.integers(10**3, 10**9), data=st.data(), share=st.floats(1e-9, 0.5))
@settings(max_examples=60, deadline=None)
def test_the_binomial_test_is_exact_at_any_size(n: int, data: st.DataObject, share: float) -> None:
    """Against scipy's, up to eight deviations from the mean, to as many digits as scipy's tails have."""
    reach = 8 * math.sqrt(n * share) + 8
    count = data.draw(st.integers(max(0, math.floor(n * share - reach)), min(n, math.ceil(n * share + reach))))
    oracle = stats.binomtest(count, n, share).pvalue
    assert math.exp(log_two_sided(count, n, (share, 1 - share))) == pytest.approx(oracle, rel=1e-6)


def test_the_binomial_test_goes_on_where_floating_point_ends() -> None:
    """All of a million users in the arm of one in a million: the millionth power of its share."""
    found = sample_ratio([0, 10**6], [10**6, 1])
    assert (found.p, found.log10_p) == (0, pytest.approx(-(10**6) * math.log10(10**6 + 1), rel=1e-12))


def test_three_arms_with_few_users_are_a_sum_over_outcomes() -> None:
    """All outcomes that are no likelier than 1, 0 and 8 of 9 users, with scipy's multinomial probabilities."""
    shares = (0.3, 0.3, 0.4)
    outcomes = [(a, b, 9 - a - b) for a in range(10) for b in range(10 - a)]
    chances = stats.multinomial.pmf(outcomes, 9, shares)
    observed = stats.multinomial.pmf((1, 0, 8), 9, shares)
    found = sample_ratio([1, 0, 8], [3, 3, 4])
    assert found.method == "exact"
    assert found.p == pytest.approx(chances[chances <= observed * (1 + 1e-9)].sum(), rel=1e-9)


@pytest.mark.parametrize("counts", [(15, *[3] * 19), (9, 1, *[4] * 18), (5, 3) * 10, (300_000, 301_500, 3)])
def test_where_outcomes_are_too_many_chi_square_is_simulated(counts: tuple[int, ...]) -> None:
    """Near its approximation where that is fair, within what chance leaves of other draws, and always the same."""
    weights = [1] * 20 if len(counts) == 20 else [1e5, 1e5, 1]
    shares = np.array(weights) / sum(weights)
    expected = sum(counts) * shares
    drawn = np.random.default_rng(1).multinomial(sum(counts), shares, 200_000)
    statistics = ((drawn - expected) ** 2 / expected).sum(axis=1)
    found = sample_ratio(counts, weights)
    oracle = np.mean(statistics >= (found.chi_square or 0.0) * (1 - 1e-9))

    assert found.method == "simulated"
    assert found.p == pytest.approx(oracle, abs=5 * math.sqrt(oracle * (1 - oracle) / 1e5))
    assert found.p == pytest.approx(math.exp(log_tail(found.chi_square or 0.0, found.degrees)), rel=0.3, abs=0.02)
    assert found == sample_ratio(counts, weights)


def test_what_no_simulation_finds_is_bounded_and_said_to_be() -> None:
    """Bonferroni's inequality over the binomial tests of the arms, of which one is out by far."""
    counts, shares = (900, 3, 40, 2, 1), (0.98, *[0.005] * 4)
    found = multinomial.log_p(counts, shares)
    bound = 10 * min(stats.binom.sf(39, 946, 0.005), stats.binom.cdf(900, 946, 0.98))
    assert (math.exp(found.log_p), found.method) == (pytest.approx(bound, rel=1e-9), "bound")


def test_few_users_in_many_arms_alarm_only_when_something_is_wrong() -> None:
    """20 users in 20 arms cannot be walked through: spread evenly p is 1, all in one arm it is tiny."""
    assert sample_ratio([1] * 20, [1] * 20).p == 1
    crowded = sample_ratio([20, *[0] * 19], [1] * 20)
    assert crowded.p is not None
    assert crowded.p < 1e-20
    assert crowded.method == "bound"


def test_an_arm_without_weight_takes_no_part_in_the_test() -> None:
    """It has no degree of freedom; a user in it is not improbable but impossible."""
    without, with_one = sample_ratio([520, 440, 0], [0.5, 0.5, 0]), sample_ratio([520, 440, 1], [0.5, 0.5, 0])
    assert without.p == sample_ratio([520, 440], [1, 1]).p
    assert (without.misplaced, with_one.misplaced) == (0, 1)
    assert (with_one.p, with_one.degrees, with_one.expected) == (without.p, 1, (480, 480, 0))
    assert sample_ratio_look([], [520, 440, 1], [1, 1, 0], 0.5).mismatch
    assert always_valid_p([520, 440, 1], [1, 1, 0]) == 0


@pytest.mark.parametrize(
    ("observed", "weights", "status", "degrees"),
    [([0, 0], [1, 1], Status.NO_USERS, 1), ([7], [1], Status.OK, 0), ([7, 0], [1, 0], Status.OK, 0)],
)
def test_where_nothing_can_be_out_of_ratio_there_is_no_p(
    observed: list[int], weights: list[float], status: Status, degrees: int
) -> None:
    """Without users, or with one arm that has a weight."""
    found = sample_ratio(observed, weights)
    assert (found.status, found.degrees, found.p, found.log10_p) == (status, degrees, None, None)
    look = sample_ratio_look([], observed, weights, 0.5)
    assert (look.look, look.mismatch) == (None, False)
    assert always_valid_p(observed, weights) == pytest.approx(1)


def test_p_goes_on_where_floating_point_ends() -> None:
    """900,000 against 100,000: p is 0, and its logarithm is given."""
    found = sample_ratio([900_000, 100_000], [1, 1])
    assert found.p == 0
    assert found.log10_p == pytest.approx(-138977.23535964466, rel=1e-12)


@given(weights=WEIGHTS, users=st.integers(200, 10**6), unit=st.floats(1e-3, 1e3))
@settings(max_examples=50, deadline=None)
def test_weights_count_by_their_ratio(weights: list[float], users: int, unit: float) -> None:
    """Per cent, shares or any numbers."""
    observed = [round(users * weight / sum(weights)) for weight in weights]
    one, other = sample_ratio(observed, weights), sample_ratio(observed, [weight * unit for weight in weights])
    assert one.chi_square == pytest.approx(other.chi_square, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("observed", "weights", "said"),
    [
        ([1, 2], [1], "2 counts but 1"),
        ([-1, 2], [1, 1], "not negative"),
        ([1, 2], [-1, 1], "not negative"),
        ([1, 2], [0, 0], "at least one"),
        ([1, 2], [math.nan, 1], "not negative"),
        ([1, 2], [math.inf, 1], "not negative"),
        ([], [], "at least one"),
    ],
)
def test_impossible_input_is_refused(observed: list[int], weights: list[float], said: str) -> None:
    """Each with what is wrong."""
    with pytest.raises(ValueError, match=said):
        sample_ratio(observed, weights)


def test_half_of_alpha_goes_to_the_days_before_the_end() -> None:
    """Evenly; alpha itself is kept for the planned end."""
    assert [watching(0.001, at) for at in (-1, 0, 0.5, 1, 2)] == [0, 0, 0.00025, 0.0015, 0.0015]


def test_a_broken_split_is_found_within_the_week() -> None:
    """60 to 40 among 714 users a day: the first look that can tell does, and the bound is stored."""
    looks = _days([(0.6 * 714, 0.4 * 714)] * 28)
    assert looks[0].mismatch
    assert looks[0].look is not None
    assert looks[0].look.bound == pytest.approx(math.sqrt(stats.chi2.isf(0.0005 / 28, 1)), rel=1e-6)


def test_an_honest_split_stays_quiet_and_spends_its_alpha() -> None:
    """A slight lean that one look at .05 would report every day."""
    looks = _days([(365, 349)] * 28)
    assert not any(each.mismatch for each in looks)
    assert looks[-1].look is not None
    assert looks[-1].look.alpha_spent == 0.0015


def test_there_is_no_look_before_every_arm_expects_25() -> None:
    """99 to 1: the first 2,400 users are too few for chi-square's far tail."""
    assert sample_ratio_look([], [2380, 20], [99, 1], 0.1).look is None
    assert sample_ratio_look([], [2480, 20], [99, 1], 0.1).look is not None


def test_without_new_users_there_is_no_look() -> None:
    """A paused experiment's days cost nothing."""
    first = sample_ratio_look([], [500, 500], [1, 1], 0.5).look
    assert first is not None
    assert sample_ratio_look([first], [500, 500], [1, 1], 0.6).look is None


def test_the_planned_end_takes_place_without_new_users() -> None:
    """The alpha that was kept for it is spent on whoever there is."""
    first = sample_ratio_look([], [500, 500], [1, 1], 0.5).look
    assert first is not None
    last = sample_ratio_look([first], [550, 450], [1, 1], 1.0)
    assert last.look is not None
    assert last.look.alpha_spent == 0.0015
    assert last.look.bound == pytest.approx(math.sqrt(stats.chi2.isf(0.00125, 1)))
    assert not last.mismatch
    assert sample_ratio_look([first, last.look], [550, 450], [1, 1], 1.1).look is None


def test_after_the_plan_the_scheduled_looks_have_nothing_left() -> None:
    """The look is stored without a bound; from here on the p that is always valid keeps the watch."""
    stored = [StoredLook(20_000.0, 0.0015, 3.2338)]
    after = sample_ratio_look(stored, [13_000, 12_000], [1, 1], 1.25)
    assert after.look == StoredLook(25_000.0, 0.0015, None)
    assert not after.mismatch
    assert always_valid_p([13_000, 12_000], [1, 1]) < 0.0005


@given(counts=st.lists(st.integers(0, 10**6), min_size=2, max_size=6))
def test_the_always_valid_p_is_more_careful_than_chi_square(counts: list[int]) -> None:
    """What holds at every moment cannot be sharper than what holds at one."""
    assume(sum(counts) >= 5 * len(counts))
    found = sample_ratio(counts, [1] * len(counts))
    assert found.p is not None
    assert 0 <= always_valid_p(counts, [1] * len(counts)) <= 1
    assert always_valid_p(counts, [1] * len(counts)) >= found.p


def _days(daily: list[tuple[float, float]]) -> list[SampleRatioLook]:
    looks: list[SampleRatioLook] = []
    for day in range(1, len(daily) + 1):
        users = [round(sum(each[arm] for each in daily[:day])) for arm in (0, 1)]
        stored = [each.look for each in looks if each.look is not None]
        looks.append(sample_ratio_look(stored, users, [1, 1], day / len(daily)))
    return looks
