"""Flags on the wire, for admins."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, Field, StrictBool, StrictInt

from sextant.domain.flag_prerequisites import Prerequisite
from sextant.domain.flag_staleness import Staleness
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import KEY_PATTERN, UNSET, Effective, Flag, FlagEdit, Lifetime
from sextant.domain.principals import Role
from sextant.schemas import flag_rules, flag_schedule
from sextant.schemas.base import Answer, Body, Moment
from sextant.schemas.flag_percentages import Percentage, basis_points, percentage
from sextant.schemas.flag_schedule import (
    DaySent,
    FlagEffective,
    FlagProgressiveRollout,
    FlagScheduledChange,
)

_MAX_USERS = 1_000
_MAX_TAGS = 20
_MAX_SEGMENTS = 20
_MAX_PREREQUISITES = 20

_Element = TypeVar("_Element")


def _distinct(values: list[_Element]) -> list[_Element]:
    return list(dict.fromkeys(values))


def _not_null(value: object) -> object:
    if value is None:
        raise ValueError("a flag's value is never null, since null is what a missing flag is; leave it out or give one")
    return value


_Name = Annotated[
    str, Field(min_length=1, max_length=200, description="What people call it", examples=["New checkout"])
]
_Description = Annotated[str, Field(max_length=2_000, description="What it is for")]
_Owner = Annotated[str, Field(max_length=200, description="Who answers for it", examples=["payments team"])]
_Value = Annotated[
    Any,
    Field(description="What a user gets for whom the flag is on; of its `valueType`, not null"),
    AfterValidator(_not_null),
]
_DefaultValue = Annotated[
    Any,
    Field(description="What everybody else gets, and everybody while it is off; of its `valueType`, not null"),
    AfterValidator(_not_null),
]
_ValueType = Annotated[ValueType, Field(description="Of which type every value is, for ever")]
_ValueSchema = Annotated[
    dict[str, Any] | None,
    Field(description="JSON Schema (2020-12) that every value of a flag of type `json` must satisfy"),
]
_Enabled = Annotated[StrictBool, Field(description="Off means off for everybody, the included too")]
_Rollout = Annotated[
    Percentage,
    Field(description="The share of users, of those in a role and a segment if such are named"),
]
_Roles = Annotated[
    list[Role], Field(max_length=len(Role), description="Who may be in the roll-out; empty for everybody")
]
_Segment = Annotated[str, Field(min_length=1, max_length=100)]
_Segments = Annotated[
    list[_Segment],
    Field(max_length=_MAX_SEGMENTS, description="Of which segments one must be in the roll-out; empty for any"),
    AfterValidator(_distinct),
]
_UserId = Annotated[str, Field(min_length=1, max_length=128)]
_UserIds = Annotated[
    list[_UserId],
    Field(max_length=_MAX_USERS, description="Who has the flag whatever their role and the roll-out"),
    AfterValidator(_distinct),
]
_ExcludedUserIds = Annotated[
    list[_UserId],
    Field(max_length=_MAX_USERS, description="Who never has the flag, even if included"),
    AfterValidator(_distinct),
]
_Progressive = Annotated[
    FlagProgressiveRollout | None,
    Field(description="A roll-out that grows by itself; null for none. Setting a roll-out by hand ends it"),
]
_ClientVisible = Annotated[
    StrictBool, Field(description="Whether SDKs on devices may see how the flag is targeted, in the data file")
]
_Lifetime = Annotated[Lifetime, Field(description="Whether it is meant to be removed some day")]
_ExpectedEnd = Annotated[
    DaySent | None, Field(description="The last day on which a temporary flag is needed; null if not known")
]
_Tag = Annotated[str, Field(min_length=1, max_length=50)]
_Tags = Annotated[list[_Tag], Field(max_length=_MAX_TAGS, description="To find it by"), AfterValidator(_distinct)]
_Version = Annotated[StrictInt, Field(ge=1, description="The version this change is based on", examples=[3])]

# Never read, since `edit` takes only what was sent. So a field may be left out and yet not be null, which would say
# nothing; and a factory, since a default would stand in the OpenAPI document.
_LEFT_OUT: Any = Field(default_factory=lambda: None)


class FlagPrerequisite(Body):
    """What must hold of another flag before anybody gets this one."""

    flag: Annotated[str, Field(pattern=KEY_PATTERN, description="Key of the other flag")]
    condition: Annotated[
        dict[str, Any],
        Field(description="Of `value`, which is what the other flag is worth", examples=[{"value": True}]),
    ] = Field(default_factory=lambda: {"value": True})


_Prerequisites = Annotated[
    list[FlagPrerequisite],
    Field(max_length=_MAX_PREREQUISITES, description="What must hold of other flags before anybody gets this one"),
]


class FlagSettings(Body):
    """What an admin may set; a field that is left out is not touched."""

    name: _Name = _LEFT_OUT
    description: _Description = _LEFT_OUT
    owner: _Owner = _LEFT_OUT
    tags: _Tags = _LEFT_OUT
    value: _Value = _LEFT_OUT
    default_value: _DefaultValue = _LEFT_OUT
    value_schema: _ValueSchema = _LEFT_OUT
    enabled: _Enabled = _LEFT_OUT
    rollout_percentage: _Rollout = _LEFT_OUT
    roles: _Roles = _LEFT_OUT
    segments: _Segments = _LEFT_OUT
    user_ids: _UserIds = _LEFT_OUT
    excluded_user_ids: _ExcludedUserIds = _LEFT_OUT
    rules: flag_rules.Rules = _LEFT_OUT
    prerequisites: _Prerequisites = _LEFT_OUT
    schedule: flag_schedule.Schedule = _LEFT_OUT
    progressive_rollout: _Progressive = _LEFT_OUT
    client_visible: _ClientVisible = _LEFT_OUT
    lifetime: _Lifetime = _LEFT_OUT
    expected_end: _ExpectedEnd = _LEFT_OUT

    def edit(self) -> FlagEdit:
        """The fields that were sent, in the domain's terms."""
        sent = self.model_fields_set
        return FlagEdit(
            name=self.name if "name" in sent else None,
            description=self.description if "description" in sent else None,
            owner=self.owner if "owner" in sent else None,
            tags=tuple(self.tags) if "tags" in sent else None,
            value=self.value if "value" in sent else None,
            default_value=self.default_value if "default_value" in sent else None,
            value_schema=self.value_schema if "value_schema" in sent else UNSET,
            enabled=self.enabled if "enabled" in sent else None,
            rollout=basis_points(self.rollout_percentage) if "rollout_percentage" in sent else None,
            roles=tuple(_distinct(self.roles)) if "roles" in sent else None,
            segments=tuple(self.segments) if "segments" in sent else None,
            user_ids=tuple(self.user_ids) if "user_ids" in sent else None,
            excluded_user_ids=tuple(self.excluded_user_ids) if "excluded_user_ids" in sent else None,
            rules=flag_rules.in_domain(self.rules) if "rules" in sent else None,
            prerequisites=tuple(Prerequisite(each.flag, each.condition) for each in self.prerequisites)
            if "prerequisites" in sent
            else None,
            schedule=flag_schedule.scheduled(self.schedule) if "schedule" in sent else None,
            progressive_rollout=flag_schedule.progressive(self.progressive_rollout)
            if "progressive_rollout" in sent
            else UNSET,
            client_visible=self.client_visible if "client_visible" in sent else None,
            lifetime=self.lifetime if "lifetime" in sent else None,
            expected_end=self.expected_end if "expected_end" in sent else UNSET,
        )


