"""The nightly check: counts yesterday again from its events, and compares that with what is stored.

Nothing should ever differ. What does is recorded, alarms somebody, and is counted again. The check goes on from tick to
tick until it is done, so that neither a long day nor an outage keeps a day from being checked.
"""

from collections.abc import Sequence
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
from sextant.store.rollups import Stored
from sextant.usecases import recounting
from sextant.usecases.days import tallied
from sextant.usecases.deadlines import Deadline
from sextant.usecases.side_by_side import WORKERS, SideBySide
from sextant.usecases.summing import dates_of

DRIFT_METRIC: Final = "DriftFound"
"""Under which it counts figures that were off."""
CHECK_AFTER_MS: Final = 10 * 60_000
"""How long after it is closed a day is checked: what comes around midnight is counted by then."""
BUCKETS_AT_ONCE: Final = 16
_LOOKS: Final = 3
"""How often a bucket is looked at that somebody changes meanwhile."""


def check(epoch: Epoch, now: int, deadline: Deadline) -> Check | None:
    """Take the check of the last closed day as far as time allows; the check once it is done, None if there is none.

    Raises:
        UnavailableError: DynamoDB throttles or fails; the next tick goes on.
    """
    closing = closings.of(epoch)
    day = closing.unchecked(now - CHECK_AFTER_MS) if closing else None
    if closing is None or day is None:
        return None
    known = checks.of(day, epoch)
    begun = known or Check(day=day, time_zone=epoch.time_zone, begun_at=now, reached=_numbers(day).start)
    found = begun if begun.finished_at is not None else _advanced(begun, epoch, now, deadline)
    if found is None or found.finished_at is None:
        return None
    return found if closings.put(replace(closing, checked=day), epoch) else None


def _advanced(check_: Check, epoch: Epoch, now: int, deadline: Deadline) -> Check | None:
    """The check as far as it comes now; None if it is not done, or somebody else took it further."""
    stop = _numbers(check_.day).stop
    with ThreadPoolExecutor(WORKERS) as pool:
        while check_.reached < stop:
            wanted = [Bucket(number) for number in range(check_.reached, min(check_.reached + BUCKETS_AT_ONCE, stop))]
            found = _compared(wanted, SideBySide(pool, deadline))
            if len(found) < len(wanted):
                return None
            check_ = _with(check_, found, wanted[-1].number + 1)
            _repair([each.bucket for each in found if each.drift], now)
            if not checks.put(check_, epoch):
                return None
            check_ = replace(check_, version=(check_.version or 0) + 1)
    done = replace(_with_day(check_, epoch, now), finished_at=now)
    if not checks.put(done, epoch):
        return None
    _tell(done)
    return done


def _with(check_: Check, found: Sequence[BucketCheck], reached: int) -> Check:
    return replace(
        check_,
        reached=reached,
        buckets=check_.buckets + sum(not each.waiting for each in found),
        waiting=check_.waiting + tuple(each.bucket for each in found if each.waiting),
        drifted=check_.drifted + tuple(each.bucket for each in found if each.drift),
        drift=drift_of(found, check_.drift),
    )


def _compared(buckets: Sequence[Bucket], work: SideBySide) -> tuple[BucketCheck, ...]:
    """Compare buckets, but those that somebody is about to count again anyway; as far as time allows."""
    marked = {mark.bucket for mark in marks.pending()}
    known = {utc_date: rollups.of_date(utc_date) for utc_date in {bucket.utc_date for bucket in buckets}}

    def compare(bucket: Bucket) -> BucketCheck:
        if bucket in marked:
            return BucketCheck(bucket, waiting=True)
        off = _off(bucket, known[bucket.utc_date].get(bucket))
        return _looked_again(bucket) if off else BucketCheck(bucket)

    return tuple(work.done(compare, buckets).values())


def _looked_again(bucket: Bucket) -> BucketCheck:
    """What is off with a bucket for sure: what came meanwhile is marked still, or somebody stored another roll-up."""
    for _ in range(_LOOKS):
        before = rollups.of_bucket(bucket)
        off = _off(bucket, before)
        after = rollups.of_bucket(bucket)
        if marks.is_marked(bucket):
            return BucketCheck(bucket, waiting=True)
        if (before and before.version) == (after and after.version):
            return BucketCheck(bucket, drift=off)
    return BucketCheck(bucket, waiting=True)


def _off(bucket: Bucket, known: Stored | None) -> dict[str, int]:
    every = frozenset(range(settings.event_shards)) | (known.shards if known else frozenset())
    return drift(known.rollup if known else rolled_up(()), recounting.counted(bucket, every))


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
