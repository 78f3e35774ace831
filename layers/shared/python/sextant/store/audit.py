"""The table of audit entries. Nothing here changes or deletes one, and no function has the right to.

| entity | change | what |
|---|---|---|
| `flag:new_checkout` | `0000000012` | what made version 12 of a thing that has versions |
| `sdk-key:5e7ve7000000` | `20260117T101500000000Z-1f2e3d4c` | a change of a thing without, under the entry's id |

Since the version is a key and an entry is only ever put where there is none, a version that was given once cannot be
given again, not even to a flag that was deleted and made anew. The indexes carry what filters look at but not the
states, which can be large.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from sextant.domain.audit import Action, Actor, Entity, Entry, Question, stamp
from sextant.domain.principals import PrincipalKind
from sextant.store.base import TableModel
from sextant.store.faults import translated
from sextant.store.transactions import Part, commit

_COLLECTION = "entries"
# Of ids, which begin with a year: before the first and behind the last.
_FIRST, _LAST = "0", "9999"
_VERSION_DIGITS = 10
# Whole items may be hundreds of kilobytes, and those of an index are tiny.
_ENTRIES_AT_A_TIME, _PLACES_AT_A_TIME = 25, 1_000


class ByTimeIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """All entries in one partition: what people do by hand never comes near the 1,000 writes a second it takes."""

    class Meta:
        index_name = "byTime"
        projection = IncludeProjection(["action"])

    collection = UnicodeAttribute(hash_key=True)
    entry_id = UnicodeAttribute(range_key=True, attr_name="entryId")


class ByActorIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """The entries of one person or key."""

    class Meta:
        index_name = "byActor"
        projection = IncludeProjection(["action"])

    actor = UnicodeAttribute(hash_key=True)
    entry_id = UnicodeAttribute(range_key=True, attr_name="entryId")


class AuditItem(TableModel):
    """One entry."""

    class Meta:
        setting = "audit_table"

    entity = UnicodeAttribute(hash_key=True)
    change = UnicodeAttribute(range_key=True)
    by_time = ByTimeIndex()
    collection = UnicodeAttribute()
    by_actor = ByActorIndex()
    actor = UnicodeAttribute()
    actor_kind = UnicodeAttribute(attr_name="actorKind")
    entry_id = UnicodeAttribute(attr_name="entryId")
    at = UTCDateTimeAttribute()
    action = UnicodeAttribute()
    version = NumberAttribute(null=True)
    # Both states as one compressed JSON: they have most of their text in common.
    states = BinaryAttribute(legacy_encoding=False)
    request_id = UnicodeAttribute(attr_name="requestId")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry is, and what of it a filter looks at.

    Attributes:
        entity: What it is about.
        change: Which of the thing's changes, as the table's sort key has it.
        action: What was done.
        entry_id: Its id, which begins with its time.
        actor: Id of who did it, or None if it was not asked for and not read.
        item: The whole entry, if it had to be read for this.
    """

    entity: Entity
    change: str
    action: Action
    entry_id: str
    actor: str | None = None
    item: AuditItem | None = None


def written(entry: Entry) -> Part:
    """What adds the entry to the transaction that it tells of; refused when its version was given already."""
    return lambda transaction: transaction.save(_item(entry), condition=AuditItem.entity.does_not_exist())


def put(recorded: Part) -> None:
    """Store an entry that tells of no change."""
    commit(recorded)


@translated()
def of_version(entity: Entity, version: int) -> Entry | None:
    """The entry of the change that made this version, read consistently."""
    try:
        item = AuditItem.get(str(entity), _change_of(version), consistent_read=True)
    except AuditItem.DoesNotExist:
        return None
    return _entry(item, zlib.decompress(item.states))


@translated()
def last_version(entity: Entity) -> int:
    """The highest version that was ever given, read consistently; 0 if history holds none."""
    last = AuditItem.query(
        str(entity), limit=1, scan_index_forward=False, consistent_read=True, attributes_to_get=["version"]
    )
    return next((int(item.version) for item in last), 0)


