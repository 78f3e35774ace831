"""Schemas of behavioural events on the wire."""

import json
from collections.abc import Iterator
from typing import Annotated, Self, cast

from pydantic import Field, JsonValue

from sextant.domain import event_schemas
from sextant.domain.errors import FieldError
from sextant.domain.event_schemas import LARGEST_DOCUMENT, EventSchema, SchemaEdit, SchemaMode
from sextant.domain.flag_values import JsonObject
from sextant.schemas.base import Answer, Body, Moment
from sextant.schemas.json_schemas import JsonSchema, UnusableSchemaError

FIELD = "schema"

_Document = Annotated[
    dict[str, JsonValue],
    Field(
        alias=FIELD,
        description="JSON Schema, 2020-12, of the event's properties; nothing in it is fetched from anywhere",
        examples=[{"type": "object", "required": ["plan"], "properties": {"plan": {"enum": ["free", "pro"]}}}],
    ),
]
_Mode = Annotated[
    SchemaMode,
    Field(description="`enforce` rejects what breaks it; `observe` stores it and keeps it to be read, for a trial"),
]


class EventSchemaChange(Body):
    """What the schema shall be from now on."""

    document: _Document
    mode: _Mode = SchemaMode.ENFORCE
    description: Annotated[str, Field(max_length=2_000, description="What the event is, for people")] = ""
    version: Annotated[
        int | None, Field(strict=True, ge=1, description="The version that this changes; left out for a new one")
    ] = None

    def edit(self) -> SchemaEdit:
        """What it says, without the version."""
        return SchemaEdit(document=self.document, mode=self.mode, description=self.description)


class EventSchemaShown(Answer):
    """The schema of one event."""

    name: str
    document: _Document
    mode: _Mode
    description: str
    version: int
    created_at: Moment
    created_by: str
    updated_at: Moment
    updated_by: str

    @classmethod
    def of(cls, schema: EventSchema) -> Self:
        """The schema on the wire."""
        return cls(
            name=schema.name,
            document=cast("dict[str, JsonValue]", schema.document),
            mode=schema.mode,
            description=schema.description,
            version=schema.version,
            created_at=schema.created_at,
            created_by=schema.created_by,
            updated_at=schema.updated_at,
            updated_by=schema.updated_by,
        )


class EventSchemaPage(Answer):
    """One page of schemas, in the order of the events' names."""

    items: list[EventSchemaShown]
    next_cursor: str | None = None


def problems(document: JsonObject) -> Iterator[FieldError]:
    """What is wrong with a schema that somebody saves."""
    if found := list(event_schemas.document_problems(document)):
        yield from found
        return
    size = len(json.dumps(document, separators=(",", ":"), ensure_ascii=False))
    if size > LARGEST_DOCUMENT:
        message = f"It has {size:,} characters; at most {LARGEST_DOCUMENT:,} are taken. Leave descriptions out."
        yield FieldError(FIELD, message)
        return
    try:
        JsonSchema(document, field=FIELD)
    except UnusableSchemaError as error:
        yield error.problem
