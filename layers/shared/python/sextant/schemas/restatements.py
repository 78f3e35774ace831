"""Closed days whose numbers changed, and what the nightly checks found."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import Field

from sextant.domain.checks import Check
from sextant.domain.marks import Cause
from sextant.domain.restatements import Restatement
from sextant.schemas.base import Answer, Moment


class ChangeShown(Answer):
    """One figure that changed."""

    figure: Annotated[
        str,
        Field(
            description="The metric, and what it is of: a role, a status, a currency, a service type",
            examples=["revenue.gross.GBP"],
        ),
    ]
    before: int
    after: int


class RestatementShown(Answer):
    """A closed day that says something else from then on."""

    day: date
    time_zone: Annotated[str, Field(description="Whose day")]
    closed_at: Moment
    restated_at: Moment
    causes: Annotated[
        list[Cause],
        Field(
            description="`event`: events came late; `import`: history was imported; `backfill`: the day was counted "
            "again; `identity`: a device turned out to be a user's; `erasure`: a user was erased; `nightly`: the "
            "nightly check found drift; `definition`: metrics are defined in another way"
        ),
    ]
    changes: list[ChangeShown]
    definition_version: Annotated[int, Field(description="By which definition the new numbers are")]

    @classmethod
    def of(cls, restatement: Restatement) -> "RestatementShown":
        """As it is shown."""
        return cls(
            day=restatement.day,
            time_zone=restatement.time_zone,
            closed_at=_moment(restatement.closed_at),
            restated_at=_moment(restatement.restated_at),
            causes=sorted(restatement.causes),
            changes=[
                ChangeShown(figure=each.figure, before=each.before, after=each.after) for each in restatement.changes
            ],
            definition_version=restatement.definition_version,
        )


class RestatementPage(Answer):
    """One page of restatements, those of the latest day first."""

    items: list[RestatementShown]
    next_cursor: Annotated[str | None, Field(description="Null on the last page")]


class CheckShown(Answer):
    """The nightly check of one day."""

    day: date
    time_zone: Annotated[str, Field(description="Whose day")]
    begun_at: Moment
    finished_at: Annotated[Moment | None, Field(description="Null while it is under way")]
    buckets: Annotated[int, Field(description="Quarters of an hour whose roll-ups were held against their events")]
    buckets_waiting: Annotated[
        list[str], Field(description="Those left out, since events of theirs were still to be counted")
    ]
    buckets_drifted: Annotated[list[str], Field(description="Those that were off; each was counted again")]
    drift: Annotated[
        dict[str, int], Field(description="By figure, how far these were off in all; empty if all was right")
    ]
    day_drift: Annotated[
        dict[str, int], Field(description="By figure, how far the stored day was off from the sum of its roll-ups")
    ]
    day_compared: Annotated[bool, Field(description="False if something of the day was still to be counted")]

    @classmethod
    def of(cls, check: Check) -> "CheckShown":
        """As it is shown."""
        return cls(
            day=check.day,
            time_zone=check.time_zone,
            begun_at=_moment(check.begun_at),
            finished_at=_moment(check.finished_at) if check.finished_at is not None else None,
            buckets=check.buckets,
            buckets_waiting=[bucket.label for bucket in check.waiting],
            buckets_drifted=[bucket.label for bucket in check.drifted],
            drift=dict(check.drift),
            day_drift=dict(check.day_drift),
            day_compared=check.day_compared,
        )


class CheckList(Answer):
    """The nightly checks of a period, in the order of their days."""

    items: list[CheckShown]


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
