"""The table of events that broke the schema of their name, under the keys that they would have among all events.

So an event that is sent again is kept once, and whatever is of one user is found under their name. The two indexes give
the list in the order of time: of one UTC date, or of one name.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.transactions import TransactWrite

from sextant.domain.events import BEHAVIOURAL_PREFIX, Event
from sextant.domain.principals import Principal, PrincipalKind
from sextant.domain.rejected_events import KeptEvent, day_in
from sextant.domain.users import ANONYMOUS_PREFIX
from sextant.store.base import TableModel
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.transactions import Part, commit

READ_AT_ONCE: Final = 100


class ByDayIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """What was rejected on one UTC date."""

    class Meta:
        index_name = "byDay"
        projection = KeysOnlyProjection()

    day = UnicodeAttribute(hash_key=True)
    rejection_id = UnicodeAttribute(range_key=True, attr_name="rejectionId")


class ByNameIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """What was rejected of the events of one name."""

    class Meta:
        index_name = "byName"
        projection = KeysOnlyProjection()

    name = UnicodeAttribute(hash_key=True)
    rejection_id = UnicodeAttribute(range_key=True, attr_name="rejectionId")


class RejectedEventItem(TableModel):
    """One event."""

    class Meta:
        setting = "rejected_events_table"

    owner = UnicodeAttribute(hash_key=True)
    stored_id = UnicodeAttribute(range_key=True, attr_name="storedId")
    by_day = ByDayIndex()
    day = UnicodeAttribute()
    by_name = ByNameIndex()
    name = UnicodeAttribute()
    rejection_id = UnicodeAttribute(attr_name="rejectionId")
    rejected_at = NumberAttribute(attr_name="rejectedAt")
    expires_at = NumberAttribute(attr_name="expiresAt")
    at = NumberAttribute()
    anonymous_id = UnicodeAttribute(attr_name="anonymousId", null=True)
    properties = UnicodeAttribute()
    message = UnicodeAttribute()
    schema_version = NumberAttribute(attr_name="schemaVersion")
    stored = BooleanAttribute()
    sender_kind = UnicodeAttribute(attr_name="senderKind")
    sender_id = UnicodeAttribute(attr_name="senderId")
    sender_roles = UnicodeAttribute(attr_name="senderRoles")


class Place(NamedTuple):
    """Where an event is, and its id in the list."""

    owner: str
    stored_id: str
    id: str


@translated()
def keep(kept: KeptEvent) -> None:
    """Keep an event, unless it is kept already: then it stays as it came first."""
    absent = RejectedEventItem.owner.does_not_exist()
    gone: Any = absent | (RejectedEventItem.expires_at < int(time.time()))
    try:
        _item(kept).save(condition=gone)
    except PutError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise


def of_day(day: date, *, first: str, last: str, newest_first: bool) -> Iterator[Place]:
    """What was rejected on a UTC date with ids from one to another, as far as asked for.

    What was rejected in the last second may be missing.
    """
    with translated():
        for item in RejectedEventItem.by_day.query(
            str(day),
            RejectedEventItem.rejection_id.between(first, last),
            scan_index_forward=not newest_first,
            page_size=READ_AT_ONCE,
        ):
            yield Place(item.owner, item.stored_id, item.rejection_id)


def of_name(name: str, *, first: str, last: str, newest_first: bool) -> Iterator[Place]:
    """The same of the events of one name, whatever the day."""
    with translated():
        for item in RejectedEventItem.by_name.query(
            name,
            RejectedEventItem.rejection_id.between(first, last),
            scan_index_forward=not newest_first,
            page_size=READ_AT_ONCE,
        ):
            yield Place(item.owner, item.stored_id, item.rejection_id)


def place_of(rejection: str) -> Place | None:
    """Where the event with this id is, if it is kept."""
    day = day_in(rejection)
    if day is None:
        return None
    return next(of_day(day, first=rejection, last=rejection, newest_first=False), None)


@translated()
def read_many(places: Sequence[Place]) -> list[KeptEvent]:
    """The events at these places, at most `READ_AT_ONCE`, in their order, read consistently; without what is gone."""
    keys = [(place.owner, place.stored_id) for place in places]
    items = RejectedEventItem.batch_get(keys, consistent_read=True) if keys else ()
    found = {(item.owner, item.stored_id): item for item in items}
    # One that was kept anew meanwhile is another.
    read = (found.get((place.owner, place.stored_id)) for place in places)
    kept = [_kept(item) for item in read if item is not None]
    wanted = {place.id for place in places}
    return [each for each in kept if each.id in wanted]


@translated()
def remove(place: Place) -> None:
    """Remove an event from the list; doing it again changes nothing."""
    RejectedEventItem(place.owner, place.stored_id).delete()


def removing(place: Place) -> Part:
    """Removes an event from the list, which must still be there."""

    def removed(transaction: TransactWrite) -> None:
        item = RejectedEventItem(place.owner, place.stored_id)
        transaction.delete(item, condition=RejectedEventItem.rejection_id == place.id)

    return removed


def delete(place: Place, recorded: Part) -> None:
    """Remove an event from the list and record that; one that is gone already leaves nothing to record."""
    commit(removing(place), recorded)


def of_owner(owner: str, *, limit: int | None = None) -> Iterator[KeptEvent]:
    """What is kept of a user, or of a guest under the name that owns their events; read consistently."""
    with translated():
        for item in RejectedEventItem.query(owner, consistent_read=True, limit=limit):
            yield _kept(item)


def place(kept: KeptEvent) -> Place:
    """Where an event is kept."""
    return Place(kept.event.owner, kept.event.stored_id, kept.id)


def _item(kept: KeptEvent) -> RejectedEventItem:
    event, sender = kept.event, kept.sender
    return RejectedEventItem(
        event.owner,
        event.stored_id,
        day=str(day_in(kept.id)),
        name=event.name,
        rejection_id=kept.id,
        rejected_at=kept.rejected_at,
        expires_at=kept.expires_at // 1000,
        at=event.at,
        anonymous_id=event.anonymous_id if event.user_id is not None else None,
        properties=event.properties,
        message=kept.message,
        schema_version=kept.schema_version,
        stored=kept.stored,
        sender_kind=sender.kind.value,
        sender_id=sender.id,
        sender_roles=",".join(sorted(sender.roles)),
    )


def _kept(item: RejectedEventItem) -> KeptEvent:
    # Imported here: who erases a user's events has no need of their facts, nor of pydantic.
    from sextant.schemas.stored_facts import facts_of  # noqa: PLC0415

    is_guest = item.owner.startswith(ANONYMOUS_PREFIX)
    event = Event(
        event_id=item.stored_id.removeprefix(BEHAVIOURAL_PREFIX),
        name=item.name,
        at=int(item.at),
        user_id=None if is_guest else item.owner,
        anonymous_id=item.owner.removeprefix(ANONYMOUS_PREFIX) if is_guest else item.anonymous_id,
        properties=item.properties,
        facts=facts_of(item.name, item.properties),
    )
    roles = frozenset(filter(None, item.sender_roles.split(",")))
    return KeptEvent(
        event=event,
        sender=Principal(PrincipalKind(item.sender_kind), item.sender_id, roles),
        rejected_at=int(item.rejected_at),
        message=item.message,
        schema_version=int(item.schema_version),
        stored=bool(item.stored),
    )
