"""Closes days of the business once they are over: each is summed up whole once more, and what changes is a restatement.

Days without any event are closed too, so that a day that has no stored number is one that is really missing.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final

from sextant.aws.observability import count, logger
from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.closings import Closing
from sextant.domain.days import day_of, end_ms, today
from sextant.store import closings, dates
from sextant.usecases.aggregation import Tick
from sextant.usecases.deadlines import Deadline
from sextant.usecases.side_by_side import WORKERS, SideBySide
from sextant.usecases.summing import Summed, Summing

QUIET_MS: Final = 10 * 60_000
"""For how long no history may have come before days of it are closed."""
DAYS_AT_ONCE: Final = 64
"""Days closed by one tick, of those just over and of history each."""
_RENEWED_AFTER_MS: Final = 60_000
"""History that comes and comes is noted once a minute."""
_NOTHING: Final = Summed(frozenset(), frozenset())


def close(ticked: Tick, now: int, deadline: Deadline) -> list[date]:
    """Close what can be closed after a tick; the days that are closed thereby.

    A day is closed when it is over by what the tick could read, and the tick left nothing of it undone. Those that are
    over since the last tick come first; days of history wait until history has stopped coming. A day that is too large
    to be stored is passed over, and so is what is too large in one: no later day waits for what will never be.

    Raises:
        UnavailableError: DynamoDB throttles or fails; the next tick goes on.
    """
    earliest = dates.first()
    if earliest is None:
        return []
    zone = settings.business_time_zone
    first_known = day_of(Bucket(earliest.first_bucket), zone)
    yesterday = today(datetime.fromtimestamp(now / 1000, UTC), zone) - timedelta(days=1)
    before = closings.of(ticked.epoch)
    begin = max(yesterday, first_known)
    closing = _with_history(before or Closing(first=begin, behind=begin, history_at=now), ticked, now)
    new = _closed(list(islice(_over(closing.to_come(yesterday), ticked), DAYS_AT_ONCE)), ticked, now, deadline)
    if passed := new.days | new.days_too_large:
        closing = replace(closing, behind=_run_end(closing.behind, passed), closed_at=now)
    old = _NOTHING
    if closing.history_at <= now - QUIET_MS:
        wanted = islice(closing.gone_by(first_known), DAYS_AT_ONCE)
        old = _closed([day for day in wanted if day not in ticked.unsettled], ticked, now, deadline)
        closing = replace(closing, first=_run_begin(closing.first, old.days | old.days_too_large))
    if closing != before and closings.put(closing, ticked.epoch):
        return _told(sorted(new.days | old.days))
    return []


def _with_history(closing: Closing, ticked: Tick, now: int) -> Closing:
    came = any(day < closing.first for day in ticked.touched)
    noted = closing.history_at > now - _RENEWED_AFTER_MS
    return replace(closing, history_at=now) if came and not noted else closing


def _over(days: Iterator[date], ticked: Tick) -> Iterator[date]:
    """Those of these days that are over by what the tick could read, up to the first of which it left something."""
    for day in days:
        if end_ms(day, settings.business_time_zone) > ticked.settling.until or day in ticked.unsettled:
            return
        yield day


def _closed(days: Sequence[date], ticked: Tick, now: int, deadline: Deadline) -> Summed:
    if not days:
        return _NOTHING
    summing = Summing(epoch=ticked.epoch, settling=ticked.settling, now=now, closes=days)
    with ThreadPoolExecutor(WORKERS) as pool:
        return summing.sum_up((), days, SideBySide(pool, deadline))


def _run_end(behind: date, closed: frozenset[date]) -> date:
    """The day behind the last of those closed without a gap from a day on."""
    while behind in closed:
        behind += timedelta(days=1)
    return behind


def _run_begin(first: date, closed: frozenset[date]) -> date:
    """The first of the days closed without a gap before a day."""
    while first - timedelta(days=1) in closed:
        first -= timedelta(days=1)
    return first


def _told(days: list[date]) -> list[date]:
    if days:
        logger.info("days closed", first=str(days[0]), last=str(days[-1]), days=len(days))
        count("DaysClosed", len(days))
    return days
