"""Segment's messages, read as the events that they are here.

| call | becomes | with |
|---|---|---|
| `track` | an event of its name | its properties |
| `page`, `screen` | `page_viewed`, `screen_viewed` | its properties, `name` and `category` |
| `identify` | `identified` | its traits, flat, but for those that cannot be attributes |
| `alias` | `aliased` | the `previousId`, which is the device |
| `group` | `group_joined` | the `groupId`, and the traits as `traits` |

`context`, `integrations` and `writeKey` are not kept: they say much of a person (addresses, devices) that nothing here
asks for, and the key.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SkipValidation, ValidationError
from pydantic.alias_generators import to_camel

from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.events import ALIASED, IDENTIFIED
from sextant.domain.rejections import Reason
from sextant.schemas import submissions
from sextant.schemas.base import Answer, Echo
from sextant.schemas.events import RejectedEvent, SentAt
from sextant.schemas.submissions import SentEvent, Submission, UnreadableEvent
from sextant.schemas.traits import sorted_out

MOST_MESSAGES: Final = 2_500
"""Segment's clients cut batches by their size, 500 KB, and not by the number of messages."""

PAGE_VIEWED, SCREEN_VIEWED, GROUP_JOINED = "page_viewed", "screen_viewed", "group_joined"

_Sent = Mapping[str, Any]
_LONGEST_TOLD: Final = 100


class Call(StrEnum):
    """What a message is; its value is the message's `type`, and the end of the path for one alone."""

    TRACK = "track"
    IDENTIFY = "identify"
    PAGE = "page"
    SCREEN = "screen"
    ALIAS = "alias"
    GROUP = "group"


class _Segment(BaseModel):
    """An object of Segment's protocol: what is not used here may be there."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True, defer_build=True)


class SegmentMessage(_Segment):
    """One message. `context` and `integrations` may be there and are not kept."""

    message_id: Annotated[str | None, Field(description="The event's id: of one user it counts once")] = None
    user_id: Annotated[str | None, Field(description="Who did it")] = None
    anonymous_id: Annotated[str | None, Field(description="The device of somebody who is not known yet")] = None
    timestamp: Annotated[str | None, Field(description="When it happened; now if left out")] = None
    original_timestamp: Annotated[
        str | None, Field(description="The device's own time, where another `timestamp` is corrected already")
    ] = None
    sent_at: Annotated[str | None, Field(description="The device's clock when it sent")] = None
    event: Annotated[str | None, Field(description="With `track`: what happened")] = None
    name: Annotated[str | None, Field(description="With `page` and `screen`: which")] = None
    category: Annotated[str | None, Field(description="With `page` and `screen`: of which kind")] = None
    properties: Annotated[dict[str, JsonValue] | None, Field(description="With `track`, `page` and `screen`")] = None
    traits: Annotated[dict[str, JsonValue] | None, Field(description="With `identify` and `group`")] = None
    previous_id: Annotated[str | None, Field(description="With `alias`: the device that is this user's")] = None
    group_id: Annotated[str | None, Field(description="With `group`: which")] = None


class SegmentBatchMessage(SegmentMessage):
    """One message of a batch."""

    type: Call


class SegmentBatch(_Segment):
    """Messages, each of which stands for itself."""

    batch: Annotated[list[SkipValidation[SegmentBatchMessage]], Field(min_length=1, max_length=MOST_MESSAGES)]
    sent_at: SentAt = None


class NotJoined(Answer):
    """A device that stays whose it is."""

    index: Annotated[int, Field(description="The place of the message in the batch, from 0")]
    event_id: str
    message: str


class IgnoredTrait(Answer):
    """A trait that cannot be an attribute; the message that told it is stored without it."""

    index: Annotated[int, Field(description="The place of the message in the batch, from 0")]
    trait: Annotated[Echo, Field(description="Its dotted name")]
    message: Echo


class SegmentAnswer(Answer):
    """What became of the messages."""

    success: Annotated[Literal[True], Field(description="That the batch was taken in; see `rejected`")] = True
    accepted: Annotated[int, Field(description="Stored now")]
    duplicates: Annotated[int, Field(description="Stored before; they change nothing")]
    rejected: Annotated[list[RejectedEvent], Field(description="What is wrong for good; sending it again is no use")]
    not_joined: Annotated[
        list[NotJoined], Field(description="Stored messages that would have joined a device to a user, and did not")
    ]
    ignored_traits: Annotated[list[IgnoredTrait], Field(description="Traits of `identify` that are not kept")]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request says, and what of it is let go, since apps tell more of a user than attributes can hold."""

    submission: Submission
    ignored: tuple[IgnoredTrait, ...]


def read_batch(sent: object) -> Reading:
    """What a batch says.

    Raises:
        InvalidError: It is no batch.
    """
    if not isinstance(sent, dict):
        raise InvalidError("Send an object with `batch`.", [FieldError("", "an object was expected")])
    try:
        batch = SegmentBatch.model_validate(sent)
    except ValidationError as error:
        raise InvalidError("The batch breaks a rule; see errors.", submissions.fields_of(error)) from None
    events = tuple(_read(message, sent.get("sentAt")) for message in batch.batch)
    return Reading(Submission(events), tuple(_ignored(batch.batch)))


