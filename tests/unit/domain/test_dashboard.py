"""The dashboard's figures from days."""

from datetime import date, timedelta

from sextant.domain.dashboard import days_needed, figures_of
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
    assert (found.users.active, found.dau, found.wau, found.mau) == (3, 1, 2, 4)
    assert found.stickiness == round(6 / 30 / 4, 6)


def test_money_is_added_for_each_currency() -> None:
    """And never across."""
    days = {
        day(1): Tally(money={"GBP": MoneyFlow(1, 500, 0, 0), "INR": MoneyFlow(1, 900, 1, 100)}),
        LAST: Tally(money={"GBP": MoneyFlow(2, 300, 1, 50)}),
    }
    found = figures_of(Period(day(1), LAST), days, {}).money
    assert found == {"GBP": MoneyFlow(3, 800, 1, 50), "INR": MoneyFlow(1, 900, 1, 100)}
    assert found["GBP"].net == 750


def test_requests_made_are_followed_to_every_status_that_they_reached() -> None:
    """Three of four were accepted at some time, one of them is done: of what was made in the period, not of moves."""
    days = {
        day(1): Tally(requests_created=3, requests_reached={"ACCEPTED": 2}, requests_by_status={"DONE": 9}),
        LAST: Tally(requests_created=1, requests_reached={"ACCEPTED": 1, "DONE": 1}),
    }
    found = figures_of(Period(day(1), LAST), days, {})
    assert found.requests_reached == {"ACCEPTED": 3, "DONE": 1}
    assert [found.reached_rate(status) for status in ("ACCEPTED", "DONE", "LOST")] == [0.75, 0.25, 0.0]


def test_revenue_per_user_is_net_over_everybody_who_was_active() -> None:
    """Of 1,000 paid and 100 given back, 900 by 4 users, of whom one paid; the euros by the same 4."""
    tally = Tally(
        money={"GBP": MoneyFlow(2, 1_000, 1, 100), "EUR": MoneyFlow(1, 6)},
        active=frozenset({1, 2, 3, 4}),
        paying=frozenset({1}),
    )
    found = figures_of(Period(LAST, LAST), {LAST: tally}, {})
    assert (found.arpu("GBP"), found.arpu("EUR"), found.arpu("INR")) == (225.0, 1.5, 0.0)


def test_an_empty_period_is_all_zeros_without_a_ratio() -> None:
    """Nothing is divided by nothing."""
    found = figures_of(Period(LAST, LAST), {}, {})
    assert (found.users.new, found.users.active, found.mau, found.stickiness) == (0, 0, 0, None)
    assert (found.arpu("GBP"), found.reached_rate("DONE")) == (None, None)


def test_the_windows_reach_back_before_a_short_period() -> None:
    """MAU of the period before needs the 30 days that end with it."""
    week = Period.ending(LAST, 7)
    assert days_needed([week]) == Period.ending(LAST, 30)
    assert days_needed([week, week.before()]) == Period.ending(LAST, 37)
    assert days_needed([Period.ending(LAST, 90)]) == Period.ending(LAST, 90)
