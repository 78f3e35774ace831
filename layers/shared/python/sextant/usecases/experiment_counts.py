"""What was counted of one phase of an experiment, cumulated by day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sextant.domain.experiment_counts import RESTARTED, SIGNED_IN, Cell, Tally
from sextant.domain.experiment_metrics import Sums
from sextant.domain.experiments import Crossover


@dataclass(frozen=True, slots=True)
class Arm:
    """The users of one variant.

    Attributes:
        users: How many.
        sums: By metric, the sums over them; what is missing is 0.
    """

    users: int
    sums: Mapping[str, Sums]

    def of(self, metric: str) -> Sums:
        """The sums of one metric."""
        return self.sums.get(metric, {})


Arms = Mapping[str, Arm]
"""By variant, in the order of the experiment, with those that have no users yet."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted by some day.

    Attributes:
        everybody: All who are enrolled, under the variant that they saw first in this phase.
        crossed: Those of them who saw two variants.
    """

    everybody: Arms
    crossed: Arms

    def arms(self, crossover: Crossover) -> Arms:
        """Who counts, when users who saw two variants count like this."""
        return self.everybody if crossover is Crossover.FIRST_SEEN else self._without_crossed()

    @property
    def users(self) -> int:
        """How many are enrolled."""
        return sum(arm.users for arm in self.everybody.values())

    @property
    def crossed_users(self) -> int:
        """How many saw two variants."""
        return sum(arm.users for arm in self.crossed.values())

    @property
    def signed_in_users(self) -> int:
        """How many of those did so since they were a guest first, and then a user."""
        return self._crossed_by(SIGNED_IN)

    @property
    def restarted_users(self) -> int:
        """How many of the others had seen another variant before a restart, and no more than one since."""
        return self._crossed_by(RESTARTED)

    @property
    def unexplained_users(self) -> int:
        """How many of those who saw two variants did so by none of these."""
        return self.crossed_users - self.signed_in_users - self.restarted_users

    def _crossed_by(self, cause: str) -> int:
        return sum(arm.of(cause).get("users", 0) for arm in self.crossed.values())

    def _without_crossed(self) -> Arms:
        return {variant: _less(arm, self.crossed[variant]) for variant, arm in self.everybody.items()}


class PhaseCounts:
    """The counters of one phase."""

    def __init__(self, cells: Mapping[Cell, Tally], variants: tuple[str, ...]) -> None:
        """Sort the cells by day; `variants` are the phase's, in order."""
        self._variants = variants
        self._by_day: dict[date, dict[_Key, Tally]] = {}
        for cell, tally in sorted(cells.items()):
            # A variant that is no longer part of the experiment may still have counters.
            if cell.variant in variants:
                self._by_day.setdefault(cell.day, {})[cell.crossed, cell.variant] = tally

    @property
    def days(self) -> list[date]:
        """The days on which something was counted, in order."""
        return sorted(self._by_day)

    def through(self, last: date | None) -> Counts:
        """All days up to and with `last`; all there are if it is None."""
        return self._counts([self._by_day[day] for day in self.days if last is None or day <= last])

    def cumulated(self, last: date | None = None) -> Iterator[tuple[date, Counts]]:
        """Each day up to and with `last` on which something was counted, with all that was counted by its end."""
        so_far: dict[_Key, Tally] = {}
        for day in self.days:
            if last is not None and day > last:
                return
            today = self._by_day[day]
            so_far |= {key: _total([so_far[key], tally] if key in so_far else [tally]) for key, tally in today.items()}
            yield day, self._counts([so_far])

    def _counts(self, days: Sequence[Mapping["_Key", Tally]]) -> Counts:
        """What was counted on these days together."""
        return Counts(self._arms(days, crossed=False), self._arms(days, crossed=True))

    def _arms(self, days: Sequence[Mapping["_Key", Tally]], *, crossed: bool) -> Arms:
        keys = [(crossed, variant) for variant in self._variants]
        totals = [_total([day[key] for day in days if key in day]) for key in keys]
        return {variant: Arm(total.users, total.sums) for variant, total in zip(self._variants, totals, strict=True)}


_Key = tuple[bool, str]
"""Whether of crossed users only, and the variant."""


def _total(tallies: Sequence[Tally]) -> Tally:
    """All of them together: a column for each moment is added up at once, which is faster than one value at a time."""
    if len(tallies) == 1:
        return tallies[0]
    columns: dict[str, list[Sums]] = {}
    for tally in tallies:
        for metric, moments in tally.sums.items():
            columns.setdefault(metric, []).append(moments)
    return Tally(sum(tally.users for tally in tallies), {metric: _added(each) for metric, each in columns.items()})


def _added(moments: Sequence[Sums]) -> Sums:
    columns = {name: [each.get(name, 0) for each in moments] for name in sorted(set[str]().union(*moments))}
    return {name: sum(column) for name, column in columns.items()}


def _less(arm: Arm, crossed: Arm) -> Arm:
    if not crossed.users and not crossed.sums:
        return arm
    sums = {
        metric: {name: value - crossed.of(metric).get(name, 0) for name, value in of_metric.items()}
        for metric, of_metric in arm.sums.items()
    }
    return Arm(arm.users - crossed.users, sums)
