"""What an experiment measures: metrics on events, and the sums over users that tests are computed from.

Of a user who is enrolled, each metric adds up what they did since: `y`, and of a ratio its denominator `d`. The sums
over users are kept exactly, so they are whole numbers throughout; money is in minor units.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

METRIC_ID_PATTERN: Final = r"^[a-z0-9][a-z0-9_-]{0,49}$"
MAX_METRICS: Final = 20
LARGEST_VALUE: Final = 10**12
"""Of one conversion, in minor units or pieces."""


class MetricType(StrEnum):
    """How what a user did becomes their number.

    Attributes:
        BINOMIAL: 1 for who did it at least once, else 0.
        COUNT: How often they did it, or the sum of a whole-numbered property.
        REVENUE: The sum of a property in minor units of one currency.
        RATIO: One sum over another, such as clicks over sessions.
    """

    BINOMIAL = "binomial"
    COUNT = "count"
    REVENUE = "revenue"
    RATIO = "ratio"


class MetricRole(StrEnum):
    """What a metric decides: primary ones the winner, guardrails what must not get worse, secondary ones nothing."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    GUARDRAIL = "guardrail"


class Goal(StrEnum):
    """Which way is good."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Part(StrEnum):
    """Which of a metric's two sums a conversion adds to; all but ratios have the numerator only."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True, slots=True)
class Measure:
    """Which events a sum is made of.

    Attributes:
        event: Name of the event.
        property: The property that is added up; None counts each event as one.
    """

    event: str
    property: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One thing that is measured of every enrolled user.

    Attributes:
        id: Names it for ever; counters are kept under it.
        numerator: What is added up.
        denominator: What it is divided by; of a ratio only.
        currency: ISO 4217 code; of revenue only. Money in another currency is not counted.
        cap: A user's sum counts as at most this much; None for no cap.
        window: How long after a user's exposure what they do counts; None for as long as the experiment runs.
        covariate: Numeric attribute of the user, known before exposure, that CUPED takes the noise out with.
        margin: Of a guardrail: by how much of the control's value it may get worse before that is harm; 0.02 is 2 %.
    """

    id: str
    name: str
    type: MetricType
    role: MetricRole = MetricRole.PRIMARY
    goal: Goal = Goal.INCREASE
    numerator: Measure
    denominator: Measure | None = None
    currency: str | None = None
    cap: int | None = None
    window: timedelta | None = None
    covariate: str | None = None
    margin: float = 0.0

    @property
    def parts(self) -> Iterator[tuple[Part, Measure]]:
        """The sums it has, and what each is made of."""
        yield Part.NUMERATOR, self.numerator
        if self.denominator:
            yield Part.DENOMINATOR, self.denominator

    @property
    def counts_repetitions(self) -> bool:
        """Whether a second conversion of a user changes anything, so that each needs an id to be counted once."""
        return self.type is not MetricType.BINOMIAL


@dataclass(frozen=True, slots=True)
class UserTotals:
    """What one user has done of one metric since exposure.

    Attributes:
        y: The numerator's sum, not capped; of a binomial metric 0 or 1.
        d: The denominator's sum.
        x: The covariate, in thousandths, as it was at exposure.
    """

    y: int = 0
    d: int = 0
    x: int = 0

    def with_conversion(self, metric: Metric, part: Part, value: int) -> "UserTotals":
        """These totals after one more conversion."""
        if part is Part.DENOMINATOR:
            return UserTotals(self.y, self.d + value, self.x)
        return UserTotals(1 if metric.type is MetricType.BINOMIAL else self.y + value, self.d, self.x)


Sums = Mapping[str, int]
"""Sums over users by the name of the moment: `users` converted, `y`, `yy`, `d`, `dd`, `yd`, `x`, `xx`, `xy`."""


def moments(metric: Metric, totals: UserTotals) -> dict[str, int]:
    """What one user adds to the sums of a metric; moments of 0 are left out."""
    y = totals.y if metric.cap is None else min(totals.y, metric.cap)
    d, x = totals.d, totals.x
    found = {"users": int(totals.y > 0), "y": y}
    if metric.type is not MetricType.BINOMIAL:
        found["yy"] = y * y
    if metric.type is MetricType.RATIO:
        found |= {"d": d, "dd": d * d, "yd": y * d}
    if metric.covariate:
        found |= {"x": x, "xx": x * x, "xy": x * y}
    return {name: value for name, value in found.items() if value}


def difference(after: Sums, before: Sums) -> dict[str, int]:
    """What must be added to sums in which a user counted as `before` so that they count as `after`."""
    names = {**before, **after}
    changes = {name: after.get(name, 0) - before.get(name, 0) for name in names}
    return {name: change for name, change in changes.items() if change}
