"""Conversion rates: which part of those who registered did something within a time.

Unlike a funnel's steps these need no order: each is of the first event of its kind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sextant.domain.buckets import BUCKET_MS
from sextant.domain.calendars import CaFirsts
from sextant.domain.entrants import Buyer

Action = Literal["requested", "paid", "reviewed", "paidAgain", "published", "booked", "completed"]

OF_CLIENTS: Final[tuple[Action, ...]] = ("requested", "paid", "reviewed", "paidAgain")
OF_CAS: Final[tuple[Action, ...]] = ("published", "booked", "completed")

DayOf = Callable[[int], date]
"""The day of a zone to which the bucket of a number belongs."""
_Times = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Converted:
    """How many of some users did one thing within their window.

    Attributes:
        users: All of them.
        mature: Those whose window is over.
    """

    users: int
    mature: int


@dataclass(frozen=True, slots=True)
class Conversions:
    """Those who registered in one role, and how many of them did each thing.

    Attributes:
        registered: All of them.
        mature: Those whose window is over: only of these is it known for good.
        by_action: How many did each thing.
    """

    registered: int
    mature: int
    by_action: Mapping[Action, Converted]

    @property
    def immature(self) -> int:
        """Those who may still do it."""
        return self.registered - self.mature


@dataclass(frozen=True, slots=True)
class Within:
    """The window of each user: from the registration for so long.

    Attributes:
        window_ms: How long, in milliseconds.
        as_of: What happened before this moment is known.
    """

    window_ms: int
    as_of: int

    def holds(self, registered_at: int, at: int | None) -> bool:
        """Whether something happened before the window's end."""
        return at is not None and at < registered_at + self.window_ms

    def is_over(self, registered_at: int) -> bool:
        """Whether everything that can be in the window is known."""
        return registered_at + self.window_ms <= self.as_of


def of_clients(clients: Sequence[Buyer], within: Within, day_of: DayOf) -> Conversions:
    """How many clients requested, paid, reviewed, and paid again on a later day."""
    done = [
        (
            client.entrant.registered_at,
            (
                client.entrant.requested_at,
                client.entrant.first_paid_at,
                client.entrant.first_reviewed_at,
                paid_again_at(client, day_of),
            ),
        )
        for client in clients
    ]
    return _counted(OF_CLIENTS, done, within)


def of_cas(cas: Sequence[Buyer], firsts: Mapping[str, CaFirsts], within: Within) -> Conversions:
    """How many CAs published availability, were booked, and completed a booking; also before they registered."""
    done = []
    for each in cas:
        first = firsts[each.user_id]
        done.append((each.entrant.registered_at, (first.offered_at, first.booked_at, first.completed_at)))
    return _counted(OF_CAS, done, within)


def paid_again_at(client: Buyer, day_of: DayOf) -> int | None:
    """When somebody paid on a second day, from their registration on; to the quarter of an hour in which they did."""
    first = client.entrant.registered_at // BUCKET_MS
    paid = sorted({bucket for pairs in client.purchases.values() for bucket, _ in pairs if bucket >= first})
    if len(paid) <= 1:
        return None
    day = day_of(paid[0])
    return next((bucket * BUCKET_MS for bucket in paid[1:] if day_of(bucket) != day), None)


def _counted(actions: Sequence[Action], done: Sequence[tuple[int, _Times]], within: Within) -> Conversions:
    users, mature = [0] * len(actions), [0] * len(actions)
    over = 0
    for registered_at, times in done:
        is_over = within.is_over(registered_at)
        over += is_over
        for place, at in enumerate(times):
            if within.holds(registered_at, at):
                users[place] += 1
                mature[place] += is_over
    by_action = {action: Converted(*counts) for action, *counts in zip(actions, users, mature, strict=True)}
    return Conversions(len(done), over, by_action)
