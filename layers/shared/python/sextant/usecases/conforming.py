"""Holds behavioural events against the schemas of their names, and keeps what breaks them."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sextant.aws.observability import count
from sextant.domain.errors import UnavailableError
from sextant.domain.event_schemas import SchemaMode
from sextant.domain.events import Event
from sextant.domain.principals import Principal
from sextant.domain.rejected_events import KeptEvent
from sextant.domain.rejections import Reason
from sextant.store import rejected_events
from sextant.usecases.fates import BUSY
from sextant.usecases.served_schemas import Expectation, served_schemas

WRITERS = 16
_MOST_TOLD = 3
_LONGEST_PLACE = 200


@dataclass(frozen=True, slots=True)
class Violation:
    """What an event breaks.

    Attributes:
        message: What, for people.
        schema_version: Of which version of its schema.
        mode: What becomes of it.
    """

    message: str
    schema_version: int
    mode: SchemaMode


@dataclass(frozen=True, slots=True)
class Held:
    """What may go on of a request.

    Attributes:
        events: By their places, those that may be stored.
        refused: By their places, why the others may not, for programs and for people.
    """

    events: dict[int, Event]
    refused: dict[int, tuple[Reason, str]]


def held(events: Mapping[int, Event], sender: Principal, *, now: int) -> Held:
    """What may go on of these events; what breaks its schema is kept, and only then told.

    What could not be kept is refused as worth another try, so that nothing is lost in silence.
    """
    if all(event.is_business for event in events.values()):
        return Held(dict(events), {})
    try:
        broken = dict(violations(events))
    except UnavailableError:
        return Held({}, dict.fromkeys(events, (Reason.THROTTLED, BUSY)))
    if not broken:
        return Held(dict(events), {})
    count("SchemaViolations", len(broken))
    kept = {place: _kept(events[place], broken[place], sender, now) for place in broken}
    with ThreadPoolExecutor(min(WRITERS, len(kept))) as pool:
        done = dict(zip(kept, pool.map(_keep, kept.values()), strict=True))
    refused = {place: _refusal(broken[place], is_kept=done[place]) for place in broken}
    told = {place: refusal for place, refusal in refused.items() if refusal is not None}
    return Held({place: event for place, event in events.items() if place not in told}, told)


def violations(events: Mapping[int, Event]) -> Iterator[tuple[int, Violation]]:
    """The places of those events that break the schema of their name, and what they break.

    Raises:
        UnavailableError: The schemas cannot be read, and never were.
    """
    expected = served_schemas().current()
    for place, event in events.items():
        expectation = None if event.is_business else expected.get(event.name)
        if expectation and (message := _message(expectation, event)):
            yield place, Violation(message, expectation.schema.version, expectation.schema.mode)


def _message(expectation: Expectation, event: Event) -> str | None:
    problems = list(expectation.problems(json.loads(event.properties)))
    told = [f"{problem.field[:_LONGEST_PLACE]}: {problem.message}" for problem in problems[:_MOST_TOLD]]
    return "; ".join([*told, "and more"] if len(problems) > _MOST_TOLD else told) or None


def _kept(event: Event, violation: Violation, sender: Principal, now: int) -> KeptEvent:
    return KeptEvent(
        event=event,
        sender=sender,
        rejected_at=now,
        message=violation.message,
        schema_version=violation.schema_version,
        stored=violation.mode is SchemaMode.OBSERVE,
    )


def _keep(kept: KeptEvent) -> bool:
    try:
        rejected_events.keep(kept)
    except UnavailableError:
        return False
    return True


def _refusal(violation: Violation, *, is_kept: bool) -> tuple[Reason, str] | None:
    if violation.mode is SchemaMode.OBSERVE:
        # What is only watched must not keep an event from being stored.
        return None
    return (Reason.SCHEMA_VIOLATED, violation.message) if is_kept else (Reason.THROTTLED, BUSY)