def read_one(call: Call, sent: object) -> Reading:
    """What one message alone says.

    Raises:
        InvalidError: It is none of this call, or breaks a rule.
    """
    if not isinstance(sent, dict):
        raise InvalidError("Send one message.", [FieldError("", "an object was expected")])
    message = {**sent, "type": call.value}
    return Reading(submissions.alone(_read(message)), tuple(_ignored([message])))


def _ignored(messages: Iterable[object]) -> Iterator[IgnoredTrait]:
    for index, message in enumerate(messages):
        if isinstance(message, dict) and message.get("type") == Call.IDENTIFY:
            traits = message.get("traits")
            for wrong in sorted_out(traits)[1] if isinstance(traits, dict) else ():
                yield IgnoredTrait(index=index, trait=wrong.name, message=wrong.message)


def _read(message: object, batch_sent_at: object = None) -> SentEvent | UnreadableEvent:
    if not isinstance(message, dict):
        return submissions.unreadable(None, Reason.INVALID, "", "a message is an object")
    kind = message.get("type")
    if kind not in list(Call):
        told = f"{str(kind)[:_LONGEST_TOLD]!r} is no call of Segment's; there is {', '.join(Call)}"
        return submissions.unreadable(_told_id(message), Reason.INVALID, "type", told)
    if problem := _problem(Call(kind), message):
        return submissions.unreadable(_told_id(message), Reason.INVALID, *problem)
    translated = {**_common(message, batch_sent_at), **_TRANSLATIONS[Call(kind)](message)}
    read = submissions.read_event({name: value for name, value in translated.items() if value is not None})
    return submissions.renamed(read, _NAMES[Call(kind)]) if isinstance(read, UnreadableEvent) else read


def _told_id(message: _Sent) -> str | None:
    return submissions.told_id(_text(message.get("messageId")))


def _problem(call: Call, message: _Sent) -> tuple[str, str] | None:
    """What a message lacks that its event would not miss: the field, and what to do."""
    if call is Call.TRACK and not message.get("event"):
        return "event", "say what happened"
    if call is Call.ALIAS:
        device, user = _text(message.get("previousId")), _text(message.get("userId"))
        if device is None or user is None:
            return ("previousId" if device is None else "userId"), "an alias names a device and a user"
        if device == user:
            return "previousId", "is the user's own id, so there is nothing to join"
    return None


def _common(message: _Sent, batch_sent_at: object) -> dict[str, object]:
    original, timestamp, sent_at = (message.get(field) for field in ("originalTimestamp", "timestamp", "sentAt"))
    # Whoever passed the message on corrected its time already, where it differs from the device's.
    corrected = original is not None and timestamp is not None and _differ(original, timestamp)
    return {
        "eventId": _text(message.get("messageId")),
        "userId": _text(message.get("userId")),
        "anonymousId": _text(message.get("anonymousId")),
        "timestamp": original if timestamp is None else timestamp,
        "sentAt": None if corrected else batch_sent_at if sent_at is None else sent_at,
    }


def _differ(one: object, other: object) -> bool:
    """Whether two moments are not the same, however they are written."""
    try:
        return datetime.fromisoformat(str(one)) != datetime.fromisoformat(str(other))
    except ValueError:  # one of them is no moment
        return one != other


def _track(message: _Sent) -> dict[str, object]:
    return {"name": message.get("event") or "", "properties": message.get("properties")}


def _viewed(name: str) -> Callable[[_Sent], dict[str, object]]:
    def viewed(message: _Sent) -> dict[str, object]:
        properties = message.get("properties") or {}
        told = {field: message[field] for field in ("name", "category") if message.get(field) is not None}
        return {"name": name, "properties": {**properties, **told} if isinstance(properties, dict) else properties}

    return viewed


def _identify(message: _Sent) -> dict[str, object]:
    # Who somebody is counts more than one trait too many: a client never hears of what was refused.
    traits = message.get("traits")
    return {"name": IDENTIFIED, "properties": sorted_out(traits)[0] if isinstance(traits, dict) else traits}


def _alias(message: _Sent) -> dict[str, object]:
    device = _text(message.get("previousId"))
    return {"name": ALIASED, "anonymousId": device, "properties": {"previousId": device}}


def _group(message: _Sent) -> dict[str, object]:
    told = {field: message[field] for field in ("groupId", "traits") if message.get(field) is not None}
    return {"name": GROUP_JOINED, "properties": told}


_TRANSLATIONS: Mapping[Call, Callable[[_Sent], dict[str, object]]] = {
    Call.TRACK: _track,
    Call.IDENTIFY: _identify,
    Call.PAGE: _viewed(PAGE_VIEWED),
    Call.SCREEN: _viewed(SCREEN_VIEWED),
    Call.ALIAS: _alias,
    Call.GROUP: _group,
}


_NAMES: Mapping[Call, Mapping[str, str]] = {
    call: {"eventId": "messageId", **names}
    for call, names in {
        Call.TRACK: {"name": "event"},
        Call.IDENTIFY: {"properties": "traits"},
        Call.PAGE: {},
        Call.SCREEN: {},
        Call.ALIAS: {"anonymousId": "previousId"},
        Call.GROUP: {},
    }.items()
}
"""What a message calls the fields of its event."""


def _text(value: Any) -> Any:  # noqa: ANN401 - whatever was sent that is no id is told by the event's own rules
    """An id as text: clients send numbers too, and empty text for nobody."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if value != "" else None
