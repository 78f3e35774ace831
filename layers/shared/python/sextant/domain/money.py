"""Money that came in and went back, in one currency's minor units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MoneyFlow:
    """Payments and refunds of one currency; amounts are whole minor units (pence, cents, paise).

    Attributes:
        payments: How many payments completed.
        gross: What they come to.
        refunds: How many refunds were made.
        refunded: What they come to, as a positive amount.
    """

    payments: int = 0
    gross: int = 0
    refunds: int = 0
    refunded: int = 0

    @property
    def net(self) -> int:
        """Gross less refunded; negative when more went back than came in."""
        return self.gross - self.refunded

    def __add__(self, other: "MoneyFlow") -> "MoneyFlow":
        return MoneyFlow(
            self.payments + other.payments,
            self.gross + other.gross,
            self.refunds + other.refunds,
            self.refunded + other.refunded,
        )


NO_MONEY = MoneyFlow()


def added_by_currency(flows: Iterable[Mapping[str, MoneyFlow]]) -> dict[str, MoneyFlow]:
    """The sum of each currency for itself: amounts of different currencies are never added."""
    total: dict[str, MoneyFlow] = {}
    for by_currency in flows:
        for currency, flow in by_currency.items():
            total[currency] = total.get(currency, NO_MONEY) + flow
    return total
