"""Sums up the rows of a bucket: its events, and what several events together come to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sextant.domain.bookings import Booking, BookingStatus
from sextant.domain.ca_tallies import CaTally, Interval
from sextant.domain.calendars import CalendarDay
from sextant.domain.events import (
    BUSINESS_EVENTS,
    FIRST_PAYMENT,
    FIRST_REGISTRATION,
    ISSUED_BY_BUSINESS,
    BusinessEvent,
    CountedEvent,
)
from sextant.domain.ledgers import Ledger
from sextant.domain.linked_rows import LinkedRow
from sextant.domain.money import MoneyFlow
from sextant.domain.rollups import BEHAVIOURAL, UNKNOWN_SERVICE, Rollup, Tally
from sextant.domain.service_requests import ServiceRequest

CountedRow = CountedEvent | LinkedRow
"""What a bucket is summed up from: its events, and the rows that say what several events together come to."""


def rolled_up(rows: Iterable[CountedRow]) -> Rollup:
    """The roll-up of a bucket from all its rows, in any order."""
    sums = _Sums()
    for row in rows:
        if isinstance(row, CountedEvent):
            sums.add(row)
        else:
            sums.link(row)
    return sums.rollup()


_Flow = dict[str, int]
"""Some of the parts of a `MoneyFlow`, by their names."""


@dataclass(slots=True)
class _CaSums:
    """What happened to one CA, in the making."""

    money: dict[str, _Flow] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    available: list[Interval] = field(default_factory=list)
    booked: list[Interval] = field(default_factory=list)

    def tally(self) -> CaTally:
        return CaTally(
            money=_flows(self.money),
            available=tuple(sorted(self.available)),
            booked=tuple(sorted(self.booked)),
            **self.counts,
        )


class _Sums:
    """A roll-up in the making."""

    def __init__(self) -> None:
        self.events: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.reached: Counter[str] = Counter()
        self.money: dict[str, _Flow] = {}
        self.services: dict[str, dict[str, _Flow]] = {}
        self.active: set[int] = set()
        self.paying: set[int] = set()
        self.first_paying: set[int] = set()
        self.registered: dict[str, set[int]] = {}
        self.cas: dict[str, _CaSums] = {}
        self.oldest_arrival: int | None = None

    def add(self, event: CountedEvent) -> None:
        if event.name == FIRST_REGISTRATION:
            if event.role and event.ordinal is not None:
                self.registered.setdefault(event.role, set()).add(event.ordinal)
        elif event.name == FIRST_PAYMENT:
            if event.ordinal is not None:
                self.first_paying.add(event.ordinal)
        else:
            self._add_event(event)

    def link(self, row: LinkedRow) -> None:
        match row:
            case Ledger():
                self._reverse(row)
            case ServiceRequest():
                self._follow(row)
            case Booking():
                self._book(row)
            case CalendarDay():
                self._of(row.ca_id).available.extend(row.available)
                self._of(row.ca_id).booked.extend(row.booked.values())

    def rollup(self) -> Rollup:
        registered: dict[str, frozenset[int]] = {
            role: frozenset(users) for role, users in sorted(self.registered.items())
        }
        active, paying, first_paying = frozenset(self.active), frozenset(self.paying), frozenset(self.first_paying)
        tally = Tally(
            events=dict(sorted(self.events.items())),
            registered=registered,
            requests_created=self.events[BusinessEvent.REQUEST_CREATED],
            requests_by_status=dict(sorted(self.statuses.items())),
            requests_reached=dict(sorted(self.reached.items())),
            money=_flows(self.money),
            services={service: _flows(flows) for service, flows in sorted(self.services.items())},
            active=active,
            paying=paying,
            first_paying=first_paying,
        )
        cas = {ca_id: sums.tally() for ca_id, sums in sorted(self.cas.items())}
        return Rollup(tally, cas, self.oldest_arrival)

    def _add_event(self, event: CountedEvent) -> None:
        self.events[event.name if event.name in BUSINESS_EVENTS else BEHAVIOURAL] += 1
        if self.oldest_arrival is None or event.received_at < self.oldest_arrival:
            self.oldest_arrival = event.received_at
        if event.ordinal is not None and event.name not in ISSUED_BY_BUSINESS:
            self.active.add(event.ordinal)
        if event.status:
            self.statuses[event.status] += 1
        if event.currency:
            self._move(event, event.currency)
        if event.rating and event.ca_id:
            self._of(event.ca_id).counts.update(ratings=1, rating_sum=event.rating)

    def _move(self, event: CountedEvent, currency: str) -> None:
        if event.name == BusinessEvent.PAYMENT_COMPLETED:
            self._pay(event, currency)
        elif event.name == BusinessEvent.PAYMENT_REFUNDED:
            flow = {"refunds": 1, "refunded": event.amount_minor}
            _count(self.money, currency, flow)
            if event.payment_id is None:
                self._leave(currency, event.amount_minor)

    def _pay(self, event: CountedEvent, currency: str) -> None:
        flow = {"payments": 1, "gross": event.amount_minor}
        if event.fee_minor is not None:
            flow |= {"fee_gross": event.amount_minor, "fees": event.fee_minor}
        _count(self.money, currency, flow)
        _count(self.services.setdefault(event.service_type or UNKNOWN_SERVICE, {}), currency, flow)
        if event.ca_id:
            _count(self._of(event.ca_id).money, currency, flow)
        if event.ordinal is not None:
            self.paying.add(event.ordinal)

    def _reverse(self, ledger: Ledger) -> None:
        """Count what went back of a payment where the payment counts."""
        for currency, amount in ledger.returns():
            if ledger.payment is None:
                self._leave(currency, amount)
                continue
            flow = {"returned": amount}
            _count(self.money, currency, flow)
            _count(self.services.setdefault(ledger.payment.service_type or UNKNOWN_SERVICE, {}), currency, flow)
            if ledger.payment.ca_id:
                _count(self._of(ledger.payment.ca_id).money, currency, flow)

    def _leave(self, currency: str, amount: int) -> None:
        """Count what went back of nobody knows which payment."""
        flow = {"unattributed": amount}
        _count(self.money, currency, flow)
        _count(self.services.setdefault(UNKNOWN_SERVICE, {}), currency, flow)

    def _follow(self, request: ServiceRequest) -> None:
        self.reached.update(request.reached.keys())
        if request.ca_id and request.created_at is not None and request.responded_at is not None:
            waited = request.responded_at - request.created_at
            self._of(request.ca_id).counts.update(responses=1, response_ms=waited)

    def _book(self, booking: Booking) -> None:
        counted = _COUNTED_AS.get(booking.status) if booking.status else None
        if counted and booking.ca_id:
            self._of(booking.ca_id).counts[counted] += 1

    def _of(self, ca_id: str) -> _CaSums:
        return self.cas.setdefault(ca_id, _CaSums())


_COUNTED_AS = {BookingStatus.COMPLETED: "completed", BookingStatus.CANCELLED: "cancelled"}


def _count(flows: dict[str, _Flow], currency: str, flow: _Flow) -> None:
    total = flows.setdefault(currency, {})
    for part, number in flow.items():
        total[part] = total.get(part, 0) + number


def _flows(flows: Mapping[str, _Flow]) -> dict[str, MoneyFlow]:
    return {currency: MoneyFlow(**flow) for currency, flow in sorted(flows.items())}
