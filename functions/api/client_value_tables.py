"""The tables of the lifetime value of clients, for spreadsheets."""

from collections.abc import Iterator, Sequence
from typing import Final

from api import tables
from api.tables import Cell, Table
from sextant.domain.ratios import ratio
from sextant.schemas.client_values import ClientValues, PreviousValues, ValueCohort

_HEAD: Final = (
    "period", "month", "from", "to", "clients", "currency", "payers", "payments", "gross", "refunded", "net",
    "grossPerClient", "netPerClient", "expectedClients", "alive", "expectedPurchases", "expectedValue",
)  # fmt: skip
_CLIENT_HEAD: Final = (
    "period", "currency", "userId", "purchaseDays", "alive", "expectedPurchases", "dayValue", "expectedValue",
    "grossSoFar",
)  # fmt: skip
_AGE_HEAD: Final = ("period", "month", "clients", "currency", "age", "cumulative", "cumulativePerClient")


def cohorts(said: ClientValues) -> Table:
    """A row for each month and currency in which its clients paid or are expected to."""
    rows = [
        (period, *row)
        for period, values in _periods(said)
        for cohort in values.cohorts
        for row in _rows(cohort, values)
    ]
    return tables.table(_HEAD, rows)


def clients(said: ClientValues) -> Table:
    """A row for each client who is told by name."""
    rows = [
        (
            period, currency, each.user_id, each.purchase_days, each.alive, each.purchases, each.day_value, each.value,
            each.gross_so_far,
        )
        for period, values in _periods(said)
        for currency, predicted in values.predicted.items()
        for each in predicted.top
    ]  # fmt: skip
    return tables.table(_CLIENT_HEAD, rows)


def ages(said: ClientValues) -> Table:
    """A row for each month, currency and month of age; what is not known yet is empty."""
    rows = [
        (period, cohort.month, cohort.clients, currency, age, *figures)
        for period, values in _periods(said)
        for cohort in values.cohorts
        for currency, money in cohort.by_currency.items()
        for age, figures in enumerate(zip(money.cumulative, money.cumulative_per_client, strict=True))
    ]
    return tables.table(_AGE_HEAD, rows)


def _periods(said: ClientValues) -> Iterator[tuple[str, ClientValues | PreviousValues]]:
    return tables.by_period([said], [said.previous] if said.previous else None)


def _rows(cohort: ValueCohort, said: ClientValues | PreviousValues) -> Iterator[Sequence[Cell]]:
    of_cohort = (cohort.month, cohort.days.first, cohort.days.last, cohort.clients)
    if not said.predicted:
        yield *of_cohort, *[None] * (len(_HEAD) - len(of_cohort) - 1)
    for currency, predicted in said.predicted.items():
        money = cohort.by_currency.get(currency)
        paid: Sequence[Cell] = (
            (
                money.payers, money.payments, money.gross, money.refunded, money.net, money.gross_per_client,
                money.net_per_client,
            )
            if money
            else (0, 0, 0, 0, 0, ratio(0, cohort.clients), ratio(0, cohort.clients))
        )  # fmt: skip
        for each in predicted.cohorts:
            if each.month == cohort.month:
                expected = each.expected
                yield (
                    *of_cohort, currency, *paid, expected.clients, expected.alive, expected.purchases, expected.value,
                )  # fmt: skip
