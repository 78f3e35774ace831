"""Backfills: all days of a range counted again from their events, each by itself."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sextant.domain.days import Period
from sextant.domain.errors import SextantError

STALLED_AFTER_MS: Final = 10 * 60_000
"""Without progress for so long, a backfill holds nobody up any more."""


class BackfillStatus(StrEnum):
    """How a backfill stands."""

    RUNNING = "RUNNING"
    STALLED = "STALLED"
    DONE = "DONE"
    SUPERSEDED = "SUPERSEDED"
    """It stalled, and another one of days of its took its place."""


class DayOutcome(StrEnum):
    """What became of a day."""

    RECOUNTED = "RECOUNTED"
    PARTLY_SEALED = "PARTLY_SEALED"
    """It lies on two UTC dates, of which one is sealed: only the other was counted again."""
    SEALED = "SEALED"
    """Its numbers are frozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """One backfill.

    Attributes:
        id: Its name; later ones come later in order.
        period: The days of the business.
        requested_by: Who asked for it.
        requested_at: When, in Unix milliseconds.
        done: How many of its days are done.
        progress_at: When the last day was done, or it was resumed, in Unix milliseconds.
        superseded_by: The backfill that took its place, if one did.
    """

    id: str
    period: Period
    requested_by: str
    requested_at: int
    done: int = 0
    progress_at: int
    superseded_by: str | None = None

    @property
    def is_done(self) -> bool:
        """Whether all its days are done."""
        return self.done >= len(self.period)

    def status(self, now: int) -> BackfillStatus:
        """How it stands at a moment in Unix milliseconds."""
        if self.is_done:
            return BackfillStatus.DONE
        if self.superseded_by is not None:
            return BackfillStatus.SUPERSEDED
        quiet = self.progress_at <= now - STALLED_AFTER_MS
        return BackfillStatus.STALLED if quiet else BackfillStatus.RUNNING

    def overlaps(self, period: Period) -> bool:
        """Whether it has a day in common with a period."""
        return self.period.first <= period.last and period.first <= self.period.last


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfilledDay:
    """One day of a backfill, as far as it is.

    Attributes:
        day: Which.
        reached: The number of the bucket that comes next; None before the first.
        changed: How many roll-ups said something else than their events.
        outcome: What became of it; None while it is under way.
        finished_at: When it was done, in Unix milliseconds.
    """

    day: date
    reached: int | None = None
    changed: int = 0
    outcome: DayOutcome | None = None
    finished_at: int | None = None


class BackfillRunningError(SextantError):
    """Another backfill of some of the days is at work.

    Attributes:
        backfill_id: Which.
    """

    def __init__(self, message: str, backfill_id: str) -> None:
        """Say which one, and what can be done."""
        super().__init__(message)
        self.backfill_id = backfill_id


def backfill_id(now: datetime, drawn: str) -> str:
    """A name that sorts by time and that nobody else draws."""
    return f"{now:%Y%m%dT%H%M%S}-{drawn}"
