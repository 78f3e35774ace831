"""Rows and figures that name somebody as a CA, to be found and to name somebody else."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from sextant.domain.buckets import Bucket
from sextant.domain.ca_tallies import added_by_ca
from sextant.domain.events import CA_FIELD
from sextant.domain.linked_anonymity import Anonymity, anonymised
from sextant.domain.linked_rows import CALENDAR, LinkedRow, RowKey
from sextant.store import ca_tallies
from sextant.store.ca_days import PARTITION, CaDayItem
from sextant.store.events import EventItem, bucket_shard
from sextant.store.faults import translated
from sextant.store.linked_rows import LinkedItem, Versioned, linked_item
from sextant.store.linked_states import read
from sextant.store.long_items import LongItem, whole
from sextant.store.packing import packed, unpacked
from sextant.store.rollups import RollupItem
from sextant.store.rollups import partition as partition_of_rollups
from sextant.store.transactions import Part


def events_naming(bucket: Bucket, shard: int, ca_id: str) -> Iterator[EventItem]:
    """The events in one index partition of a bucket that name a CA; one of the last second may be missing."""
    with translated():
        yield from EventItem.by_bucket.query(bucket_shard(bucket, shard), filter_condition=EventItem.ca_id == ca_id)


def linked_naming(bucket: Bucket, shard: int, ca_id: str) -> Iterator[RowKey]:
    """The same of linked rows: their keys."""
    quoted = json.dumps(ca_id, ensure_ascii=False)
    with translated():
        for item in EventItem.by_bucket.query(
            bucket_shard(bucket, shard),
            filter_condition=LinkedItem.state.contains(quoted),
            attributes_to_get=["userId", "eventId"],
        ):
            yield RowKey(item.user_id, item.event_id)


def calendar_rows(ca_id: str, *, limit: int | None = None) -> Iterator[tuple[RowKey, Versioned]]:
    """The rows of a CA's calendar, read consistently."""
    with translated():
        for item in LinkedItem.query(f"{CALENDAR}#{ca_id}", consistent_read=True, limit=limit, page_size=limit):
            yield RowKey(item.user_id, item.event_id), Versioned(read(item.name, item.state), int(item.version))


def renaming_event(item: EventItem, who: Anonymity) -> Part:
    """Lets an event name the stand-in; it must still name whom it named."""

    def renamed(transaction: TransactWrite) -> None:
        properties: Mapping[str, Any] = json.loads(item.properties or "{}")
        told = {**properties, CA_FIELD: who.stand_in} if properties.get(CA_FIELD) == who.user_id else properties
        actions: list[Action] = [EventItem.ca_id.set(who.stand_in)]
        if told:
            actions.append(EventItem.properties.set(json.dumps(told, separators=(",", ":"), ensure_ascii=False)))
        transaction.update(
            EventItem(item.user_id, item.event_id), actions=actions, condition=EventItem.ca_id == who.user_id
        )

    return renamed


def rewriting(key: RowKey, row: LinkedRow, version: int | None) -> Part:
    """Writes a linked row over the version that was read."""
    return lambda transaction: transaction.save(linked_item(key, row, version))


def moving(key: RowKey, stored: Versioned, who: Anonymity) -> list[Part]:
    """Moves a row of a calendar to that of the stand-in."""
    there = RowKey(f"{CALENDAR}#{who.stand_in}", key.sort)

    def gone(transaction: TransactWrite) -> None:
        item = linked_item(key, stored.row, stored.version)
        transaction.delete(item)

    return [gone, rewriting(there, anonymised(stored.row, who), None)]


def dates_naming(ca_id: str) -> list[date]:
    """The UTC dates whose figures name a CA, read consistently."""
    with translated():
        return [
            date.fromisoformat(item.bucket)
            for item in whole(CaDayItem.query(PARTITION, consistent_read=True))
            if any(ca_id in cas for cas in unpacked(item.tallies).values())
        ]


def renamed_rollups(utc_date: date, who: Anonymity) -> Iterator[LongItem]:
    """The roll-ups of a date that name a CA, each as it is with the stand-in; read consistently."""
    with translated():
        for item in whole(RollupItem.query(partition_of_rollups(utc_date), consistent_read=True)):
            cas = unpacked(item.cas) if item.cas else {}
            if who.user_id in cas:
                item.cas = packed(_renamed(cas, who))
                yield item


def renamed_day(utc_date: date, who: Anonymity) -> LongItem:
    """The figures of a date that name a CA, as they are with the stand-in; read consistently."""
    with translated():
        item = next(whole([CaDayItem.get(PARTITION, str(utc_date), consistent_read=True)]))
    item.tallies = packed({time: _renamed(cas, who) for time, cas in unpacked(item.tallies).items()})
    return item


def _renamed(cas: Mapping[str, dict[str, Any]], who: Anonymity) -> dict[str, object]:
    parts: Iterable[dict[str, Any]] = ({who.ca(ca_id): stored} for ca_id, stored in cas.items())
    return ca_tallies.told(added_by_ca(ca_tallies.read(part) for part in parts))
