"""The columns of the list of score cards, by any of which it may be sorted."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sextant.domain.ca_scores import ScoreCard
from sextant.domain.money import NO_MONEY, MoneyFlow
from sextant.domain.ratios import average_order_value, take_rate


class Column(StrEnum):
    """A column, by the name that its figure has in the answer."""

    CA_ID = "caId"
    UTILIZATION = "utilization"
    AVAILABLE = "availableMinutes"
    BOOKED = "bookedMinutes"
    UTILIZED = "utilizedMinutes"
    OUTSIDE = "outsideMinutes"
    DOUBLE_BOOKED = "doubleBookedMinutes"
    RATING = "rating"
    RATINGS = "ratings"
    FIRST_RESPONSE = "firstResponseMs"
    RESPONSES = "responses"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    COMPLETION_RATE = "completionRate"
    PAYMENTS = "payments"
    GROSS = "gross"
    RETURNED = "returned"
    NET = "netByPaymentDate"
    FEES = "fees"
    TAKE_RATE = "takeRate"
    AVERAGE_ORDER_VALUE = "averageOrderValue"


class Direction(StrEnum):
    """Which end of a column comes first."""

    ASCENDING = "asc"
    DESCENDING = "desc"


_OF_MONEY: Final[Mapping[Column, Callable[[MoneyFlow], float | None]]] = {
    Column.PAYMENTS: lambda flow: flow.payments,
    Column.GROSS: lambda flow: flow.gross,
    Column.RETURNED: lambda flow: flow.returned,
    Column.NET: lambda flow: flow.net_by_payment_date,
    Column.FEES: lambda flow: flow.fees,
    Column.TAKE_RATE: take_rate,
    Column.AVERAGE_ORDER_VALUE: average_order_value,
}
_OF_CARDS: Final[Mapping[Column, Callable[[ScoreCard], float | None]]] = {
    Column.CA_ID: lambda _card: 0,
    Column.UTILIZATION: lambda card: card.time.utilization,
    Column.AVAILABLE: lambda card: card.time.available,
    Column.BOOKED: lambda card: card.time.booked,
    Column.UTILIZED: lambda card: card.time.utilized,
    Column.OUTSIDE: lambda card: card.time.outside,
    Column.DOUBLE_BOOKED: lambda card: card.time.double_booked,
    Column.RATING: lambda card: card.rating,
    Column.RATINGS: lambda card: card.counts.ratings,
    Column.FIRST_RESPONSE: lambda card: card.first_response_ms,
    Column.RESPONSES: lambda card: card.counts.responses,
    Column.COMPLETED: lambda card: card.counts.completed,
    Column.CANCELLED: lambda card: card.counts.cancelled,
    Column.COMPLETION_RATE: lambda card: card.completion_rate,
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a CA stands in a sorted list.

    Attributes:
        is_null: Whether there is no figure; those come last, whichever end comes first.
        figure: The figure, with its sign turned round in a descending list; 0 where there is none.
        ca_id: Whose; of equal figures the smaller id comes first, in every list.
    """

    is_null: bool
    figure: float
    ca_id: str

    def told(self) -> str:
        """The place as a text."""
        return json.dumps([self.is_null, self.figure, self.ca_id])

    @classmethod
    def read(cls, text: str) -> "Place":
        """The place that was told so."""
        is_null, figure, ca_id = json.loads(text)
        return cls(is_null, figure, ca_id)


@dataclass(frozen=True, slots=True)
class Order:
    """How score cards are sorted.

    Attributes:
        column: By what.
        direction: Which end comes first; by id it is always the smallest.
        currency: Of which currency, for the columns of money: amounts of different ones cannot be compared.
    """

    column: Column
    direction: Direction
    currency: str | None = None

    @property
    def lacks_currency(self) -> bool:
        """Whether it is no order at all, since nobody said of which money."""
        return self.column in _OF_MONEY and self.currency is None

    def places(self, cards: Mapping[str, ScoreCard]) -> list[Place]:
        """The places of all CAs, first to last."""
        return sorted(self._place(ca_id, card) for ca_id, card in cards.items())

    def _place(self, ca_id: str, card: ScoreCard) -> Place:
        figure = self._figure(card)
        sign = -1 if self.direction is Direction.DESCENDING else 1
        return Place(figure is None, sign * figure if figure else 0, ca_id)

    def _figure(self, card: ScoreCard) -> float | None:
        if self.column in _OF_MONEY:
            return _OF_MONEY[self.column](card.counts.money.get(self.currency or "", NO_MONEY))
        return _OF_CARDS[self.column](card)
