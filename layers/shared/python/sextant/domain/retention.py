"""Retention: of those who registered in a week, which part was active in each week that followed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sextant.domain.days import Period
from sextant.domain.ratios import ratio
from sextant.domain.rollups import Tally, in_both, merged, united

_EMPTY = Tally()


@dataclass(frozen=True, slots=True)
class RetentionCell:
    """A cohort in one week.

    Attributes:
        week: How many weeks after the one of registration; 0 is that one.
        active: How many of the cohort were active in it; None while it cannot be known for good, since one of the two
            weeks is not over or has events that wait to be counted.
        rate: The same over the cohort's size; None also of an empty cohort.
    """

    week: int
    active: int | None
    rate: float | None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those whose earliest registration falls into one week.

    Attributes:
        days: The week.
        size: How many they are, so far.
        is_complete: Whether the week is over and nothing in it waits to be counted.
        cells: The weeks from that one on.
    """

    days: Period
    size: int
    is_complete: bool
    cells: Sequence[RetentionCell]


def cohorts_of(
    weeks: Sequence[Period], days: Mapping[date, Tally], is_complete: Callable[[Period], bool], role: str | None = None
) -> list[Cohort]:
    """The cohorts of these weeks.

    Args:
        weeks: Weeks without a gap between them, in order.
        days: The tallies of their days; a day without one was empty.
        is_complete: Whether all days of a week are over and counted.
        role: Only those whose earliest registration was in this role; None for everybody.
    """
    tallies = [merged(days.get(day, _EMPTY) for day in week) for week in weeks]
    complete = [is_complete(week) for week in weeks]
    cohorts = []
    for first, week in enumerate(weeks):
        registered = tallies[first].registered
        members = united(registered[each] for each in registered if role in {None, each})
        cells = []
        for place in range(first, len(weeks)):
            known = complete[first] and complete[place]
            active = in_both(members, tallies[place].active) if known else None
            cells.append(RetentionCell(place - first, active, None if active is None else ratio(active, len(members))))
        cohorts.append(Cohort(week, len(members), complete[first], cells))
    return cohorts


@dataclass(frozen=True, slots=True)
class RetainedWeek:
    """All cohorts in one week of theirs.

    Attributes:
        week: How many weeks after the one of registration.
        users: How many users the cohorts have of which that week is known.
        active: How many of them were active in it.
    """

    week: int
    users: int
    active: int

    @property
    def rate(self) -> float | None:
        """The ratio of the sums; None where no cohort with users has this week behind it."""
        return ratio(self.active, self.users)


def pooled(cohorts: Sequence[Cohort]) -> list[RetainedWeek]:
    """All cohorts together, week by week; a cohort whose week is not known is left out of that week."""
    found = []
    for week in range(len(cohorts)):
        known = [
            (cohort.size, cell.active)
            for cohort in cohorts
            for cell in cohort.cells
            if cell.week == week and cell.active is not None
        ]
        found.append(RetainedWeek(week, sum(size for size, _ in known), sum(active for _, active in known)))
    return found
