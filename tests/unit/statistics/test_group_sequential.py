"""Group-sequential bounds: published tables, other people's integrals, simulation, and what must hold of any."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sextant.statistics import walks
from sextant.statistics.group_sequential import (
    StoredLook,
    bounds,
    crossing_probability,
    holm_levels,
    next_bound,
    next_bound_of,
    next_look,
    next_looks,
    nominal_alpha,
    repeated_interval,
    sequential_p,
)
from sextant.statistics.spending import Spending, obrien_fleming, pocock, power_family

DAILY = [day / 28 for day in range(1, 29)]
RUNS = 200_000


def equal(looks: int) -> list[float]:
    """Information fractions of equally spaced looks."""
    return [number / looks for number in range(1, looks + 1)]


def obf(information: list[float], alpha: float = 0.05) -> list[float | None]:
    """The default design."""
    return bounds(information, [obrien_fleming(alpha, at) for at in information])


@pytest.mark.parametrize(
    ("looks", "published"),
    [
        (2, [2.963, 1.969]),
        (3, [3.710, 2.511, 1.993]),
        (4, [4.333, 2.963, 2.359, 2.014]),
        (5, [4.877, 3.357, 2.680, 2.290, 2.031]),
    ],
)
def test_bounds_are_those_of_the_lan_demets_tables(looks: int, published: list[float]) -> None:
    """O'Brien-Fleming-type spending at .05 two-sided (Reboussin et al. 2000, Control. Clin. Trials 21; gsDesign)."""
    assert obf(equal(looks)) == pytest.approx(published, abs=6e-4)


@pytest.mark.parametrize(
    ("looks", "published"), [(2, [2.157, 2.201]), (3, [2.279, 2.295, 2.296]), (5, [2.438, 2.427, 2.410, 2.397, 2.386])]
)
def test_pocock_bounds_are_those_of_the_tables(looks: int, published: list[float]) -> None:
    """Pocock-type spending at .05 two-sided (the same sources)."""
    spent = [pocock(0.05, at) for at in equal(looks)]
    assert bounds(equal(looks), spent) == pytest.approx(published, abs=6e-4)


@pytest.mark.parametrize(
    ("looks", "constant"), [(1, 1.960), (2, 1.977), (3, 2.004), (5, 2.040), (10, 2.087), (20, 2.126)]
)
def test_obrien_and_flemings_own_constants_spend_alpha(looks: int, constant: float) -> None:
    """Bounds C * sqrt(K / k) are crossed with probability .05 (Jennison & Turnbull 2000, table 2.3)."""
    at_bounds = [constant * math.sqrt(looks / look) for look in range(1, looks + 1)]
    assert crossing_probability(equal(looks), at_bounds)[-1] == pytest.approx(0.05, abs=2e-4)


@pytest.mark.parametrize(("looks", "constant"), [(2, 2.178), (5, 2.413), (10, 2.555), (20, 2.672)])
def test_pococks_own_constants_spend_alpha(looks: int, constant: float) -> None:
    """One z at all looks (Jennison & Turnbull 2000, table 2.1)."""
    assert crossing_probability(equal(looks), [constant] * looks)[-1] == pytest.approx(0.05, abs=2e-4)


def test_one_sided_bounds_are_half_of_two_sided_ones() -> None:
    """Crossing both sides in one experiment is all that tells them apart, and next to impossible."""
    spent = [obrien_fleming(0.025, at, sides=1) for at in DAILY]
    assert bounds(DAILY, spent, sides=1) == pytest.approx(obf(DAILY), rel=1e-5)


@pytest.mark.parametrize("information", [[0.3, 1.0], [0.2, 0.21, 1.4], [0.1, 0.5, 0.55, 1.0]])
def test_alpha_spent_is_a_multivariate_normal_integral(information: list[float]) -> None:
    """Scipy integrates the joint density of the looks' z over the box between the bounds."""
    at_bounds = bounds(information, [0.02 * (look + 1) for look in range(len(information))])
    edge = np.array(at_bounds, dtype=float)
    covariance = [[math.sqrt(min(a, b) / max(a, b)) for a in information] for b in information]
    joint = stats.multivariate_normal(cov=covariance, maxpts=2_000_000, abseps=1e-7, releps=1e-7, seed=5)
    assert 1 - joint.cdf(edge, lower_limit=-edge) == pytest.approx(0.02 * len(information), abs=3e-6)


