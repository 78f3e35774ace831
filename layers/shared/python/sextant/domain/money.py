"""Money that came in and went back, in one currency's minor units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MoneyFlow:
    """Payments and refunds of one currency; amounts are whole minor units (pence, cents, paise).

    Attributes:
        payments: How many payments completed.
        gross: What they come to.
        refunds: How many refunds were made, by their own date.
        refunded: What they come to, as a positive amount.
        returned: What was ever refunded of the payments here, whenever that was: refunds by their payment's date.
        unattributed: What was refunded of payments that are not known, by the date of the refund.
        fee_gross: What those payments come to of which the fee is known.
        fees: Those fees.
    """

    payments: int = 0
    gross: int = 0
    refunds: int = 0
    refunded: int = 0
    returned: int = 0
    unattributed: int = 0
    fee_gross: int = 0
    fees: int = 0

    @property
    def net(self) -> int:
        """Gross less refunded; negative when more went back than came in."""
        return self.gross - self.refunded

    @property
    def net_by_payment_date(self) -> int:
        """Gross less what was ever refunded of these payments, and less the refunds whose payment is not known."""
        return self.gross - self.returned - self.unattributed

    def __add__(self, other: "MoneyFlow") -> "MoneyFlow":
        return MoneyFlow(
            self.payments + other.payments,
            self.gross + other.gross,
            self.refunds + other.refunds,
            self.refunded + other.refunded,
            self.returned + other.returned,
            self.unattributed + other.unattributed,
            self.fee_gross + other.fee_gross,
            self.fees + other.fees,
        )

    def parts(self) -> tuple[int, ...]:
        """Its numbers in their order, without the zeros at the end; `MoneyFlow(*parts)` is the same flow."""
        numbers = (
            self.payments,
            self.gross,
            self.refunds,
            self.refunded,
            self.returned,
            self.unattributed,
            self.fee_gross,
            self.fees,
        )
        last = max((place for place, number in enumerate(numbers, 1) if number), default=0)
        return numbers[:last]


NO_MONEY = MoneyFlow()


def added_by_currency(flows: Iterable[Mapping[str, MoneyFlow]]) -> dict[str, MoneyFlow]:
    """The sum of each currency for itself: amounts of different currencies are never added."""
    total: dict[str, MoneyFlow] = {}
    for by_currency in flows:
        for currency, flow in by_currency.items():
            total[currency] = total.get(currency, NO_MONEY) + flow
    return total
