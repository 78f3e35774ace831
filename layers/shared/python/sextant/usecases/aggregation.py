"""The tick: recomputes whole every bucket that is marked dirty, then the days that the buckets belong to.

Everything here may run twice, be cut off, or overlap with itself: a roll-up is always computed from all its events and
a day from all its roll-ups, each is stored only over the version it is based on, and the mark goes last.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from sextant.aws.observability import count, logger
from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.errors import UnavailableError
from sextant.domain.marks import NO_CAUSES, Cause, Mark, Settling
from sextant.store import closings, epochs, marks, rollups, ticks
from sextant.store.epochs import Epoch
from sextant.usecases import recounting, sealing
from sextant.usecases.deadlines import Deadline
from sextant.usecases.oversize import WAITING_METRIC, Oversize
from sextant.usecases.side_by_side import WORKERS, SideBySide
from sextant.usecases.summing import Summing, business_day

BUCKETS_SHARE = 0.6
"""Of a tick's time, what may be spent on buckets: their days have to follow in the same tick."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What one tick did.

    Attributes:
        buckets: How many roll-ups it wrote.
        days: How many days of the business it wrote.
        pending: How many marks are left, too young or out of time.
        epoch: Of which days of the business.
        settling: Up to when everything that is stored can be read.
        unsettled: Days of the business with marks that it should have worked off, and did not.
        too_large: How many marks wait since something of theirs fits into no item; nothing else waits for them.
        touched: Days of the business that had marks.
    """

    buckets: int
    days: int
    pending: int
    epoch: Epoch
    settling: Settling
    unsettled: frozenset[date]
    too_large: int
    touched: frozenset[date]


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
        due, frozen = _apart([mark for mark in settling.due(found) if not mark.rests(now)], now)
        oversize = Oversize[Bucket]("roll-up", attrgetter("label"))
        rolled = _roll_up(due, now, work.until(deadline.share(BUCKETS_SHARE)), oversize)
        closes = _passed_over(rolled, epoch)
        summing = Summing(epoch=epoch, settling=settling, now=now, causes=_causes(rolled), closes=closes)
        summed = summing.sum_up(
            {mark.bucket.utc_date for mark in rolled}, {business_day(mark.bucket) for mark in rolled}, work
        )
        done = [mark for mark in rolled if summed.covers(mark.bucket)]
        # Roll-ups that were stored in another tick's epoch may be missing in its days: their marks stay for the next.
        settled = done if done and epochs.current() == epoch else []
        gone = work.done(lambda mark: _settle(mark, settling), [*settled, *frozen])
        refused = [mark for mark in due if mark.bucket in oversize.found or summed.was_refused(mark.bucket)]
        work.done(lambda mark: marks.refuse(mark, now), refused)
    ticks.finished(now, time.time_ns() // 1_000_000)
    resting = [mark for mark in found if mark.rests(now)]
    worked = {mark.bucket for mark in [*settled, *frozen, *refused, *resting]}
    result = Tick(
        buckets=len(rolled),
        days=len(summed.days),
        pending=len(found) - sum(gone.values()),
        epoch=epoch,
        settling=settling,
        unsettled=frozenset(business_day(mark.bucket) for mark in settling.due(found) if mark.bucket not in worked),
        too_large=len(refused) + len(resting),
        touched=frozenset(business_day(mark.bucket) for mark in found),
    )
    _tell(result)
    return result


def _apart(due: Sequence[Mark], now: int) -> tuple[list[Mark], list[Mark]]:
    """The marks to work off, and those of days whose numbers are frozen; none of either where that cannot be told."""
    try:
        frozen = sealing.frozen_among({mark.bucket.utc_date for mark in due}, now)
    except UnavailableError:
        return [], []
    left = [mark for mark in due if mark.bucket.utc_date not in frozen]
    dropped = [mark for mark in due if mark.bucket.utc_date in frozen]
    if dropped:
        logger.warning("marks of sealed days are dropped", buckets=[mark.bucket.label for mark in dropped])
        count("MarksOfSealedDays", len(dropped))
    return left, dropped


def _roll_up(due: Sequence[Mark], now: int, work: SideBySide, oversize: Oversize[Bucket]) -> list[Mark]:
    """Roll up the buckets of these marks as far as time allows; the marks whose roll-ups are stored."""
    before = work.done(rollups.of_date, sorted({mark.bucket.utc_date for mark in due}))

    by_bucket = {mark.bucket: mark for mark in due if mark.bucket.utc_date in before}

    def roll_up_one(bucket: Bucket) -> bool:
        return recounting.store(bucket, by_bucket[bucket].shards, before[bucket.utc_date].get(bucket), now)

    done = work.done(oversize.noting(roll_up_one), by_bucket)
    return [by_bucket[bucket] for bucket, stored in done.items() if stored]


def _causes(rolled: Sequence[Mark]) -> dict[date, frozenset[Cause]]:
    causes: dict[date, frozenset[Cause]] = {}
    for mark in rolled:
        day = business_day(mark.bucket)
        causes[day] = causes.get(day, NO_CAUSES) | mark.causes
    return causes


def _passed_over(rolled: Sequence[Mark], epoch: Epoch) -> frozenset[date]:
    """Days that closing may have had to pass over, since something of theirs did not fit before."""
    retried = {business_day(mark.bucket) for mark in rolled if mark.refused_at is not None}
    closing = closings.of(epoch) if retried else None
    return frozenset(day for day in retried if closing and day in closing)


def _settle(mark: Mark, settling: Settling) -> bool:
    """Clear a mark whose events are all counted, or say from when on they may not be; whether it is gone."""
    if settling.covers(mark) and marks.clear(mark):
        return True
    marks.keep(mark, settling.open_from)
    return False


def _tell(result: Tick) -> None:
    logger.info("tick", buckets=result.buckets, days=result.days, pending=result.pending)
    count("BucketsRolledUp", result.buckets)
    count("MarksPending", result.pending)
    if result.too_large:
        count(WAITING_METRIC, result.too_large)