@pytest.mark.parametrize("dimensions", [1, 2, 5])
def test_simulated_scores_leave_their_bounds_as_often_as_alpha_says(dimensions: int) -> None:
    """By each of six looks, for z and for the roots of chi-square: within four standard errors of 200,000 walks."""
    information = [0.1, 0.3, 0.35, 0.6, 0.95, 1.3]
    spent = [power_family(1)(0.2, at) for at in information]
    walk = walks.TwoSided() if dimensions == 1 else walks.Distance(dimensions)
    shares = np.diff([0.0, *spent])
    edges = walks.edges(walk, list(zip(information, shares.tolist(), strict=True)))
    steps = np.sqrt(np.diff([0.0, *information]))[:, None]
    generator = np.random.default_rng(11)
    squares = sum(
        np.cumsum(generator.standard_normal((len(information), RUNS)) * steps, axis=0) ** 2 for _ in range(dimensions)
    )
    left = np.maximum.accumulate(np.sqrt(squares) >= np.array(edges)[:, None], axis=0).mean(axis=1)
    assert left == pytest.approx(spent, abs=4 * math.sqrt(0.2 * 0.8 / RUNS))


def test_a_distance_in_one_dimension_is_a_size() -> None:
    """The noncentral kernel and the mirrored normal one are computed apart and agree."""
    looks = [(at, 0.01) for at in (0.1, 0.2, 0.5, 1.0, 1.7)]
    assert walks.edges(walks.Distance(1), looks) == pytest.approx(walks.edges(walks.TwoSided(), looks), rel=1e-9)


def test_power_is_what_simulation_finds() -> None:
    """Ten looks at a drift of 2.8: within four standard errors of 200,000 walks."""
    information = equal(10)
    at_bounds = obf(information)
    generator = np.random.default_rng(12)
    walk = np.cumsum(generator.normal(0.28, math.sqrt(0.1), (10, RUNS)), axis=0)
    crossed = np.abs(walk) >= (np.array(at_bounds, dtype=float) * np.sqrt(information))[:, None]
    simulated = np.maximum.accumulate(crossed, axis=0).mean(axis=1)
    power = crossing_probability(information, at_bounds, drift=2.8)
    assert power == pytest.approx(simulated, abs=4 * math.sqrt(0.25 / RUNS))
    assert power == pytest.approx(crossing_probability(information, at_bounds, drift=-2.8), rel=1e-12)


