"""Metrics of days against plain arithmetic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.daily_metrics import DAILY_METRICS, courses, days_needed
from sextant.domain.days import Period
from sextant.domain.metric_registry import metric
from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import Tally

FIRST = date(2026, 3, 9)
WEEK = Period(FIRST, FIRST + timedelta(days=6))

days = st.lists(st.tuples(st.integers(0, 5), st.frozensets(st.integers(0, 5))), min_size=21, max_size=21)


def tally(gross: int, active: frozenset[int]) -> Tally:
    """A day with one payment and these users."""
    return Tally(money={"GBP": MoneyFlow(payments=1, gross=gross)}, active=active)


def test_every_daily_metric_is_defined() -> None:
    """Under the same name in the registry."""
    assert {name: metric(name).name for name in DAILY_METRICS} == {name: name for name in DAILY_METRICS}


@given(days)
def test_courses_agree_with_plain_arithmetic(happened: list[tuple[int, frozenset[int]]]) -> None:
    """Sums, distinct users, means, extremes, and each day against the day and the week before."""
    begin = FIRST - timedelta(days=14)
    by_day = {begin + timedelta(days=number): tally(*each) for number, each in enumerate(happened)}
    gross = [amount for amount, _ in happened]
    before = WEEK.before()
    money, active = courses(["revenue.gross", "users.active"], WEEK, before, by_day, ["GBP"])
    assert [point.value for point in money.points] == gross[14:]
    assert [point.previous for point in money.points] == gross[7:14]
    assert (money.total, money.previous) == (sum(gross[14:]), sum(gross[7:14]))
    assert money.mean == pytest.approx(sum(gross[14:]) / 7, abs=1e-6)
    assert money.previous_mean == pytest.approx(sum(gross[7:14]) / 7, abs=1e-6)
    assert (money.lowest and money.lowest.value, money.highest and money.highest.value) == (
        min(gross[14:]),
        max(gross[14:]),
    )
    for place, point in enumerate(money.points, 14):
        for change, base in ((point.day_over_day, gross[place - 1]), (point.week_over_week, gross[place - 7])):
            assert (change is None) == (base == 0)
            assert change is None or change == pytest.approx((gross[place] - base) / base, abs=1e-6)
    everybody = [users for _, users in happened]
    assert active.total == len(frozenset[int]().union(*everybody[14:]))
    assert active.previous == len(frozenset[int]().union(*everybody[7:14]))


def test_days_without_anything_count_as_nothing() -> None:
    """And there is a course for each currency that is asked for."""
    found = list(courses(["revenue.net", "users.new"], Period(FIRST, FIRST), None, {}, ["EUR", "GBP"]))
    assert [(each.metric, each.currency, each.total, each.previous) for each in found] == [
        ("revenue.net", "EUR", 0, None),
        ("revenue.net", "GBP", 0, None),
        ("users.new", None, 0, None),
    ]


def test_the_week_before_is_needed_and_the_period_before_if_it_is_wanted() -> None:
    """Whichever begins earlier."""
    assert days_needed(WEEK, None) == Period(FIRST - timedelta(days=7), WEEK.last)
    long = Period(FIRST, FIRST + timedelta(days=29))
    assert days_needed(long, long.before()) == Period(FIRST - timedelta(days=30), long.last)
    short = Period(FIRST, FIRST)
    assert days_needed(short, short.before()) == Period(FIRST - timedelta(days=7), FIRST)
