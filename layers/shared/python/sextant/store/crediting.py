"""Gives a guest's stored events to the user whom the guest turned out to be, each once."""

from pynamodb.exceptions import UpdateError
from pynamodb.transactions import TransactWrite

from sextant.domain.profiles import Profile
from sextant.store.events import EventItem, Shelf, first_payment_item
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.owned_events import OwnedRow
from sextant.store.profiles import profile_item
from sextant.store.transactions import commit

_NOBODYS = EventItem.event_id.exists() & EventItem.ordinal.does_not_exist()


@translated()
def credit(row: OwnedRow, ordinal: int) -> None:
    """Let an event count for a user; one that counts for somebody already, or is gone, stays as it is."""
    try:
        EventItem(row.owner, row.stored_id).update(actions=[EventItem.ordinal.set(ordinal)], condition=_NOBODYS)
    except UpdateError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise


def credit_with(row: OwnedRow, profile: Profile, first_paid: Shelf | None) -> bool:
    """Let an event count for a user and be part of the profile, or neither; False if the profile has changed since.

    Args:
        row: The event.
        profile: The user's profile with it, based on the version that it carries.
        first_paid: Where the user is counted as paying for the first time, if the event changes that.

    Raises:
        UnavailableError: DynamoDB throttles or fails.
    """

    def credited(transaction: TransactWrite) -> None:
        transaction.save(profile_item(profile))
        if first_paid:
            transaction.save(first_payment_item(profile, first_paid))
        item = EventItem(row.owner, row.stored_id)
        transaction.update(item, actions=[EventItem.ordinal.set(profile.ordinal)], condition=_NOBODYS)

    refused = commit(credited)
    event = 1 + (first_paid is not None)
    # The event's own condition says that it was given to the user meanwhile, or is gone: then nothing is left to do.
    return not refused or event in refused
