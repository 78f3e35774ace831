"""The clean-up: seals UTC dates whose events are past their retention, before the rows of these events go.

Rows go by themselves, since each says when it expires; sealing is what makes that harmless. A date first refuses
whatever is sent for it. Once all that was let in before is surely stored and counted, its numbers are frozen.
"""

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Final

from sextant.aws.observability import count, logger
from sextant.aws.settings import settings
from sextant.domain.sealing import DAY_MS, FREEZE_AFTER_MS, HeldDate
from sextant.store import cleanups, dates, expired_rows, marks, rollups
from sextant.usecases.deadlines import Deadline
from sextant.usecases.side_by_side import WORKERS, SideBySide

DATES_AT_ONCE: Final = 50
"""Dates that are taken a step further by one look."""
LOOK_EVERY_MS: Final = DAY_MS
"""How often it is looked whether a date is due."""


def advance(now: int, deadline: Deadline) -> None:
    """Look, if that is due, which dates are to be taken a step further, and do so.

    Raises:
        UnavailableError: DynamoDB throttles or fails; the next tick goes on.
    """
    if cleanups.next_look() > now:
        return
    held = dates.every()
    # After the dates: what was let in before a date refused has been marked by now, or is counted already.
    waiting = {mark.bucket.utc_date for mark in marks.pending()}
    due = [each for each in held if each.is_due(now, settings.retention_days)]
    ripe = [each for each in held if each.is_ripe(now)]
    under_way = [each for each in held if each.refusing_since is not None and each.sealed_at is None]
    _refuse([each.day for each in due if each.day not in waiting], now, deadline)
    sealed = _seal([each.day for each in ripe if each.day not in waiting], now, deadline)
    cleared = _delete_rows(held, now, deadline)
    all_done = not due and len(under_way) == sealed and cleared
    cleanups.look_again(now + (LOOK_EVERY_MS if all_done else FREEZE_AFTER_MS))


def _refuse(days: Sequence[date], now: int, deadline: Deadline) -> None:
    """Refuse from now on what is sent for these dates, as many as one look takes."""
    for day in days[:DATES_AT_ONCE]:
        if deadline.passed:
            return
        dates.refuse(day, now)


def _seal(days: Sequence[date], now: int, deadline: Deadline) -> int:
    """Freeze the numbers of these dates, as many as one look takes; how many."""
    sealed = 0
    for day in days[:DATES_AT_ONCE]:
        if deadline.passed:
            break
        dates.seal(day, now)
        logger.info("date sealed", date=str(day))
        sealed += 1
    if sealed:
        count("DatesSealed", sealed)
    return sealed


def _delete_rows(held: Collection[HeldDate], now: int, deadline: Deadline) -> bool:
    """Where no TTL does it, delete the expired rows of sealed dates; whether there is nothing left to delete now."""
    if not settings.deletes_expired_rows:
        return True
    sealed = [each for each in held if each.sealed_at is not None and each.cleared_at is None]
    done = [_deleted(each.day, now, deadline) for each in sealed[:DATES_AT_ONCE]]
    return all(done) and len(sealed) <= DATES_AT_ONCE


def _deleted(day: date, now: int, deadline: Deadline) -> bool:
    """Delete the expired rows of a date; whether that was done. Rows that expire later are left for another day."""
    left = False
    with ThreadPoolExecutor(WORKERS) as pool:
        for bucket, stored in rollups.of_date(day).items():
            rows = [row for shard in stored.shards for row in expired_rows.of(bucket, shard)]
            expired = [row for row in rows if row.expires_at <= now]
            left = left or len(rows) > len(expired)
            gone = SideBySide(pool, deadline).done(expired_rows.delete, expired)
            if len(gone) < len(expired):
                return False
    if not left:
        dates.clear(day, now)
    return True
