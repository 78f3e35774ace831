"""The figures of each day as they are shown."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from api import tables
from api.revenues import amounts
from api.tables import Cell, Table
from sextant.schemas.analytics import head
from sextant.schemas.base import rfc3339
from sextant.schemas.daily_metrics import DailyMetricsShown, DayOfMetrics, PreviousDays
from sextant.schemas.periods import PeriodShown
from sextant.schemas.revenue import RevenueAmounts
from sextant.usecases.daily_metrics import DailyMetrics, DayFigures

_OF_DAY = (
    "period",
    "day",
    "hours",
    "newUsers",
    "activeUsers",
    "requestsCreated",
    "payingCustomers",
    "newCustomers",
    "watermark",
    "complete",
    "closedAt",
    "sealed",
    "currency",
)


def shown(found: DailyMetrics) -> DailyMetricsShown:
    """The body of the answer."""
    of = found.question
    return DailyMetricsShown(
        **head(of.period, of.zone, found.reach), days=[_day(day) for day in found.days], previous=_previous(found)
    )


def table(said: DailyMetricsShown) -> Table:
    """A row for each day and currency; a day on which no currency moved has one without.

    Those of the period before come after, if they were asked for.
    """
    money = [field.alias or name for name, field in RevenueAmounts.model_fields.items()]
    days = tables.by_period(said.days, said.previous.days if said.previous else None)
    return tables.table((*_OF_DAY, *money), [row for period, day in days for row in _rows(period, day)])


def _previous(found: DailyMetrics) -> PreviousDays | None:
    before = found.question.previous
    if before is None or found.previous is None:
        return None
    return PreviousDays(period=PeriodShown.of(before), days=[_day(day) for day in found.previous])


def _day(figures: DayFigures) -> DayOfMetrics:
    return DayOfMetrics(
        day=figures.day,
        hours=figures.hours,
        new_users=figures.new_users,
        active_users=figures.active_users,
        requests_created=figures.requests_created,
        paying_customers=figures.paying,
        new_customers=figures.new_customers,
        by_currency={currency: amounts(flow) for currency, flow in figures.money.items()},
        watermark=_moment(figures.watermark),
        complete=figures.complete,
        closed_at=_moment(figures.closed_at) if figures.closed_at is not None else None,
        sealed=figures.sealed,
    )


def _rows(period: str, day: DayOfMetrics) -> Iterator[Sequence[Cell]]:
    closed_at = rfc3339(day.closed_at) if day.closed_at else None
    of_day = (
        period,
        day.day,
        day.hours,
        day.new_users,
        day.active_users,
        day.requests_created,
        day.paying_customers,
        day.new_customers,
        rfc3339(day.watermark),
        day.complete,
        closed_at,
        day.sealed,
    )
    for currency, flow in day.by_currency.items():
        yield (*of_day, currency, *(getattr(flow, field) for field in RevenueAmounts.model_fields))
    if not day.by_currency:
        yield (*of_day, None, *(None for _ in RevenueAmounts.model_fields))


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
