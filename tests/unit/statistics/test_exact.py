"""Exact tests against SciPy's."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from sextant.statistics import exact
from sextant.statistics.samples import Proportion
from sextant.statistics.status import Status
from tests.unit.statistics import arms

SMALL = arms.proportions(least=1, most=40)


def table(control: Proportion, treatment: Proportion) -> list[list[int]]:
    """Converted and not, in columns of arms."""
    both = treatment, control
    return [[arm.conversions for arm in both], [arm.n - arm.conversions for arm in both]]


@given(control=arms.proportions(least=1, most=2000), treatment=arms.proportions(least=1, most=2000))
def test_fisher_is_scipys(control: Proportion, treatment: Proportion) -> None:
    """Two-sided."""
    wanted = stats.fisher_exact(table(control, treatment)).pvalue
    assert exact.fisher(control, treatment).p == pytest.approx(wanted, rel=1e-6, abs=1e-200)


@pytest.mark.parametrize(
    ("control", "treatment"),
    [((0, 10), (4, 10)), ((3, 15), (9, 15)), ((2, 50), (9, 47)), ((5, 7), (6, 30)), ((10, 10), (0, 10))],
)
def test_the_unconditional_tests_are_scipys(control: tuple[int, int], treatment: tuple[int, int]) -> None:
    """Barnard's with the pooled variance, and Boschloo's."""
    arms_of = Proportion(*control), Proportion(*treatment)
    counts = table(*arms_of)
    assert exact.barnard(*arms_of).p == pytest.approx(stats.barnard_exact(counts).pvalue, rel=1e-4)
    assert exact.boschloo(*arms_of).p == pytest.approx(stats.boschloo_exact(counts).pvalue, rel=1e-4)


def largest_probability(extreme: set[tuple[int, int]], base_n: int, n: int) -> float:
    """Of a set of tables, over 2,000 common rates."""
    rates = np.linspace(0, 1, 2001)
    base, rate = (stats.binom.pmf(np.arange(users + 1)[:, None], users, rates) for users in (base_n, n))
    return float(sum((base[i] * rate[j] for i, j in extreme), np.zeros_like(rates)).max())


SMALLEST = arms.proportions(least=1, most=8)


@given(control=SMALLEST, treatment=SMALLEST)
@settings(max_examples=25)
def test_barnards_p_counts_ties(control: Proportion, treatment: Proportion) -> None:
    """With z² in exact fractions: SciPy, which compares floats, leaves some tables out that are exactly as extreme."""

    def extremity(hits: int, more: int) -> Fraction:
        whole, n = hits + more, control.n + treatment.n
        spread = Fraction(whole * (n - whole))
        return (Fraction(more, treatment.n) - Fraction(hits, control.n)) ** 2 / spread if spread else Fraction(0)

    seen = extremity(control.conversions, treatment.conversions)
    tables = product(range(control.n + 1), range(treatment.n + 1))
    wanted = largest_probability({each for each in tables if extremity(*each) >= seen}, control.n, treatment.n)
    assert exact.barnard(control, treatment).p == pytest.approx(wanted, rel=1e-4)


@given(control=SMALL, treatment=SMALL)
@settings(max_examples=30)
def test_arms_and_outcomes_may_be_exchanged(control: Proportion, treatment: Proportion) -> None:
    """Two-sided p do not depend on which arm is named first, nor on whether one counts successes or failures."""
    failures = [Proportion(arm.n - arm.conversions, arm.n) for arm in (control, treatment)]
    for test in (exact.fisher, exact.barnard, exact.boschloo):
        p = test(control, treatment).p
        assert test(treatment, control).p == pytest.approx(p, rel=1e-5)
        assert test(failures[0], failures[1]).p == pytest.approx(p, rel=1e-5)


def test_fisher_takes_any_number_of_users() -> None:
    """A p below all floats has a logarithm; nine against two in a million each is no matter of time."""
    assert exact.fisher(Proportion(2, 10**6), Proportion(9, 10**6)).p == pytest.approx(0.0654290, rel=1e-5)
    apart = exact.fisher(Proportion(0, 5000), Proportion(5000, 5000))
    assert apart.p == 0
    assert apart.log10_p == pytest.approx(-3007.900856, rel=1e-6)


def test_what_would_take_too_long_is_not_begun() -> None:
    """Nor is anything said without users."""
    for test in (exact.barnard, exact.boschloo):
        assert test(Proportion(2, 10**6), Proportion(9, 10**6)) == exact.ExactTest(Status.TOO_MANY_USERS, None, None)
        assert test(Proportion(0, 0), Proportion(1, 9)).status is Status.NO_USERS
    assert exact.fisher(Proportion(0, 0), Proportion(1, 9)).status is Status.NO_USERS


@given(control=arms.proportions(least=1), treatment=arms.proportions(least=1))
def test_an_exact_test_is_needed_where_an_expected_count_is_below_five(
    control: Proportion, treatment: Proportion
) -> None:
    """Cochran's rule, by SciPy's expected counts."""
    hits, n = control.conversions + treatment.conversions, control.n + treatment.n
    expected = [outcome * arm.n / n for outcome in (hits, n - hits) for arm in (control, treatment)]
    if min(abs(each - 5) for each in expected) > 1e-9:
        assert exact.is_needed(control, treatment) == (min(expected) < 5)