def history(entity: Entity, *, after: str | None) -> Iterator[Place]:
    """The entries of one thing, newest first, read consistently and only as far as asked for."""
    behind = AuditItem.change < after if after else None
    with translated():
        for item in AuditItem.query(
            str(entity), behind, scan_index_forward=False, consistent_read=True, page_size=_ENTRIES_AT_A_TIME
        ):
            yield Place(entity, item.change, Action(item.action), item.entry_id, item.actor, item)


def places(question: Question, *, after: str | None, page_size: int) -> Iterator[Place]:
    """Where the entries are that may answer a question, newest first; whether they do is left to be looked at.

    The entries of one thing are read from the table itself, all others from an index, which may be a moment behind.

    Args:
        question: What is asked for.
        after: `position` of the place behind which to begin, or None to begin with the newest.
        page_size: How many places of an index to read at a time.
    """
    if question.entity:
        return history(question.entity, after=after)
    return _indexed(question, after, page_size)


@translated()
def read(places: Sequence[Place], *, most_bytes: int) -> list[Entry]:
    """The entries at these places, in the same order: the first, and as many more as are together no larger."""
    entries: list[Entry] = []
    room = most_bytes
    for first in range(0, len(places), _ENTRIES_AT_A_TIME):
        some = places[first : first + _ENTRIES_AT_A_TIME]
        found = _items([place for place in some if not place.item])
        for place in some:
            item = place.item or found[place.entry_id]
            states = zlib.decompress(item.states)
            room -= len(states)
            if entries and room < 0:
                return entries
            entries.append(_entry(item, states))
    return entries


def _indexed(question: Question, after: str | None, page_size: int) -> Iterator[Place]:
    by_actor = question.actor is not None
    index = AuditItem.by_actor if by_actor else AuditItem.by_time
    earliest = stamp(question.start) if question.start else _FIRST
    latest = after or (stamp(question.end) if question.end else _LAST)
    if earliest > latest:
        return
    with translated():
        for item in index.query(
            question.actor if by_actor else _COLLECTION,
            AuditItem.entry_id.between(earliest, latest),
            scan_index_forward=False,
            page_size=page_size,
        ):
            # DynamoDB takes one condition on a sort key, and `between` includes its ends.
            if item.entry_id != after:
                yield Place(Entity.parse(item.entity), item.change, Action(item.action), item.entry_id, question.actor)


def _items(places: Sequence[Place]) -> dict[str, AuditItem]:
    keys = [(str(place.entity), place.change) for place in places]
    # An index only knows what the table has, so a consistent read finds every one of them.
    return {item.entry_id: item for item in AuditItem.batch_get(keys, consistent_read=True)} if keys else {}


def _change_of(version: int) -> str:
    return f"{version:0{_VERSION_DIGITS}d}"


def _item(entry: Entry) -> AuditItem:
    # Escaped as answers are, so that its length is what it adds to an answer.
    states = json.dumps([entry.before, entry.after], separators=(",", ":"))
    return AuditItem(
        str(entry.entity),
        entry.id if entry.version is None else _change_of(entry.version),
        collection=_COLLECTION,
        actor=entry.actor.id,
        actor_kind=entry.actor.kind.value,
        entry_id=entry.id,
        at=entry.at,
        action=entry.action.value,
        version=entry.version,
        states=zlib.compress(states.encode()),
        request_id=entry.request_id,
    )


def _entry(item: AuditItem, states: bytes) -> Entry:
    before, after = json.loads(states)
    return Entry(
        id=item.entry_id,
        at=item.at,
        actor=Actor(PrincipalKind(item.actor_kind), item.actor),
        action=Action(item.action),
        entity=Entity.parse(item.entity),
        version=int(item.version) if item.version else None,
        before=before,
        after=after,
        request_id=item.request_id,
    )
