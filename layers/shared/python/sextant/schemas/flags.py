"""Flags on the wire, for admins."""

from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, Field, StrictBool, StrictFloat, StrictInt

from sextant.domain.flags import FULL_ROLLOUT, KEY_PATTERN, Flag, FlagEdit
from sextant.domain.principals import Role
from sextant.schemas.base import Answer, Body, Moment

_BASIS_POINTS = FULL_ROLLOUT // 100
_MAX_USERS = 1_000
_MAX_TAGS = 20

_Element = TypeVar("_Element")


def _two_decimals(percentage: float) -> float:
    if round(percentage * _BASIS_POINTS) / _BASIS_POINTS != percentage:
        raise ValueError("give at most two decimals: users fall into 10,000 buckets")
    return percentage


def _distinct(values: list[_Element]) -> list[_Element]:
    return list(dict.fromkeys(values))


Percentage = Annotated[
    StrictFloat,
    Field(ge=0, le=100, allow_inf_nan=False, description="0 to 100, at most two decimals", examples=[12.5]),
    AfterValidator(_two_decimals),
]
_Name = Annotated[
    str, Field(min_length=1, max_length=200, description="What people call it", examples=["New checkout"])
]
_Description = Annotated[str, Field(max_length=2_000, description="What it is for")]
_Enabled = Annotated[StrictBool, Field(description="Off means off for everybody, the included too")]
_Rollout = Annotated[Percentage, Field(description="The share of users, of those with a role if roles are named")]
_Roles = Annotated[
    list[Role], Field(max_length=len(Role), description="Who may be in the roll-out; empty for everybody")
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
_Tag = Annotated[str, Field(min_length=1, max_length=50)]
_Tags = Annotated[list[_Tag], Field(max_length=_MAX_TAGS, description="To find it by"), AfterValidator(_distinct)]
_Version = Annotated[StrictInt, Field(ge=1, description="The version this change is based on", examples=[3])]

# Never read, since `edit` takes only what was sent. So a field may be left out and yet not be null, which would say
# nothing; and a factory, since a default would stand in the OpenAPI document.
_LEFT_OUT: Any = Field(default_factory=lambda: None)


class FlagSettings(Body):
    """What an admin may set; a field that is left out is not touched."""

    name: _Name = _LEFT_OUT
    description: _Description = _LEFT_OUT
    enabled: _Enabled = _LEFT_OUT
    rollout_percentage: _Rollout = _LEFT_OUT
    roles: _Roles = _LEFT_OUT
    user_ids: _UserIds = _LEFT_OUT
    excluded_user_ids: _ExcludedUserIds = _LEFT_OUT
    tags: _Tags = _LEFT_OUT

    def edit(self) -> FlagEdit:
        """The fields that were sent, in the domain's terms."""
        sent = self.model_fields_set
        return FlagEdit(
            name=self.name if "name" in sent else None,
            description=self.description if "description" in sent else None,
            enabled=self.enabled if "enabled" in sent else None,
            rollout=basis_points(self.rollout_percentage) if "rollout_percentage" in sent else None,
            roles=tuple(_distinct(self.roles)) if "roles" in sent else None,
            user_ids=tuple(self.user_ids) if "user_ids" in sent else None,
            excluded_user_ids=tuple(self.excluded_user_ids) if "excluded_user_ids" in sent else None,
            tags=tuple(self.tags) if "tags" in sent else None,
        )


class NewFlag(FlagSettings):
    """What a flag is made from; off and rolled out to 100 % unless said otherwise."""

    key: Annotated[str, Field(pattern=KEY_PATTERN, description="Names it in code, for ever", examples=["new_checkout"])]
    name: _Name


class FlagChange(FlagSettings):
    """What to change; fields that are left out stay as they are."""

    version: _Version | None = None


class FlagSwitch(Body):
    """The version that a switch is based on; without one it applies to whatever is current."""

    version: _Version | None = None


class FlagRollout(Body):
    """How far to roll out."""

    percentage: Percentage
    version: _Version | None = None


class FlagShown(Answer):
    """A flag, as admins see it."""

    key: Annotated[str, Field(examples=["new_checkout"])]
    name: str
    description: str
    enabled: bool
    rollout_percentage: Annotated[float, Field(description="0 to 100", examples=[12.5])]
    roles: list[Role]
    user_ids: list[str]
    excluded_user_ids: list[str]
    tags: list[str]
    seed: Annotated[str, Field(description="Salts the hash that draws the roll-out; never changes")]
    version: Annotated[int, Field(description="Raised by every change; also the ETag", examples=[3])]
    created_at: Moment
    created_by: str
    updated_at: Moment
    updated_by: str

    @classmethod
    def of(cls, flag: Flag) -> Self:
        """The flag on the wire."""
        return cls(
            key=flag.key,
            name=flag.name,
            description=flag.description,
            enabled=flag.enabled,
            rollout_percentage=flag.rollout / _BASIS_POINTS,
            roles=list(flag.roles),
            user_ids=list(flag.user_ids),
            excluded_user_ids=list(flag.excluded_user_ids),
            tags=list(flag.tags),
            seed=flag.seed,
            version=flag.version,
            created_at=flag.created_at,
            created_by=flag.created_by,
            updated_at=flag.updated_at,
            updated_by=flag.updated_by,
        )


class FlagPage(Answer):
    """One page of flags, in the order of their keys."""

    items: list[FlagShown]
    next_cursor: Annotated[str | None, Field(description="Send it as `cursor` for what follows; null at the end")] = (
        None
    )


def basis_points(percentage: float) -> int:
    """A percentage in hundredths of a per cent."""
    return round(percentage * _BASIS_POINTS)
