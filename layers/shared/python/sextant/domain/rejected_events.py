"""Events that broke the schema of their name: kept for a week, to be read and to be sent again."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sextant.domain.audit import stamp
from sextant.domain.events import Event
from sextant.domain.principals import Principal

KEPT_DAYS = 7
_DAY_MS = 24 * 60 * 60_000
_DIGEST_CHARACTERS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEvent:
    """An event that broke its schema.

    Attributes:
        event: The event as it was admitted: under its own id, with its time corrected, within its sender's rights.
        sender: Who sent it.
        rejected_at: When it came, in Unix milliseconds; if it came more than once, the first time.
        message: What it broke, for people.
        schema_version: Which version of the schema.
        stored: Whether it was stored all the same, since the schema was on trial.
    """

    event: Event
    sender: Principal
    rejected_at: int
    message: str
    schema_version: int
    stored: bool

    @property
    def id(self) -> str:
        """Its id in the list; ids in the order of text are in the order of time."""
        return rejection_id(self.event, self.rejected_at)

    @property
    def expires_at(self) -> int:
        """Until when it is kept, in Unix milliseconds."""
        return self.rejected_at + KEPT_DAYS * _DAY_MS


def rejection_id(event: Event, rejected_at: int) -> str:
    """The id of an event's rejection at a moment, which tells nothing of whose the event is."""
    digest = hashlib.sha256(f"{event.owner}\0{event.stored_id}".encode()).hexdigest()
    return f"{stamp_of(rejected_at)}-{digest[:_DIGEST_CHARACTERS]}"


def stamp_of(moment: int) -> str:
    """How the ids of a moment, in Unix milliseconds, begin."""
    return stamp(datetime.fromtimestamp(moment / 1000, UTC))


def day_in(rejection: str) -> date | None:
    """The UTC date in an id, or None if it can be none of ours."""
    try:
        return datetime.strptime(rejection[:8], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def oldest_kept(now: int) -> int:
    """The earliest moment from which anything is kept, in Unix milliseconds."""
    return now - KEPT_DAYS * _DAY_MS
