"""Figures of one period beside those of the one before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from sextant.domain.ratios import change
from sextant.schemas.measures import CountMetric, MeasureMetric, RatioMetric

_Figures = TypeVar("_Figures")


@dataclass(frozen=True, slots=True)
class Compared(Generic[_Figures]):
    """Figures of two periods, or of one that is compared with nothing.

    Attributes:
        now: Those of the period.
        before: Those of the period before, or None.
    """

    now: _Figures
    before: _Figures | None

    def count(self, figure: Callable[[_Figures], int]) -> CountMetric:
        """A count or an amount, beside the one before."""
        value = figure(self.now)
        previous = None if self.before is None else figure(self.before)
        return CountMetric(value=value, previous=previous, change=change(value, previous))

    def measure(self, figure: Callable[[_Figures], float]) -> MeasureMetric:
        """A measure, beside the one before."""
        value = figure(self.now)
        previous = None if self.before is None else figure(self.before)
        return MeasureMetric(value=value, previous=previous, change=change(value, previous))

    def ratio(self, figure: Callable[[_Figures], float | None]) -> RatioMetric:
        """A ratio, beside the one before."""
        value = figure(self.now)
        previous = None if self.before is None else figure(self.before)
        return RatioMetric(value=value, previous=previous, change=change(value, previous))

    def counts(self, figures: Callable[[_Figures], Mapping[str, int]]) -> dict[str, CountMetric]:
        """Counts by name; a name that only one of the periods has counts 0 in the other."""
        return {name: self._of_name(figures, name) for name in self.names(figures)}

    def names(self, figures: Callable[[_Figures], Mapping[str, object]]) -> list[str]:
        """The names that one of the periods has, in their order."""
        return sorted({*figures(self.now), *(() if self.before is None else figures(self.before))})

    def _of_name(self, figures: Callable[[_Figures], Mapping[str, int]], name: str) -> CountMetric:
        return self.count(lambda period: figures(period).get(name, 0))
