"""Messages for the aggregate function: each names an action and what it is about."""

from datetime import date
from typing import Literal

from sextant.schemas.base import Answer


class BackfillDay(Answer):
    """Count one day of a backfill again."""

    action: Literal["backfillDay"] = "backfillDay"
    backfill_id: str
    day: date
