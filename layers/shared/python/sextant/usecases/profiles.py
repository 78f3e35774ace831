"""Stores the events of one owner together with all that they change: profile, linked rows, rows about the user."""

import random
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sextant.domain.buckets import Bucket
from sextant.domain.errors import UnavailableError
from sextant.domain.events import BusinessEvent
from sextant.domain.profiles import Profile, after
from sextant.store import events as event_store
from sextant.store import ordinals, profiles
from sextant.store.events import Shelf
from sextant.store.ingestion import Change, Placed, Refused, store_together
from sextant.usecases.deadlines import Deadline
from sextant.usecases.derived_marks import DerivedMarks
from sextant.usecases.fates import Fate
from sextant.usecases.folding import Folded, folded, portions
from sextant.usecases.identities import Devices
from sextant.usecases.linked_rows import KnownRows
from sextant.usecases.sealing import is_sealed

ATTEMPTS = 10
_FIRST_PAUSE_SECONDS = 0.02
_LONGEST_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Shared:
    """What all owners of one request have in common.

    Attributes:
        rows: The linked rows that its events are about.
        devices: Whose the devices are that its events come from or are about.
        marks: What it marked beside the buckets of its events.
        deadline: When to stop starting writes.
    """

    rows: KnownRows
    devices: Devices
    marks: DerivedMarks
    deadline: Deadline


class OwnerStore:
    """A user or a guest, whose events are stored one transaction after the other."""

    def __init__(self, user_id: str | None, profile: Profile | None, shared: Shared) -> None:
        """Begin with a user's profile that was just read, None if there was none; guests have neither."""
        self.user_id = user_id
        self._profile = profile
        self._shared = shared

    def known_ordinal(self) -> int:
        """The user's ordinal, for which a profile is made if there is none.

        Raises:
            UnavailableError: It cannot be told or made just now.
        """
        user_id = self.user_id or ""
        if self._profile is None:
            new = _new_profile(user_id)
            self._profile = replace(new, version=1) if profiles.create(new) else profiles.read(user_id)
        if self._profile is None:
            raise UnavailableError("The profile went away while it was made; send the event again.")
        profiles.learn_ordinal(self._profile)
        return self._profile.ordinal

    def store(self, events: Sequence[Placed]) -> list[Fate]:
        """Store events, none of which is twice in the list; for each what became of it."""
        fates = dict.fromkeys(range(len(events)), Fate.THROTTLED)
        with suppress(UnavailableError):  # what is not stored by then stays rejected as retryable
            for portion in portions(events, self._shared.rows):
                with suppress(UnavailableError):
                    self._attempt(dict(portion), fates)
        return list(fates.values())

    def _attempt(self, left: dict[int, Placed], fates: dict[int, Fate]) -> None:
        """Try until every event is stored, now or before, or refused for good; an event that is not keeps its fate."""
        for attempt in range(ATTEMPTS):
            if self._shared.deadline.passed:
                fates.update(dict.fromkeys(left, Fate.OUT_OF_TIME))
                return
            found = folded(list(left.items()), self._shared.rows)
            refused = self._write(found) if found.taken else None
            if refused is None:
                fates.update(dict.fromkeys(found.taken, Fate.ACCEPTED))
                fates.update(_judged(found.refused, left))
                return
            places = list(found.taken)
            known = [places[index] for index in refused.duplicates]
            fates.update(dict.fromkeys(known, Fate.DUPLICATE))
            left = {place: placed for place, placed in left.items() if place not in known}
            if refused.stale:
                _pause(attempt)
                self._read_again(found)
            if not left:
                return

    def _write(self, found: Folded) -> Refused | None:
        shared, taken = self._shared, list(found.taken.values())
        before, change = self._change(taken)
        based = shared.rows.based(found.rows)
        shared.marks.mark(row.bucket for key, row in found.rows.items() for row in (row, shared.rows[key]))
        refused = store_together(replace(change, rows=based))
        if refused is None:
            shared.rows.written(based)
            if change.profile:
                self._profile = replace(change.profile, version=((before and before.version) or 0) + 1)
                profiles.learn_ordinal(self._profile)
                shared.devices.joined(self._profile, change.joins)
        return refused

    def _change(self, events: Sequence[Placed]) -> tuple[Profile | None, Change]:
        """The user's profile before, and what these events make of it; a guest has none."""
        if self.user_id is None:
            return None, Change(events=events)
        before = self._profile or _new_profile(self.user_id)
        told = [placed.event for placed in events]
        changed, joins = self._shared.devices.joins(after(before, told, is_sealed), told)
        registered = self._moved_registration(before, changed, events)
        first_paid = self._moved_payment(before, changed, events)
        return before, Change(events=events, profile=changed, registered=registered, first_paid=first_paid, joins=joins)

    def _moved_registration(self, before: Profile, changed: Profile, events: Sequence[Placed]) -> Shelf | None:
        """Where the user is counted as new from now on, if these events change that."""
        if changed.registration is None or changed.registration == before.registration:
            return None
        if before.registration:
            # The row leaves this bucket, which then has to be counted again.
            self._shared.marks.mark([Bucket.of(before.registration.at)])
        # By its kind too: a behavioural event may have the same id.
        stored_id = changed.registration.event_id
        return next(placed.shelf for placed in events if placed.event.stored_id == stored_id)

    def _moved_payment(self, before: Profile, changed: Profile, events: Sequence[Placed]) -> Shelf | None:
        """Where the user is counted as paying for the first time from now on, if these events change that."""
        at = changed.first_paid_at
        if at is None or at == before.first_paid_at:
            return None
        if before.first_paid_at is not None:
            self._shared.marks.mark([Bucket.of(before.first_paid_at)])
        paid = BusinessEvent.PAYMENT_COMPLETED
        return next(placed.shelf for placed in events if placed.event.name == paid and placed.event.at == at)

    def _read_again(self, found: Folded) -> None:
        self._shared.rows.forget(found.rows)
        self._shared.devices.read(placed.event for placed in found.taken.values())
        if self.user_id is not None:
            self._profile = profiles.read(self.user_id)


def _judged(refused: Mapping[int, Fate], events: Mapping[int, Placed]) -> dict[int, Fate]:
    """What becomes of events that do not fit what is known: one that was stored before is why it does not fit."""
    if not refused:
        return {}
    stored = event_store.stored_among([events[place].event for place in refused])
    known = {place for place in refused if (events[place].event.owner, events[place].event.stored_id) in stored}
    return {place: Fate.DUPLICATE if place in known else fate for place, fate in refused.items()}


def _new_profile(user_id: str) -> Profile:
    return Profile(user_id=user_id, ordinal=ordinals.take())


def _pause(attempt: int) -> None:
    # Full jitter: writers who collided once should not do so again.
    longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**attempt)
    time.sleep(random.uniform(0, longest))  # noqa: S311 - spreads load, keeps no secret
