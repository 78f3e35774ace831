"""Stores admitted events, each once, on many connections at a time."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress

from sextant.domain.errors import UnavailableError
from sextant.domain.events import Event
from sextant.domain.profiles import Profile
from sextant.store import events as event_store
from sextant.store import ordinals, profiles
from sextant.store.ingestion import Placed
from sextant.usecases.deadlines import Deadline
from sextant.usecases.marking import mark, shelved
from sextant.usecases.profiles import Fate, UserStore

WRITERS = 16
REMARK_AFTER_SECONDS = 2.0
MARKING_SECONDS = 1.0
"""What may be taken beyond the deadline to mark again: whatever was stored by then has to be counted."""
READ_AT_ONCE = 100


def store(events: Sequence[Event], *, now: int, deadline: Deadline) -> list[Fate]:
    """Store events, none of which is twice in the list.

    Args:
        events: What to store.
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
        storing = _Storing(placed, deadline, pool)
        storing.run([place for place, shelf in enumerate(shelves) if shelf.bucket not in unmarked])
        if time.monotonic() - began > REMARK_AFTER_SECONDS:
            # Marks this old may have been worked off before the last event was stored.
            mark(shelves, pool, deadline.later(MARKING_SECONDS))
    return storing.fates


class _Storing:
    """The storing of one request's events."""

    def __init__(self, events: Sequence[Placed], deadline: Deadline, pool: Executor) -> None:
        self._events = events
        self._deadline = deadline
        self._pool = pool
        self._ordinals: dict[str, int] = {}
        self._waiting: set[str] = set()  # users with events that need an ordinal which is not known yet
        self.fates = [Fate.THROTTLED] * len(events)

    def run(self, places: Sequence[int]) -> None:
        """Store the events of these places; all others keep the fate they have."""
        business: dict[str, list[int]] = {}
        alone: list[int] = []
        for place in places:
            event = self._events[place].event
            if event.changes_profile:
                business.setdefault(event.owner, []).append(place)
            else:
                alone.append(place)
        self._each(self._store_user, self._users(business, alone))
        self._each(self._store_alone, ((place,) for place in alone))

    def _users(self, business: Mapping[str, list[int]], alone: Iterable[int]) -> Iterator[tuple[UserStore, list[int]]]:
        """Every user whose profile has to be read, with their business events."""
        for user_id in filter(None, (self._events[place].event.user_id for place in alone)):
            ordinal = profiles.known_ordinal(user_id)
            if ordinal is None:
                self._waiting.add(user_id)
            else:
                self._ordinals[user_id] = ordinal
        found = self._read(sorted(self._waiting.union(business)))
        self._stock_ordinals(sum(profile is None for profile in found.values()))
        for user_id, profile in found.items():
            yield UserStore(user_id, profile, self._deadline), business.get(user_id, [])

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

    def _store_user(self, user: UserStore, places: Sequence[int]) -> None:
        fates = user.store([self._events[place] for place in places])
        for place, fate in zip(places, fates, strict=True):
            self.fates[place] = fate
        if user.user_id not in self._waiting or self._deadline.passed:
            return
        with suppress(UnavailableError):  # then the ordinal stays unknown, and what needs it is rejected
            self._ordinals[user.user_id] = user.known_ordinal()

    def _store_alone(self, place: int) -> None:
        placed = self._events[place]
        user_id = placed.event.user_id
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