class NewFlag(FlagSettings):
    """What a flag is made from; off and rolled out to 100 % unless said otherwise."""

    key: Annotated[str, Field(pattern=KEY_PATTERN, description="Names it in code, for ever", examples=["new_checkout"])]
    name: _Name
    value_type: _ValueType = ValueType.BOOLEAN


class FlagChange(FlagSettings):
    """What to change; fields that are left out stay as they are, and null clears what may be null."""

    version: _Version | None = None


class FlagSwitch(Body):
    """The version that a switch is based on; without one it applies to whatever is current."""

    version: _Version | None = None


class FlagRollout(Body):
    """How far to roll out."""

    percentage: Percentage
    version: _Version | None = None


class StoredFlag(Answer):
    """A flag, as it is stored."""

    key: Annotated[str, Field(examples=["new_checkout"])]
    name: str
    description: str
    owner: str
    tags: list[str]
    value_type: ValueType
    value: Any
    default_value: Any
    value_schema: dict[str, Any] | None
    enabled: Annotated[bool, Field(description="As set; `effective` says what the schedule has made of it")]
    rollout_percentage: Annotated[float, Field(description="0 to 100, as set", examples=[12.5])]
    roles: list[Role]
    segments: list[str]
    user_ids: list[str]
    excluded_user_ids: list[str]
    rules: list[flag_rules.FlagRule]
    prerequisites: list[FlagPrerequisite]
    schedule: list[FlagScheduledChange]
    progressive_rollout: FlagProgressiveRollout | None
    client_visible: bool
    lifetime: Lifetime
    expected_end: date | None
    archived: Annotated[bool, Field(description="Whether it is put away: kept, and unknown to callers")]
    seed: Annotated[str, Field(description="Salts the hash that draws the roll-out; never changes")]
    version: Annotated[int, Field(description="Raised by every change; also the ETag", examples=[3])]
    created_at: Moment
    created_by: str
    updated_at: Moment
    updated_by: str

    @classmethod
    def of(cls, flag: Flag, **more: object) -> Self:
        """The flag on the wire."""
        return cls(
            key=flag.key,
            name=flag.name,
            description=flag.description,
            owner=flag.owner,
            tags=list(flag.tags),
            value_type=flag.value_type,
            value=flag.value,
            default_value=flag.default_value,
            value_schema=None if flag.value_schema is None else dict(flag.value_schema),
            enabled=flag.enabled,
            rollout_percentage=percentage(flag.rollout),
            roles=list(flag.roles),
            segments=list(flag.segments),
            user_ids=list(flag.user_ids),
            excluded_user_ids=list(flag.excluded_user_ids),
            rules=flag_rules.on_the_wire(flag.rules),
            prerequisites=[
                FlagPrerequisite(flag=each.flag, condition=dict(each.condition)) for each in flag.prerequisites
            ],
            schedule=flag_schedule.schedule_shown(flag.schedule),
            progressive_rollout=flag_schedule.progressive_shown(flag.progressive_rollout),
            client_visible=flag.client_visible,
            lifetime=flag.lifetime,
            expected_end=flag.expected_end,
            archived=flag.archived,
            seed=flag.seed,
            version=flag.version,
            created_at=flag.created_at,
            created_by=flag.created_by,
            updated_at=flag.updated_at,
            updated_by=flag.updated_by,
            **more,
        )


class FlagShown(StoredFlag):
    """A flag, as admins see it now."""

    effective: FlagEffective
    stale: Annotated[list[Staleness], Field(description="Why the flag may be ready to be removed; empty if it is not")]

    @classmethod
    def at(cls, flag: Flag, now: datetime, stale: Sequence[Staleness] = ()) -> Self:
        """The flag on the wire, and what time has made of it."""
        return cls.of(flag, effective=_effective(flag.effective(now)), stale=list(stale))


class FlagPage(Answer):
    """One page of flags, in the order of their keys."""

    items: list[FlagShown]
    next_cursor: Annotated[str | None, Field(description="Send it as `cursor` for what follows; null at the end")] = (
        None
    )


def _effective(effective: Effective) -> FlagEffective:
    return FlagEffective(
        enabled=effective.enabled,
        rollout_percentage=percentage(effective.rollout),
        next_change_at=effective.next_change_at,
    )
