"""Remembering what admins change, and telling it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sextant.aws.observability import current_request_id
from sextant.domain import audit, cursors
from sextant.domain.audit import Action, Actor, Entity, Entry, Question, State, stamp
from sextant.domain.principals import Principal
from sextant.store import audit as store
from sextant.store.audit import Place
from sextant.store.cursors import signing_key
from sextant.store.transactions import Part

MOST_LOOKED_AT = 5_000
"""Entries that one page may pass over in search of those that match: a megabyte or so of an index."""
MOST_BYTES = 4_000_000
"""A page's states together, as JSON. Lambda may answer with 6 MB, and two states of one flag may have 0.4 MB."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Places that answer a question, and the last that was looked at if others follow."""

    places: list[Place]
    last: Place | None


def recorded(
    action: Action,
    entity: Entity,
    caller: Principal,
    at: datetime,
    states: tuple[State | None, State | None],
    version: int | None = None,
) -> Part:
    """What must be part of the transaction that changes something: the audit's entry, on behalf of this request.

    Args:
        action: What is done.
        entity: To what.
        caller: By whom.
        at: When.
        states: The thing before and after; None where it does not exist.
        version: Its version after the change, if it has versions.
    """
    before, after = states
    entry = Entry(
        id=audit.entry_id(at),
        at=at,
        actor=Actor.of(caller),
        action=action,
        entity=entity,
        version=version,
        before=before,
        after=after,
        request_id=current_request_id(),
    )
    return store.written(entry)


def page(
    question: Question, *, limit: int, cursor: str | None, patience: int = MOST_LOOKED_AT
) -> tuple[list[Entry], str | None]:
    """At most `limit` entries, newest first, and the cursor of those that follow.

    A page may hold fewer, even none, and yet have a cursor: when the entries are large, or when thousands had to be
    passed over. Only without a cursor is it the last.

    Args:
        question: Which entries.
        limit: How many at most.
        cursor: Where the page before ended.
        patience: How many entries to look at for them.

    Raises:
        BadCursorError: The cursor was made for another question.
    """
    scope = f"audit:{question}"
    after = cursors.unseal(cursor, scope, signing_key()) if cursor is not None else None
    places = store.places(question, after=after, page_size=_page_size(question, limit))
    found = _found(places, question, limit, patience)
    entries = store.read(found.places, most_bytes=MOST_BYTES)
    last = found.places[len(entries) - 1] if len(entries) < len(found.places) else found.last
    if last is None:
        return entries, None
    return entries, cursors.seal(last.change if question.entity else last.entry_id, scope, signing_key())


def _found(places: Iterable[Place], question: Question, limit: int, patience: int) -> _Found:
    matching: list[Place] = []
    last = None
    for passed, place in enumerate(places):
        if len(matching) == limit or passed == patience:
            return _Found(matching, last)
        if _answers(place, question):
            matching.append(place)
        last = place
    return _Found(matching, None)


def _answers(place: Place, question: Question) -> bool:
    return (
        question.action in (None, place.action)
        and question.entity_type in (None, place.entity.type)
        and question.actor in (None, place.actor)
        and (question.start is None or place.entry_id >= stamp(question.start))
        and (question.end is None or place.entry_id < stamp(question.end))
    )


def _page_size(question: Question, limit: int) -> int:
    """How many places to read at a time: those of one page if every place answers."""
    picky = question.action is not None or question.entity_type is not None
    return MOST_LOOKED_AT // 5 if picky else limit + 1
