"""How a flag is stored as an item."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, cast

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from sextant.domain.features import Rule
from sextant.domain.flag_prerequisites import Prerequisite
from sextant.domain.flag_schedule import ProgressiveRollout, RolloutStep, ScheduledChange
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import Flag, Lifetime
from sextant.domain.principals import Role
from sextant.store.base import TableModel

FLAGS = "flags"
"""The one partition of all flags."""


class FlagItem(TableModel):
    """One flag.

    What is nested is kept as JSON text, since DynamoDB's own numbers are not those of JSON. What may be null was added
    later, and a flag that was stored before has none of it.
    """

    class Meta:
        setting = "flags_table"

    collection = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    description = UnicodeAttribute()
    enabled = BooleanAttribute()
    # Hundredths of a per cent, since DynamoDB keeps whole numbers exactly.
    rollout = NumberAttribute(attr_name="rolloutBasisPoints")
    # pynamodb types a list by its Python elements and makes it by its attributes: Any bridges the two.
    roles: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    user_ids: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, attr_name="userIds")
    excluded_user_ids: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, attr_name="excludedUserIds")
    tags: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    seed = UnicodeAttribute()
    version = NumberAttribute()
    created_at = UTCDateTimeAttribute(attr_name="createdAt")
    created_by = UnicodeAttribute(attr_name="createdBy")
    updated_at = UTCDateTimeAttribute(attr_name="updatedAt")
    updated_by = UnicodeAttribute(attr_name="updatedBy")
    owner = UnicodeAttribute(null=True)
    segments: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, null=True)
    value_type = UnicodeAttribute(null=True, attr_name="valueType")
    value = UnicodeAttribute(null=True)
    default_value = UnicodeAttribute(null=True, attr_name="defaultValue")
    value_schema = UnicodeAttribute(null=True, attr_name="valueSchema")
    rules = UnicodeAttribute(null=True)
    prerequisites = UnicodeAttribute(null=True)
    schedule = UnicodeAttribute(null=True)
    progressive_rollout = UnicodeAttribute(null=True, attr_name="progressiveRollout")
    client_visible = BooleanAttribute(null=True, attr_name="clientVisible")
    lifetime = UnicodeAttribute(null=True)
    expected_end = UnicodeAttribute(null=True, attr_name="expectedEnd")
    archived = BooleanAttribute(null=True)
    retargeted_at = UTCDateTimeAttribute(null=True, attr_name="retargetedAt")


def item_of(flag: Flag) -> FlagItem:
    """The item of a flag."""
    return FlagItem(
        FLAGS,
        flag.key,
        name=flag.name,
        description=flag.description,
        owner=flag.owner,
        tags=list(flag.tags),
        value_type=flag.value_type.value,
        value=_text(flag.value),
        default_value=_text(flag.default_value),
        value_schema=None if flag.value_schema is None else _text(flag.value_schema),
        enabled=flag.enabled,
        rollout=flag.rollout,
        roles=[role.value for role in flag.roles],
        segments=list(flag.segments),
        user_ids=list(flag.user_ids),
        excluded_user_ids=list(flag.excluded_user_ids),
        rules=_text(flag.rules),
        prerequisites=_text([{"flag": each.flag, "condition": each.condition} for each in flag.prerequisites]),
        schedule=_text([[_moment(each.at), each.enabled, each.rollout] for each in flag.schedule]),
        progressive_rollout=_progressive_text(flag.progressive_rollout),
        client_visible=flag.client_visible,
        lifetime=flag.lifetime.value,
        expected_end=flag.expected_end.isoformat() if flag.expected_end else None,
        archived=flag.archived,
        retargeted_at=flag.retargeted_at,
        seed=flag.seed,
        version=flag.version,
        created_at=flag.created_at,
        created_by=flag.created_by,
        updated_at=flag.updated_at,
        updated_by=flag.updated_by,
    )


def flag_of(item: FlagItem) -> Flag:
    """The flag of an item."""
    return Flag(
        key=item.key,
        name=item.name,
        description=item.description,
        owner=item.owner or "",
        tags=tuple(item.tags),
        value_type=ValueType(item.value_type or ValueType.BOOLEAN),
        value=_json(item.value, default=True),
        default_value=_json(item.default_value, default=False),
        value_schema=cast("Mapping[str, object] | None", _json(item.value_schema)),
        enabled=item.enabled,
        rollout=int(item.rollout),
        roles=tuple(Role(role) for role in item.roles),
        segments=tuple(item.segments or ()),
        user_ids=tuple(item.user_ids),
        excluded_user_ids=tuple(item.excluded_user_ids),
        rules=tuple(cast("list[Rule]", _json(item.rules, default=[]))),
        prerequisites=_prerequisites(item.prerequisites),
        schedule=_schedule(item.schedule),
        progressive_rollout=_progressive(item.progressive_rollout),
        client_visible=bool(item.client_visible),
        lifetime=Lifetime(item.lifetime or Lifetime.TEMPORARY),
        expected_end=date.fromisoformat(item.expected_end) if item.expected_end else None,
        archived=bool(item.archived),
        retargeted_at=item.retargeted_at,
        seed=item.seed,
        version=int(item.version),
        created_at=item.created_at,
        created_by=item.created_by,
        updated_at=item.updated_at,
        updated_by=item.updated_by,
    )


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _json(text: str | None, *, default: object = None) -> object:
    return default if text is None else json.loads(text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _prerequisites(text: str | None) -> tuple[Prerequisite, ...]:
    found = cast("list[dict[str, Any]]", _json(text, default=[]))
    return tuple(Prerequisite(each["flag"], each["condition"]) for each in found)


def _schedule(text: str | None) -> tuple[ScheduledChange, ...]:
    found = cast("list[tuple[str, bool | None, int | None]]", _json(text, default=[]))
    return tuple(ScheduledChange(datetime.fromisoformat(at), enabled, rollout) for at, enabled, rollout in found)


def _progressive_text(progressive: ProgressiveRollout | None) -> str | None:
    return _text([[_moment(step.at), step.rollout] for step in progressive.steps]) if progressive else None


def _progressive(text: str | None) -> ProgressiveRollout | None:
    found = cast("list[tuple[str, int]]", _json(text, default=[]))
    steps = tuple(RolloutStep(datetime.fromisoformat(at), rollout) for at, rollout in found)
    return ProgressiveRollout(steps) if steps else None
