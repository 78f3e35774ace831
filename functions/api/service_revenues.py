"""Revenue by service type as it is shown."""

from collections.abc import Callable

from api import tables
from api.compared import Compared
from api.tables import Table
from sextant.domain.money import MoneyFlow
from sextant.domain.ratios import average_order_value, take_rate
from sextant.domain.service_revenue import ServiceLine, ServiceRevenue, ranked
from sextant.schemas.analytics import head
from sextant.schemas.measures import CountMetric, RatioMetric
from sextant.schemas.revenue_by_service import RevenueByService, ServiceAmounts, ServiceRow
from sextant.usecases.service_revenue import ServiceFigures

_Compared = Compared[ServiceRevenue]
_OF_MONEY = tuple(ServiceAmounts.model_fields)
_MEASURED = ("share", *_OF_MONEY)


def shown(found: ServiceFigures) -> RevenueByService:
    """The body of the answer."""
    question, compared = found.question, Compared(found.services, found.previous)
    return RevenueByService(
        **head(question.period, question.zone, found.reach),
        rows=[_row(compared, line) for line in ranked(found.services, found.previous)],
        totals={currency: _total(compared, currency) for currency in compared.names(lambda period: period.totals)},
    )


def table(said: RevenueByService) -> Table:
    """A row for each service type and currency; figures of the period before come after, empty if not asked for."""
    names = [ServiceRow.model_fields[field].alias or field for field in _MEASURED]
    heads = ("serviceType", "currency", *names, *tables.of_before(names))
    rows = []
    for row in said.rows:
        measures: list[CountMetric | RatioMetric] = [getattr(row, field) for field in _MEASURED]
        values = [measure.value for measure in measures]
        rows.append([row.service_type, row.currency, *values, *(measure.previous for measure in measures)])
    return tables.table(heads, rows)


def _row(compared: _Compared, line: ServiceLine) -> ServiceRow:
    amounts = _amounts(compared, lambda period: period.of(line))
    return ServiceRow(
        service_type=line.service,
        currency=line.currency,
        share=compared.ratio(lambda period: period.share(line)),
        **{field: getattr(amounts, field) for field in _OF_MONEY},
    )


def _total(compared: _Compared, currency: str) -> ServiceAmounts:
    return _amounts(compared, lambda period: period.total(currency))


def _amounts(compared: _Compared, flow_of: Callable[[ServiceRevenue], MoneyFlow]) -> ServiceAmounts:
    def amount(part: Callable[[MoneyFlow], int]) -> CountMetric:
        return compared.count(lambda period: part(flow_of(period)))

    def ratio(part: Callable[[MoneyFlow], float | None]) -> RatioMetric:
        return compared.ratio(lambda period: part(flow_of(period)))

    return ServiceAmounts(
        payments=amount(lambda flow: flow.payments),
        gross=amount(lambda flow: flow.gross),
        returned=amount(lambda flow: flow.returned),
        unattributed=amount(lambda flow: flow.unattributed),
        net_by_payment_date=amount(lambda flow: flow.net_by_payment_date),
        fee_gross=amount(lambda flow: flow.fee_gross),
        fees=amount(lambda flow: flow.fees),
        take_rate=ratio(take_rate),
        average_order_value=ratio(average_order_value),
    )
