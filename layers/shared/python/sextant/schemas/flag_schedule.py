"""What time changes of flags, on the wire."""

from datetime import UTC, date, datetime
from typing import Annotated, NotRequired

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, StrictBool, with_config
from typing_extensions import TypedDict

from sextant.domain.flag_schedule import ProgressiveRollout, RolloutStep, ScheduledChange
from sextant.schemas.base import Answer, Body, Moment
from sextant.schemas.flag_percentages import Percentage, basis_points, percentage

MAX_CHANGES = 50
_TEXT_OF_MOMENT = "say it as RFC 3339 with a time zone, such as 2026-03-01T09:00:00Z"
_TEXT_OF_DAY = "say it as YYYY-MM-DD, such as 2026-03-31"


def _text_of_moment(value: object) -> object:
    # pydantic would take numbers for seconds or milliseconds, whichever seems more likely.
    if not isinstance(value, str | datetime) or (isinstance(value, str) and not value[4:5] == "-"):
        raise ValueError(_TEXT_OF_MOMENT)
    return value


def _text_of_day(value: object) -> object:
    if isinstance(value, str) and len(value) != len("2026-03-31"):
        raise ValueError(_TEXT_OF_DAY)
    if not isinstance(value, str | date):
        raise ValueError(_TEXT_OF_DAY)  # noqa: TRY004 - pydantic lets a TypeError through
    return value


def _whole_milliseconds(moment: datetime) -> datetime:
    """In UTC and as exact as it will be shown, so that what is shown may be sent back."""
    try:
        return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)
    except OverflowError as error:
        raise ValueError(_TEXT_OF_MOMENT) from error


MomentSent = Annotated[
    AwareDatetime,
    BeforeValidator(_text_of_moment),
    AfterValidator(_whole_milliseconds),
    Moment.__metadata__[0],
    Field(examples=["2026-03-01T09:00:00Z"]),
]
"""A point in time as somebody sent it: RFC 3339 with a time zone."""
DaySent = Annotated[date, BeforeValidator(_text_of_day), Field(examples=["2026-03-31"])]
"""A day of the calendar as somebody sent it."""


@with_config(ConfigDict(extra="forbid"))
class FlagScheduledChange(TypedDict):
    """What becomes of a flag at a moment; at least one of the two."""

    at: MomentSent
    enabled: NotRequired[StrictBool]
    rolloutPercentage: NotRequired[Percentage]


class FlagRolloutStep(Body):
    """The roll-out from a moment on."""

    at: MomentSent
    percentage: Percentage


class FlagProgressiveRollout(Body):
    """A roll-out that grows in steps: times rise, percentages never fall."""

    steps: Annotated[list[FlagRolloutStep], Field(min_length=1, max_length=MAX_CHANGES)]


class FlagEffective(Answer):
    """What a flag is now, its schedule and progressive roll-out taken into account."""

    enabled: bool
    rollout_percentage: Annotated[float, Field(description="0 to 100", examples=[12.5])]
    next_change_at: Annotated[Moment | None, Field(description="When time changes it next; null for never")]


Schedule = Annotated[
    list[FlagScheduledChange],
    Field(max_length=MAX_CHANGES, description="What becomes of the flag when; what is due already applies at once"),
]


def scheduled(changes: list[FlagScheduledChange]) -> tuple[ScheduledChange, ...]:
    """A schedule in the domain's terms."""
    return tuple(
        ScheduledChange(
            change["at"],
            change.get("enabled"),
            basis_points(change["rolloutPercentage"]) if "rolloutPercentage" in change else None,
        )
        for change in changes
    )


def schedule_shown(changes: tuple[ScheduledChange, ...]) -> list[FlagScheduledChange]:
    """A schedule on the wire."""
    return [_change_shown(change) for change in changes]


def progressive(sent: FlagProgressiveRollout | None) -> ProgressiveRollout | None:
    """A progressive roll-out in the domain's terms."""
    if sent is None:
        return None
    return ProgressiveRollout(tuple(RolloutStep(step.at, basis_points(step.percentage)) for step in sent.steps))


def progressive_shown(rollout: ProgressiveRollout | None) -> FlagProgressiveRollout | None:
    """A progressive roll-out on the wire."""
    if rollout is None:
        return None
    steps = [FlagRolloutStep(at=step.at, percentage=percentage(step.rollout)) for step in rollout.steps]
    return FlagProgressiveRollout(steps=steps)


def _change_shown(change: ScheduledChange) -> FlagScheduledChange:
    shown: FlagScheduledChange = {"at": change.at}
    if change.enabled is not None:
        shown["enabled"] = change.enabled
    if change.rollout is not None:
        shown["rolloutPercentage"] = percentage(change.rollout)
    return shown
