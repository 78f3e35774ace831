"""Changes of a flag that time makes: nothing has to run for them, so nothing can be late."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar


@dataclass(frozen=True, slots=True)
class ScheduledChange:
    """What becomes of a flag at a moment; None leaves a thing as it is.

    Attributes:
        at: From this moment on.
        enabled: Whether the flag is on.
        rollout: In hundredths of a per cent.
    """

    at: datetime
    enabled: bool | None = None
    rollout: int | None = None


@dataclass(frozen=True, slots=True)
class RolloutStep:
    """The roll-out from a moment on, in hundredths of a per cent."""

    at: datetime
    rollout: int


@dataclass(frozen=True, slots=True)
class ProgressiveRollout:
    """A roll-out that grows in steps; their times rise strictly, their shares never fall."""

    steps: tuple[RolloutStep, ...]


_Change = TypeVar("_Change", ScheduledChange, RolloutStep)


class State(NamedTuple):
    """What schedules change of a flag: whether it is on, and its roll-out in hundredths of a per cent."""

    enabled: bool
    rollout: int


class Timetable(NamedTuple):
    """Everything that time will change of a flag."""

    schedule: tuple[ScheduledChange, ...] = ()
    progressive: ProgressiveRollout | None = None

    def after(self, state: State, now: datetime) -> State:
        """What `state` has become by `now`: every change that is due, in the order of time."""
        for change in self.due(now):
            state = State(
                state.enabled if change.enabled is None else change.enabled,
                state.rollout if change.rollout is None else change.rollout,
            )
        return state

    def due(self, now: datetime) -> Iterator[ScheduledChange]:
        """The changes whose moment has come, in the order of time; of one moment, the schedule's last."""
        steps = self.progressive.steps if self.progressive else ()
        changes = [*(ScheduledChange(step.at, rollout=step.rollout) for step in steps), *self.schedule]
        # Sorting is stable: what was put first of one moment stays first.
        return (change for change in sorted(changes, key=_moment) if change.at <= now)

    def remaining(self, now: datetime) -> "Timetable":
        """What is not due yet."""
        steps = tuple(_later(self.progressive.steps, now)) if self.progressive else ()
        return Timetable(tuple(_later(self.schedule, now)), ProgressiveRollout(steps) if steps else None)

    def next_change(self, now: datetime) -> datetime | None:
        """The first moment that is still to come, or None."""
        schedule, progressive = self.remaining(now)
        moments = [change.at for change in schedule]
        moments += [step.at for step in progressive.steps] if progressive else []
        return min(moments, default=None)


def _later(changes: Iterable[_Change], now: datetime) -> Iterator[_Change]:
    return (change for change in changes if change.at > now)


def _moment(change: ScheduledChange) -> datetime:
    return change.at
