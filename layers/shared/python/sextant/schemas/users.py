"""Users on the wire, for admins: what is known of one, and how forgetting one went."""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field

from sextant.domain.erasures import TREATMENTS, ErasedPart, Erasure, ErasureTreatment
from sextant.domain.mentions import Mention
from sextant.domain.profiles import Profile
from sextant.schemas.base import Answer, Moment
from sextant.schemas.user_export import AttributeTold, MoneyTold, moment_of, moment_or_none, money_told

_NOT_KEPT: Final = ("Members of segments are not kept yet: there was nothing to remove.",)
_NOT_TOUCHED: Final = (
    "The audit cannot be changed: what admins once wrote into flags and experiments stays in its entries.",
    "Backups of the tables keep what they held, until they expire.",
    "The account with the identity provider is not ours to delete.",
)


class ErasureState(StrEnum):
    """Whether an erasure is over."""

    RUNNING = "running"
    DONE = "done"


class Removed(Answer):
    """How much of something was removed."""

    what: ErasedPart
    store: Annotated[str, Field(description="The table in which it was")]
    how: Annotated[
        ErasureTreatment, Field(description="Deleted; kept without identity; or cleared from a set of users")
    ]
    count: int


class Found(Answer):
    """How much of something was still found when its store was asked again, once all was removed."""

    what: ErasedPart
    store: str
    count: int


class MentionShown(Answer):
    """A flag or an experiment that names the user, now: whoever wrote the list has to edit it."""

    kind: Annotated[str, Field(examples=["flag"])]
    key: str
    fields: list[str]


class ErasureShown(Answer):
    """An erasure under way, or its receipt."""

    erasure_id: Annotated[str, Field(description="SHA-256 of the user's id, in hexadecimal")]
    state: ErasureState
    step: Annotated[str, Field(description="What is done next; `done` at the end")]
    waits_until: Annotated[Moment | None, Field(description="When the step may begin, if it has to wait")]
    requested_by: Annotated[str, Field(description="Subject of the admin who asked for it")]
    requested_at: Moment
    finished_at: Moment | None
    rounds: Annotated[int, Field(description="How often it was begun; above 1 if the proof found something")]
    removed: Annotated[list[Removed], Field(description="What was removed so far, and where")]
    proof: Annotated[list[Found] | None, Field(description="What every store answered in the end; null before that")]
    notes: Annotated[list[str], Field(description="What there was none of, and what is not touched")]
    mentions: Annotated[
        list[MentionShown],
        Field(description="Flags and experiments that name the user at this moment, for you to edit"),
    ]

    @classmethod
    def of(cls, erasure: Erasure, mentions: list[Mention]) -> Self:
        """The erasure on the wire."""
        waits = moment_or_none(erasure.not_before or None)
        return cls(
            erasure_id=erasure.id,
            state=ErasureState.DONE if erasure.is_done else ErasureState.RUNNING,
            step=erasure.step.value,
            waits_until=None if erasure.is_done else waits,
            requested_by=erasure.requested_by,
            requested_at=moment_of(erasure.requested_at),
            finished_at=moment_or_none(erasure.finished_at),
            rounds=erasure.rounds,
            removed=[
                Removed(what=part, store=store, how=how, count=erasure.removed.get(part, 0))
                for part, (store, how) in TREATMENTS.items()
            ],
            proof=None
            if erasure.found is None
            else [
                Found(what=part, store=store, count=erasure.found[part])
                for part, (store, _) in TREATMENTS.items()
                if part in erasure.found
            ],
            notes=[*_NOT_KEPT, *_NOT_TOUCHED],
            mentions=[MentionShown(kind=each.kind, key=each.key, fields=list(each.fields)) for each in mentions],
        )


class ProfileShown(Answer):
    """What is known of a user."""

    role: str | None
    channel: str | None
    registered_at: Moment | None
    first_request_at: Moment | None
    first_paid_at: Moment | None
    first_reviewed_at: Moment | None
    money: Annotated[dict[str, MoneyTold], Field(description="By currency, in minor units")]
    attributes: dict[str, AttributeTold]
    devices: Annotated[list[str], Field(description="Anonymous ids joined to the user")]

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """The profile on the wire."""
        registration = profile.registration
        return cls(
            role=registration.role.value if registration else None,
            channel=registration.channel if registration else None,
            registered_at=moment_of(registration.at) if registration else None,
            first_request_at=moment_or_none(profile.first_request_at),
            first_paid_at=moment_or_none(profile.first_paid_at),
            first_reviewed_at=moment_or_none(profile.first_reviewed_at),
            money=money_told(profile),
            attributes={
                name: AttributeTold(value=each.value, at=moment_of(each.at), event_id=each.event_id)
                for name, each in profile.attributes.items()
            },
            devices=list(profile.anonymous_ids),
        )


class HeldShown(Answer):
    """How much of something is held."""

    what: ErasedPart
    count: int


class UserShown(Answer):
    """One user."""

    user_id: str
    profile: Annotated[ProfileShown | None, Field(description="null if nothing but events is known")]
    held: Annotated[list[HeldShown], Field(description="What an export would tell")]
    held_complete: Annotated[bool, Field(description="False if there is so much that counting stopped")]
    erasure: Annotated[ErasureShown | None, Field(description="The erasure of the user, if one was asked for")]
