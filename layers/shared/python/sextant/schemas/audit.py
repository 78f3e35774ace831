"""The audit on the wire."""

from typing import Annotated, Any, Self

from pydantic import Field

from sextant.domain.audit import Action, EntityType, Entry
from sextant.domain.principals import PrincipalKind
from sextant.schemas.base import Answer, Moment

_State = dict[str, Any]


class EntityShown(Answer):
    """What a change was made to."""

    type: EntityType
    id: Annotated[str, Field(examples=["new_checkout"])]


class EntryShown(Answer):
    """One change of one thing."""

    id: Annotated[str, Field(description="Unique; ids sort by time")]
    at: Moment
    actor: Annotated[str, Field(description="Subject of the user, or id of the SDK key")]
    actor_kind: PrincipalKind
    action: Action
    entity: EntityShown
    version: Annotated[int | None, Field(description="The thing's version from then on; null if it has none")]
    changed: Annotated[list[str], Field(description="Fields that differ; empty when it was made or deleted")]
    before: Annotated[_State | None, Field(description="The thing as it was; null if it did not exist")]
    after: Annotated[_State | None, Field(description="The thing from then on; null if it is gone")]
    request_id: Annotated[str, Field(description="Of the request that did it; the logs carry it too")]

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """The entry on the wire."""
        return cls(
            id=entry.id,
            at=entry.at,
            actor=entry.actor.id,
            actor_kind=entry.actor.kind,
            action=entry.action,
            entity=EntityShown(type=entry.entity.type, id=entry.entity.id),
            version=entry.version,
            changed=list(entry.changed),
            before=dict(entry.before) if entry.before is not None else None,
            after=dict(entry.after) if entry.after is not None else None,
            request_id=entry.request_id,
        )


class EntryPage(Answer):
    """One page of entries, newest first."""

    items: list[EntryShown]
    next_cursor: Annotated[
        str | None,
        Field(description="Send it as `cursor` for what follows; only null is the end, however short the page"),
    ] = None
