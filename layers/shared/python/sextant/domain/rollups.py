"""Sums of events: of a quarter of an hour, and of any number of them together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Protocol, Self

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
from sextant.domain.money import MoneyFlow, added_by_currency
from sextant.domain.service_requests import ServiceRequest

DEFINITION_VERSION = 2
"""Raised whenever a figure is counted in another way.

Stored with every day, and days of another version are computed anew from roll-ups. Roll-ups carry none: when what they
hold changes, their buckets have to be marked, so that they are counted again from their events.
"""

BEHAVIOURAL = "behavioural"
"""Under what all free-form events are counted: their names are the senders' and may be without number."""

UNKNOWN_SERVICE = "UNKNOWN"
"""The service type of money of which none is known."""


class Ordinals(Protocol):
    """A set of users' numbers: roaring bitmaps when stored, plain sets in the making."""

    def __or__(self, other: Self, /) -> Self: ...
    def __and__(self, other: Self, /) -> Self: ...
    def __len__(self) -> int: ...


NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What happened in a stretch of time.

    Attributes:
        events: How many, by business name; free-form ones together.
        registered: By role, the users whose earliest registration, which was in that role, falls into it.
        requests_created: Service requests made.
        requests_by_status: How often a request entered each status.
        requests_reached: By status, how many of the requests made in it ever entered that status.
        money: Payments and refunds by currency.
        services: The same by service type and currency, without refunds by their own date; `UNKNOWN` is the type of
            payments that name none and of refunds whose payment is not known.
        active: Named users who did something: had an event other than one that the business issues.
        paying: Named users with a payment.
        first_paying: Named users whose earliest payment falls into it.
    """

    events: Mapping[str, int] = field(default_factory=dict)
    registered: Mapping[str, Ordinals] = field(default_factory=dict)
    requests_created: int = 0
    requests_by_status: Mapping[str, int] = field(default_factory=dict)
    requests_reached: Mapping[str, int] = field(default_factory=dict)
    money: Mapping[str, MoneyFlow] = field(default_factory=dict)
    services: Mapping[str, Mapping[str, MoneyFlow]] = field(default_factory=dict)
    active: Ordinals = NOBODY
    paying: Ordinals = NOBODY
    first_paying: Ordinals = NOBODY

    @property
    def new_by_role(self) -> dict[str, int]:
        """How many users are new, by the role of their earliest registration."""
        return {role: len(users) for role, users in self.registered.items()}


@dataclass(frozen=True, slots=True)
class Rollup:
    """What happened in one bucket.

    Attributes:
        tally: In all.
        cas: To each CA.
        oldest_arrival: When the event that arrived first did, in Unix milliseconds; None if there is no event.
    """

    tally: Tally
    cas: Mapping[str, CaTally] = field(default_factory=dict)
    oldest_arrival: int | None = None


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


def merged(tallies: Iterable[Tally]) -> Tally:
    """The tally of several stretches of time that do not overlap; nobody is counted twice."""
    parts = list(tallies)
    return Tally(
        events=_added(part.events for part in parts),
        registered=united_by_role(part.registered for part in parts),
        requests_created=sum(part.requests_created for part in parts),
        requests_by_status=_added(part.requests_by_status for part in parts),
        requests_reached=_added(part.requests_reached for part in parts),
        money=added_by_currency(part.money for part in parts),
        services=_added_by_service(part.services for part in parts),
        active=united(part.active for part in parts),
        paying=united(part.paying for part in parts),
        first_paying=united(part.first_paying for part in parts),
    )


def united(sets: Iterable[Ordinals]) -> Ordinals:
    """Everybody who is in any of the sets."""
    filled = [ordinals for ordinals in sets if len(ordinals)]
    return reduce(lambda one, other: one | other, filled) if filled else NOBODY


def united_by_role(by_role: Iterable[Mapping[str, Ordinals]]) -> dict[str, Ordinals]:
    """Everybody of each role."""
    parts = list(by_role)
    roles = sorted({role for part in parts for role in part})
    return {role: united(part[role] for part in parts if role in part) for role in roles}


def in_both(one: Ordinals, other: Ordinals) -> int:
    """How many are in both sets."""
    return len(one & other) if len(one) and len(other) else 0


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items()))


def _added_by_service(
    services: Iterable[Mapping[str, Mapping[str, MoneyFlow]]],
) -> dict[str, Mapping[str, MoneyFlow]]:
    by_service: dict[str, list[Mapping[str, MoneyFlow]]] = {}
    for each in services:
        for service, flows in each.items():
            by_service.setdefault(service, []).append(flows)
    return {service: added_by_currency(flows) for service, flows in sorted(by_service.items())}


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
