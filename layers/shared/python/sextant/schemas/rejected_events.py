"""Events that broke the schema of their name, on the wire."""

import json
from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from sextant.domain.principals import PrincipalKind
from sextant.domain.rejected_events import KeptEvent
from sextant.domain.rejections import Reason
from sextant.schemas.base import Answer, Body, Moment

MOST_REPLAYED = 100


class SenderShown(Answer):
    """Who sent an event."""

    kind: PrincipalKind
    id: Annotated[str, Field(description="Subject of the user, or id of the SDK key")]


class RejectedEventShown(Answer):
    """An event that broke its schema, without its properties."""

    id: Annotated[str, Field(description="Of the rejection; ids sort by time")]
    name: str
    event_id: str
    user_id: str | None
    anonymous_id: str | None
    timestamp: Annotated[Moment, Field(description="When it happened")]
    rejected_at: Moment
    expires_at: Annotated[Moment, Field(description="Until when it is kept")]
    message: Annotated[str, Field(description="What it broke, as its sender was told")]
    schema_version: Annotated[int, Field(description="Of the schema that it broke")]
    stored: Annotated[bool, Field(description="Whether it was stored all the same, since the schema was on trial")]
    sender: SenderShown

    @classmethod
    def of(cls, kept: KeptEvent) -> Self:
        """The event on the wire."""
        event = kept.event
        return cls(
            id=kept.id,
            name=event.name,
            event_id=event.event_id,
            user_id=event.user_id,
            anonymous_id=event.anonymous_id,
            timestamp=_moment(event.at),
            rejected_at=_moment(kept.rejected_at),
            expires_at=_moment(kept.expires_at),
            message=kept.message,
            schema_version=kept.schema_version,
            stored=kept.stored,
            sender=SenderShown(kind=kept.sender.kind, id=kept.sender.id),
        )


class RejectedEventWhole(RejectedEventShown):
    """An event that broke its schema."""

    properties: dict[str, JsonValue]

    @classmethod
    def whole(cls, kept: KeptEvent) -> Self:
        """The event on the wire, with its properties."""
        shown = RejectedEventShown.of(kept).model_dump(by_alias=False)
        return cls(**shown, properties=json.loads(kept.event.properties))


class RejectedEventPage(Answer):
    """One page of rejected events, newest first."""

    items: list[RejectedEventShown]
    next_cursor: str | None = None


class Replay(Body):
    """Which events to take in again: some by their ids, or all of a name, a portion at a time."""

    ids: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]] | None,
        Field(min_length=1, max_length=MOST_REPLAYED, description="Of rejections"),
    ] = None
    name: Annotated[str | None, Field(min_length=1, max_length=100, description="Of the events, the oldest first")] = (
        None
    )
    cursor: Annotated[
        str | None, Field(max_length=1_000, description="With `name`: `nextCursor` of the portion before")
    ] = None

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if (self.ids is None) == (self.name is None):
            raise ValueError("give ids, or the name of the events, and not both")
        if self.cursor is not None and self.name is None:
            raise ValueError("a cursor goes with a name")
        return self


class StillRejected(Answer):
    """An event that stays in the list."""

    id: str
    reason: Reason
    message: str
    retryable: Annotated[bool, Field(description="Whether a replay may succeed a moment later")]


class ReplayAnswer(Answer):
    """What became of one portion."""

    stored: Annotated[int, Field(description="Taken in now, and out of the list")]
    stored_before: Annotated[int, Field(description="Found to be stored already, and out of the list")]
    rejected: Annotated[list[StillRejected], Field(description="Still in the list")]
    unknown: Annotated[list[str], Field(description="Ids under which nothing is kept any more")]
    next_cursor: Annotated[
        str | None, Field(description="With `name`: send it for the next portion; null at the end")
    ] = None


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
