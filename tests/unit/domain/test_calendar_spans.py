"""Periods cut into days, weeks and months."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.calendar_spans import Granularity, WeekStart, spans, whole_weeks
from sextant.domain.days import Period

DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


def labels(first: date, last: date, granularity: Granularity, start: WeekStart = WeekStart.MONDAY) -> list[str]:
    """What the spans are called, with a `*` behind those that are partial."""
    return [span.label + "*" * span.is_partial for span in spans(Period(first, last), granularity, start)]


def test_weeks_of_iso_8601_belong_to_the_year_of_their_thursday() -> None:
    """2026 began on a Thursday, so its first week began in 2025; 2020 had 53 weeks."""
    assert labels(date(2025, 12, 28), date(2026, 1, 5), Granularity.WEEK) == ["2025-W52*", "2026-W01", "2026-W02*"]
    assert labels(date(2020, 12, 28), date(2021, 1, 3), Granularity.WEEK) == ["2020-W53"]


def test_weeks_may_begin_with_any_day_and_are_called_by_it() -> None:
    """1 March 2026 was a Sunday."""
    assert labels(date(2026, 2, 27), date(2026, 3, 8), Granularity.WEEK, WeekStart.SUNDAY) == [
        "2026-02-22*",
        "2026-03-01",
        "2026-03-08*",
    ]


def test_months_have_their_own_lengths() -> None:
    """February of a leap year, and the turn of a year."""
    assert labels(date(2024, 2, 1), date(2024, 2, 29), Granularity.MONTH) == ["2024-02"]
    assert labels(date(2025, 12, 31), date(2026, 2, 1), Granularity.MONTH) == ["2025-12*", "2026-01", "2026-02*"]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/London", date(2011, 3, 27), 23),
        ("Europe/London", date(2011, 10, 30), 25),
        ("Europe/London", date(2011, 10, 31), 24),
        ("Asia/Kolkata", date(2011, 10, 30), 24),
        ("America/St_Johns", date(2012, 3, 11), 23),
        ("America/St_Johns", date(2012, 11, 4), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
    ],
)
def test_a_day_has_the_hours_that_its_clocks_give_it(zone: str, day: date, hours: float) -> None:
    """Also half an hour more or less, on Lord Howe."""
    (span,) = spans(Period(day, day), Granularity.DAY)
    assert span.hours(ZoneInfo(zone)) == hours


@given(DAYS, st.integers(0, 400), st.sampled_from(Granularity), st.sampled_from(WeekStart))
def test_spans_are_the_period_cut_into_pieces(
    first: date, length: int, granularity: Granularity, start: WeekStart
) -> None:
    """No day is missing, none is in two, and only the first and the last may be partial."""
    period = Period(first, first + timedelta(days=length))
    found = spans(period, granularity, start)
    assert [day for span in found for day in span.days] == list(period)
    assert not any(span.is_partial for span in found[1:-1])
    if granularity is Granularity.WEEK:
        assert {span.whole.first.weekday() for span in found} == {start.weekday}
        assert whole_weeks(period, start) == Period(found[0].whole.first, found[-1].whole.last)
