"""Folds events of one owner into the linked rows that they are about, before any of it is stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sextant.domain import linked_rows
from sextant.domain.events import Event
from sextant.domain.linked_rows import LinkedRow, RowKey
from sextant.domain.rejections import ContradictionError
from sextant.store.ingestion import Placed
from sextant.usecases.fates import CONTRADICTIONS, Fate
from sextant.usecases.linked_rows import KnownRows
from sextant.usecases.sealing import is_sealed

MOST_EVENTS = 23
_ACTIONS_OF_A_JOIN = 2
_PLANNED_ACTIONS = 60
"""Events and rows planned for one transaction, of the 100 actions that DynamoDB takes: a booking that moves to another
CA may turn out to touch 32 days more, and the profile and the two rows about the user come on top."""


@dataclass(slots=True)
class Folded:
    """Events of one owner, and what they come to.

    Attributes:
        taken: The events that can be stored, by their places.
        refused: What becomes of the others.
        rows: The linked rows that those taken change, as they are with them.
    """

    taken: dict[int, Placed] = field(default_factory=dict)
    refused: dict[int, Fate] = field(default_factory=dict)
    rows: dict[RowKey, LinkedRow] = field(default_factory=dict)


class _View(Mapping[RowKey, LinkedRow]):
    """Rows as they are with what was folded so far."""

    def __init__(self, changed: Mapping[RowKey, LinkedRow], known: KnownRows) -> None:
        self._changed = changed
        self._known = known

    def __getitem__(self, key: RowKey) -> LinkedRow:
        return self._changed[key] if key in self._changed else self._known[key]

    def __iter__(self) -> Iterator[RowKey]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def folded(events: Sequence[tuple[int, Placed]], known: KnownRows) -> Folded:
    """What these events come to, one after the other.

    Raises:
        UnavailableError: What they are about cannot be read just now.
    """
    found = Folded()
    view = _View(found.rows, known)
    known.ensure([placed.event for _place, placed in events], known)
    for place, placed in events:
        known.ensure([placed.event], view)
        try:
            changed = linked_rows.after(view, placed.event, is_sealed)
        except ContradictionError as error:
            found.refused[place] = CONTRADICTIONS[error.reason]
            continue
        # Told before the event is part of its ledger, since then nothing tells the two apart.
        found.taken[place] = _detached(placed) if linked_rows.is_detached(view, placed.event, is_sealed) else placed
        found.rows |= changed
    return found


def portions(events: Sequence[Placed], known: KnownRows) -> Iterator[list[tuple[int, Placed]]]:
    """The events in portions that fit into a transaction, each event with its place.

    Raises:
        UnavailableError: What they are about cannot be read just now.
    """
    portion: list[tuple[int, Placed]] = []
    rows: set[RowKey] = set()
    for place, placed in enumerate(events):
        known.ensure([placed.event], known)
        more = rows | linked_rows.needed(placed.event, known)
        joining = sum(each.event.joins for _place, each in portion) + placed.event.joins
        actions = len(portion) + 1 + len(more) + _ACTIONS_OF_A_JOIN * joining
        if portion and (len(portion) == MOST_EVENTS or actions > _PLANNED_ACTIONS):
            yield portion
            portion, more = [], linked_rows.needed(placed.event, known)
        portion.append((place, placed))
        rows = more
    if portion:
        yield portion


def _detached(placed: Placed) -> Placed:
    """A refund that counts by itself: what says how it counts no longer names its payment."""
    event: Event = placed.event
    return replace(placed, event=replace(event, facts=replace(event.facts, payment_id=None)))
