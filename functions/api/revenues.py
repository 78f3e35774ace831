"""Revenue as it is shown: rows of a series, and their totals beside those of the period before."""

from collections.abc import Callable, Iterator, Sequence
from zoneinfo import ZoneInfo

from api import tables
from api.compared import Compared
from api.tables import Cell, Table
from sextant.domain.money import MoneyFlow
from sextant.domain.ratios import average_order_value, take_rate
from sextant.domain.reach import Reach
from sextant.domain.revenue import RevenueSeries
from sextant.schemas import revenue as schema
from sextant.schemas.analytics import head
from sextant.schemas.measures import CountMetric, RatioMetric
from sextant.schemas.periods import PeriodShown
from sextant.schemas.revenue import PreviousRevenue, Revenue, RevenueAmounts, RevenueTotals
from sextant.usecases.revenue import RevenueFigures

_OF_ROW = ("label", "from", "to", "partial", "complete", "hours", "payingCustomers", "newCustomers", "currency")
_OF_MONEY = tuple(RevenueAmounts.model_fields)


def shown(found: RevenueFigures) -> Revenue:
    """The body of the answer."""
    of, compared = found.question.of, Compared(found.series, found.previous)
    return Revenue(
        **head(of.period, of.zone, found.reach),
        granularity=found.question.granularity,
        week_start=found.question.week_start,
        rows=_rows(found.series, of.zone, found.reach),
        totals={currency: _totals(compared, currency) for currency in compared.names(lambda series: series.money)},
        paying_customers=compared.count(lambda series: series.paying),
        new_customers=compared.count(lambda series: series.paying_new),
        returning_customers=compared.count(lambda series: series.paying - series.paying_new),
        previous=_previous(found, of.zone),
    )


def table(said: Revenue) -> Table:
    """A row for each day, week or month and currency; one without a currency where no money is told.

    Those of the period before come after, if they were asked for.
    """
    names = [RevenueAmounts.model_fields[field].alias or field for field in _OF_MONEY]
    rows = tables.by_period(said.rows, said.previous.rows if said.previous else None)
    return tables.table(
        ("period", *_OF_ROW, *names), [(period, *cells) for period, row in rows for cells in _cells(row)]
    )


def _previous(found: RevenueFigures, zone: ZoneInfo) -> PreviousRevenue | None:
    if found.previous is None or found.previous_reach is None:
        return None
    rows = _rows(found.previous, zone, found.previous_reach)
    return PreviousRevenue(period=PeriodShown.of(found.previous.period), rows=rows)


def _rows(series: RevenueSeries, zone: ZoneInfo, reach: Reach) -> list[schema.RevenueRow]:
    return [
        schema.RevenueRow(
            label=row.span.label,
            first=row.span.days.first,
            last=row.span.days.last,
            partial=row.span.is_partial,
            complete=reach.covers(row.span.days),
            hours=row.span.hours(zone),
            paying_customers=row.paying,
            new_customers=row.paying_new,
            by_currency={currency: amounts(flow) for currency, flow in row.money.items()},
        )
        for row in series.rows
    ]


def amounts(flow: MoneyFlow) -> RevenueAmounts:
    """The money of a day, week or month in one currency."""
    return RevenueAmounts(
        payments=flow.payments,
        gross=flow.gross,
        refunds=flow.refunds,
        refunded=flow.refunded,
        net=flow.net,
        returned=flow.returned,
        unattributed=flow.unattributed,
        net_by_payment_date=flow.net_by_payment_date,
        fee_gross=flow.fee_gross,
        fees=flow.fees,
        take_rate=take_rate(flow),
        average_order_value=average_order_value(flow),
    )


def _totals(compared: Compared[RevenueSeries], currency: str) -> RevenueTotals:
    def amount(part: Callable[[MoneyFlow], int]) -> CountMetric:
        return compared.count(lambda series: part(series.money[currency]))

    def ratio(part: Callable[[MoneyFlow], float | None]) -> RatioMetric:
        return compared.ratio(lambda series: part(series.money[currency]))

    return RevenueTotals(
        payments=amount(lambda flow: flow.payments),
        gross=amount(lambda flow: flow.gross),
        refunds=amount(lambda flow: flow.refunds),
        refunded=amount(lambda flow: flow.refunded),
        net=amount(lambda flow: flow.net),
        returned=amount(lambda flow: flow.returned),
        unattributed=amount(lambda flow: flow.unattributed),
        net_by_payment_date=amount(lambda flow: flow.net_by_payment_date),
        fee_gross=amount(lambda flow: flow.fee_gross),
        fees=amount(lambda flow: flow.fees),
        take_rate=ratio(take_rate),
        average_order_value=ratio(average_order_value),
    )


def _cells(row: schema.RevenueRow) -> Iterator[Sequence[Cell]]:
    of_row = (
        row.label,
        row.first,
        row.last,
        row.partial,
        row.complete,
        row.hours,
        row.paying_customers,
        row.new_customers,
    )
    for currency, amounts in row.by_currency.items():
        yield (*of_row, currency, *(getattr(amounts, field) for field in _OF_MONEY))
    if not row.by_currency:
        # Nothing moved in any currency; the day, week or month is there all the same.
        yield (*of_row, None, *(None for _ in _OF_MONEY))
