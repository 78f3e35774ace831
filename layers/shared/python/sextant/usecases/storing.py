"""Stores admitted events, each once, on many connections at a time."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress

from sextant.domain.errors import UnavailableError
from sextant.domain.events import Event
from sextant.domain.linked_rows import RowKey, needed
from sextant.domain.profiles import Profile
from sextant.store import events as event_store
from sextant.store import ordinals, profiles
from sextant.store.ingestion import Placed
from sextant.usecases.deadlines import Deadline
from sextant.usecases.derived_marks import DerivedMarks
from sextant.usecases.fates import Fate
from sextant.usecases.identities import Devices
from sextant.usecases.linked_rows import KnownRows
from sextant.usecases.marking import mark, shelved
from sextant.usecases.profiles import OwnerStore, Shared

WRITERS = 16
REMARK_AFTER_SECONDS = 2.0
MARKING_SECONDS = 1.0
"""What may be taken beyond the deadline to mark again: whatever was stored by then has to be counted."""
READ_AT_ONCE = 100

_Owner = tuple[OwnerStore, list[int]]
"""Somebody, and the places of their events that are stored together with something else."""


def store(events: Sequence[Event], devices: Devices, *, now: int, deadline: Deadline) -> list[Fate]:
    """Store events, none of which is twice in the list.

    Args:
        events: What to store.
        devices: Whose their devices are.
        now: When they arrived, in Unix milliseconds.
        deadline: When to stop starting writes.

    Returns:
        For each event what became of it.
    """
    if not events:
        return []
    shelves = shelved(events, now=now)
    began = time.monotonic()
    with ThreadPoolExecutor(WRITERS) as pool:
        unmarked = mark(shelves, pool, deadline)
        placed = [Placed(event, shelf) for event, shelf in zip(events, shelves, strict=True)]
        marked = DerivedMarks(shelf for shelf in shelves if shelf.bucket not in unmarked)
        storing = _Storing(placed, Shared(KnownRows(), devices, marked, deadline), pool)
        storing.run([place for place, shelf in enumerate(shelves) if shelf.bucket not in unmarked])
        if time.monotonic() - began > REMARK_AFTER_SECONDS:
            # Marks this old may have been worked off before the last event was stored.
            mark(shelves, pool, deadline.later(MARKING_SECONDS))
            marked.again(pool)
    return storing.fates


class _Storing:
    """The storing of one request's events."""

    def __init__(self, events: Sequence[Placed], shared: Shared, pool: Executor) -> None:
        self._events = events
        self._shared = shared
        self._deadline = shared.deadline
        self._pool = pool
        self._ordinals: dict[str, int] = {}
        self._waiting: set[str] = set()  # users with events that need an ordinal which is not known yet
        self.fates = [Fate.THROTTLED] * len(events)

    def run(self, places: Sequence[int]) -> None:
        """Store the events of these places; all others keep the fate they have."""
        together: dict[str, list[int]] = {}
        alone: list[int] = []
        for place in places:
            event = self._events[place].event
            if event.is_business or event.changes_profile:
                together.setdefault(event.counts_for or event.owner, []).append(place)
            else:
                alone.append(place)
        together_places = [place for owned in together.values() for place in owned]
        self._shared.rows.prefetch([self._events[place].event for place in together_places], self._pool)
        owners = list(self._owners(together, alone))
        self._each(self._store_owners, ((group,) for group in self._groups(owners)))
        self._each(self._store_alone, ((place,) for place in alone))

    def _owners(self, together: Mapping[str, list[int]], alone: Iterable[int]) -> Iterator[_Owner]:
        """Everybody with events that are stored with something else, and every user whose profile has to be read."""
        for user_id in filter(None, (self._events[place].event.counts_for for place in alone)):
            ordinal = profiles.known_ordinal(user_id)
            if ordinal is None:
                self._waiting.add(user_id)
            else:
                self._ordinals[user_id] = ordinal
        guests = {owner for owner, places in together.items() if self._events[places[0]].event.counts_for is None}
        found = self._read(sorted(self._waiting.union(together) - guests))
        self._stock_ordinals(sum(profile is None for profile in found.values()))
        for user_id, profile in found.items():
            yield OwnerStore(user_id, profile, self._shared), together.get(user_id, [])
        for guest in guests:
            yield OwnerStore(None, None, self._shared), together[guest]

    def _groups(self, owners: Sequence[_Owner]) -> list[list[_Owner]]:
        """The owners, those together whose events are about the same rows, or join the same device.

        Side by side they would only refuse one another's transactions, or chance would say whose the device is.
        """
        groups: dict[int, list[_Owner]] = {}
        group_of: dict[RowKey | str, int] = {}
        for number, (store, places) in enumerate(owners):
            keys = self._shares(places)
            met = {group_of[key] for key in keys if key in group_of}
            groups[number] = [each for other in sorted(met) for each in groups.pop(other)] + [(store, places)]
            group_of = {key: number if group in met else group for key, group in group_of.items()} if met else group_of
            group_of |= dict.fromkeys(keys, number)
        return [sorted(group, key=self._joins_first) for group in groups.values()]

    def _shares(self, places: Sequence[int]) -> set[RowKey | str]:
        """What others may want to change too: the rows that these events are about, and the devices that they join."""
        events = [self._events[place].event for place in places]
        devices = {event.anonymous_id for event in events if event.joins and event.anonymous_id is not None}
        return devices.union(*(needed(event, self._shared.rows) for event in events))

    def _joins_first(self, owner: _Owner) -> int:
        """The place of an owner's first event that joins a device, which is the user's who is named for it first."""
        return next((place for place in owner[1] if self._events[place].event.joins), len(self._events))

    def _read(self, users: Sequence[str]) -> dict[str, Profile | None]:
        """The profiles of these users, None for one who has none; those that could not be read are left out."""
        portions = [users[first : first + READ_AT_ONCE] for first in range(0, len(users), READ_AT_ONCE)]
        found: dict[str, Profile | None] = {}
        for portion, profiles_read in zip(portions, self._pool.map(_read_portion, portions), strict=True):
            if profiles_read is not None:
                found |= {user_id: profiles_read.get(user_id) for user_id in portion}
        return found

    def _stock_ordinals(self, wanted: int) -> None:
        with suppress(UnavailableError):  # then each user tries for themselves
            ordinals.stock(wanted)

    def _each(self, act: Callable[..., None], arguments: Iterable[tuple[object, ...]]) -> None:
        for done in [self._pool.submit(act, *each) for each in arguments]:
            done.result()

    def _store_owners(self, owners: Sequence[_Owner]) -> None:
        for owner, places in owners:
            for place, fate in zip(places, owner.store([self._events[place] for place in places]), strict=True):
                self.fates[place] = fate
            if owner.user_id not in self._waiting or self._deadline.passed:
                continue
            with suppress(UnavailableError):  # then the ordinal stays unknown, and what needs it is rejected
                self._ordinals[owner.user_id] = owner.known_ordinal()

    def _store_alone(self, place: int) -> None:
        placed = self._events[place]
        user_id = placed.event.counts_for
        if self._deadline.passed:
            self.fates[place] = Fate.OUT_OF_TIME
            return
        if user_id is not None and user_id not in self._ordinals:
            return
        ordinal = self._ordinals[user_id] if user_id is not None else None
        with suppress(UnavailableError):
            new = event_store.put_once(placed.event, ordinal, placed.shelf)
            self.fates[place] = Fate.ACCEPTED if new else Fate.DUPLICATE


def _read_portion(users: Sequence[str]) -> dict[str, Profile] | None:
    try:
        return profiles.read_many(users)
    except UnavailableError:
        return None
