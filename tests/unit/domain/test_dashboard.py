"""The dashboard's figures from days."""

from datetime import date, timedelta

import pytest

from sextant.domain.dashboard import change, days_needed, figures_of
from sextant.domain.days import Period
from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import Tally

LAST = date(2026, 1, 31)


def day(number: int) -> date:
    """So many days before the last."""
    return LAST - timedelta(days=number)


def test_users_are_distinct_over_the_period_and_its_windows() -> None:
    """Somebody who comes each day is one user, and three days of the mean."""
    days = {
        day(0): Tally(active=frozenset({1})),
        day(6): Tally(active=frozenset({1, 2})),
        day(7): Tally(active=frozenset({1, 3})),
        day(29): Tally(active=frozenset({4})),
        day(30): Tally(active=frozenset({5})),
    }
    found = figures_of(Period(day(7), LAST), days, {})
    assert (found.active_users, found.dau, found.wau, found.mau) == (3, 1, 2, 4)
    assert found.stickiness == round(6 / 30 / 4, 6)


def test_active_users_by_role_add_up_to_all() -> None:
    """Whoever never registered is UNKNOWN; a role that nobody active has is left out."""
    days = {LAST: Tally(active=frozenset({1, 2, 3}))}
    roles = {"CLIENT": frozenset({1, 9}), "CA": frozenset({2}), "ADMIN": frozenset({8})}
    found = figures_of(Period(LAST, LAST), days, roles)
    assert found.active_by_role == {"CA": 1, "CLIENT": 1, "UNKNOWN": 1}


def test_money_is_added_for_each_currency() -> None:
    """And never across."""
    days = {
        day(1): Tally(money={"GBP": MoneyFlow(1, 500, 0, 0), "INR": MoneyFlow(1, 900, 1, 100)}),
        LAST: Tally(money={"GBP": MoneyFlow(2, 300, 1, 50)}),
    }
    found = figures_of(Period(day(1), LAST), days, {}).money
    assert found == {"GBP": MoneyFlow(3, 800, 1, 50), "INR": MoneyFlow(1, 900, 1, 100)}
    assert found["GBP"].net == 750


def test_an_empty_period_is_all_zeros_without_a_stickiness() -> None:
    """Nothing is divided by nothing."""
    found = figures_of(Period(LAST, LAST), {}, {})
    assert (found.new_users, found.active_users, found.mau, found.stickiness) == (0, 0, 0, None)


def test_the_windows_reach_back_before_a_short_period() -> None:
    """MAU of the period before needs the 30 days that end with it."""
    week = Period.ending(LAST, 7)
    assert days_needed([week]) == Period.ending(LAST, 30)
    assert days_needed([week, week.before()]) == Period.ending(LAST, 37)
    assert days_needed([Period.ending(LAST, 90)]) == Period.ending(LAST, 90)


@pytest.mark.parametrize(
    ("value", "previous", "expected"),
    [
        (125, 100, 0.25),
        (50, 100, -0.5),
        (1, 3, -0.666667),
        (5, 0, None),
        (5, None, None),
        (None, 5, None),
        (5, -10, 1.5),
    ],
)
def test_a_change_is_a_part_of_what_was_before(value: int | None, previous: int | None, expected: float | None) -> None:
    """None where there was nothing before."""
    assert change(value, previous) == expected
