"""Schemas of events, beside the flags: what a warm function that takes events in keeps in memory.

| collection | key | what |
|---|---|---|
| `eventSchemas` | `page_viewed` | the schema of an event |
| `version` | `eventSchemas` | how often any of them changed, and how many there are |
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.transactions import TransactWrite

from sextant.domain.event_schemas import MAX_EVENT_SCHEMAS, EventSchema, SchemaMode
from sextant.store.base import TableModel
from sextant.store.faults import translated
from sextant.store.transactions import Part, commit

_COLLECTION: Final = "eventSchemas"
_VERSION, _VERSION_KEY = "version", "eventSchemas"


class EventSchemaItem(TableModel):
    """The schema of one event; the document is JSON text."""

    class Meta:
        setting = "flags_table"

    collection = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    document = UnicodeAttribute()
    mode = UnicodeAttribute()
    description = UnicodeAttribute()
    version = NumberAttribute()
    created_at = UTCDateTimeAttribute(attr_name="createdAt")
    created_by = UnicodeAttribute(attr_name="createdBy")
    updated_at = UTCDateTimeAttribute(attr_name="updatedAt")
    updated_by = UnicodeAttribute(attr_name="updatedBy")


class EventSchemasVersionItem(TableModel):
    """How often schemas have changed, and how many there are."""

    class Meta:
        setting = "flags_table"

    collection = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    number = NumberAttribute()
    schemas = NumberAttribute()


class Refusal(Enum):
    """Which condition of a change did not hold.

    Attributes:
        SCHEMA: The schema is not as it was.
        ENTRY: The audit knows of a change that made this version already.
        FULL: There are as many schemas as there may be.
    """

    SCHEMA = "schema"
    ENTRY = "entry"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class SchemasVersion:
    """A state of all schemas together: a number that every change raises, 0 before the first."""

    number: int = 0


@translated()
def get(name: str) -> EventSchema | None:
    """One schema, read consistently."""
    try:
        return _schema(EventSchemaItem.get(_COLLECTION, name, consistent_read=True))
    except EventSchemaItem.DoesNotExist:
        return None


def listed(*, after: str | None = None, page_size: int | None = None) -> Iterator[EventSchema]:
    """The schemas behind a name, in the order of names, read consistently and only as far as asked for."""
    behind = EventSchemaItem.key > after if after else None
    with translated():
        for item in EventSchemaItem.query(_COLLECTION, behind, consistent_read=True, page_size=page_size):
            yield _schema(item)


@translated()
def version() -> SchemasVersion:
    """The version of all schemas, for half a read unit; it may lack a change of the last second or so."""
    try:
        return SchemasVersion(int(EventSchemasVersionItem.get(_VERSION, _VERSION_KEY).number))
    except EventSchemasVersionItem.DoesNotExist:
        return SchemasVersion()


def write(before: EventSchema | None, after: EventSchema | None, recorded: Part) -> Refusal | None:
    """Make one change, record it and raise the version of all schemas, in one transaction; what refused it, or None.

    Args:
        before: The schema as it is stored, or None if there is none.
        after: The schema as it shall be stored, or None to delete it.
        recorded: What the audit records.
    """
    refused = commit(lambda transaction: _change(transaction, before, after), recorded, _counting(before, after))
    if not refused:
        return None
    return (Refusal.SCHEMA, Refusal.ENTRY, Refusal.FULL)[min(refused)]


def _change(transaction: TransactWrite, before: EventSchema | None, after: EventSchema | None) -> None:
    as_it_was: Any = EventSchemaItem.version == before.version if before else EventSchemaItem.key.does_not_exist()
    if after is not None:
        transaction.save(_item(after), condition=as_it_was)
    elif before is not None:
        transaction.delete(EventSchemaItem(_COLLECTION, before.name), condition=as_it_was)


def _counting(before: EventSchema | None, after: EventSchema | None) -> Part:
    added = int(after is not None) - int(before is not None)
    schemas = EventSchemasVersionItem.schemas
    room: Any = schemas.does_not_exist() | (schemas < MAX_EVENT_SCHEMAS) if added > 0 else None

    def counted(transaction: TransactWrite) -> None:
        item = EventSchemasVersionItem(_VERSION, _VERSION_KEY)
        number = EventSchemasVersionItem.number
        transaction.update(item, actions=[number.add(1), schemas.add(added)], condition=room)

    return counted


def _item(schema: EventSchema) -> EventSchemaItem:
    return EventSchemaItem(
        _COLLECTION,
        schema.name,
        document=json.dumps(schema.document, separators=(",", ":"), ensure_ascii=False),
        mode=schema.mode.value,
        description=schema.description,
        version=schema.version,
        created_at=schema.created_at,
        created_by=schema.created_by,
        updated_at=schema.updated_at,
        updated_by=schema.updated_by,
    )


def _schema(item: EventSchemaItem) -> EventSchema:
    return EventSchema(
        name=item.key,
        document=json.loads(item.document),
        mode=SchemaMode(item.mode),
        description=item.description,
        version=int(item.version),
        created_at=item.created_at,
        created_by=item.created_by,
        updated_at=item.updated_at,
        updated_by=item.updated_by,
    )
