"""The list of events that broke a schema: reading it, taking from it, and taking its events in again."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from sextant.domain import cursors, rejected_events
from sextant.domain.audit import Action, Entity, EntityType, State, stamp
from sextant.domain.errors import FieldError, InvalidError, NotFoundError, UnavailableError
from sextant.domain.principals import Principal
from sextant.domain.rejected_events import KeptEvent
from sextant.domain.rejections import Rejection
from sextant.store import audit as audit_store
from sextant.store import rejected_events as store
from sextant.store.cursors import signing_key
from sextant.store.rejected_events import Place
from sextant.usecases import audit, events
from sextant.usecases.deadlines import Deadline

PORTION = 100
WRITERS = 16
_REPLAY = "replay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which events of the list to show; None asks for any.

    Attributes:
        name: Of the events.
        start: The earliest moment of rejection, included.
        end: The moment behind the latest.
    """

    name: str | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(slots=True)
class Replayed:
    """What became of one portion of a replay.

    Attributes:
        stored: How many were stored now.
        stored_before: How many were stored already.
        rejected: The ids of those that stay in the list, and why.
        unknown: Ids under which nothing is kept.
        next_cursor: Where the next portion begins, or None at the end.
    """

    stored: int = 0
    stored_before: int = 0
    rejected: list[tuple[str, Rejection]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    next_cursor: str | None = None


def page(question: Question, *, limit: int, cursor: str | None) -> tuple[list[KeptEvent], str | None]:
    """At most `limit` events, newest first, and the cursor of those that follow; what has expired is not shown.

    Raises:
        InvalidError: It ends before it begins.
        BadCursorError: The cursor was made for another question.
    """
    if question.start and question.end and question.end <= question.start:
        wrong = FieldError(
            "to", "must be later than `from`, since it is the moment behind the latest", "a later moment"
        )
        raise InvalidError("The period ends before it begins.", [wrong])
    scope = f"rejected-events:{question}"
    after = cursors.unseal(cursor, scope, signing_key()) if cursor is not None else None
    first = stamp(question.start) if question.start else ""
    last = stamp(question.end) if question.end else None
    found = _places(question.name, first=first, last=after or last, newest_first=True)
    places = list(islice((place for place in found if place.id != after), limit + 1))
    shown = places[:limit]
    next_cursor = cursors.seal(shown[-1].id, scope, signing_key()) if len(places) > limit else None
    return _kept(shown), next_cursor


def get(rejection: str) -> KeptEvent:
    """The event with this id.

    Raises:
        NotFoundError: None is kept under it.
    """
    place = store.place_of(rejection)
    found = _kept([place]) if place else []
    if not found:
        raise NotFoundError(
            f"No rejected event {rejection[:100]!r} is kept; GET /api/admin/rejected-events lists them."
        )
    return found[0]


def delete(rejection: str, caller: Principal) -> None:
    """Take an event from the list for good.

    Raises:
        NotFoundError: None is kept under this id.
    """
    kept = get(rejection)
    # Of the event only what names nobody: what the audit says once is there for good.
    state: State = {"name": kept.event.name, "message": kept.message, "schemaVersion": kept.schema_version}
    now = datetime.now(UTC)
    entity = Entity(EntityType.REJECTED_EVENT, kept.id)
    recorded = audit.recorded(Action.REJECTED_EVENT_DELETED, entity, caller, now, (state, None))
    store.delete(store.place(kept), recorded)


def replay_some(rejections: Sequence[str], caller: Principal, *, deadline: Deadline) -> Replayed:
    """Take some events in again, by the ids of their rejections.

    Raises:
        UnavailableError: The list cannot be read, or the replay not be recorded, just now.
    """
    wanted = list(dict.fromkeys(rejections))
    with ThreadPoolExecutor(WRITERS) as pool:
        places = [place for place in pool.map(store.place_of, wanted) if place]
    kept = _kept(places)
    found = {each.id for each in kept}
    result = _replayed(kept, {"ids": wanted}, caller, deadline)
    result.unknown = [rejection for rejection in wanted if rejection not in found]
    return result


def replay_name(name: str, caller: Principal, *, cursor: str | None, deadline: Deadline) -> Replayed:
    """Take the next portion of the events of a name in again, the oldest first.

    Raises:
        BadCursorError: The cursor was made for another name.
        UnavailableError: The list cannot be read, or the replay not be recorded, just now.
    """
    scope = f"replay:{name}"
    after = cursors.unseal(cursor, scope, signing_key()) if cursor is not None else None
    found = _places(name, first=after or "", last=None, newest_first=False)
    places = list(islice((place for place in found if place.id != after), PORTION + 1))
    portion = places[:PORTION]
    result = _replayed(_kept(portion), {"name": name, "from": after}, caller, deadline)
    if len(places) > PORTION:
        result.next_cursor = cursors.seal(portion[-1].id, scope, signing_key())
    return result


def _replayed(kept: Sequence[KeptEvent], what: State, caller: Principal, deadline: Deadline) -> Replayed:
    result = Replayed()
    if not kept:
        return result
    now = _now()
    entity = Entity(EntityType.REJECTED_EVENT, _REPLAY)
    state: State = {**what, "events": len(kept)}
    at = datetime.fromtimestamp(now / 1000, UTC)
    # Before anything is taken in: what an admin does is known even if the answer to it is lost.
    audit_store.put(audit.recorded(Action.REJECTED_EVENTS_REPLAYED, entity, caller, at, (None, state)))
    outcome = events.take_again([each.event for each in kept], now=now, deadline=deadline)
    rejected = {rejection.index: rejection for rejection in outcome.rejected}
    taken = [each for place, each in enumerate(kept) if place not in rejected]
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(_remove, taken))
    result.stored, result.stored_before = outcome.accepted, outcome.duplicates
    result.rejected = [(kept[place].id, rejection) for place, rejection in sorted(rejected.items())]
    return result


def _remove(kept: KeptEvent) -> None:
    # One that stays in the list though it is stored is found to be so by the next replay, and changes nothing.
    with suppress(UnavailableError):
        store.remove(store.place(kept))


def _places(name: str | None, *, first: str, last: str | None, newest_first: bool) -> Iterator[Place]:
    """Where the events are with ids from one to another, as far back as anything is kept."""
    now = _now()
    begin = max(first, rejected_events.stamp_of(rejected_events.oldest_kept(now)))
    end = last or rejected_events.stamp_of(now + 1000)
    if begin > end:
        return
    if name is not None:
        yield from store.of_name(name, first=begin, last=end, newest_first=newest_first)
        return
    first_day, last_day = rejected_events.day_in(begin), rejected_events.day_in(end)
    if first_day is None or last_day is None:
        return
    days = [first_day + timedelta(number) for number in range((last_day - first_day).days + 1)]
    for day in reversed(days) if newest_first else days:
        yield from store.of_day(day, first=begin, last=end, newest_first=newest_first)


def _kept(places: Sequence[Place]) -> list[KeptEvent]:
    """The events at these places that are kept and have not expired."""
    now = _now()
    portions = (places[first : first + store.READ_AT_ONCE] for first in range(0, len(places), store.READ_AT_ONCE))
    return [kept for portion in portions for kept in store.read_many(portion) if kept.expires_at > now]


def _now() -> int:
    return time.time_ns() // 1_000_000
