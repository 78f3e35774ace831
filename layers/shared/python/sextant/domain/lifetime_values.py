"""What clients paid so far, by the month in which they registered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sextant.domain.buckets import BUCKET_MS
from sextant.domain.calendar_spans import Span
from sextant.domain.entrants import Buyer
from sextant.domain.funnel import DAY_MS
from sextant.domain.money import NO_MONEY, MoneyFlow
from sextant.domain.ratios import ratio

AGE_DAYS: Final = 30
"""How long a month of age is: everybody's are of one length, whenever they registered."""
AGE_MS: Final = AGE_DAYS * DAY_MS


@dataclass(frozen=True, slots=True)
class CohortMoney:
    """What the clients of one cohort paid in one currency.

    Attributes:
        payers: How many of them ever paid.
        money: All that they paid and got back so far.
        cumulative: What they had paid, before refunds, by the end of each month of age. None where not everybody has
            come to that age: never 0, and never a sum over some of them.
    """

    payers: int
    money: MoneyFlow
    cumulative: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class ValueCohort:
    """The clients who registered in one month.

    Attributes:
        span: The month, as far as it lies within the period.
        clients: How many they are, whether they ever paid or not.
        by_currency: What they paid.
    """

    span: Span
    clients: int
    by_currency: Mapping[str, CohortMoney]

    def per_client(self, amount: float) -> float | None:
        """An amount over all clients of the cohort; None without any."""
        return ratio(amount, self.clients)


@dataclass(slots=True)
class _Sum:
    payers: int = 0
    money: MoneyFlow = NO_MONEY
    by_age: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, client: Buyer, currency: str) -> None:
        flow = client.money.get(currency, NO_MONEY)
        self.payers += flow.payments > 0
        self.money += flow
        registered_at = client.entrant.registered_at
        for bucket, amount in client.purchases.get(currency, ()):
            self.by_age[max(0, (bucket * BUCKET_MS - registered_at) // AGE_MS)] += amount


def cohort_of_month(span: Span, clients: Sequence[Buyer], end_ms: int, as_of: int) -> ValueCohort:
    """What the clients of a month paid so far.

    Args:
        span: The month.
        clients: Who registered in it.
        end_ms: When it was over, in Unix milliseconds.
        as_of: What happened before this moment is known.
    """
    sums: dict[str, _Sum] = defaultdict(_Sum)
    for client in clients:
        for currency in {*client.money, *client.purchases}:
            sums[currency].add(client, currency)
    oldest = max((as_of - client.entrant.registered_at for client in clients), default=0)
    ages = max(0, oldest // AGE_MS + 1)
    known = max(0, (as_of - end_ms) // AGE_MS)
    by_currency = {
        currency: CohortMoney(each.payers, each.money, _cumulative(each.by_age, ages, known))
        for currency, each in sorted(sums.items())
    }
    return ValueCohort(span, len(clients), by_currency)


def _cumulative(by_age: Mapping[int, int], ages: int, known: int) -> list[int | None]:
    total, cumulative = 0, list[int | None]()
    for age in range(ages):
        total += by_age.get(age, 0)
        cumulative.append(total if age < known else None)
    return cumulative


def total(cohorts: Iterable[ValueCohort]) -> tuple[int, dict[str, CohortMoney]]:
    """The clients of all cohorts, and what they paid; without a curve, since their ages differ."""
    clients, payers, money = 0, dict[str, int](), dict[str, MoneyFlow]()
    for cohort in cohorts:
        clients += cohort.clients
        for currency, each in cohort.by_currency.items():
            payers[currency] = payers.get(currency, 0) + each.payers
            money[currency] = money.get(currency, NO_MONEY) + each.money
    return clients, {currency: CohortMoney(payers[currency], money[currency], ()) for currency in sorted(money)}
