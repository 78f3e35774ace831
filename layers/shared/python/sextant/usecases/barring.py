"""Keeps out what is sent of users who were erased."""

import json
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sextant.domain.bookings import BOOKING_EVENTS
from sextant.domain.errors import UnavailableError
from sextant.domain.events import CA_FIELD, BusinessEvent, Event
from sextant.domain.rejections import Reason
from sextant.domain.users import ANONYMOUS_PREFIX
from sextant.store import tombstones

_OF_A_CAS_TIME: Final = BOOKING_EVENTS | {BusinessEvent.AVAILABILITY_PUBLISHED}


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
    Another user who turns up on it is taken in, but not the device: it would lead back to the erased one. And what
    names an erased CA is taken in without the name, unless it is about nothing but their time.
    """
    try:
        erased = tombstones.among({each for event in events.values() for each in _subjects(event)})
    except UnavailableError:
        return Heard({}, dict.fromkeys(events, Reason.THROTTLED))
    let_in = {
        place: _without(event, erased)
        for place, event in events.items()
        if event.owner not in erased and not (event.ca_id in erased and event.name in _OF_A_CAS_TIME)
    }
    return Heard(let_in, {place: Reason.USER_ERASED for place in events if place not in let_in})


def is_barred(subject: str) -> bool:
    """Whether a user, or a guest under the name that owns their events, was erased or is being.

    Raises:
        UnavailableError: It cannot be told just now.
    """
    return bool(tombstones.among((subject,)))


def _subjects(event: Event) -> set[str]:
    return {each for each in (event.owner, _device(event), event.ca_id) if each is not None}


def _without(event: Event, erased: Container[str]) -> Event:
    if _device(event) in erased:
        event = replace(event, anonymous_id=None)
    if event.ca_id not in erased:
        return event
    told = {name: value for name, value in json.loads(event.properties).items() if name != CA_FIELD}
    properties = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
    return replace(event, properties=properties, facts=replace(event.facts, ca_id=None))


def _device(event: Event) -> str | None:
    return f"{ANONYMOUS_PREFIX}{event.anonymous_id}" if event.anonymous_id is not None else None
