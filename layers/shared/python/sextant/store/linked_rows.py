"""Linked rows in the table of events. Each has a version, on which whatever changes it is conditional.

| userId | eventId | what |
|---|---|---|
| `#payment#p-17` | `#payment` | the ledger of a payment |
| `#request#q-4` | `#request` | a service request |
| `#booking#b-9` | `#booking` | a booking |
| `#calendar#carla` | `2026-01-17` | a CA's time on a UTC date |
| `#calendar#carla` | `#firsts` | what the CA did first |
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pynamodb.attributes import UnicodeAttribute, VersionAttribute

from sextant.domain.linked_rows import LinkedRow, RowKey, blank
from sextant.store.base import TableModel
from sextant.store.events import bucket_shard
from sextant.store.faults import translated
from sextant.store.linked_states import kind_of, read, told

SHARD = 0
"""The index partition of a bucket in which all its linked rows are."""
READ_AT_ONCE = 100


class LinkedItem(TableModel):
    """One linked row. It is in the index of buckets only while there is something of it to count."""

    class Meta:
        setting = "events_table"

    user_id = UnicodeAttribute(hash_key=True, attr_name="userId")
    event_id = UnicodeAttribute(range_key=True, attr_name="eventId")
    bucket_shard = UnicodeAttribute(attr_name="bucketShard", null=True)
    name = UnicodeAttribute()
    state = UnicodeAttribute()
    version = VersionAttribute()


@dataclass(frozen=True, slots=True)
class Versioned:
    """A row as it is stored.

    Attributes:
        row: What it says.
        version: Its version, or None if it is not stored yet.
    """

    row: LinkedRow
    version: int | None


@translated()
def read_many(keys: Iterable[RowKey]) -> dict[RowKey, Versioned]:
    """These rows, at most `READ_AT_ONCE` of them, read consistently; one that is not there is blank."""
    found = {key: Versioned(blank(key), None) for key in keys}
    for item in LinkedItem.batch_get(list(found), consistent_read=True):
        row = read(item.name, item.state)
        found[RowKey(item.user_id, item.event_id)] = Versioned(row, int(item.version))
    return found


def linked_item(key: RowKey, row: LinkedRow, version: int | None) -> LinkedItem:
    """A row as it is stored; saving it fails if another version was stored meanwhile."""
    item = LinkedItem(*key, name=kind_of(row), state=told(row))
    if row.bucket is not None:
        item.bucket_shard = bucket_shard(row.bucket, SHARD)
    if version is not None:
        item.version = version
    return item
