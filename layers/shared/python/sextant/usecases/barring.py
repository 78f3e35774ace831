"""Keeps out what is sent of users who were erased."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sextant.domain.errors import UnavailableError
from sextant.domain.events import Event
from sextant.domain.rejections import Reason
from sextant.domain.users import ANONYMOUS_PREFIX
from sextant.store import tombstones


@dataclass(frozen=True, slots=True)
class Heard:
    """What may go on of a request.

    Attributes:
        events: By their places, those of nobody who was erased.
        refused: By their places, why the others may not.
    """

    events: dict[int, Event]
    refused: dict[int, Reason]


def heard(events: Mapping[int, Event]) -> Heard:
    """What may go on of these events.

    A device that was joined to an erased user is one of theirs for good: what comes from it without a user is refused.
    Another user who turns up on it is taken in, but not the device: it would lead back to the erased one.
    """
    try:
        erased = tombstones.among({each for event in events.values() for each in _subjects(event)})
    except UnavailableError:
        return Heard({}, dict.fromkeys(events, Reason.THROTTLED))
    let_in = {
        place: replace(event, anonymous_id=None) if _device(event) in erased else event
        for place, event in events.items()
        if event.owner not in erased
    }
    return Heard(let_in, {place: Reason.USER_ERASED for place in events if place not in let_in})


def is_barred(subject: str) -> bool:
    """Whether a user, or a guest under the name that owns their events, was erased or is being.

    Raises:
        UnavailableError: It cannot be told just now.
    """
    return bool(tombstones.among((subject,)))


def _subjects(event: Event) -> set[str]:
    return {event.owner, _device(event) or event.owner}


def _device(event: Event) -> str | None:
    return f"{ANONYMOUS_PREFIX}{event.anonymous_id}" if event.anonymous_id is not None else None
