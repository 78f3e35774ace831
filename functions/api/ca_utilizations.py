"""CA utilization as it is shown: rows of a series, totals, and who is busiest and idlest."""

from typing import TypedDict
from zoneinfo import ZoneInfo

from api import tables
from api.compared import Compared
from api.tables import Cell, Table
from sextant.domain.reach import Reach
from sextant.domain.utilization import TimeUse, UtilizationSeries, busiest, idlest, minutes
from sextant.schemas.analytics import head
from sextant.schemas.ca_utilization import (
    CaTime,
    CaUtilization,
    PreviousUtilization,
    RankedCa,
    UtilizationRow,
    UtilizationTotals,
)
from sextant.schemas.measures import MeasureMetric, RatioMetric
from sextant.schemas.periods import PeriodShown
from sextant.usecases.ca_utilization import UtilizationFigures

OF_TIME = tuple(CaTime.model_fields)
TIME_NAMES = tuple(CaTime.model_fields[field].alias or field for field in OF_TIME)
_OF_ROW = ("label", "from", "to", "partial", "complete", "hours", "offering")


class Time(TypedDict):
    """The fields of `CaTime`."""

    available_minutes: float
    booked_minutes: float
    utilized_minutes: float
    utilization: float | None
    outside_minutes: float
    double_booked_minutes: float


class TimeMeasured(TypedDict):
    """The fields of `CaTimeMeasured`."""

    available_minutes: MeasureMetric
    booked_minutes: MeasureMetric
    utilized_minutes: MeasureMetric
    utilization: RatioMetric
    outside_minutes: MeasureMetric
    double_booked_minutes: MeasureMetric


def shown(found: UtilizationFigures, limit: int) -> CaUtilization:
    """The body of the answer, with so many of the busiest and of the idlest CAs."""
    of, series = found.question.of, found.series
    compared = Compared(series.total, found.previous.total if found.previous else None)
    return CaUtilization(
        **head(of.period, of.zone, found.reach),
        granularity=found.question.granularity,
        week_start=found.question.week_start,
        totals=UtilizationTotals(offering=compared.count(lambda time: time.offering), **measured(compared)),
        rows=_rows(series, of.zone, found.reach),
        top=[RankedCa(ca_id=ca_id, **time(series.cas[ca_id])) for ca_id in busiest(series.cas, limit)],
        bottom=[RankedCa(ca_id=ca_id, **time(series.cas[ca_id])) for ca_id in idlest(series.cas, limit)],
        previous=_previous(found, of.zone),
    )


def table(said: CaUtilization) -> Table:
    """A row for each day, week or month; those of the period before come after, if they were asked for."""
    rows = tables.by_period(said.rows, said.previous.rows if said.previous else None)
    return tables.table(("period", *_OF_ROW, *TIME_NAMES), [(period, *_cells(row)) for period, row in rows])


def time(use: TimeUse) -> Time:
    """What became of time, as fields."""
    return Time(
        available_minutes=minutes(use.available),
        booked_minutes=minutes(use.booked),
        utilized_minutes=minutes(use.utilized),
        utilization=use.utilization,
        outside_minutes=minutes(use.outside),
        double_booked_minutes=minutes(use.double_booked),
    )


def measured(compared: Compared[TimeUse]) -> TimeMeasured:
    """The same, beside that of the period before."""
    return TimeMeasured(
        available_minutes=compared.measure(lambda use: minutes(use.available)),
        booked_minutes=compared.measure(lambda use: minutes(use.booked)),
        utilized_minutes=compared.measure(lambda use: minutes(use.utilized)),
        utilization=compared.ratio(lambda use: use.utilization),
        outside_minutes=compared.measure(lambda use: minutes(use.outside)),
        double_booked_minutes=compared.measure(lambda use: minutes(use.double_booked)),
    )


def _previous(found: UtilizationFigures, zone: ZoneInfo) -> PreviousUtilization | None:
    if found.previous is None or found.previous_reach is None:
        return None
    rows = _rows(found.previous, zone, found.previous_reach)
    return PreviousUtilization(period=PeriodShown.of(found.previous.period), rows=rows)


def _rows(series: UtilizationSeries, zone: ZoneInfo, reach: Reach) -> list[UtilizationRow]:
    return [
        UtilizationRow(
            label=row.span.label,
            first=row.span.days.first,
            last=row.span.days.last,
            partial=row.span.is_partial,
            complete=reach.covers(row.span.days),
            hours=row.span.hours(zone),
            offering=row.time.offering,
            **time(row.time),
        )
        for row in series.rows
    ]


def _cells(row: UtilizationRow) -> tuple[Cell, ...]:
    of_row = (row.label, row.first, row.last, row.partial, row.complete, row.hours, row.offering)
    return (*of_row, *(getattr(row, field) for field in OF_TIME))
