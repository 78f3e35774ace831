"""Periods cut at the days on which a calendar turns: into days, weeks with any first day, or months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sextant.domain.buckets import BUCKET_MINUTES
from sextant.domain.days import Period, first_bucket

_WEEK = 7


class Granularity(StrEnum):
    """What a row of a series is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class WeekStart(StrEnum):
    """The day with which weeks begin; ISO 8601 says Monday."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def weekday(self) -> int:
        """Its number, 0 for Monday."""
        return list(WeekStart).index(self)


@dataclass(frozen=True, slots=True)
class Span:
    """A day, a week or a month, as far as it lies within a period.

    Attributes:
        days: Its days within the period.
        whole: All its days.
        label: Its name: `2026-03-02` for a day, `2026-W10` for a week of ISO 8601, the first day for any other week,
            `2026-03` for a month.
    """

    days: Period
    whole: Period
    label: str

    @property
    def is_partial(self) -> bool:
        """Whether some of its days lie outside of the period."""
        return self.days != self.whole

    def hours(self, zone: ZoneInfo) -> float:
        """How many hours its days within the period have: 23 or 25 a day on which clocks change."""
        begin, end = first_bucket(self.days.first, zone), first_bucket(self.days.last + timedelta(days=1), zone)
        return (end.number - begin.number) * BUCKET_MINUTES / 60


def spans(period: Period, granularity: Granularity, week_start: WeekStart = WeekStart.MONDAY) -> list[Span]:
    """The days, weeks or months of a period, in order, without a gap; the first and the last may be partial."""
    return list(_spans(period, granularity, week_start))


def whole_weeks(period: Period, week_start: WeekStart) -> Period:
    """All days of all weeks that have a day in the period."""
    return Period(_week(period.first, week_start).first, _week(period.last, week_start).last)


def _spans(period: Period, granularity: Granularity, week_start: WeekStart) -> Iterator[Span]:
    day = period.first
    while day <= period.last:
        whole = _whole(day, granularity, week_start)
        yield Span(Period(day, min(whole.last, period.last)), whole, _label(whole.first, granularity, week_start))
        day = whole.last + timedelta(days=1)


def _whole(day: date, granularity: Granularity, week_start: WeekStart) -> Period:
    match granularity:
        case Granularity.DAY:
            return Period(day, day)
        case Granularity.WEEK:
            return _week(day, week_start)
        case Granularity.MONTH:
            following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            return Period(day.replace(day=1), following - timedelta(days=1))


def _week(day: date, week_start: WeekStart) -> Period:
    first = day - timedelta(days=(day.weekday() - week_start.weekday) % _WEEK)
    return Period(first, first + timedelta(days=_WEEK - 1))


def _label(first: date, granularity: Granularity, week_start: WeekStart) -> str:
    if granularity is Granularity.MONTH:
        return f"{first:%Y-%m}"
    if granularity is Granularity.WEEK and week_start is WeekStart.MONDAY:
        return f"{first:%G-W%V}"
    return str(first)
