"""Score cards of CAs as they are shown."""

from collections.abc import Callable, Iterator, Sequence

from api import figure_tables, tables
from api.ca_utilizations import OF_TIME, TIME_NAMES, measured, time
from api.compared import Compared
from api.tables import Cell, Table
from sextant.domain.ca_scores import ScoreCard
from sextant.domain.money import NO_MONEY, MoneyFlow
from sextant.domain.ratios import average_order_value, take_rate
from sextant.schemas.analytics import head
from sextant.schemas.ca_scores import CaAmounts, CaAmountsMeasured, CaFigures, ListedCa, ListedCas, ScoreCardShown
from sextant.schemas.measures import CountMetric, RatioMetric
from sextant.usecases.ca_scores import CardFigures, CardPage, of

_COUNTED = ("rating", "ratings", "first_response_ms", "responses", "completed", "cancelled", "completion_rate")
_OF_MONEY = tuple(CaAmounts.model_fields)
_FIGURES = (*OF_TIME, *_COUNTED, "by_currency")


def listed(found: CardPage) -> ListedCas:
    """The body of a page."""
    figures = found.figures
    question = figures.question
    return ListedCas(
        **head(question.period, question.zone, figures.reach),
        items=[_listed(ca_id, _compared(figures, ca_id), question.currency) for ca_id in found.ca_ids],
        next_cursor=found.next_cursor,
    )


def list_table(said: ListedCas) -> Table:
    """A row for each CA and currency; one without a currency for a CA of whom no money is told."""
    counted = [CaFigures.model_fields[field].alias or field for field in _COUNTED]
    money = [CaAmounts.model_fields[field].alias or field for field in _OF_MONEY]
    figures = (*TIME_NAMES, *counted, *money)
    heads = ("caId", *TIME_NAMES, *counted, "currency", *money, *tables.of_before(figures))
    return tables.table(heads, [row for each in said.items for row in _rows(each)])


def shown(found: CardFigures, ca_id: str) -> ScoreCardShown:
    """The body of one score card."""
    question = found.question
    compared = _compared(found, ca_id)
    times = Compared(compared.now.time, compared.before.time if compared.before else None)
    moved = compared.names(lambda card: card.counts.money)
    return ScoreCardShown(
        **head(question.period, question.zone, found.reach),
        **measured(times),
        ca_id=ca_id,
        rating=compared.ratio(lambda card: card.rating),
        ratings=compared.count(lambda card: card.counts.ratings),
        first_response_ms=compared.ratio(lambda card: card.first_response_ms),
        responses=compared.count(lambda card: card.counts.responses),
        completed=compared.count(lambda card: card.counts.completed),
        cancelled=compared.count(lambda card: card.counts.cancelled),
        completion_rate=compared.ratio(lambda card: card.completion_rate),
        by_currency={
            currency: _measured(compared, currency)
            for currency in (moved if question.currency is None else [question.currency])
        },
    )


def table(said: ScoreCardShown) -> Table:
    """One row for each figure."""
    return figure_tables.table(
        {ScoreCardShown.model_fields[field].alias or field: getattr(said, field) for field in _FIGURES}
    )


def _compared(found: CardFigures, ca_id: str) -> Compared[ScoreCard]:
    return Compared(of(found.cards, ca_id), of(found.previous, ca_id) if found.previous is not None else None)


def _listed(ca_id: str, compared: Compared[ScoreCard], currency: str | None) -> ListedCa:
    currencies = compared.names(lambda card: card.counts.money) if currency is None else [currency]
    before = None if compared.before is None else _figures(compared.before, currencies)
    return ListedCa(**_figures(compared.now, currencies).model_dump(), ca_id=ca_id, previous=before)


def _figures(card: ScoreCard, currencies: Sequence[str]) -> CaFigures:
    return CaFigures(
        **time(card.time),
        rating=card.rating,
        ratings=card.counts.ratings,
        first_response_ms=card.first_response_ms,
        responses=card.counts.responses,
        completed=card.counts.completed,
        cancelled=card.counts.cancelled,
        completion_rate=card.completion_rate,
        by_currency={each: _amounts(card.counts.money.get(each, NO_MONEY)) for each in currencies},
    )


def _amounts(flow: MoneyFlow) -> CaAmounts:
    return CaAmounts(
        payments=flow.payments,
        gross=flow.gross,
        returned=flow.returned,
        net_by_payment_date=flow.net_by_payment_date,
        fee_gross=flow.fee_gross,
        fees=flow.fees,
        take_rate=take_rate(flow),
        average_order_value=average_order_value(flow),
    )


def _measured(compared: Compared[ScoreCard], currency: str) -> CaAmountsMeasured:
    def amount(part: Callable[[MoneyFlow], int]) -> CountMetric:
        return compared.count(lambda card: part(card.counts.money.get(currency, NO_MONEY)))

    def ratio(part: Callable[[MoneyFlow], float | None]) -> RatioMetric:
        return compared.ratio(lambda card: part(card.counts.money.get(currency, NO_MONEY)))

    return CaAmountsMeasured(
        payments=amount(lambda flow: flow.payments),
        gross=amount(lambda flow: flow.gross),
        returned=amount(lambda flow: flow.returned),
        net_by_payment_date=amount(lambda flow: flow.net_by_payment_date),
        fee_gross=amount(lambda flow: flow.fee_gross),
        fees=amount(lambda flow: flow.fees),
        take_rate=ratio(take_rate),
        average_order_value=ratio(average_order_value),
    )


def _rows(said: ListedCa) -> Iterator[Sequence[Cell]]:
    for currency in said.by_currency or [None]:
        now, before = _cells(said, currency), _cells(said.previous, currency)
        yield (said.ca_id, *now[: -len(_OF_MONEY)], currency, *now[-len(_OF_MONEY) :], *before)


def _cells(figures: CaFigures | None, currency: str | None) -> tuple[Cell, ...]:
    """The figures of one period, empty without it; amounts are empty without a currency."""
    amounts = figures.by_currency[currency] if figures and currency else None
    counted = (getattr(figures, field, None) for field in (*OF_TIME, *_COUNTED))
    return (*counted, *(getattr(amounts, field, None) for field in _OF_MONEY))
