"""Messages for the aggregate function: each names an action and what it is about."""

from datetime import date
from typing import Literal

from sextant.schemas.base import Answer


class EraseUser(Answer):
    """Take the erasure of a user further; it says who they are by the hash of their id only."""

    action: Literal["eraseUser"] = "eraseUser"
    erasure_id: str


class BackfillDay(Answer):
    """Count one day of a backfill again."""

    action: Literal["backfillDay"] = "backfillDay"
    backfill_id: str
    day: date
