"""Stores events together with all that they change, or none of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from sextant.domain.events import Event
from sextant.domain.identities import Alias
from sextant.domain.linked_rows import RowKey
from sextant.domain.profiles import Profile
from sextant.store import aliases
from sextant.store.aliases import Join
from sextant.store.base import connection
from sextant.store.events import EventItem, Shelf, event_item, first_payment_item, registration_item
from sextant.store.faults import CONDITION_FAILED, translated
from sextant.store.linked_rows import Versioned, linked_item
from sextant.store.profiles import profile_item

TRANSACTION_CONFLICT = "TransactionConflict"
MOST_ACTIONS = 100
"""What DynamoDB takes in one transaction."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was stored.

    Attributes:
        duplicates: Places of the events that were stored before.
        stale: Whether something was changed since it was read, or is being changed just now, by somebody else.
    """

    duplicates: frozenset[int]
    stale: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """An event and where it goes."""

    event: Event
    shelf: Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Events of one owner and what they change.

    Attributes:
        events: The events, none twice.
        profile: What the profile is with them, based on the version it carries; None for a guest.
        registered: Where the user is counted as new, when the events change that.
        first_paid: Where the user is counted as paying for the first time, when the events change that.
        rows: The linked rows that they change, as they are with them, each with the version that it is based on.
        joins: The devices that they join to the user, which nobody has.
    """

    events: Sequence[Placed]
    profile: Profile | None = None
    registered: Shelf | None = None
    first_paid: Shelf | None = None
    rows: Mapping[RowKey, Versioned] = field(default_factory=dict)
    joins: Sequence[Join] = ()


@translated()
def store_together(change: Change) -> Refused | None:
    """Make a change of at most `MOST_ACTIONS` writes in one transaction.

    Returns:
        None once everything is stored, otherwise why nothing is.

    Raises:
        UnavailableError: DynamoDB throttles or fails.
    """
    profile = change.profile
    ordinal = profile.ordinal if profile else None
    try:
        with TransactWrite(connection=connection()) as transaction:
            for placed in change.events:
                item = event_item(placed.event, ordinal, placed.shelf)
                transaction.save(item, condition=EventItem.event_id.does_not_exist())
            if profile:
                transaction.save(profile_item(profile))
            if profile and change.registered:
                transaction.save(registration_item(profile, change.registered))
            if profile and change.first_paid:
                transaction.save(first_payment_item(profile, change.first_paid))
            for key, based in change.rows.items():
                transaction.save(linked_item(key, based.row, based.version))
            if profile:
                for join in change.joins:
                    aliases.join(transaction, Alias(join.device, profile.user_id, profile.ordinal), join)
    except TransactWriteError as error:
        refused = _refused(error, len(change.events))
        if refused is None:
            raise
        return refused
    return None


def _refused(error: TransactWriteError, events: int) -> Refused | None:
    codes = {place: reason.code for place, reason in enumerate(error.cancellation_reasons) if reason}
    failed = {place for place, code in codes.items() if code == CONDITION_FAILED}
    busy = TRANSACTION_CONFLICT in codes.values()
    if not failed and not busy:
        return None
    duplicates = frozenset(place for place in failed if place < events)
    return Refused(duplicates, stale=busy or len(duplicates) < len(failed))
