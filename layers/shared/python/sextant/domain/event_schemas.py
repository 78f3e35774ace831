"""What an admin expects of the properties of a behavioural event: a JSON Schema under the event's name."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sextant.domain.errors import FieldError
from sextant.domain.events import BUSINESS_EVENTS, RESERVED_PREFIX
from sextant.domain.flag_values import JsonObject, json_problems

MAX_EVENT_SCHEMAS = 200
LARGEST_DOCUMENT = 20_000
"""Characters of a schema as compact JSON: all schemas together are read at once."""
LONGEST_NAME = 100


class SchemaMode(StrEnum):
    """What becomes of an event that breaks its schema.

    Attributes:
        ENFORCE: It is rejected, and kept to be read and replayed.
        OBSERVE: It is stored like any other, and kept to be read: a schema on trial.
    """

    ENFORCE = "enforce"
    OBSERVE = "observe"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaEdit:
    """What an admin says of a schema.

    Attributes:
        document: The JSON Schema, 2020-12, of the event's properties as an object.
        mode: What becomes of an event that breaks it.
        description: What the event is, for people.
    """

    document: JsonObject
    mode: SchemaMode
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSchema:
    """The schema of one event.

    Attributes:
        name: The event's name.
        document: The JSON Schema of its properties.
        mode: What becomes of an event that breaks it.
        description: What the event is, for people.
        version: Raised by every change.
        created_at: When it was made.
        created_by: Subject of the admin who made it.
        updated_at: When it was last changed.
        updated_by: Subject of the admin who changed it.
    """

    name: str
    document: JsonObject
    mode: SchemaMode
    description: str
    version: int
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str

    def edited(self, edit: SchemaEdit, *, by: str, now: datetime) -> "EventSchema":
        """The schema after an edit."""
        return replace(
            self,
            document=edit.document,
            mode=edit.mode,
            description=edit.description,
            version=self.version + 1,
            updated_at=now,
            updated_by=by,
        )


def make(name: str, edit: SchemaEdit, *, version: int, by: str, now: datetime) -> EventSchema:
    """A new schema."""
    return EventSchema(
        name=name,
        document=edit.document,
        mode=edit.mode,
        description=edit.description,
        version=version,
        created_at=now,
        created_by=by,
        updated_at=now,
        updated_by=by,
    )


def is_name(text: str) -> bool:
    """Whether a behavioural event can be called so."""
    return 0 < len(text) <= LONGEST_NAME and text == text.strip() and not text.startswith(RESERVED_PREFIX)


def name_problems(name: str) -> Iterator[FieldError]:
    """What keeps an event of this name from having a schema."""
    if name in BUSINESS_EVENTS:
        message = f"{name} is an event of the business, whose properties the catalogue says; no schema can change that."
        yield FieldError("name", message, "the name of a behavioural event")
    elif not is_name(name):
        message = f"A name has 1 to {LONGEST_NAME} characters, no blanks around it, and does not begin with `#`."
        yield FieldError("name", message, "the name of a behavioural event")


def document_problems(document: JsonObject) -> Iterator[FieldError]:
    """What is wrong with a schema as a JSON document."""
    yield from json_problems(document, "schema")
