"""The versions of a flag on the wire."""

from typing import Annotated, Self

from pydantic import Field, StrictInt

from sextant.domain.audit import Action, Entry
from sextant.domain.principals import PrincipalKind
from sextant.schemas.base import Answer, Body, Moment


class FlagRevert(Body):
    """Which version to put back."""

    to_version: Annotated[StrictInt, Field(ge=1, description="The version to put back", examples=[3])]
    version: Annotated[
        StrictInt | None, Field(ge=1, description="The version this is based on; without one, whatever is current")
    ] = None


class FlagVersionShown(Answer):
    """One version of a flag."""

    version: Annotated[int, Field(description="A deletion has a number too, so that none is given twice")]
    at: Moment
    actor: Annotated[str, Field(description="Subject of the user, or id of the SDK key")]
    actor_kind: PrincipalKind
    action: Action
    changed: Annotated[list[str], Field(description="Fields that differ; empty when it was made or deleted")]

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """The version that a change made, on the wire."""
        return cls(
            version=entry.version or 0,
            at=entry.at,
            actor=entry.actor.id,
            actor_kind=entry.actor.kind,
            action=entry.action,
            changed=list(entry.changed),
        )


class FlagVersionPage(Answer):
    """One page of versions, newest first."""

    items: list[FlagVersionShown]
    next_cursor: Annotated[str | None, Field(description="Send it as `cursor` for what follows; null at the end")] = (
        None
    )
