"""How an experiment came to what it shows: cumulative figures at the end of each day."""

from dataclasses import dataclass
from datetime import date

from sextant.domain.experiment_comparisons import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricPoint:
    """A metric of one variant, over all days up to one.

    Attributes:
        id: The metric's.
        conversions: Users who did it.
        value: The rate, mean or ratio.
        difference: From the control.
        lift: As a share of the control's value.
        interval: Of the lift, at 1 - alpha, of one look.
    """

    id: str
    conversions: int
    value: float | None
    difference: float | None = None
    lift: float | None = None
    interval: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantPoint:
    """A variant, over all days up to one."""

    variant: str
    users: int
    metrics: tuple[MetricPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDay:
    """All days up to and with one."""

    day: date
    variants: tuple[VariantPoint, ...]
