"""Revenue as a series: by day, week or month."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sextant.domain.calendar_spans import Span
from sextant.domain.days import Period
from sextant.domain.money import NO_MONEY, MoneyFlow, added_by_currency
from sextant.domain.rollups import Tally, in_both, merged, united

Flows = Mapping[str, MoneyFlow]
"""Money by currency."""

_EMPTY = Tally()


@dataclass(frozen=True, slots=True)
class RevenueRow:
    """The revenue of one day, week or month.

    Attributes:
        span: Which.
        money: Of each currency of the series, zeros where nothing moved.
        paying: Distinct users with a payment in it, of any currency.
        paying_new: Those of them whose earliest payment falls into it.
    """

    span: Span
    money: Flows
    paying: int
    paying_new: int


@dataclass(frozen=True, slots=True)
class RevenueSeries:
    """The revenue of a period.

    Attributes:
        period: Its days.
        rows: Row by row, without a gap.
        money: Of each currency the sum of the rows.
        paying: Distinct users with a payment in the period, of any currency; not the sum of the rows.
        paying_new: Those of them whose earliest payment falls into the period.
    """

    period: Period
    rows: Sequence[RevenueRow]
    money: Flows
    paying: int
    paying_new: int


def revenue_of(
    period: Period, cut: Iterable[Span], days: Mapping[date, Tally], currencies: Collection[str]
) -> RevenueSeries:
    """The revenue of a period.

    Args:
        period: Its days.
        cut: The same days, cut into rows.
        days: Their tallies; a day without one was empty.
        currencies: Those that are wanted; what did not move in one of them is zeros.
    """
    tallies = [(span, merged(days.get(day, _EMPTY) for day in span.days)) for span in cut]
    rows = [
        RevenueRow(
            span, _of_each(currencies, tally.money), len(tally.paying), in_both(tally.paying, tally.first_paying)
        )
        for span, tally in tallies
    ]
    paying = united(tally.paying for _, tally in tallies)
    first_paying = united(tally.first_paying for _, tally in tallies)
    total = added_by_currency(row.money for row in rows)
    return RevenueSeries(period, rows, _of_each(currencies, total), len(paying), in_both(paying, first_paying))


def _of_each(currencies: Collection[str], money: Flows) -> dict[str, MoneyFlow]:
    return {currency: money.get(currency, NO_MONEY) for currency in currencies}
