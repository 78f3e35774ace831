"""What was counted of one phase of an experiment, cumulated by day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sextant.domain.experiment_counts import Cell, Tally
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
        everybody: All who are enrolled, under the variant that they saw first.
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

    def _without_crossed(self) -> Arms:
        return {variant: _less(arm, self.crossed[variant]) for variant, arm in self.everybody.items()}


class PhaseCounts:
    """The counters of one phase."""

    def __init__(self, cells: Mapping[Cell, Tally], variants: tuple[str, ...]) -> None:
        """Sort the cells by day; `variants` are the phase's, in order."""
        self._variants = variants
        self._by_day: dict[date, list[tuple[Cell, Tally]]] = {}
        for cell, tally in sorted(cells.items()):
            self._by_day.setdefault(cell.day, []).append((cell, tally))

    @property
    def days(self) -> list[date]:
        """The days on which something was counted, in order."""
        return sorted(self._by_day)

    def through(self, last: date | None) -> Counts:
        """All days up to and with `last`; all there are if it is None."""
        *_, counts = [self._none(), *(counts for _, counts in self.cumulated(last))]
        return counts

    def cumulated(self, last: date | None = None) -> Iterator[tuple[date, Counts]]:
        """Each day up to and with `last` on which something was counted, with all that was counted by its end."""
        everybody = {variant: Tally() for variant in self._variants}
        crossed = {variant: Tally() for variant in self._variants}
        for day in self.days:
            if last is not None and day > last:
                return
            for cell, tally in self._by_day[day]:
                side = crossed if cell.crossed else everybody
                # A variant that is no longer part of the experiment may still have counters.
                if cell.variant in side:
                    side[cell.variant] += tally
            yield day, Counts(_arms(everybody), _arms(crossed))

    def _none(self) -> Counts:
        nobody = {variant: Arm(0, {}) for variant in self._variants}
        return Counts(nobody, nobody)


def _arms(tallies: Mapping[str, Tally]) -> Arms:
    return {variant: Arm(tally.users, tally.sums) for variant, tally in tallies.items()}


def _less(arm: Arm, crossed: Arm) -> Arm:
    if not crossed.users and not crossed.sums:
        return arm
    sums = {
        metric: {name: value - crossed.of(metric).get(name, 0) for name, value in of_metric.items()}
        for metric, of_metric in arm.sums.items()
    }
    return Arm(arm.users - crossed.users, sums)
