"""Backfills, as they are asked for and shown."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import Field

from sextant.domain.backfills import Backfill, BackfillStatus
from sextant.schemas.base import Answer, Body, Moment, WrittenDay


class BackfillWish(Body):
    """Days to count again from their events."""

    first: Annotated[WrittenDay, Field(alias="from", description="The first day, of the business's time zone")]
    last: Annotated[WrittenDay, Field(alias="to", description="The last day, today at most; at most 400 days in all")]


class BackfillShown(Answer):
    """One backfill."""

    backfill_id: str
    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]
    status: Annotated[
        BackfillStatus,
        Field(
            description="`STALLED`: no day was done for ten minutes; resume it, or begin another one of these days, "
            "which then takes its place: `SUPERSEDED`"
        ),
    ]
    days: Annotated[int, Field(description="How many days it has")]
    days_done: Annotated[int, Field(description="How many of them are done; a day counts once")]
    requested_by: str
    requested_at: Moment
    last_progress_at: Annotated[Moment, Field(description="When the last day was done, or it was resumed")]
    superseded_by: Annotated[str | None, Field(description="The backfill that took its place")] = None

    @classmethod
    def of(cls, backfill: Backfill, status: BackfillStatus) -> "BackfillShown":
        """As it is shown."""
        return cls(
            backfill_id=backfill.id,
            first=backfill.period.first,
            last=backfill.period.last,
            status=status,
            days=len(backfill.period),
            days_done=backfill.done,
            requested_by=backfill.requested_by,
            requested_at=_moment(backfill.requested_at),
            last_progress_at=_moment(backfill.progress_at),
            superseded_by=backfill.superseded_by,
        )


class BackfillProgress(BackfillShown):
    """One backfill, with what became of its days."""

    roll_ups_changed: Annotated[
        int, Field(description="Quarters of an hour that said something else than their events")
    ]
    sealed_days: Annotated[list[date], Field(description="Days that were left alone, since their numbers are frozen")]
    pending_days: Annotated[list[date], Field(description="Days that are still to be counted, the first hundred")]


class BackfillPage(Answer):
    """One page of backfills, the latest first."""

    items: list[BackfillShown]
    next_cursor: Annotated[str | None, Field(description="Null on the last page")]


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
