"""Revenue by service type."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sextant.domain.money import NO_MONEY, MoneyFlow, added_by_currency
from sextant.domain.ratios import ratio

Flows = Mapping[str, MoneyFlow]
"""Money by currency."""


class ServiceLine(NamedTuple):
    """A service type in one currency; `UNKNOWN` where no type is known."""

    service: str
    currency: str


@dataclass(frozen=True, slots=True)
class ServiceRevenue:
    """What each service type brought in a period: payments, and refunds by the date of their payment.

    Attributes:
        money: Of each service type and currency in which something moved.
        totals: Of each currency the sum.
    """

    money: Mapping[ServiceLine, MoneyFlow]
    totals: Flows

    def of(self, line: ServiceLine) -> MoneyFlow:
        """What moved for one service type in one currency."""
        return self.money.get(line, NO_MONEY)

    def total(self, currency: str) -> MoneyFlow:
        """What moved in one currency."""
        return self.totals.get(currency, NO_MONEY)

    def share(self, line: ServiceLine) -> float | None:
        """Which part of the currency's gross a service type brought; None where there is no gross."""
        return ratio(self.of(line).gross, self.total(line.currency).gross)


def services_of(services: Mapping[str, Flows], currency: str | None = None) -> ServiceRevenue:
    """The revenue by service type.

    Args:
        services: Money by service type and currency.
        currency: The one that is wanted, also if nothing moved in it; None for all that there are.
    """
    wanted = {
        service: {of: flow for of, flow in flows.items() if currency in {None, of}}
        for service, flows in services.items()
    }
    money = {ServiceLine(service, of): flow for service, flows in wanted.items() for of, flow in flows.items()}
    totals = added_by_currency(wanted.values())
    return ServiceRevenue(money, totals if currency is None else {currency: totals.get(currency, NO_MONEY)})


def ranked(now: ServiceRevenue, before: ServiceRevenue | None = None) -> list[ServiceLine]:
    """The lines of one or two periods, currency by currency, of each that with most gross first."""
    lines = {*now.money, *(before.money if before else ())}
    return sorted(lines, key=lambda line: (line.currency, -now.of(line).gross, line.service))
