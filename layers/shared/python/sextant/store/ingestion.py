"""Stores business events and what they change in a profile together, or none of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from sextant.domain.events import Event
from sextant.domain.profiles import Profile
from sextant.store.base import connection
from sextant.store.events import EventItem, Shelf, event_item, registration_item
from sextant.store.faults import CONDITION_FAILED, translated
from sextant.store.profiles import profile_item

TRANSACTION_CONFLICT = "TransactionConflict"
MOST_EVENTS = 23
"""Events in one transaction: with the profile and the registration's row, 25 actions."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was stored.

    Attributes:
        duplicates: Places of the events that were stored before.
        stale: Whether the profile was changed since it was read, or is being changed just now, by somebody else.
    """

    duplicates: frozenset[int]
    stale: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """An event and where it goes."""

    event: Event
    shelf: Shelf


@translated()
def store_together(events: Sequence[Placed], profile: Profile, registration: Shelf | None) -> Refused | None:
    """Store the events of one user and their profile in one transaction.

    Args:
        events: At most `MOST_EVENTS`, none twice.
        profile: What the profile is with these events, based on the version it carries.
        registration: Where the user is counted as new, when these events change that.

    Returns:
        None once everything is stored, otherwise why nothing is.

    Raises:
        UnavailableError: DynamoDB throttles or fails.
    """
    try:
        with TransactWrite(connection=connection()) as transaction:
            for placed in events:
                item = event_item(placed.event, profile.ordinal, placed.shelf)
                transaction.save(item, condition=EventItem.event_id.does_not_exist())
            transaction.save(profile_item(profile))
            if registration:
                transaction.save(registration_item(profile, registration))
    except TransactWriteError as error:
        refused = _refused(error, len(events))
        if refused is None:
            raise
        return refused
    return None


def _refused(error: TransactWriteError, profile_place: int) -> Refused | None:
    codes = {place: reason.code for place, reason in enumerate(error.cancellation_reasons) if reason}
    failed = {place for place, code in codes.items() if code == CONDITION_FAILED}
    busy = TRANSACTION_CONFLICT in codes.values()
    if not failed and not busy:
        return None
    return Refused(frozenset(failed - {profile_place}), stale=busy or profile_place in failed)
