"""What was paid under one payment id, and what went back of it.

A ledger is the same whatever the order of the events: sums of events that count once, and the earliest of its kind.
Only what is *refused* depends on what is known by then.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sextant.domain.buckets import Bucket
from sextant.domain.events import BusinessEvent, Event
from sextant.domain.rejections import ContradictionError, Reason

Amounts = Mapping[str, int]
"""Minor units by currency."""
Sealed = Callable[[int], bool]
"""Whether the numbers of the UTC date of a moment, in Unix milliseconds, are frozen."""


def nothing_sealed(_at: int) -> bool:
    """No day is sealed."""
    return False


@dataclass(frozen=True, slots=True, order=True)
class Paid:
    """One report of the payment; the earliest tells what it was for, and of two at one moment the one of smaller id.

    Attributes:
        at: When, in Unix milliseconds.
        event_id: The event that said so.
        service_type: What for, empty if it was not said.
        ca_id: For whom, empty if it was not said.
    """

    at: int
    event_id: str
    service_type: str = ""
    ca_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """One payment.

    Attributes:
        payment_id: Its id.
        payment: The earliest report of it, or None while only refunds are known.
        paid: What was paid.
        first_refund_at: The earliest refund, in Unix milliseconds.
        refunded: What went back, however it is counted.
        settled: What of that is counted for good where it was counted when the day there was sealed, or by the date of
            the refund because the payment's day was sealed by then.
    """

    payment_id: str
    payment: Paid | None = None
    paid: Amounts = field(default_factory=dict)
    first_refund_at: int | None = None
    refunded: Amounts = field(default_factory=dict)
    settled: Amounts = field(default_factory=dict)

    @property
    def home(self) -> int | None:
        """The moment at which the refunds count: the payment's, and while that is unknown the earliest refund's."""
        return self.payment.at if self.payment else self.first_refund_at

    @property
    def bucket(self) -> Bucket | None:
        """Where it counts; None while it has nothing to count."""
        return None if self.home is None or not any(self.returns()) else Bucket.of(self.home)

    def returns(self) -> Iterator[tuple[str, int]]:
        """What is counted here, by currency."""
        for currency, amount in self.refunded.items():
            counted = amount - self.settled.get(currency, 0)
            if counted:
                yield currency, counted

    def is_closed(self, sealed: Sealed) -> bool:
        """Whether its refunds count no more where they did, since the day there is sealed."""
        return self.home is not None and sealed(self.home)


def after(ledger: Ledger, event: Event, sealed: Sealed) -> Ledger:
    """The ledger once a payment or refund, which it has not seen before, is part of it.

    Raises:
        ContradictionError: The payment is known, and was in another currency or less than what would have gone back.
    """
    amount, currency = event.facts.amount_minor or 0, event.facts.currency or ""
    closed = ledger.is_closed(sealed)
    if event.name == BusinessEvent.PAYMENT_COMPLETED:
        told = Paid(event.at, event.event_id, event.facts.service_type or "", event.ca_id or "")
        return replace(
            ledger,
            payment=min(ledger.payment or told, told),
            paid=_added(ledger.paid, currency, amount),
            settled=ledger.refunded if closed else ledger.settled,
        )
    _check_refund(ledger, currency, amount)
    first = ledger.first_refund_at
    return replace(
        ledger,
        first_refund_at=event.at if first is None else min(first, event.at),
        refunded=_added(ledger.refunded, currency, amount),
        settled=_added(ledger.settled, currency, amount) if closed else ledger.settled,
    )


def _check_refund(ledger: Ledger, currency: str, amount: int) -> None:
    if ledger.payment is None:
        return
    if currency not in ledger.paid:
        raise ContradictionError(Reason.CURRENCY_DIFFERS)
    if ledger.refunded.get(currency, 0) + amount > ledger.paid[currency]:
        raise ContradictionError(Reason.REFUND_EXCEEDS_PAYMENT)


def _added(amounts: Amounts, currency: str, amount: int) -> Amounts:
    total = {**amounts, currency: amounts.get(currency, 0) + amount}
    return dict(sorted(total.items()))
