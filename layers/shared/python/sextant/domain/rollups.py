"""Sums of events: of a quarter of an hour, and of any number of them together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Protocol, Self

from sextant.domain.ca_tallies import CaTally
from sextant.domain.money import MoneyFlow, added_by_currency

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
