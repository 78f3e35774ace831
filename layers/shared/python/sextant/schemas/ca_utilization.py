"""CA utilization row by row, and who is busiest and idlest."""

from datetime import date
from typing import Annotated

from pydantic import Field

from sextant.domain.calendar_spans import Granularity, WeekStart
from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer
from sextant.schemas.defined import defined
from sextant.schemas.measures import CountMetric, MeasureMetric, RatioMetric
from sextant.schemas.periods import PeriodShown


class OfCa(Answer):
    """Whose figures they are."""

    ca_id: str


class CaTime(Answer):
    """What became of the time of CAs."""

    available_minutes: Annotated[float, defined("ca.availableMinutes")]
    booked_minutes: Annotated[float, defined("ca.bookedMinutes")]
    utilized_minutes: Annotated[float, defined("ca.utilizedMinutes")]
    utilization: Annotated[float | None, defined("ca.utilization")]
    outside_minutes: Annotated[float, defined("ca.outsideMinutes")]
    double_booked_minutes: Annotated[float, defined("ca.doubleBookedMinutes")]


class CaTimeMeasured(Answer):
    """The same, beside that of the period before."""

    available_minutes: Annotated[MeasureMetric, defined("ca.availableMinutes")]
    booked_minutes: Annotated[MeasureMetric, defined("ca.bookedMinutes")]
    utilized_minutes: Annotated[MeasureMetric, defined("ca.utilizedMinutes")]
    utilization: Annotated[RatioMetric, defined("ca.utilization")]
    outside_minutes: Annotated[MeasureMetric, defined("ca.outsideMinutes")]
    double_booked_minutes: Annotated[MeasureMetric, defined("ca.doubleBookedMinutes")]


class UtilizationTotals(CaTimeMeasured):
    """Of all CAs and days."""

    offering: Annotated[CountMetric, defined("ca.offering")]


class _Row(Answer):
    label: Annotated[
        str,
        Field(
            description="`2026-03-02` for a day, `2026-W10` for an ISO week, the first day for another week, "
            "`2026-03` for a month",
            examples=["2026-W10"],
        ),
    ]
    first: Annotated[date, Field(alias="from", description="Its first day within the period")]
    last: Annotated[date, Field(alias="to", description="Its last day within the period")]
    partial: Annotated[bool, Field(description="Whether other days of this week or month lie outside of the period")]
    complete: Annotated[bool, Field(description="Whether these days are over, with nothing waiting to be counted")]
    hours: Annotated[float, Field(description="Hours of these days: 23 or 25 for a day on which clocks change")]
    offering: Annotated[int, defined("ca.offering")]


class UtilizationRow(CaTime, _Row):
    """All CAs in one day, week or month."""


class RankedCa(CaTime, OfCa):
    """One CA in the whole period."""


class PreviousUtilization(Answer):
    """The rows of the period before."""

    period: PeriodShown
    rows: list[UtilizationRow]


class CaUtilization(AnalyticsAnswer):
    """How much of the time that CAs offer is booked; the totals are ratios of the rows' sums."""

    granularity: Granularity
    week_start: WeekStart
    totals: UtilizationTotals
    rows: Annotated[list[UtilizationRow], Field(description="Every one up to today, empty ones too")]
    top: Annotated[
        list[RankedCa],
        Field(
            description="Highest utilization first; of equal ones who offers more, then by id. Who offers nothing "
            "is in neither list, and whoever is one of few may be in both"
        ),
    ]
    bottom: Annotated[
        list[RankedCa],
        Field(description="Lowest utilization first; of equal ones who offers more, then by id"),
    ]
    previous: Annotated[PreviousUtilization | None, Field(description="When asked to compare")]
