"""How long an experiment is to go on, and which days have been looked at when."""

import math
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sextant.domain.days import end_ms, today
from sextant.domain.experiments import DEFAULT_PLANNED_DAYS, Experiment, Phase

SETTLING: Final = timedelta(minutes=5)
"""After the end of a day, until every transaction that began on it has ended."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The plan of one phase: so many users if that was set, or else so many days.

    Attributes:
        first_day: The day of the business on which the phase began.
        last_day: The last one of a plan by days.
        planned_users: How many users are to be enrolled, or None for a plan by days.
        longest: The latest last day that was ever planned since the start, by which alpha is spent; None for the last.
    """

    first_day: date
    last_day: date
    planned_users: int | None
    longest: date | None = None

    def fraction(self, day: date, users: int) -> float:
        """How far the plan is done at the end of a day, when so many users are enrolled; at most 1.

        A plan by days that was cut short ends below 1, and leaves the alpha of the days that were left out unspent:
        whoever ends it has seen results, and must not win by that.
        """
        if self.planned_users:
            return min(users / self.planned_users, 1.0)
        days = ((self.longest or self.last_day) - self.first_day).days + 1
        return min(max((day - self.first_day).days + 1, 0) / days, 1.0)

    def is_over(self, day: date, users: int) -> bool:
        """Whether the plan ends with this day."""
        return users >= self.planned_users if self.planned_users else day >= self.last_day

    def looks(self, taken: int, fraction: float) -> int:
        """About how many looks there will be, when so many were taken by this fraction."""
        if not self.planned_users:
            return (self.last_day - self.first_day).days + 1
        return math.ceil(round(taken / fraction, 6)) if fraction else DEFAULT_PLANNED_DAYS

    def ended_with(self, last_look: date) -> "Schedule":
        """The plan as it was when its last look was taken after this day: a last day that was moved out since is none.

        A plan by users has ended with its users.
        """
        return replace(self, last_day=min(self.last_day, last_look), longest=None)

    def days_left(self, day: date, users: int) -> int | None:
        """For how many days after this one the plan goes on at the traffic so far; None if there is no traffic."""
        if not self.planned_users:
            return max((self.last_day - day).days, 0)
        days = max((day - self.first_day).days + 1, 1)
        return math.ceil(max(self.planned_users - users, 0) * days / users) if users else None

    def forced_day(self, last_look: date | None) -> date | None:
        """The day after which a plan by days ends even if nothing was counted on it."""
        if self.planned_users:
            return None
        return max(self.last_day, last_look + timedelta(days=1)) if last_look else self.last_day


def schedule(experiment: Experiment, phase: Phase, zone: ZoneInfo) -> Schedule:
    """The plan of a phase in the business's time zone; a phase that begins after the planned end has one day."""
    first = today(phase.started_at, zone)
    last = max(first, experiment.end_date or first + timedelta(days=DEFAULT_PLANNED_DAYS - 1))
    return Schedule(first, last, experiment.planned_users, max(last, experiment.longest_end or last))


def last_settled(now: datetime, zone: ZoneInfo) -> date:
    """The last day of the business that is over and settled, so that its counters never change again."""
    day = today(now, zone) - timedelta(days=1)
    settled = end_ms(day, zone) + SETTLING.total_seconds() * 1000 <= now.timestamp() * 1000
    return day if settled else day - timedelta(days=1)
