"""The statistics of one flag."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sextant.aws.settings import settings
from sextant.domain.coverage import Walk
from sextant.domain.days import Period, today
from sextant.domain.errors import InvalidError
from sextant.domain.evaluations import Counted, Outcome, last_of
from sextant.store import flags as flag_store
from sextant.store import flags_version
from sextant.usecases import flag_usage, flags
from sextant.usecases.evaluation_days import evaluations_by_day
from sextant.usecases.flag_coverage import coverage
from sextant.usecases.periods import asked_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What is known about the use of a flag.

    Attributes:
        key: Which flag.
        period: The days.
        as_of: When this was read.
        daily: How often it came out as what, by day; a day without an entry had nothing.
        last_evaluated_at: When it was last evaluated, if it was on these days or in the last weeks.
        walk: How far its coverage is worked out.
        flags_version: Version of all flags together.
        archived: Whether nobody is served the flag.
    """

    key: str
    period: Period
    as_of: datetime
    daily: Mapping[date, Mapping[Outcome, Counted]]
    last_evaluated_at: datetime | None
    walk: Walk
    flags_version: int
    archived: bool


def stats(key: str, first: date | None, last: date | None, now: datetime) -> Stats:
    """The statistics of a flag.

    Args:
        key: Which flag.
        first: The first day, or None for 30 days.
        last: The last day, or None for today.
        now: This moment.

    Raises:
        NotFoundError: There is no such flag.
        InvalidError: The days are no period.
        UnavailableError: DynamoDB does not answer just now.
    """
    period = _period(first, last, today(now, settings.business_time_zone))
    # The version is read first: the flags are then at least as new.
    version = flags_version.read()
    flag = flags.get(key)
    by_day = evaluations_by_day(period, now)
    daily = {day: found[key] for day, found in by_day.items() if key in found}
    return Stats(
        key=key,
        period=period,
        as_of=now,
        daily=daily,
        last_evaluated_at=_last(key, daily, now),
        walk=coverage(flag, list(flag_store.listed()), now),
        flags_version=version.number,
        archived=flag.archived,
    )


def _last(key: str, daily: Mapping[date, Mapping[Outcome, Counted]], now: datetime) -> datetime | None:
    """The newest of what the days tell; a period that ended long ago does not tell what happened since."""
    moments = [last for outcomes in daily.values() if (last := last_of(outcomes)) is not None]
    told = [datetime.fromtimestamp(moment / 1000, UTC) for moment in moments]
    recent = flag_usage.last_evaluated([key], now).get(key)
    return max([*told, *([recent] if recent else [])], default=None)


def _period(first: date | None, last: date | None, this_day: date) -> Period:
    days = asked_days(first, last, this_day)
    if days.errors:
        raise InvalidError("There are no such statistics; see errors.", days.errors)
    return Period(days.first, days.last)
