"""The dashboard of a period: which days it needs, how far they reach, and what they come to."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sextant.aws.settings import settings
from sextant.domain.dashboard import Figures, days_needed, figures_of
from sextant.domain.days import Period, day_of, end_ms, today, zone_named
from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.marks import Mark, Settling
from sextant.domain.rollups import Tally
from sextant.store import marks, roles, ticks
from sextant.usecases.days import tallies_of
from sextant.usecases.deadlines import Deadline
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.periods import asked_days
from sextant.usecases.side_by_side import WORKERS, SideBySide

KEPT_SECONDS = 60
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Question:
    """Which dashboard is asked for.

    Attributes:
        period: The days.
        zone: Whose days.
        compared: Whether the period before is wanted too.
    """

    period: Period
    zone: ZoneInfo
    compared: bool

    @classmethod
    def asked(
        cls, *, first: date | None, last: date | None, compare: str | None, time_zone: str | None, now: datetime
    ) -> "Question":
        """The question as a request puts it.

        Raises:
            InvalidError: The period or the zone is none; `errors` name the parameters.
        """
        zone = zone_named(time_zone) if time_zone is not None else settings.business_time_zone
        errors = [] if zone else [FieldError("timeZone", "is no time zone", "an IANA name such as Europe/London")]
        this_day = today(now, zone or UTC)
        days = asked_days(first, last, this_day)
        errors += days.errors
        if compare not in {None, "previous"}:
            errors.append(FieldError("compare", "can only be previous", "previous, or nothing"))
        if errors or zone is None:
            raise InvalidError("There is no such dashboard; see errors.", errors)
        return cls(Period(days.first, days.last), zone, compare is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardFigures:
    """The answer.

    Attributes:
        question: What was asked.
        as_of: Everything acknowledged before this moment is counted, in Unix milliseconds.
        days_complete: How many days are over and have nothing waiting.
        pending_buckets: How many buckets of the period wait to be counted again.
        figures: The figures of the period.
        previous: Those of the period before, if asked for.
        daily: The tally of each day up to today.
    """

    question: Question
    as_of: int
    days_complete: int
    pending_buckets: int
    figures: Figures
    previous: Figures | None
    daily: dict[date, Tally]


_kept: Kept[Question, DashboardFigures] = Kept(KEPT_SECONDS)


def dashboard(question: Question, now: datetime) -> Fresh[DashboardFigures]:
    """The dashboard, at most a minute old; `as_of` is of the moment when it was made.

    Raises:
        UnavailableError: Some of the data cannot be read just now.
    """
    return _kept.get(question, lambda: _made(question, now))


def _made(question: Question, now: datetime) -> DashboardFigures:
    period, zone = question.period, question.zone
    # What waits is read first: whatever is no longer waiting then is in the numbers that are read afterwards.
    last_tick, waiting = ticks.last_started(), marks.pending()
    as_of = _as_of(last_tick, waiting, int(now.timestamp() * 1000))
    # Of days that have not begun nothing is known: what the last day tells, the last one that has begun does.
    begun = period.until(today(now, zone))
    span = days_needed([begun, period.before()] if question.compared else [begun])
    with ThreadPoolExecutor(WORKERS) as pool:
        work = SideBySide(pool, Deadline.in_seconds(_PATIENCE_SECONDS))
        tallies = tallies_of(span, zone, work)
    members = roles.members()
    pending_days = [day_of(mark.bucket, zone) for mark in waiting]
    waiting_days = set(pending_days)
    complete = [day for day in period if end_ms(day, zone) <= as_of and day not in waiting_days]
    return DashboardFigures(
        question=question,
        as_of=as_of,
        days_complete=len(complete),
        pending_buckets=sum(day in period for day in pending_days),
        figures=figures_of(begun, tallies, members),
        previous=figures_of(period.before(), tallies, members) if question.compared else None,
        daily={day: tallies[day] for day in period if day in tallies},
    )


def _as_of(last_tick: int | None, waiting: Sequence[Mark], now: int) -> int:
    """The moment before which everything acknowledged is surely counted."""
    settled = Settling.at(now if last_tick is None else last_tick, settings.settle_seconds).until
    return min([settled, *(mark.since for mark in waiting)])
