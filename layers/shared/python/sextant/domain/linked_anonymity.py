"""Linked rows without somebody's identity: what they add up to stays, whose it was goes."""

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Final

from sextant.domain.bookings import Booking
from sextant.domain.calendars import CaFirsts, CalendarDay
from sextant.domain.ledgers import Ledger
from sextant.domain.linked_rows import LinkedRow
from sextant.domain.service_requests import Named, ServiceRequest

NO_EVENT: Final = "#erased"
"""Stands where the id of an event was; no event has it, since nobody's ids begin with `#`."""


@dataclass(frozen=True, slots=True)
class Anonymity:
    """Whose identity goes.

    Attributes:
        user_id: Who may be named as a CA.
        stand_in: What is written there instead.
        event_ids: Ids of the user's own events, of which nothing may be left.
    """

    user_id: str
    stand_in: str
    event_ids: Container[str] = frozenset()

    def ca(self, ca_id: str) -> str:
        """The CA's id, or what stands for it."""
        return self.stand_in if ca_id == self.user_id else ca_id

    def event(self, event_id: str) -> str:
        """The event's id, or what stands for it."""
        return NO_EVENT if event_id in self.event_ids else event_id


def anonymised(row: LinkedRow, who: Anonymity) -> LinkedRow:
    """A row without an identity; it counts what it counted, where it counted."""
    match row:
        case Ledger():
            paid = row.payment
            told = paid and replace(paid, event_id=who.event(paid.event_id), ca_id=who.ca(paid.ca_id))
            return replace(row, payment=told)
        case ServiceRequest():
            return replace(row, asked=_named(row.asked, who), taken=_named(row.taken, who))
        case Booking():
            newest, slot = row.newest, row.slot
            stood = newest and replace(newest, event_id=who.event(newest.event_id), ca_id=who.ca(newest.ca_id))
            return replace(row, newest=stood, slot=slot and replace(slot, event_id=who.event(slot.event_id)))
        case CalendarDay() | CaFirsts():
            return replace(row, ca_id=who.ca(row.ca_id))


def _named(named: Named | None, who: Anonymity) -> Named | None:
    return named and replace(named, event_id=who.event(named.event_id), ca_id=who.ca(named.ca_id))
