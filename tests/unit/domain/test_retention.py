"""Retention from weeks of days."""

from datetime import date

from sextant.domain.calendar_spans import Granularity, spans
from sextant.domain.days import Period
from sextant.domain.retention import cohorts_of, pooled
from sextant.domain.rollups import Tally

PERIOD = Period(date(2026, 3, 2), date(2026, 3, 22))
WEEKS = [span.whole for span in spans(PERIOD, Granularity.WEEK)]
DAYS = {
    date(2026, 3, 2): Tally(registered={"CLIENT": frozenset({1, 2, 3}), "CA": frozenset({7})}, active=frozenset({1})),
    date(2026, 3, 4): Tally(active=frozenset({1, 2, 3, 7})),
    date(2026, 3, 10): Tally(active=frozenset({1})),
    date(2026, 3, 11): Tally(registered={"CLIENT": frozenset({4})}, active=frozenset({1, 4, 7})),
    date(2026, 3, 20): Tally(active=frozenset({1, 4, 99})),
}


def always(_week: Period) -> bool:
    """Everything is counted."""
    return True


def test_a_cell_is_who_of_the_cohort_came_in_that_week() -> None:
    """Each counts once a week, whoever registered in another week or never counts in none."""
    first, second, third = cohorts_of(WEEKS, DAYS, always)
    assert (first.size, [(cell.week, cell.active, cell.rate) for cell in first.cells]) == (
        4,
        [(0, 4, 1.0), (1, 2, 0.5), (2, 1, 0.25)],
    )
    assert (second.size, [(cell.active, cell.rate) for cell in second.cells]) == (1, [(1, 1.0), (1, 1.0)])
    assert (third.size, [(cell.active, cell.rate) for cell in third.cells]) == (0, [(0, None)])


def test_a_role_is_that_of_the_registration() -> None:
    """The one CA of the first week came back in the second."""
    first, *_ = cohorts_of(WEEKS, DAYS, always, "CA")
    assert (first.size, [cell.active for cell in first.cells]) == (1, [1, 1, 0])


def test_what_cannot_be_known_yet_is_none_and_never_zero() -> None:
    """The last week is not over: nobody knows yet who will have come in it, nor how many will have registered."""
    first, second, third = cohorts_of(WEEKS, DAYS, lambda week: week != WEEKS[2])
    assert [cell.active for cell in first.cells] == [4, 2, None]
    assert [cell.rate for cell in second.cells] == [1.0, None]
    assert (third.is_complete, [cell.active for cell in third.cells]) == (False, [None])


def test_a_cohort_of_which_some_still_wait_to_be_counted_has_no_rates() -> None:
    """Its size may grow."""
    first, second, _ = cohorts_of(WEEKS, DAYS, lambda week: week != WEEKS[0])
    assert [cell.active for cell in first.cells] == [None, None, None]
    assert [cell.active for cell in second.cells] == [1, 1]


def test_all_cohorts_together_are_a_ratio_of_sums() -> None:
    """Not a mean of rates: 3 of 5 in the week after, of the cohorts that have it behind them."""
    known = pooled(cohorts_of(WEEKS, DAYS, always))
    assert [(week.active, week.users, week.rate) for week in known] == [(5, 5, 1.0), (3, 5, 0.6), (1, 4, 0.25)]
    partly = pooled(cohorts_of(WEEKS, DAYS, lambda week: week != WEEKS[2]))
    assert [(week.active, week.users) for week in partly] == [(5, 5), (2, 4), (0, 0)]
    assert partly[2].rate is None
