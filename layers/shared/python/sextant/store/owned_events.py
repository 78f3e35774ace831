"""The rows of one owner in the table of events: everything that is kept of what a user or a guest did."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from pynamodb.transactions import TransactWrite

from sextant.domain.buckets import Bucket
from sextant.domain.erasures import ERASED_PREFIX
from sextant.domain.events import BEHAVIOURAL_PREFIX, RESERVED_PREFIX, BusinessEvent
from sextant.domain.linked_anonymity import Anonymity
from sextant.store.events import COUNTED, EventItem
from sextant.store.faults import translated
from sextant.store.transactions import Part

ALIAS_ID: Final = "#alias"
"""Under which a device's partition says whose it is."""
_ID_BYTES: Final = 16
# What makes a row count, and when it happened: none of it says who.
_KEPT: Final = frozenset({"bucketShard", "at", "receivedAt", "expiresAt", *COUNTED} - {"ordinal", "paymentId"})
_SOME_PAYMENT: Final = "#erased"
"""Stands where a refund named its payment: only that it named one is counted."""


class RowKind(Enum):
    """What a row is."""

    BEHAVIOURAL = auto()
    BUSINESS = auto()
    DERIVED = auto()
    ALIAS = auto()


@dataclass(frozen=True, slots=True)
class OwnedRow:
    """One row.

    Attributes:
        owner: Whose it is.
        stored_id: Under what.
        kind: What it is.
        bucket: The bucket in which it counts, if it counts in any.
        shard: Which of that bucket's index partitions it is in.
        item: The row itself.
    """

    owner: str
    stored_id: str
    kind: RowKind
    bucket: Bucket | None
    shard: int
    item: EventItem


def rows(owner: str, *, after: str | None = None, limit: int | None = None) -> Iterator[OwnedRow]:
    """The rows of an owner behind one, in the order of their ids, read consistently and as far as asked for."""
    behind = EventItem.event_id > after if after else None
    with translated():
        for item in EventItem.query(owner, behind, consistent_read=True, limit=limit, page_size=limit):
            yield _row(item)


def kinds(owner: str, *, most: int) -> Iterator[RowKind]:
    """What the rows of an owner are, in the order of their ids, of no more than so many; read consistently."""
    with translated():
        for item in EventItem.query(owner, consistent_read=True, limit=most, attributes_to_get=["eventId"]):
            yield _kind(item)


def deleting(row: OwnedRow) -> Part:
    """Deletes a row, which must still be there."""
    return lambda transaction: transaction.delete(
        EventItem(row.owner, row.stored_id), condition=EventItem.event_id.exists()
    )


def anonymising(row: OwnedRow, who: Anonymity) -> Part:
    """Puts what counts of a row in its place, under an owner and an id that are drawn."""
    nobody, drawn = f"{ERASED_PREFIX}{secrets.token_hex(_ID_BYTES)}", secrets.token_hex(_ID_BYTES)

    def moved(transaction: TransactWrite) -> None:
        deleting(row)(transaction)
        item = _without_identity(row.item, EventItem(nobody, drawn), who)
        transaction.save(item, condition=EventItem.event_id.does_not_exist())

    return moved


def _without_identity(item: EventItem, anonymous: EventItem, who: Anonymity) -> EventItem:
    for name, attribute in EventItem.get_attributes().items():
        if attribute.attr_name in _KEPT:
            setattr(anonymous, name, getattr(item, name))
    anonymous.ca_id = item.ca_id and who.ca(item.ca_id)
    if item.name == BusinessEvent.PAYMENT_REFUNDED and item.payment_id is not None:
        anonymous.payment_id = _SOME_PAYMENT
    return anonymous


def _row(item: EventItem) -> OwnedRow:
    label, _, shard = (item.bucket_shard or "").rpartition("#")
    return OwnedRow(
        item.user_id, item.event_id, _kind(item), Bucket.named(label) if label else None, int(shard or 0), item
    )


def _kind(item: EventItem) -> RowKind:
    if item.event_id.startswith(BEHAVIOURAL_PREFIX):
        return RowKind.BEHAVIOURAL
    if item.event_id == ALIAS_ID:
        return RowKind.ALIAS
    return RowKind.DERIVED if item.event_id.startswith(RESERVED_PREFIX) else RowKind.BUSINESS
