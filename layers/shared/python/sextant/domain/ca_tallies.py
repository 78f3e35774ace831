"""Sums of what happened to each CA in a stretch of time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sextant.domain.money import MoneyFlow, added_by_currency

Interval = tuple[int, int]
"""A stretch of time from its first moment to the moment after its last, in Unix milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaTally:
    """What happened to one CA.

    Attributes:
        money: Payments for them, and refunds by the payment's date, by currency.
        ratings: Reviews about them.
        rating_sum: The sum of their grades.
        responses: Requests of theirs, made in the stretch, that were ever responded to.
        response_ms: The sum of the times from those requests to their first responses, in milliseconds.
        completed: Bookings whose slot begins in the stretch and that were used.
        cancelled: Such bookings that were given back.
        available: The slots they offered, each cut at midnight UTC. They may overlap.
        booked: The slots booked and not given back, one for each booking, cut likewise. They may overlap.
    """

    money: Mapping[str, MoneyFlow] = field(default_factory=dict)
    ratings: int = 0
    rating_sum: int = 0
    responses: int = 0
    response_ms: int = 0
    completed: int = 0
    cancelled: int = 0
    available: tuple[Interval, ...] = ()
    booked: tuple[Interval, ...] = ()


NOTHING = CaTally()


def added(tallies: Iterable[CaTally]) -> CaTally:
    """The tally of several stretches of time, or of several CAs, together."""
    parts = list(tallies)
    return CaTally(
        money=dict(sorted(added_by_currency(part.money for part in parts).items())),
        ratings=sum(part.ratings for part in parts),
        rating_sum=sum(part.rating_sum for part in parts),
        responses=sum(part.responses for part in parts),
        response_ms=sum(part.response_ms for part in parts),
        completed=sum(part.completed for part in parts),
        cancelled=sum(part.cancelled for part in parts),
        available=tuple(sorted(slot for part in parts for slot in part.available)),
        booked=tuple(sorted(slot for part in parts for slot in part.booked)),
    )


def added_by_ca(tallies: Iterable[Mapping[str, CaTally]]) -> dict[str, CaTally]:
    """The sum for each CA."""
    by_ca: dict[str, list[CaTally]] = {}
    for each in tallies:
        for ca_id, tally in each.items():
            by_ca.setdefault(ca_id, []).append(tally)
    return {ca_id: added(parts) for ca_id, parts in sorted(by_ca.items())}
