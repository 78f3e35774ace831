"""Whose a device is. The first user who turns up on it, or is named for it, has it for good."""

from collections.abc import Mapping
from dataclasses import dataclass

from sextant.domain.events import Event
from sextant.domain.profiles import Profile
from sextant.domain.users import ANONYMOUS_PREFIX

MOST_DEVICES = 50
"""Devices of one user. An erasure has to find them all, so a device that would be one more is not joined."""


@dataclass(frozen=True, slots=True)
class Alias:
    """That a device is a user's.

    Attributes:
        device: The anonymous id.
        user_id: Whose it is.
        ordinal: The user's number in sets of users.
    """

    device: str
    user_id: str
    ordinal: int

    @property
    def guest(self) -> str:
        """The name that owns the device's events."""
        return guest_of(self.device)


def guest_of(device: str) -> str:
    """The name that owns the events of a device."""
    return f"{ANONYMOUS_PREFIX}{device}"


def joined_by(event: Event, profile: Profile, known: Mapping[str, Alias]) -> str | None:
    """The device that an event joins to the user whose profile this is, if it does.

    Args:
        event: The event.
        profile: The user's profile.
        known: Those devices that are somebody's already.
    """
    device = event.anonymous_id
    if not event.joins or device is None or device in known or device in profile.anonymous_ids:
        return None
    return device if len(profile.anonymous_ids) < MOST_DEVICES else None


def why_not_joined(event: Event, known: Mapping[str, Alias]) -> str | None:
    """Why an event that was stored joined nothing, or None if its device is the user's."""
    if not event.joins or event.anonymous_id is None:
        return None
    alias = known.get(event.anonymous_id)
    if alias is None:
        return f"The user has {MOST_DEVICES} devices, which is the most: this one is not joined."
    if alias.user_id != event.user_id:
        return "The device is another user's already, and stays that: it is not joined."
    return None
