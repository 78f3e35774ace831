"""Sums of events: of a quarter of an hour, and of any number of them together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Protocol, Self

from sextant.domain.events import BUSINESS_EVENTS, FIRST_REGISTRATION, ISSUED_BY_BUSINESS, BusinessEvent, CountedEvent
from sextant.domain.money import NO_MONEY, MoneyFlow, added_by_currency

DEFINITION_VERSION = 1
"""Raised whenever a figure is counted in another way.

Stored with every day, and days of another version are computed anew from roll-ups. Roll-ups carry none: when what they
hold changes, their buckets have to be marked, so that they are counted again from their events.
"""

BEHAVIOURAL = "behavioural"
"""Under what all free-form events are counted: their names are the senders' and may be without number."""


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
        new_by_role: Users whose earliest registration falls into it, by the role of that registration.
        requests_created: Service requests made.
        requests_by_status: How often a request entered each status.
        money: Payments and refunds by currency.
        active: Named users who did something: had an event other than one that the business issues.
        paying: Named users with a payment.
    """

    events: Mapping[str, int] = field(default_factory=dict)
    new_by_role: Mapping[str, int] = field(default_factory=dict)
    requests_created: int = 0
    requests_by_status: Mapping[str, int] = field(default_factory=dict)
    money: Mapping[str, MoneyFlow] = field(default_factory=dict)
    active: Ordinals = NOBODY
    paying: Ordinals = NOBODY


@dataclass(frozen=True, slots=True)
class Rollup:
    """The tally of one bucket, and who registered in it.

    Attributes:
        tally: What happened.
        registered: By role, the users whose earliest registration falls into the bucket.
    """

    tally: Tally
    registered: Mapping[str, Ordinals]


def rolled_up(events: Iterable[CountedEvent]) -> Rollup:
    """The roll-up of a bucket from all its events, in any order."""
    sums = _Sums()
    for event in events:
        sums.add(event)
    return sums.rollup()


def merged(tallies: Iterable[Tally]) -> Tally:
    """The tally of several stretches of time that do not overlap; nobody is counted twice."""
    parts = list(tallies)
    return Tally(
        events=_added(part.events for part in parts),
        new_by_role=_added(part.new_by_role for part in parts),
        requests_created=sum(part.requests_created for part in parts),
        requests_by_status=_added(part.requests_by_status for part in parts),
        money=added_by_currency(part.money for part in parts),
        active=united(part.active for part in parts),
        paying=united(part.paying for part in parts),
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


@dataclass(slots=True)
class _Sums:
    """A roll-up in the making."""

    events: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    money: dict[str, MoneyFlow] = field(default_factory=dict)
    active: set[int] = field(default_factory=set)
    paying: set[int] = field(default_factory=set)
    registered: dict[str, set[int]] = field(default_factory=dict)

    def add(self, event: CountedEvent) -> None:
        if event.name == FIRST_REGISTRATION:
            self._register(event)
            return
        self.events[event.name if event.name in BUSINESS_EVENTS else BEHAVIOURAL] += 1
        if event.ordinal is not None and event.name not in ISSUED_BY_BUSINESS:
            self.active.add(event.ordinal)
        if event.status:
            self.statuses[event.status] += 1
        if event.currency:
            self._move(event, event.currency)

    def rollup(self) -> Rollup:
        active, paying = frozenset(self.active), frozenset(self.paying)
        registered = {role: frozenset(users) for role, users in sorted(self.registered.items())}
        tally = Tally(
            events=dict(sorted(self.events.items())),
            new_by_role={role: len(users) for role, users in registered.items()},
            requests_created=self.events[BusinessEvent.REQUEST_CREATED],
            requests_by_status=dict(sorted(self.statuses.items())),
            money=dict(sorted(self.money.items())),
            active=active,
            paying=paying,
        )
        return Rollup(tally, registered)

    def _register(self, event: CountedEvent) -> None:
        if event.role and event.ordinal is not None:
            self.registered.setdefault(event.role, set()).add(event.ordinal)

    def _move(self, event: CountedEvent, currency: str) -> None:
        before = self.money.get(currency, NO_MONEY)
        if event.name == BusinessEvent.PAYMENT_COMPLETED:
            self.money[currency] = before + MoneyFlow(payments=1, gross=event.amount_minor)
            if event.ordinal is not None:
                self.paying.add(event.ordinal)
        elif event.name == BusinessEvent.PAYMENT_REFUNDED:
            self.money[currency] = before + MoneyFlow(refunds=1, refunded=event.amount_minor)
