"""An estimate and the interval around it."""

from dataclasses import dataclass

from sextant.statistics.status import Status


@dataclass(frozen=True, slots=True)
class Interval:
    """What lies between two bounds, both included. A bound is None where the data set none."""

    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A difference or a lift, with its interval.

    Attributes:
        status: Why the value or the interval is missing, if one is.
        value: The point estimate; a lift of 0.1 is +10 %.
        interval: The confidence interval at the level asked for.
    """

    status: Status
    value: float | None
    interval: Interval | None
