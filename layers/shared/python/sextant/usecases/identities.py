"""Whose the devices of one request's events are: read once, and kept up while events join them."""

from collections.abc import Iterable
from dataclasses import replace

from sextant.domain import identities
from sextant.domain.events import Event
from sextant.domain.identities import Alias
from sextant.domain.profiles import Profile
from sextant.store import aliases
from sextant.store.aliases import Join


class Devices:
    """The devices of one request that are somebody's.

    One may be joined by somebody else meanwhile. The transaction that would join it again is then refused.
    """

    def __init__(self, now: int) -> None:
        """Begin with nothing, at the moment when the events arrived, in Unix milliseconds."""
        self._now = now
        self._known: dict[str, Alias] = {}

    def read(self, events: Iterable[Event]) -> None:
        """Read whose the devices are of guests' events, and of those that would join one.

        Raises:
            UnavailableError: It cannot be told just now.
        """
        self._known |= aliases.read_many(_devices(events))

    def credited(self, event: Event) -> Event:
        """The event with the user for whom it counts, if it is a guest's whose device is somebody's."""
        if event.user_id is not None or event.anonymous_id not in self._known:
            return event
        return replace(event, joined_to=self._known[event.anonymous_id].user_id)

    def joins(self, profile: Profile, events: Iterable[Event]) -> tuple[Profile, list[Join]]:
        """The user's profile with the devices that these events join to it, and how they do."""
        joins: list[Join] = []
        for event in events:
            if (device := identities.joined_by(event, profile, self._known)) is not None:
                profile = replace(profile, anonymous_ids=(*profile.anonymous_ids, device))
                joins.append(Join(device, event.at, self._now))
        return profile, joins

    def joined(self, profile: Profile, joins: Iterable[Join]) -> None:
        """Take over what was stored."""
        for join in joins:
            alias = Alias(join.device, profile.user_id, profile.ordinal)
            self._known[join.device] = alias
            aliases.learn(alias)

    def why_not(self, event: Event) -> str | None:
        """Why an event that was stored joined nothing, though it says whose a device is."""
        return identities.why_not_joined(event, self._known)


def _devices(events: Iterable[Event]) -> set[str]:
    return {
        event.anonymous_id
        for event in events
        if event.anonymous_id is not None and (event.user_id is None or event.joins)
    }
