"""What users add to the sums that results are computed from."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.domain.experiment_metrics import Measure, Metric, MetricType, Part, UserTotals, difference, moments

BINOMIAL = Metric(id="buys", name="Buys", type=MetricType.BINOMIAL, numerator=Measure("order_placed"))
REVENUE = replace(BINOMIAL, id="money", type=MetricType.REVENUE, currency="INR", cap=500)
RATIO = replace(BINOMIAL, id="rate", type=MetricType.RATIO, denominator=Measure("session_started"))
SUMS = st.dictionaries(st.sampled_from(["users", "y", "yy", "x"]), st.integers(1, 10**30))


def test_a_binomial_user_converts_once() -> None:
    """However often they do it, and whatever the value said."""
    once = UserTotals().with_conversion(BINOMIAL, Part.NUMERATOR, 7)
    assert once == once.with_conversion(BINOMIAL, Part.NUMERATOR, 9) == UserTotals(y=1)
    assert moments(BINOMIAL, once) == {"users": 1, "y": 1}


def test_sums_grow_with_each_conversion() -> None:
    """And so do their squares."""
    totals = UserTotals().with_conversion(REVENUE, Part.NUMERATOR, 100).with_conversion(REVENUE, Part.NUMERATOR, 20)
    assert moments(REVENUE, totals) == {"users": 1, "y": 120, "yy": 14_400}


def test_a_user_counts_as_no_more_than_the_cap() -> None:
    """The sum itself is kept, so that later conversions know that the cap was reached."""
    totals = UserTotals().with_conversion(REVENUE, Part.NUMERATOR, 10**12)
    assert totals.y == 10**12
    assert moments(REVENUE, totals) == {"users": 1, "y": 500, "yy": 250_000}


def test_a_ratio_has_two_sums() -> None:
    """With squares of both and their product, which the delta method takes; only the first makes a converted user."""
    below = UserTotals().with_conversion(RATIO, Part.DENOMINATOR, 4)
    assert moments(RATIO, below) == {"d": 4, "dd": 16}
    both = below.with_conversion(RATIO, Part.NUMERATOR, 3)
    assert moments(RATIO, both) == {"users": 1, "y": 3, "yy": 9, "d": 4, "dd": 16, "yd": 12}


def test_a_covariate_is_summed_with_what_it_explains() -> None:
    """From the first exposure on, before anybody converts; it may be negative."""
    metric = replace(BINOMIAL, covariate="orders")
    assert moments(metric, UserTotals(x=-2_000)) == {"x": -2_000, "xx": 4_000_000}
    assert moments(metric, UserTotals(y=1, x=3)) == {"users": 1, "y": 1, "x": 3, "xx": 9, "xy": 3}


def test_who_has_done_nothing_adds_nothing() -> None:
    """Moments of 0 are left out, so that no counter is written for them."""
    assert moments(RATIO, UserTotals()) == {}


@settings(deadline=None)
@given(before=SUMS, after=SUMS)
def test_a_difference_leads_from_one_to_the_other(before: dict[str, int], after: dict[str, int]) -> None:
    """Exactly, beyond what floats can hold, and without zeros."""
    change = difference(after, before)
    assert 0 not in change.values()
    reached = {name: before.get(name, 0) + change.get(name, 0) for name in {**before, **change}}
    assert {name: value for name, value in reached.items() if value} == after


def test_parts_are_what_sums_are_made_of() -> None:
    """Only a ratio has two."""
    assert list(BINOMIAL.parts) == [(Part.NUMERATOR, Measure("order_placed"))]
    assert [part for part, _ in RATIO.parts] == [Part.NUMERATOR, Part.DENOMINATOR]
    assert [each.counts_repetitions for each in (BINOMIAL, REVENUE, RATIO)] == [False, True, True]
