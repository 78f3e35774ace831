"""The nightly check: counts yesterday again from its events, and compares that with what is stored.

Nothing should ever differ. What does is recorded, alarms somebody, and is counted again. The check goes on from tick to
tick until it is done, so that neither a long day nor an outage keeps a day from being checked.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Final

from sextant.aws.observability import count, logger
from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.checks import BucketCheck, Check, drift_of
from sextant.domain.daily_figures import drift, tally_drift
from sextant.domain.days import Period, buckets_of
from sextant.domain.marks import Cause
from sextant.domain.summing import rolled_up
from sextant.store import checks, closings, days, marks, rollups
from sextant.store.epochs import Epoch
from sextant.usecases import recounting
from sextant.usecases.days import tallied
from sextant.usecases.deadlines import Deadline
from sextant.usecases.side_by_side import WORKERS, SideBySide
from sextant.usecases.summing import dates_of

DRIFT_METRIC: Final = "DriftFound"
"""Under which it counts figures that were off."""
BUCKETS_AT_ONCE: Final = 16
_LOOKS: Final = 3
"""How often a bucket is looked at that somebody changes meanwhile."""


def check(epoch: Epoch, now: int, deadline: Deadline) -> Check | None:
    """Take the check of the last closed day as far as time allows; the check once it is done, None if there is none.

    Raises:
        UnavailableError: DynamoDB throttles or fails; the next tick goes on.
    """
    closing = closings.of(epoch)
    day = closing.unchecked if closing else None
    if closing is None or day is None:
        return None
    known = checks.of(day, epoch)
    begun = known or Check(day=day, time_zone=epoch.time_zone, begun_at=now, reached=_numbers(day).start)
    found = begun if begun.finished_at is not None else _advanced(begun, epoch, now, deadline)
    if found is None or found.finished_at is None:
        return None
    return found if closings.put(replace(closing, checked=day), epoch) else None


def _advanced(check_: Check, epoch: Epoch, now: int, deadline: Deadline) -> Check | None:
    """The check as far as it comes now; None if somebody else took it further."""
    every = range(settings.event_shards)
    with ThreadPoolExecutor(WORKERS) as pool:
        while check_.reached < _numbers(check_.day).stop:
            if deadline.passed:
                return None
            last = min(check_.reached + BUCKETS_AT_ONCE, _numbers(check_.day).stop)
            wanted = [Bucket(number) for number in range(check_.reached, last)]
            found = SideBySide(pool, deadline).done(lambda bucket: _compared(bucket, every), wanted)
            if len(found) < len(wanted):
                return None
            taken = _with(check_, tuple(found.values()), last)
            _repair([each.bucket for each in found.values() if each.drift], now)
            if not checks.put(taken, epoch):
                return None
            check_ = replace(taken, version=(taken.version or 0) + 1)
    done = replace(_with_day(check_, epoch, now), finished_at=now)
    if not checks.put(done, epoch):
        return None
    _tell(done)
    return done


def _with(check_: Check, found: tuple[BucketCheck, ...], reached: int) -> Check:
    return replace(
        check_,
        reached=reached,
        buckets=check_.buckets + sum(not each.waiting for each in found),
        waiting=check_.waiting + tuple(each.bucket for each in found if each.waiting),
        drifted=check_.drifted + tuple(each.bucket for each in found if each.drift),
        drift=drift_of(found, check_.drift),
    )


def _compared(bucket: Bucket, every: range) -> BucketCheck:
    """Compare a bucket, unless somebody is about to count it again anyway."""
    for _ in range(_LOOKS):
        if marks.is_marked(bucket):
            return BucketCheck(bucket, waiting=True)
        known = rollups.of_bucket(bucket)
        counted = recounting.counted(bucket, frozenset(every) | (known.shards if known else frozenset()))
        off = drift(known.rollup if known else rolled_up(()), counted)
        if not off:
            return BucketCheck(bucket)
        # What came meanwhile is no drift: it is marked still, or somebody has stored another roll-up.
        again = rollups.of_bucket(bucket)
        if not marks.is_marked(bucket) and (again and again.version) == (known and known.version):
            return BucketCheck(bucket, drift=off)
    return BucketCheck(bucket, waiting=True)


def _with_day(check_: Check, epoch: Epoch, now: int) -> Check:
    """Compare the stored day with the sum of its roll-ups, unless one of them is about to be counted again."""
    numbers = _numbers(check_.day)
    before = days.stored(check_.day, epoch)
    read = [rollups.of_date(utc_date) for utc_date in dates_of(check_.day)]
    summed = tallied(Period(check_.day, check_.day), settings.business_time_zone, read)[check_.day]
    pending = any(mark.bucket.number in numbers for mark in marks.pending())
    after = days.stored(check_.day, epoch)
    if pending or before is None or after is None or before.version != after.version:
        return check_
    off = tally_drift(before.day.tally, summed)
    if off:
        _repair([Bucket(numbers.start)], now)
    return replace(check_, day_compared=True, day_drift=off)


def _repair(buckets: list[Bucket], now: int) -> None:
    """Have these counted again by the next tick, from all their index partitions."""
    for bucket in buckets:
        marks.mark(bucket, range(settings.event_shards), now, (Cause.NIGHTLY,))


def _numbers(day: date) -> range:
    return buckets_of(day, settings.business_time_zone)


def _tell(done: Check) -> None:
    if done.found:
        logger.error("drift", day=str(done.day), drift=dict(done.drift), day_drift=dict(done.day_drift))
        count(DRIFT_METRIC, done.found)
    else:
        logger.info("checked", day=str(done.day), buckets=done.buckets, waiting=len(done.waiting))
