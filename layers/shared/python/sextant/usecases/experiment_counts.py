"""What was counted of one phase of an experiment, cumulated by day."""

from collections.abc import Iterable, Iterator, Mapping
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
        totals = _Totals(self._variants)
        for day in self.days:
            if last is None or day <= last:
                totals.add(self._by_day[day])
        return totals.counts()

    def cumulated(self, last: date | None = None) -> Iterator[tuple[date, Counts]]:
        """Each day up to and with `last` on which something was counted, with all that was counted by its end."""
        totals = _Totals(self._variants)
        for day in self.days:
            if last is not None and day > last:
                return
            totals.add(self._by_day[day])
            yield day, totals.counts()


class _Totals:
    """Sums that grow, apart from those handed out."""

    def __init__(self, variants: tuple[str, ...]) -> None:
        self._users = {(crossed, variant): 0 for crossed in (False, True) for variant in variants}
        self._sums: dict[tuple[bool, str], dict[str, dict[str, int]]] = {key: {} for key in self._users}
        self._variants = variants

    def add(self, cells: Iterable[tuple[Cell, Tally]]) -> None:
        """Count these in."""
        for cell, tally in cells:
            key = (cell.crossed, cell.variant)
            # A variant that is no longer part of the experiment may still have counters.
            if key not in self._users:
                continue
            self._users[key] += tally.users
            mine = self._sums[key]
            for metric, moments in tally.sums.items():
                totals = mine.setdefault(metric, {})
                for name, value in moments.items():
                    totals[name] = totals.get(name, 0) + value

    def counts(self) -> Counts:
        """What was counted so far."""
        return Counts(self._arms(crossed=False), self._arms(crossed=True))

    def _arms(self, *, crossed: bool) -> Arms:
        return {
            variant: Arm(
                self._users[crossed, variant],
                {metric: dict(sums) for metric, sums in self._sums[crossed, variant].items()},
            )
            for variant in self._variants
        }


def _less(arm: Arm, crossed: Arm) -> Arm:
    if not crossed.users and not crossed.sums:
        return arm
    sums = {
        metric: {name: value - crossed.of(metric).get(name, 0) for name, value in of_metric.items()}
        for metric, of_metric in arm.sums.items()
    }
    return Arm(arm.users - crossed.users, sums)
