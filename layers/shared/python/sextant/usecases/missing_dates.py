"""Which days should have a stored number and have none, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.closings import Closing
from sextant.domain.days import Period, day_of, end_ms
from sextant.domain.missing_dates import MissingBecause, MissingDay
from sextant.domain.reach import Reach
from sextant.domain.rollups import DEFINITION_VERSION
from sextant.store import closings, dates, days, epochs, ticks
from sextant.usecases.questions import Question
from sextant.usecases.reach import standing

STOPPED_AFTER_MS: Final = 5 * 60_000
"""Without a tick for so long, the aggregation has stopped."""


@dataclass(frozen=True, slots=True)
class MissingDates:
    """The answer.

    Attributes:
        question: What was asked.
        reach: How far the figures of the period reach.
        known_from: The first day of which there is anything; None if there is nothing at all.
        expected: How many days of the period should have a stored number.
        missing: Those that have none.
    """

    question: Question
    reach: Reach
    known_from: date | None
    expected: int
    missing: Sequence[MissingDay]


def of_period(question: Question, now: datetime) -> MissingDates:
    """Which days of a period are missing: those that are over, since the first day of which there is anything.

    Raises:
        UnavailableError: It cannot be told just now.
    """
    zone = settings.business_time_zone
    stand = standing(now)
    first, epoch = dates.first(), epochs.current()
    known_from = day_of(Bucket(first.first_bucket), zone) if first else None
    over = list(_over(question.begun(now), known_from, zone, now)) if known_from else []
    closing = closings.of(epoch) if epoch else None
    stored = days.standings(question.period, epoch) if epoch else {}
    versions = {day: known.definition_version for day, known in stored.items() if known.closed_at is not None}
    stopped = _has_stopped(now)
    missing = [
        MissingDay(day, _because(day, versions.get(day), closing, stopped=stopped))
        for day in over
        if versions.get(day) != DEFINITION_VERSION
    ]
    return MissingDates(question, stand.of(question.period, zone), known_from, len(over), missing)


def _over(period: Period, known_from: date, zone: ZoneInfo, now: datetime) -> Iterator[date]:
    moment = int(now.timestamp() * 1000)
    return (day for day in period if day >= known_from and end_ms(day, zone) <= moment)


def _because(day: date, version: int | None, closing: Closing | None, *, stopped: bool) -> MissingBecause:
    if version is not None:
        return MissingBecause.OTHER_DEFINITION
    if closing is not None and day in closing:
        return MissingBecause.LOST
    return MissingBecause.AGGREGATION_STOPPED if stopped else MissingBecause.NOT_CLOSED_YET


def _has_stopped(now: datetime) -> bool:
    last = ticks.last_started()
    return last is None or last < int(now.timestamp() * 1000) - STOPPED_AFTER_MS
