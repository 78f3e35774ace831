"""The tick: recomputes whole every bucket that is marked dirty, then the days that the buckets belong to.

Everything here may run twice, be cut off, or overlap with itself: a roll-up is always computed from all its events and
a day from all its roll-ups, each is stored only over the version it is based on, and the mark goes last.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sextant.aws.observability import count, logger
from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.days import Period, day_of, end_ms, utc_dates
from sextant.domain.marks import Mark, Settling
from sextant.domain.rollups import united_by_role
from sextant.domain.summing import rolled_up
from sextant.store import ca_days, days, epochs, events, marks, roles, rollups, ticks
from sextant.store.days import DayTally
from sextant.store.epochs import Epoch
from sextant.store.rollups import Stored
from sextant.usecases.days import tallied
from sextant.usecases.deadlines import Deadline
from sextant.usecases.side_by_side import WORKERS, SideBySide

BUCKETS_SHARE = 0.6
"""Of a tick's time, what may be spent on buckets: their days have to follow in the same tick."""

_Item = TypeVar("_Item")
RollupsByDate = Mapping[date, Mapping[Bucket, Stored]]


@dataclass(frozen=True, slots=True)
class Tick:
    """What one tick did.

    Attributes:
        buckets: How many roll-ups it wrote.
        days: How many days of the business it wrote.
        pending: How many marks are left, too young or out of time.
    """

    buckets: int
    days: int
    pending: int


def tick(now: int, deadline: Deadline) -> Tick:
    """Work off the marks that have settled, those that wait longest first.

    Args:
        now: When the tick began, in Unix milliseconds.
        deadline: When to stop; what is left stays marked for the next tick.

    Raises:
        UnavailableError: DynamoDB does not even say what there is to do.
    """
    settling = Settling.at(now, settings.settle_seconds)
    epoch = epochs.begun(settings.business_time_zone)
    found = marks.pending()
    with ThreadPoolExecutor(WORKERS) as pool:
        work = SideBySide(pool, deadline)
        rolled = _roll_up(settling.due(found), now, work.until(deadline.share(BUCKETS_SHARE)))
        dates, business_days = _sum_up({mark.bucket for mark in rolled}, epoch, settling, work)
        summed = [mark for mark in rolled if mark.bucket.utc_date in dates and _day(mark.bucket) in business_days]
        # Roll-ups that were stored in another tick's epoch may be missing in its days: their marks stay for the next.
        settled = summed if summed and epochs.current() == epoch else []
        cleared = sum(work.done(lambda mark: _settle(mark, settling), settled).values())
    ticks.finished(now, time.time_ns() // 1_000_000)
    result = Tick(len(rolled), len(business_days), len(found) - cleared)
    _tell(result)
    return result


def _roll_up(due: Sequence[Mark], now: int, work: SideBySide) -> list[Mark]:
    """Roll up the buckets of these marks as far as time allows; the marks whose roll-ups are stored."""
    before = work.done(rollups.of_date, sorted({mark.bucket.utc_date for mark in due}))

    def roll_up_one(mark: Mark) -> bool:
        known = before[mark.bucket.utc_date].get(mark.bucket)
        # Mark and roll-up together know every index partition that the bucket ever had events in.
        shards = mark.shards | (known.shards if known else frozenset())
        rollup = rolled_up(event for shard in sorted(shards) for event in events.counted_in(mark.bucket, shard))
        based_on = known.version if known else None
        return rollups.put(mark.bucket, rollup, shards=shards, computed_at=now, based_on=based_on)

    return _chosen(work.done(roll_up_one, [mark for mark in due if mark.bucket.utc_date in before]))


def _sum_up(
    buckets: Iterable[Bucket], epoch: Epoch, settling: Settling, work: SideBySide
) -> tuple[set[date], set[date]]:
    """Sum up what these buckets are part of; the UTC dates and the days of the business that are stored."""
    dates: set[date] = set()
    business_days: set[date] = set()
    for bucket in buckets:
        dates.add(bucket.utc_date)
        business_days.add(_day(bucket))
    # Versions are read before what is summed: whoever stores in between was later, and is not overwritten.
    roles_before = work.done(roles.version_of, sorted(dates))
    cas_before = work.done(ca_days.version_of, sorted(dates))
    days_before = work.done(lambda day: days.version_of(day, epoch), sorted(business_days))
    needed = {each for day in days_before for each in _dates_of(day)} | set(roles_before)
    read: RollupsByDate = work.done(rollups.of_date, sorted(needed))

    def write_roles(utc_date: date) -> bool:
        registered = united_by_role(stored.rollup.tally.registered for stored in read[utc_date].values())
        based_on = roles_before[utc_date]
        nobody = not registered and based_on is None
        return nobody or roles.put(utc_date, registered, based_on=based_on)

    def write_cas(utc_date: date) -> bool:
        tallies = {bucket: stored.rollup.cas for bucket, stored in read[utc_date].items() if stored.rollup.cas}
        based_on = cas_before[utc_date]
        nothing = not tallies and based_on is None
        return nothing or ca_days.put(utc_date, tallies, based_on=based_on)

    def write_day(day: date) -> bool:
        computed = _computed(day, read, settling)
        return days.put(day, epoch, computed, based_on=days_before[day])

    readable = [day for day in days_before if all(each in read for each in _dates_of(day))]
    roles_done = work.done(write_roles, [utc_date for utc_date in roles_before if utc_date in read])
    cas_done = work.done(write_cas, [utc_date for utc_date in cas_before if utc_date in read])
    dates_done = {utc_date for utc_date in _chosen(roles_done) if cas_done.get(utc_date)}
    return dates_done, set(_chosen(work.done(write_day, readable)))


def _computed(day: date, read: RollupsByDate, settling: Settling) -> DayTally:
    zone = settings.business_time_zone
    tallies = tallied(Period(day, day), zone, (read[each] for each in _dates_of(day)))
    complete = end_ms(day, zone) <= settling.until
    return DayTally(tallies[day], watermark=settling.until, complete=complete)


def _settle(mark: Mark, settling: Settling) -> bool:
    """Clear a mark whose events are all counted, or say from when on they may not be; whether it is gone."""
    if settling.covers(mark) and marks.clear(mark):
        return True
    marks.keep(mark, settling.open_from)
    return False


def _day(bucket: Bucket) -> date:
    return day_of(bucket, settings.business_time_zone)


def _dates_of(day: date) -> list[date]:
    return utc_dates(Period(day, day), settings.business_time_zone)


def _chosen(done: Mapping[_Item, bool]) -> list[_Item]:
    return [item for item, good in done.items() if good]


def _tell(result: Tick) -> None:
    logger.info("tick", buckets=result.buckets, days=result.days, pending=result.pending)
    count("BucketsRolledUp", result.buckets)
    count("MarksPending", result.pending)