@st.composite
def schedules(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    """Rising information, over-run included, and alpha spent by it."""
    gains = draw(st.lists(st.floats(0.002, 1), min_size=1, max_size=12))
    scale = draw(st.sampled_from([0.1, 1.0, 12_345.0]))
    information = (np.cumsum(gains) * scale).tolist()
    alpha = draw(st.sampled_from([0.001, 0.05, 0.3]))
    spending = draw(st.sampled_from([obrien_fleming, pocock, power_family(1), power_family(3)]))
    return information, [spending(alpha, at / information[-1] * 1.2) for at in information]


@given(schedules())
@settings(max_examples=60, deadline=None)
def test_looks_together_spend_just_alpha(schedule: tuple[list[float], list[float]]) -> None:
    """By each look that had a bound, walks have left with just the probability that was to be spent."""
    information, spent = schedule
    at_bounds = bounds(information, spent)
    left = crossing_probability(information, at_bounds)
    for alpha, bound, crossed in zip(spent, at_bounds, left, strict=True):
        assert bound is None or crossed == pytest.approx(alpha, rel=1e-8, abs=1e-11)


@given(schedules())
@settings(max_examples=40, deadline=None)
def test_bounds_found_look_by_look_are_those_found_at_once(schedule: tuple[list[float], list[float]]) -> None:
    """The product stores each look for good and computes the new one alone."""
    information, spent = schedule
    stored: list[StoredLook] = []
    for at, alpha in zip(information, spent, strict=True):
        bound = next_bound(stored, at, alpha)
        before = stored[-1].alpha_spent if stored else 0.0
        stored.append(StoredLook(at, before if bound is None else alpha, bound))
    together = bounds(information, spent)
    assert [look.bound is None for look in stored] == [bound is None for bound in together]
    found = [look.bound for look in stored if look.bound is not None]
    assert found == pytest.approx([bound for bound in together if bound is not None], rel=1e-7)


@given(schedules(), st.floats(1e-6, 1e6))
@settings(max_examples=25, deadline=None)
def test_the_unit_of_information_does_not_matter(schedule: tuple[list[float], list[float]], unit: float) -> None:
    """Users, thousands of users or shares of the plan: the bounds are the same."""
    information, spent = schedule
    here, there = bounds(information, spent), bounds([at * unit for at in information], spent)
    for one, other in zip(here, there, strict=True):
        assert (one is None and other is None) or one == pytest.approx(other, rel=1e-8)


def test_the_first_look_may_be_extremely_early() -> None:
    """A thousandth of the plan spends nothing that floating point can hold; the rest goes on as if it had not been."""
    early, *rest = obf([0.001, 0.5, 1.0])
    assert early is None
    assert rest == obf([0.5, 1.0])


def test_a_look_with_next_to_no_news_is_no_look() -> None:
    """Users stalled: the bound stands, and nothing is spent until at least a thousandth more have come."""
    stored = [StoredLook(1000.0, 0.01, 2.576)]
    assert next_look(stored, 1000.0, 0.6) is None
    assert next_look(stored, 1000.9, 0.6) is None
    assert next_look(stored, 990.0, 0.6) is None
    assert next_look([], 0.0, 0.0) is None
    assert bounds([1000.0, 1000.5, 2000.0], [0.01, 0.02, 0.05])[1] is None
    assert next_look(stored, 1001.0, 0.6) is not None


@pytest.mark.parametrize("users", [1000.0, 1000.4, 970.0])
def test_the_planned_end_takes_place_without_news(users: float) -> None:
    """What is left is spent as if the last look had not been; with what that spent, it is no more than alpha."""
    earlier = [StoredLook(500.0, 0.002, 3.09), StoredLook(1000.0, 0.03, 2.2)]
    last = next_look(earlier, users, 1.0)
    assert last is not None
    assert last.alpha_spent == 0.05
    assert last.bound == pytest.approx(next_bound(earlier[:1], users, 0.002 + 0.02), rel=1e-12)
    assert next_look([*earlier, last], users, 1.1) is None


def test_nothing_is_left_to_cross_after_the_plan() -> None:
    """All of alpha went by the planned end: crossing later would be an error nobody paid for, so there is no bound."""
    stored = [StoredLook(1000.0, 0.05, 1.96)]
    after = next_look(stored, 1500.0, 1.5)
    assert after == StoredLook(1500.0, 0.05, None)
    assert next_look([*stored, after], 2000.0, 2.0) == StoredLook(2000.0, 0.05, None)


def test_a_plan_that_was_extended_takes_nothing_back() -> None:
    """The fraction falls under what was spent for; the next look spends only once it is passed again."""
    stored = [StoredLook(1000.0, obrien_fleming(0.05, 0.8), 2.29)]
    waiting = next_look(stored, 1100.0, 0.5)
    assert waiting == StoredLook(1100.0, stored[0].alpha_spent, None)
    later = next_look([*stored, waiting], 2000.0, 1.0)
    assert later is not None
    assert later.alpha_spent == 0.05
    assert later.bound == pytest.approx(bounds([1000.0, 2000.0], [stored[0].alpha_spent, 0.05])[1], abs=0.01)


def test_more_information_than_planned_counts_in_full() -> None:
    """The last look over-ran: all of alpha is spent, and the bound heeds how loosely the looks hang together."""
    first = next_look([], 500.0, 0.5)
    assert first is not None
    last = next_look([first], 1500.0, 1.5)
    assert last is not None
    assert last.alpha_spent == 0.05
    assert last.bound == pytest.approx(bounds([500.0, 1500.0], [obrien_fleming(0.05, 0.5), 0.05])[1], rel=1e-12)


def test_an_end_short_of_the_plan_may_spend_what_is_left() -> None:
    """When the calendar ends it, not the data, the product gives the full alpha at the last look."""
    stored = [StoredLook(500.0, obrien_fleming(0.05, 0.5), 2.9626)]
    full, short = next_bound(stored, 800.0, 0.05), next_bound(stored, 800.0, obrien_fleming(0.05, 0.8))
    assert full is not None
    assert short is not None
    assert full < short


def test_levels_of_holm_are_looked_at_side_by_side() -> None:
    """Three comparisons: alpha / 3, alpha / 2 and alpha, whose bounds lie within each other at every look."""
    levels = holm_levels(0.05, 3)
    assert levels == (0.05 / 3, 0.025, 0.05)
    stored: dict[float, list[StoredLook]] = {level: [] for level in levels}
    for at in equal(7):
        for level, look in next_looks(stored, at * 9000, at).items():
            stored[level].append(look)
        of_levels = [stored[level][-1].bound for level in levels]
        assert None not in of_levels
        assert of_levels == sorted(of_levels, key=lambda bound: -(bound or 0))
    assert next_looks(stored, 9000.0, 1.0) == {}


@pytest.mark.parametrize("spending", [obrien_fleming, pocock])
def test_the_sequential_p_is_alpha_at_the_bound(spending: Spending) -> None:
    """Whichever look crosses, a z exactly at the bound of alpha has p = alpha."""
    information = equal(6)
    for alpha in (1e-9, 0.001, 0.05, 0.4):
        at_bounds = bounds(information, [spending(alpha, at) for at in information])
        for crossing, bound in enumerate(at_bounds):
            assert bound is not None
            z_values = [0.0] * crossing + [-bound]
            assert sequential_p(z_values, information[: crossing + 1], spending=spending) == pytest.approx(
                alpha, rel=1e-6
            )


@given(st.lists(st.floats(-6, 6), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_the_sequential_p_never_rises_and_agrees_with_the_bounds(z_values: list[float]) -> None:
    """Looking again can lower it only; it is at most alpha just when a bound of alpha was crossed."""
    information = equal(8)[: len(z_values)]
    by_look = [sequential_p(z_values[:seen], information[:seen]) for seen in range(1, len(z_values) + 1)]
    assert all(later <= earlier * (1 + 1e-9) for earlier, later in itertools.pairwise(by_look))
    assert all(0 < p <= 1 for p in by_look)
    crossed = any(bound is not None and abs(z) >= bound for z, bound in zip(z_values, obf(information), strict=True))
    assert (by_look[-1] <= 0.05) == crossed or by_look[-1] == pytest.approx(0.05, rel=1e-6)


def test_the_sequential_p_has_edges() -> None:
    """No look or nothing near significance is 1; a z beyond floating point's p is as small as can be told."""
    assert sequential_p([], []) == 1
    assert sequential_p([0.3], [1.0]) == 1
    assert sequential_p([0.0], [0.2]) == 1
    assert 0 < sequential_p([150.0], [1.0]) < 1e-290
    assert sequential_p([2.5], [1500.0], fractions=[1.5]) == pytest.approx(nominal_alpha(2.5), rel=1e-9)


def test_one_look_is_the_plain_test() -> None:
    """All of alpha at once gives the quantile everybody knows, and p as from a table."""
    assert bounds([1.0], [0.05]) == pytest.approx([1.959963984540054], rel=1e-11)
    assert bounds([1.0], [0.05], sides=1) == pytest.approx([1.6448536269514722], rel=1e-11)
    assert next_bound_of(walks.Distance(4), [], 1.0, 0.01) == pytest.approx(
        math.sqrt(stats.chi2.isf(0.01, 4)), rel=1e-9
    )


def test_the_repeated_interval_excludes_0_just_when_z_crosses() -> None:
    """It is the estimate give or take bound times standard error."""
    assert repeated_interval(0.3, 0.1, 2.5) == pytest.approx((0.05, 0.55))


@pytest.mark.parametrize(
    ("information", "spent", "said"),
    [
        ([1, 1], [0.01, 0.02], "rises"),
        ([0, 1], [0.01, 0.02], "above 0"),
        ([2, 1], [0.01, 0.02], "rises"),
        ([1, 2], [0.02, 0.01], "stays spent"),
        ([1, 2], [-0.1, 0.01], "stays spent"),
        ([1, 2], [0.1, 1.0], "under 1"),
        ([1, 2], [0.1], "2 looks but 1"),
    ],
)
def test_impossible_schedules_are_refused(information: list[float], spent: list[float], said: str) -> None:
    """Each with what is wrong."""
    with pytest.raises(ValueError, match=said):
        bounds(information, spent)


def test_there_is_something_to_compare() -> None:
    """Holm over nothing has no levels."""
    with pytest.raises(ValueError, match="at least one comparison"):
        holm_levels(0.05, 0)
