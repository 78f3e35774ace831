"""Days that should have a stored number and have none."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MissingBecause(StrEnum):
    """Why a day has no stored number."""

    NOT_CLOSED_YET = "notClosedYet"
    """It is over, and the next ticks close it."""
    AGGREGATION_STOPPED = "aggregationStopped"
    """It is over, and no tick has run for minutes that could close it."""
    OTHER_DEFINITION = "otherDefinition"
    """What is stored was counted by another definition than the present one."""
    LOST = "lost"
    """It was closed, and what was stored is gone."""


@dataclass(frozen=True, slots=True)
class MissingDay:
    """A day without a stored number.

    Attributes:
        day: Which.
        because: Why.
    """

    day: date
    because: MissingBecause
