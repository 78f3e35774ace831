"""The audit: who changed what, when, and what it was before and after. An entry is written once and never changed."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self

from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.principals import Principal, PrincipalKind

State = Mapping[str, object]
"""A thing as JSON, in the API's names; never with a secret in it, nor a secret's digest."""

BOOKKEEPING = frozenset({"version", "updatedAt", "updatedBy"})
"""Fields that every change touches, so that naming them says nothing."""

_ID_BYTES = 4


class EntityType(StrEnum):
    """What sort of thing an entry is about."""

    FLAG = "flag"
    EXPERIMENT = "experiment"
    SDK_KEY = "sdk-key"
    USER = "user"
    EVENT_SCHEMA = "event-schema"
    REJECTED_EVENT = "rejected-event"
    BACKFILL = "backfill"


class Action(StrEnum):
    """What was done."""

    FLAG_CREATED = "flag.created"
    FLAG_UPDATED = "flag.updated"
    FLAG_ENABLED = "flag.enabled"
    FLAG_DISABLED = "flag.disabled"
    FLAG_ROLLOUT_CHANGED = "flag.rollout_changed"
    FLAG_ARCHIVED = "flag.archived"
    FLAG_RESTORED = "flag.restored"
    FLAG_DELETED = "flag.deleted"
    FLAG_REVERTED = "flag.reverted"
    FLAG_IMPORTED = "flag.imported"
    EXPERIMENT_CREATED = "experiment.created"
    EXPERIMENT_UPDATED = "experiment.updated"
    EXPERIMENT_STARTED = "experiment.started"
    EXPERIMENT_PAUSED = "experiment.paused"
    EXPERIMENT_RESUMED = "experiment.resumed"
    EXPERIMENT_PHASE_OPENED = "experiment.phase_opened"
    EXPERIMENT_COMPLETED = "experiment.completed"
    EXPERIMENT_ROLLED_OUT = "experiment.rolled_out"
    EXPERIMENT_DELETED = "experiment.deleted"
    SDK_KEY_CREATED = "sdk_key.created"
    SDK_KEY_REVOKED = "sdk_key.revoked"
    EVENT_SCHEMA_CREATED = "event_schema.created"
    EVENT_SCHEMA_UPDATED = "event_schema.updated"
    EVENT_SCHEMA_DELETED = "event_schema.deleted"
    REJECTED_EVENT_DELETED = "rejected_event.deleted"
    REJECTED_EVENTS_REPLAYED = "rejected_events.replayed"
    BACKFILL_STARTED = "backfill.started"
    BACKFILL_RESUMED = "backfill.resumed"
    USER_EXPORTED = "user.exported"
    USER_ERASED = "user.erased"


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that admins change; `flag:new_checkout` as text.

    Attributes:
        type: What sort of thing.
        id: How its own routes name it.
    """

    type: EntityType
    id: str

    def __str__(self) -> str:
        return f"{self.type}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The entity that a text names.

        Raises:
            InvalidError: It is not a known type, a colon and an id.
        """
        kind, _, name = text.partition(":")
        if kind not in list(EntityType) or not name:
            message = f"{text[:100]!r} names no entity."
            known = " or ".join(f"{each}:<id>" for each in EntityType)
            raise InvalidError(message, [FieldError("entity", message, known)])
        return cls(EntityType(kind), name)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it.

    Attributes:
        kind: What sort of credential they showed.
        id: The user's subject, or the SDK key's id.
    """

    kind: PrincipalKind
    id: str

    @classmethod
    def of(cls, principal: Principal) -> Self:
        """A caller as the audit remembers them."""
        return cls(principal.kind, principal.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change of one thing.

    Attributes:
        id: Unique; ids in the order of text are in the order of time.
        at: When.
        actor: Who.
        action: What was done.
        entity: To what.
        version: The thing's version after the change, or None for things without versions. A deletion has one too, so
            that no number is given twice, whatever comes back under the same name.
        before: The thing as it was, or None if it did not exist.
        after: The thing as it is from then on, or None if it is gone.
        request_id: Id of the request that did it, which the logs carry too.
    """

    id: str
    at: datetime
    actor: Actor
    action: Action
    entity: Entity
    version: int | None = None
    before: State | None = None
    after: State | None = None
    request_id: str

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of the fields that the change touched."""
        return changed(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which entries to show; None asks for any.

    Attributes:
        actor: Id of who did it.
        entity: What it was done to.
        entity_type: To what sort of thing.
        action: What was done.
        start: The earliest moment, included.
        end: The moment behind the latest.
    """

    actor: str | None = None
    entity: Entity | None = None
    entity_type: EntityType | None = None
    action: Action | None = None
    start: datetime | None = None
    end: datetime | None = None


def changed(before: State | None, after: State | None) -> tuple[str, ...]:
    """Names of the fields in which two states differ, in order; none if there is only one state, for then all would."""
    if before is None or after is None:
        return ()
    names = (before.keys() | after.keys()) - BOOKKEEPING
    return tuple(sorted(name for name in names if _text(before.get(name)) != _text(after.get(name))))


def _text(value: object) -> str:
    """A JSON value as text, since Python takes True for 1."""
    return json.dumps(value, sort_keys=True)


def entry_id(at: datetime) -> str:
    """An id for an entry of this moment."""
    return f"{stamp(at)}-{secrets.token_hex(_ID_BYTES)}"


def stamp(at: datetime) -> str:
    """How the ids of a moment begin: its text sorts before them, and behind those of every earlier moment."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
