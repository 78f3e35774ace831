"""Stores the business events of one user together with what they change in the user's profile."""

import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from enum import Enum, auto

from sextant.domain.buckets import Bucket
from sextant.domain.errors import UnavailableError
from sextant.domain.profiles import Profile, after
from sextant.store import marks, ordinals, profiles
from sextant.store.events import Shelf
from sextant.store.ingestion import MOST_EVENTS, Placed, Refused, store_together
from sextant.usecases.deadlines import Deadline

ATTEMPTS = 10
_FIRST_PAUSE_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 0.5


class Fate(Enum):
    """What became of one event."""

    ACCEPTED = auto()
    DUPLICATE = auto()
    THROTTLED = auto()
    OUT_OF_TIME = auto()


class UserStore:
    """One user, whose events are stored one transaction after the other."""

    def __init__(self, user_id: str, profile: Profile | None, deadline: Deadline) -> None:
        """Begin with a profile that was just read, or None if there was none."""
        self.user_id = user_id
        self._profile = profile
        self._deadline = deadline

    def known_ordinal(self) -> int:
        """The user's ordinal, for which a profile is made if there is none.

        Raises:
            UnavailableError: It cannot be told or made just now.
        """
        if self._profile is None:
            new = self._new_profile()
            self._profile = replace(new, version=1) if profiles.create(new) else profiles.read(self.user_id)
        if self._profile is None:
            raise UnavailableError("The profile went away while it was made; send the event again.")
        profiles.learn_ordinal(self._profile)
        return self._profile.ordinal

    def store(self, events: Sequence[Placed]) -> list[Fate]:
        """Store business events, none of which is twice in the list; for each what became of it."""
        fates: list[Fate] = []
        for first in range(0, len(events), MOST_EVENTS):
            fates += self._store_chunk(events[first : first + MOST_EVENTS])
        return fates

    def _store_chunk(self, events: Sequence[Placed]) -> list[Fate]:
        fates = dict.fromkeys(range(len(events)), Fate.THROTTLED)
        with suppress(UnavailableError):  # what is not stored by then stays rejected as retryable
            self._attempt(events, fates)
        return list(fates.values())

    def _attempt(self, events: Sequence[Placed], fates: dict[int, Fate]) -> None:
        """Try until every event is stored, now or before; an event that is not keeps its fate."""
        left = list(range(len(events)))
        for attempt in range(ATTEMPTS):
            if self._deadline.passed:
                fates.update(dict.fromkeys(left, Fate.OUT_OF_TIME))
                return
            refused = self._write([events[place] for place in left])
            if refused is None:
                fates.update(dict.fromkeys(left, Fate.ACCEPTED))
                return
            known = [place for index, place in enumerate(left) if index in refused.duplicates]
            fates.update(dict.fromkeys(known, Fate.DUPLICATE))
            left = [place for place in left if place not in known]
            if refused.stale:
                _pause(attempt)
                self._profile = profiles.read(self.user_id)
            if not left:
                return

    def _write(self, events: Sequence[Placed]) -> Refused | None:
        before = self._profile or self._new_profile()
        changed = after(before, [placed.event for placed in events])
        refused = store_together(events, changed, self._moved_registration(before, changed, events))
        if refused is None:
            self._profile = replace(changed, version=(before.version or 0) + 1)
            profiles.learn_ordinal(self._profile)
        return refused

    def _moved_registration(self, before: Profile, changed: Profile, events: Sequence[Placed]) -> Shelf | None:
        """Where the user is counted as new from now on, if these events change that."""
        if changed.registration is None or changed.registration == before.registration:
            return None
        if before.registration:
            # The row leaves this bucket, which then has to be counted again.
            marks.mark(Bucket.of(before.registration.at), {0}, time.time_ns() // 1_000_000)
        event_id = changed.registration.event_id
        return next(placed.shelf for placed in events if placed.event.event_id == event_id)

    def _new_profile(self) -> Profile:
        return Profile(user_id=self.user_id, ordinal=ordinals.take())


def _pause(attempt: int) -> None:
    # Full jitter: writers who collided once should not do so again.
    longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**attempt)
    time.sleep(random.uniform(0, longest))  # noqa: S311 - spreads load, keeps no secret
