"""Requests to track events, read event by event so that one that is wrong keeps no other from being stored."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.events import BUSINESS_EVENTS, IDENTIFIED, Facts
from sextant.domain.rejections import Reason
from sextant.domain.users import RESERVED_PREFIXES
from sextant.schemas.events import (
    DEEPEST,
    BehaviouralEvent,
    BusinessEvent,
    IdentifiedEvent,
    TrackBatch,
    TrackedEvent,
)

EVENT_LIMIT_BYTES: Final = 32 * 1024
_ERRORS_TOLD: Final = 3
_LONGEST_NAME_TOLD: Final = 100
_LONGEST_ID_TOLD: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class SentEvent:
    """An event that obeys the schema.

    Attributes:
        event_id: The sender's id, if it gave one.
        name: What happened.
        user_id: Who, if said.
        anonymous_id: The device or visit, if said.
        timestamp: When, if said.
        properties: As compact JSON.
        facts: What is counted of it.
        sent_at: The sender's clock, if said of this event.
        imported: Whether this event was said to be history.
    """

    event_id: str | None
    name: str
    user_id: str | None
    anonymous_id: str | None
    timestamp: datetime | None
    properties: str
    facts: Facts
    sent_at: datetime | None
    imported: bool


@dataclass(frozen=True, slots=True)
class UnreadableEvent:
    """An event that breaks the schema.

    Attributes:
        event_id: Its id, if one can be told.
        reason: What is wrong, for programs.
        message: What is wrong, for people.
        fields: The same by field.
    """

    event_id: str | None
    reason: Reason
    message: str
    fields: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """One request: its events in their order, and what was said about all of them."""

    events: tuple[SentEvent | UnreadableEvent, ...]
    sent_at: datetime | None = None
    imported: bool = False


@cache
def _business() -> TypeAdapter[BusinessEvent]:
    # Made when the first business event comes: a cold start that serves a flag does without it.
    return TypeAdapter(Annotated[BusinessEvent, Field(discriminator="name")])


def read(sent: object) -> Submission:
    """What a request body says.

    Raises:
        InvalidError: It is neither an event nor a batch, or the lone event breaks the schema.
    """
    if not isinstance(sent, dict):
        raise InvalidError("Send one event, or an object with `events`.", [FieldError("", "an object was expected")])
    if "events" in sent:
        return _read_batch(sent)
    return alone(read_event(sent))


def alone(event: SentEvent | UnreadableEvent) -> Submission:
    """A request of one event.

    Raises:
        InvalidError: It breaks the schema.
    """
    if isinstance(event, UnreadableEvent):
        raise InvalidError(event.message, event.fields)
    return Submission((event,))


def _read_batch(sent: Mapping[str, object]) -> Submission:
    try:
        batch = TrackBatch.model_validate(sent)
    except ValidationError as error:
        raise InvalidError("The batch breaks a rule; see errors.", fields_of(error)) from None
    return Submission(tuple(read_event(event) for event in batch.events), batch.sent_at, batch.imported)


def read_event(sent: Any) -> SentEvent | UnreadableEvent:  # noqa: ANN401 - anything may have been sent
    """One event, on its own merits."""
    if not isinstance(sent, dict):
        return unreadable(None, Reason.INVALID, "", "an event is an object")
    event_id = told_id(sent.get("eventId"))
    if problem := _too_large(sent):
        return unreadable(event_id, *problem)
    name = sent.get("name")
    meant = name.strip() if isinstance(name, str) else None
    business = meant in BUSINESS_EVENTS
    if business and name != meant:
        message = f"has blanks around it; send {meant} exactly"
        return unreadable(event_id, Reason.INVALID, "name", message)
    if business and sent.get("eventId") is None:
        message = "business events need an id of yours, so that each counts once"
        return unreadable(None, Reason.EVENT_ID_MISSING, "eventId", message)
    try:
        event = _business().validate_python(sent) if business else _behavioural(meant).model_validate(sent)
    except ValidationError as error:
        fields = fields_of(error, business=business)
        return UnreadableEvent(event_id, Reason.INVALID, _told(fields), fields)
    return _checked(event)


def _behavioural(name: str | None) -> type[IdentifiedEvent | BehaviouralEvent]:
    return IdentifiedEvent if name == IDENTIFIED else BehaviouralEvent


def _checked(event: TrackedEvent) -> SentEvent | UnreadableEvent:
    if event.user_id is not None and event.user_id.startswith(RESERVED_PREFIXES):
        told = " or ".join(RESERVED_PREFIXES)
        return unreadable(event.event_id, Reason.INVALID, "userId", f"may not begin with {told}")
    facts = Facts()
    if isinstance(event, IdentifiedEvent):
        facts = Facts(attributes=event.properties)
    if isinstance(event, IdentifiedEvent | BehaviouralEvent):
        properties = json.dumps(event.properties, separators=(",", ":"), ensure_ascii=False)
    else:
        properties = event.properties.model_dump_json(exclude_defaults=True)
        facts = event.properties.facts()
    return SentEvent(
        event_id=event.event_id,
        name=event.name,
        user_id=event.user_id,
        anonymous_id=event.anonymous_id,
        timestamp=event.timestamp,
        properties=properties,
        facts=facts,
        sent_at=event.sent_at,
        imported=event.imported,
    )


def _too_large(sent: Mapping[str, object]) -> tuple[Reason, str, str] | None:
    if _depth(sent) > DEEPEST + 1:
        return Reason.INVALID, "properties", f"at most {DEEPEST} levels of objects and lists are taken"
    try:
        size = len(json.dumps(sent, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode())
    except UnicodeEncodeError:
        return Reason.INVALID, "properties", "holds half of a surrogate pair, which is no character"
    except ValueError:
        return Reason.INVALID, "properties", "holds a number that JSON does not have"
    if size > EVENT_LIMIT_BYTES:
        return Reason.EVENT_TOO_LARGE, "", f"the event has {size:,} bytes; at most {EVENT_LIMIT_BYTES:,} are taken"
    return None


def _depth(value: object) -> int:
    """Levels of objects and lists, counted without recursion since a sender chooses them."""
    level, inside = 0, _containers([value])
    while inside:
        level += 1
        inside = _containers(part for each in inside for part in (each.values() if isinstance(each, dict) else each))
    return level


def _containers(values: Iterable[object]) -> list[dict[str, object] | list[object]]:
    return [value for value in values if isinstance(value, dict | list)]


def told_id(sent: object) -> str | None:
    """The id of an event that is refused, as it is told back: its beginning if it is too long, None if it is no text.

    Whatever was sent may be it, so it is an `Echo` in the answer.
    """
    return sent[:_LONGEST_ID_TOLD] if isinstance(sent, str) else None


def _told(fields: Sequence[FieldError]) -> str:
    # What is wrong with an event as a whole has no field.
    told = [": ".join(filter(None, (field.field, field.message))) for field in fields[:_ERRORS_TOLD]]
    more = len(fields) - len(told)
    return "; ".join([*told, f"and {more:,} more"] if more else told)


def unreadable(event_id: str | None, reason: Reason, field: str, message: str) -> UnreadableEvent:
    """An event with one thing wrong in one field, or in the whole if that is empty."""
    told = f"{field}: {message}" if field else message
    return UnreadableEvent(event_id, reason, told, (FieldError(field or "event", message),))


def renamed(event: UnreadableEvent, names: Mapping[str, str]) -> UnreadableEvent:
    """The same, told with the names that a sender who speaks otherwise has for an event's fields."""
    fields = tuple(replace(each, field=_renamed(each.field, names)) for each in event.fields)
    return event if fields == event.fields else replace(event, message=_told(fields), fields=fields)


def _renamed(path: str, names: Mapping[str, str]) -> str:
    head = re.split(r"[.\[]", path, maxsplit=1)[0]
    return names.get(head, head) + path[len(head) :]


def fields_of(error: ValidationError, *, business: bool = False) -> tuple[FieldError, ...]:
    """What is wrong, by the paths of fields as senders know them."""
    # Under a discriminated union pydantic begins every location with the event's name.
    skip = 1 if business else 0
    told = error.errors(include_url=False, include_context=False, include_input=False)
    return tuple(FieldError(_path(each["loc"][skip:]), each["msg"].removeprefix("Value error, ")) for each in told)


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{_name(part)}" if path else _name(part)
    return path


def _name(part: str) -> str:
    """The name of a field, which may be a sender's own and as long as they like."""
    return part if len(part) <= _LONGEST_NAME_TOLD else f"{part[:_LONGEST_NAME_TOLD]}…"
