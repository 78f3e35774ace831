"""Whether everything that belongs to a period is counted."""

from typing import Annotated, Literal

from pydantic import Field

from sextant.domain.reach import Reach
from sextant.schemas.base import Answer


class Completeness(Answer):
    """Whether everything that belongs to the period is counted."""

    status: Annotated[
        Literal["complete", "partial"],
        Field(description="`complete`: every day is over and nothing that arrived waits to be counted"),
    ]
    days_complete: Annotated[int, Field(description="Days that are over, with nothing waiting")]
    days: Annotated[int, Field(description="Days of the period")]
    pending_buckets: Annotated[
        int, Field(description="Quarters of an hour of the period that wait to be counted again")
    ]

    @classmethod
    def of(cls, reach: Reach) -> "Completeness":
        """As it is shown."""
        return cls(
            status="complete" if reach.is_complete else "partial",
            days_complete=len(reach.complete),
            days=reach.days,
            pending_buckets=reach.pending_buckets,
        )
