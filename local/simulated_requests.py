"""What becomes of a service request that nobody made: response, booking, payment, meeting, review. Pure."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from local.invoices import Event
from local.simulated_calendars import Calendars
from local.simulated_cas import PREFIX, SimulatedCa, Slot
from local.simulated_events import made_up, written

CURRENCY: Final = "INR"
"""Of all money that is made up; the shop's own is in pounds, whose totals it therefore cannot change."""

_MEDIAN_PAISE: Final = {
    "AUDIT": 2_500_000,
    "COMPANY_REGISTRATION": 900_000,
    "GST_FILING": 250_000,
    "INCOME_TAX": 400_000,
}
SERVICES: Final = tuple(_MEDIAN_PAISE)
_FEES: Final = {"AUDIT": 0.10, "GST_FILING": 0.18, "INCOME_TAX": 0.15}
"""Which part of a payment the business keeps; payments for what is not named here say nothing of a fee."""
_LENGTHS: Final = (30, 60, 90)
_UNHEARD, _GIVEN_BACK, _JUDGED = 0.06, 0.8, 0.6
"""The chances that nobody responds, that what does not take place is cancelled, and that a meeting is judged."""


@dataclass(frozen=True)
class RequestStory:
    """One request.

    Attributes:
        number: The number of the order after which it is made.
        client: Who asks.
        ca: Whom.
        service: For what.
        draw: Decides what becomes of it.
    """

    number: str
    client: str
    ca: SimulatedCa
    service: str
    draw: random.Random

    def told(self, asked: datetime, calendars: Calendars) -> Iterator[Event]:
        """All that happens, from when it is made on."""
        yield self._of_client("request", "request_created", asked, {**self._request, "serviceType": self.service})
        if self.draw.random() < _UNHEARD:
            return
        responded = asked + timedelta(minutes=self.ca.answers_minutes * self.draw.lognormvariate(0, 0.7))
        if self.draw.random() >= self.ca.accepts:
            yield self._entered("DECLINED", responded)
            return
        yield self._entered("ACCEPTED", responded)
        yield from self._booked(responded, calendars)

    def _booked(self, responded: datetime, calendars: Calendars) -> Iterator[Event]:
        made = responded + timedelta(minutes=self.draw.randrange(5, 120))
        length = timedelta(minutes=self.draw.choice(_LENGTHS))
        slot = calendars.taken(self.ca, made, length, self.draw.random())
        yield self._of_client("booked", "booking_created", made, {**self._booking, **written(slot)})
        amount = round(_MEDIAN_PAISE[self.service] * self.draw.lognormvariate(0, 0.4) / 100) * 100
        yield self._of_client("paid", "payment_completed", made + timedelta(minutes=3), self._payment(amount))
        if self.draw.random() < self.ca.keeps:
            yield from self._met(slot)
        elif self.draw.random() < _GIVEN_BACK:
            yield from self._cancelled(made + (slot[0] - made) / 2, amount)

    def _met(self, slot: Slot) -> Iterator[Event]:
        """The client and the CA meet, and the client may judge it."""
        start, end = slot
        yield self._entered("IN_PROGRESS", start)
        yield self._of_ca("met", "booking_completed", end, self._booking)
        done = end + timedelta(minutes=self.draw.randrange(1, 30))
        yield self._entered("COMPLETED", done)
        if self.draw.random() < _JUDGED:
            rating = min(5, max(1, round(self.draw.gauss(self.ca.quality, 0.8))))
            review = {"reviewId": f"{PREFIX}review-{self.number}", "caId": self.ca.id, "rating": rating}
            yield self._of_client("review", "review_created", done + timedelta(hours=self.draw.uniform(1, 48)), review)

    def _cancelled(self, at: datetime, amount: int) -> Iterator[Event]:
        """The time is given back, and so is the money."""
        yield self._of_client("cancelled", "booking_cancelled", at, self._booking)
        yield self._entered("CANCELLED", at)
        refund = {"refundId": f"{PREFIX}refund-{self.number}", "paymentId": f"{PREFIX}payment-{self.number}"}
        money = {"amountMinor": amount, "currency": CURRENCY, "reason": "The booking was cancelled"}
        yield self._of_client("refunded", "payment_refunded", at + timedelta(hours=1), {**refund, **money})

    @property
    def _request(self) -> Mapping[str, object]:
        return {"requestId": f"{PREFIX}request-{self.number}", "caId": self.ca.id}

    @property
    def _booking(self) -> Mapping[str, object]:
        return {"bookingId": f"{PREFIX}booking-{self.number}", "caId": self.ca.id}

    def _payment(self, amount: int) -> Mapping[str, object]:
        fee = {"feeMinor": round(amount * _FEES[self.service])} if self.service in _FEES else {}
        money = {"paymentId": f"{PREFIX}payment-{self.number}", "amountMinor": amount, "currency": CURRENCY, **fee}
        return {**money, **self._request, "serviceType": self.service}

    def _entered(self, status: str, at: datetime) -> Event:
        said = {**self._request, "status": status}
        return self._of_ca(f"status-{status.lower()}", "request_status_changed", at, said)

    def _of_client(self, what: str, name: str, at: datetime, properties: Mapping[str, object]) -> Event:
        return made_up(f"{what}-{self.number}", name, self.client, at, properties)

    def _of_ca(self, what: str, name: str, at: datetime, properties: Mapping[str, object]) -> Event:
        return made_up(f"{what}-{self.number}", name, self.ca.id, at, properties)
