"""One service request: when it was made, which statuses it entered, and how soon somebody responded.

The same whatever the order of the events: everything is a minimum.
"""

from bisect import bisect_right, insort
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sextant.domain.buckets import Bucket
from sextant.domain.events import BusinessEvent, Event
from sextant.domain.ledgers import Sealed

MOST_STATUSES = 100
MOST_CHANGES = 256
"""Times of changes kept, the earliest, while it is not known which of them was the first response."""


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """One report of who the CA is; the earliest counts, and of two at one moment the one of the smaller id.

    Attributes:
        at: When, in Unix milliseconds.
        event_id: The event that said so.
        ca_id: The CA.
    """

    at: int
    event_id: str
    ca_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequest:
    """One service request; all times are Unix milliseconds.

    Attributes:
        request_id: Its id.
        created_at: When it was made, or None while that is not known.
        asked: The CA whom it was made to.
        taken: The CA whom a change of status named first.
        reached: When it first entered each status.
        changes: The times of changes of status that may be the first response, ascending.
    """

    request_id: str
    created_at: int | None = None
    asked: Named | None = None
    taken: Named | None = None
    reached: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[int, ...] = ()

    @property
    def ca_id(self) -> str | None:
        """Whose request it is: the CA whom the earliest change of status with one names, or else the request."""
        named = self.taken or self.asked
        return named.ca_id if named else None

    @property
    def responded_at(self) -> int | None:
        """The first response: the earliest change of status at or after the request was made."""
        created = self.created_at
        return None if created is None else next((at for at in self.changes if at >= created), None)

    @property
    def bucket(self) -> Bucket | None:
        """Where it counts: when it was made. None while that is not known, or nothing came of it."""
        return None if self.created_at is None or not self.reached else Bucket.of(self.created_at)


def after(request: ServiceRequest, event: Event, sealed: Sealed) -> ServiceRequest:
    """The request once its creation or a change of its status is part of it."""
    changed = _created if event.name == BusinessEvent.REQUEST_CREATED else _moved
    return _pruned(changed(request, event, sealed))


def _created(request: ServiceRequest, event: Event, sealed: Sealed) -> ServiceRequest:
    known = request.created_at
    if known is not None and sealed(known):
        return request  # where it counts can be changed no more
    at = event.at if known is None else min(known, event.at)
    return replace(request, created_at=at, asked=_earlier(request.asked, event))


def _moved(request: ServiceRequest, event: Event, _sealed: Sealed) -> ServiceRequest:
    status = event.facts.status or ""
    reached = {**request.reached, status: min(request.reached.get(status, event.at), event.at)}
    changes = list(request.changes)
    if event.at not in request.changes:
        insort(changes, event.at)
    return replace(
        request,
        taken=_earlier(request.taken, event),
        reached=dict(sorted(sorted(reached.items(), key=lambda each: (each[1], each[0]))[:MOST_STATUSES])),
        changes=tuple(changes[:MOST_CHANGES]),
    )


def _earlier(known: Named | None, event: Event) -> Named | None:
    if event.ca_id is None:
        return known
    told = Named(event.at, event.event_id, event.ca_id)
    return min(known or told, told)


def _pruned(request: ServiceRequest) -> ServiceRequest:
    # The request only ever turns out to be older, and so does its first response: later changes cannot become it.
    responded = request.responded_at
    if responded is None:
        return request
    return replace(request, changes=request.changes[: bisect_right(request.changes, responded)])
