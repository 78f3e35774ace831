"""How an event that is made up is written: every one says so."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from local.invoices import Event
from local.simulated_cas import PREFIX, Slot

SIMULATED: Final = {"simulated": True}
"""The attributes of every event that is made up."""


def made_up(event_id: str, name: str, user_id: str, at: datetime, properties: Mapping[str, object]) -> Event:
    """An event that never happened.

    Args:
        event_id: Its id but for the prefix.
        name: What did not happen.
        user_id: To whom.
        at: When; aware.
        properties: What else it says.
    """
    return Event(
        eventId=f"{PREFIX}{event_id}",
        name=name,
        userId=user_id,
        timestamp=at.astimezone(UTC).isoformat(timespec="milliseconds"),
        properties={**properties, "attributes": dict(SIMULATED)},
    )


def written(slot: Slot) -> dict[str, object]:
    """A slot as properties."""
    return {"start": slot[0].isoformat(), "end": slot[1].isoformat()}
