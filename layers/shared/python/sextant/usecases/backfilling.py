"""Counts one day of a backfill again: all its buckets from their events, and then the day.

A message may come twice, and be cut off at any point: what a bucket says is computed from all its events and a day from
all its roll-ups, whoever does it and however often. A day that takes longer than a function may run goes on later.
"""

import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from sextant.aws.observability import count, logger
from sextant.aws.settings import settings
from sextant.domain.backfills import BackfilledDay, BackfillStatus, DayOutcome
from sextant.domain.buckets import Bucket
from sextant.domain.days import buckets_of
from sextant.domain.errors import UnavailableError
from sextant.domain.marks import Cause, Settling
from sextant.store import backfills, closings, days, epochs, marks, rollups
from sextant.store.faults import ItemTooLargeError
from sextant.store.rollups import Stored
from sextant.usecases import recounting, sealing
from sextant.usecases.deadlines import Deadline
from sextant.usecases.oversize import tell
from sextant.usecases.recounting import Recount
from sextant.usecases.side_by_side import WORKERS, SideBySide
from sextant.usecases.summing import Summing, dates_of

if TYPE_CHECKING:
    from sextant.schemas.aggregation_messages import BackfillDay  # a tick does without pydantic

BUCKETS_AT_ONCE: Final = 16
_AT_ONCE: Final = 0.0
_ATTEMPTS: Final = 3
"""How often a bucket or a day is tried that somebody else stores meanwhile."""


def count_again(message: "BackfillDay", deadline: Deadline) -> float | None:
    """Do what a message asks, as far as time allows; in how many seconds to go on, or None if that was all.

    Raises:
        UnavailableError: DynamoDB throttles or fails, or somebody is always faster; the message has to come again.
    """
    now = time.time_ns() // 1_000_000
    backfill = backfills.of(message.backfill_id)
    if backfill is None or backfill.status(now) is BackfillStatus.SUPERSEDED:
        logger.info("nobody waits for this any more", backfill=message.backfill_id, day=str(message.day))
        return None
    known = backfills.day_of(backfill.id, message.day)
    if known.outcome is not None:
        return None
    sealed = sealing.refused_among(dates_of(message.day), now)
    open_dates = [utc_date for utc_date in dates_of(message.day) if utc_date not in sealed]
    if open_dates:
        known = _counted(known, open_dates, now, deadline)
        if deadline.passed:
            backfills.reach(backfill.id, known, now)
            return _AT_ONCE
        _sum_up(message.day, open_dates, now, deadline)
    done = replace(known, outcome=_outcome(sealed, open_dates))
    backfills.finish(backfill.id, done, time.time_ns() // 1_000_000)
    logger.info(
        "day counted again", backfill=backfill.id, day=str(done.day), changed=done.changed, outcome=done.outcome
    )
    count("DaysBackfilled")
    return None


def _counted(known: BackfilledDay, open_dates: Collection[date], now: int, deadline: Deadline) -> BackfilledDay:
    """The day with its buckets counted, in their order; not all of them only if the deadline has passed.

    Raises:
        UnavailableError: DynamoDB throttles or fails.
    """
    numbers = _numbers(known.day)
    stored = {bucket: each for utc_date in open_dates for bucket, each in rollups.of_date(utc_date).items()}

    def changes(bucket: Bucket) -> bool:
        return bucket.utc_date in open_dates and _changes(bucket, stored.get(bucket), now)

    def left_if_too_large(bucket: Bucket) -> bool:
        try:
            return changes(bucket)
        except ItemTooLargeError as error:
            tell("roll-up", bucket.label, error)
            marks.mark(bucket, range(settings.event_shards), now, (Cause.BACKFILL,))
            return False

    with ThreadPoolExecutor(WORKERS) as pool:
        work = SideBySide(pool, deadline)
        while not deadline.passed and (reached := known.reached or numbers.start) < numbers.stop:
            last = min(reached + BUCKETS_AT_ONCE, numbers.stop)
            wanted = [Bucket(number) for number in range(reached, last)]
            found = work.done(left_if_too_large, wanted)
            # What changed is told though others of the portion are still to come: it is the same the next time.
            known = replace(known, changed=known.changed + sum(found.values()))
            if len(found) == len(wanted):
                known = replace(known, reached=last)
            elif not deadline.passed:
                raise UnavailableError("Not every quarter of an hour could be counted just now.")
    return known


def _changes(bucket: Bucket, stored: Stored | None, now: int) -> bool:
    """Count a bucket; whether it said something else before."""
    for _ in range(_ATTEMPTS):
        done = recounting.store_if_changed(bucket, range(settings.event_shards), stored, now)
        if done is not Recount.OVERTAKEN:
            return done is Recount.STORED
        stored = rollups.of_bucket(bucket)
    raise UnavailableError(f"Somebody else is always faster at {bucket.label}.")


def _sum_up(day: date, open_dates: Collection[date], now: int, deadline: Deadline) -> None:
    """Sum up the day and its UTC dates; a day that should be closed, and of which nothing is stored, is closed again.

    Raises:
        UnavailableError: It could not be done just now.
    """
    for _ in range(_ATTEMPTS):
        epoch = epochs.begun(settings.business_time_zone)
        closing = closings.of(epoch)
        closes = closing is not None and day in closing
        if not closes and _nothing_of(day) and days.stored(day, epoch) is None:
            return
        summing = Summing(
            epoch=epoch,
            settling=Settling.at(now, settings.settle_seconds),
            now=now,
            causes={day: frozenset({Cause.BACKFILL})},
            closes=(day,) if closes else (),
        )
        with ThreadPoolExecutor(WORKERS) as pool:
            summed = summing.sum_up(open_dates, [day], SideBySide(pool, deadline))
        if day in summed.days and summed.dates.issuperset(open_dates) and epochs.current() == epoch:
            return
    raise UnavailableError(f"{day} could not be summed up just now.")


def _nothing_of(day: date) -> bool:
    numbers = _numbers(day)
    return not any(bucket.number in numbers for each in dates_of(day) for bucket in rollups.of_date(each))


def _outcome(sealed: Collection[date], open_dates: Collection[date]) -> DayOutcome:
    if not sealed:
        return DayOutcome.RECOUNTED
    return DayOutcome.PARTLY_SEALED if open_dates else DayOutcome.SEALED


def _numbers(day: date) -> range:
    return buckets_of(day, settings.business_time_zone)
