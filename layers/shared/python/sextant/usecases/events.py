"""Takes events in: admits them, stores and counts each once, and tells what became of every one."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sextant.aws.observability import count
from sextant.aws.settings import settings
from sextant.domain.admission import Admission, Refusal
from sextant.domain.errors import FieldError, ForbiddenError, UnavailableError
from sextant.domain.event_schemas import SchemaMode
from sextant.domain.events import Event
from sextant.domain.principals import Principal
from sextant.domain.rejections import Reason, Rejection
from sextant.schemas.submissions import SentEvent, Submission, UnreadableEvent
from sextant.usecases import barring, conforming, experiment_events
from sextant.usecases.conforming import violations
from sextant.usecases.deadlines import Deadline
from sextant.usecases.fates import BUSY, REJECTIONS, STORED, Fate
from sextant.usecases.identities import Devices
from sextant.usecases.sealing import is_sealed
from sextant.usecases.storing import store

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SEALED = "The numbers of this UTC date are frozen, since its events are past their retention: it takes nothing in."
_BARRED = {
    Reason.USER_ERASED: "The user, device or CA that this is about was erased: nothing of theirs is taken in any more.",
    Reason.THROTTLED: BUSY,
}


@dataclass(frozen=True, slots=True)
class Unjoined:
    """An event that was stored and says whose a device is, which it is not.

    Attributes:
        index: Its place in the batch, from 0.
        event_id: Its id.
        message: Why not.
    """

    index: int
    event_id: str
    message: str


@dataclass(slots=True)
class Outcome:
    """What became of the events of one request.

    Attributes:
        accepted: How many were stored now.
        duplicates: How many were stored before.
        rejected: The others, by their place in the batch.
        unjoined: Those stored events that joined no device to a user, though they say whose it is.
    """

    accepted: int = 0
    duplicates: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    unjoined: list[Unjoined] = field(default_factory=list)


def track(submission: Submission, caller: Principal, *, now: int, deadline: Deadline) -> Outcome:
    """Store the events of one request, each on its own merits.

    Args:
        submission: What was sent.
        caller: Who sent it.
        now: When it arrived, in Unix milliseconds.
        deadline: When to stop starting writes; what is left over is rejected as retryable.

    Raises:
        ForbiddenError: The caller may send none of these events, or not import.
        UnavailableError: Nothing could be stored just now, and the same request may succeed later.
    """
    admission = Admission(
        caller=caller,
        now=now,
        retention_days=settings.retention_days,
        sent_at=_milliseconds(submission.sent_at),
        imported=submission.imported,
    )
    outcome, admitted = Outcome(), dict[int, Event]()
    for index, sent in enumerate(submission.events):
        verdict = _admitted(index, sent, admission)
        if isinstance(verdict, Event):
            admitted[index] = verdict
        else:
            outcome.rejected.append(verdict)
    _refuse_forbidden(outcome, len(submission.events))
    _settle(outcome, _conforming(outcome, _heard(outcome, admitted), caller, now), now, deadline)
    _count(outcome)
    _refuse_if_nothing_was_stored(outcome)
    return outcome


def take_again(events: Sequence[Event], *, now: int, deadline: Deadline) -> Outcome:
    """Store events that were admitted before and broke a schema then, each on its own merits.

    What breaks the schema still, as it is now, is rejected and not kept once more.

    Args:
        events: The events.
        now: When this is asked for, in Unix milliseconds.
        deadline: When to stop starting writes; what is left over is rejected as retryable.

    Raises:
        UnavailableError: The schemas cannot be read just now.
    """
    outcome, admitted = Outcome(), dict[int, Event]()
    for index, event in enumerate(events):
        if refusal := _sealed(event.at):
            outcome.rejected.append(Rejection(index, event.event_id, *refusal))
        else:
            admitted[index] = event
    heard = _heard(outcome, admitted)
    broken = {place: each for place, each in violations(heard) if each.mode is SchemaMode.ENFORCE}
    for place, violation in broken.items():
        rejection = Rejection(place, heard[place].event_id, Reason.SCHEMA_VIOLATED, violation.message)
        outcome.rejected.append(rejection)
    _settle(outcome, {place: event for place, event in heard.items() if place not in broken}, now, deadline)
    _count(outcome)
    return outcome


def _count(outcome: Outcome) -> None:
    counts = {
        "EventsAccepted": outcome.accepted,
        "EventsDuplicate": outcome.duplicates,
        "EventsRejected": len(outcome.rejected),
    }
    for name, value in counts.items():
        if value:
            count(name, value)


def _admitted(index: int, sent: SentEvent | UnreadableEvent, admission: Admission) -> Event | Rejection:
    if isinstance(sent, UnreadableEvent):
        return Rejection(index, sent.event_id, sent.reason, sent.message)
    try:
        admission = admission.for_event(sent_at=_milliseconds(sent.sent_at), imported=sent.imported)
    except ForbiddenError as error:
        return Rejection(index, sent.event_id, Reason.NOT_ALLOWED, error.message)
    user_id = admission.user_of(sent.user_id, sent.anonymous_id)
    at = admission.time_of(_milliseconds(sent.timestamp))
    refusal = admission.refusal(name=sent.name, user_id=user_id, anonymous_id=sent.anonymous_id, at=at)
    refusal = refusal or _sealed(at)
    if refusal:
        return Rejection(index, sent.event_id, *refusal)
    return Event(
        event_id=sent.event_id or str(uuid.uuid4()),
        name=sent.name,
        at=at,
        user_id=user_id,
        anonymous_id=sent.anonymous_id,
        properties=sent.properties,
        facts=sent.facts,
        place=index,
        imported=admission.imported,
    )


def _sealed(at: int) -> Refusal | None:
    """Why nothing more is taken in for the day of a moment, if that is so."""
    try:
        return (Reason.DAY_SEALED, _SEALED) if is_sealed(at) else None
    except UnavailableError:
        return Reason.THROTTLED, BUSY


def _heard(outcome: Outcome, admitted: dict[int, Event]) -> dict[int, Event]:
    """Those events that are not of an erased user; first of all, so that nothing whatever is kept of the others."""
    heard = barring.heard(admitted)
    for place, reason in heard.refused.items():
        outcome.rejected.append(Rejection(place, admitted[place].event_id, reason, _BARRED[reason]))
    return heard.events


def _conforming(outcome: Outcome, events: Mapping[int, Event], sender: Principal, now: int) -> dict[int, Event]:
    """Those events that break no schema, or one that is on trial; what breaks one is kept."""
    held = conforming.held(events, sender, now=now)
    for place, (reason, message) in held.refused.items():
        outcome.rejected.append(Rejection(place, events[place].event_id, reason, message))
    return held.events


def _settle(outcome: Outcome, admitted: dict[int, Event], now: int, deadline: Deadline) -> None:
    """Store what was admitted, an event that is twice in the request once."""
    places: dict[tuple[str, str], list[int]] = {}
    for index, event in admitted.items():
        places.setdefault((event.owner, event.stored_id), []).append(index)
    firsts = [indexes[0] for indexes in places.values()]
    events = [admitted[index] for index in firsts]
    devices = Devices(now)
    stored = _stored(events, devices, now, deadline)
    fates = experiment_events.counted(events, stored, now=now, deadline=deadline)
    for indexes, fate in zip(places.values(), fates, strict=True):
        _record(outcome, [(index, admitted[index].event_id) for index in indexes], fate)
        if fate in STORED and (why := devices.why_not(admitted[indexes[0]])):
            outcome.unjoined += [Unjoined(index, admitted[index].event_id, why) for index in indexes]
    outcome.rejected.sort(key=lambda rejection: rejection.index)


def _stored(events: Sequence[Event], devices: Devices, now: int, deadline: Deadline) -> list[Fate]:
    """What becomes of events once whose their devices are is known; without that, none is stored."""
    try:
        devices.read(events)
    except UnavailableError:
        return [Fate.THROTTLED] * len(events)
    return store([devices.credited(event) for event in events], devices, now=now, deadline=deadline)


def _record(outcome: Outcome, sent: Sequence[tuple[int, str]], fate: Fate) -> None:
    match fate:
        case Fate.ACCEPTED:
            outcome.accepted += 1
            outcome.duplicates += len(sent) - 1
        case Fate.DUPLICATE:
            outcome.duplicates += len(sent)
        case _:
            outcome.rejected.extend(_rejected(sent, fate))


def _rejected(sent: Sequence[tuple[int, str]], fate: Fate) -> Iterator[Rejection]:
    reason, message = REJECTIONS[fate]
    return (Rejection(index, event_id, reason, message) for index, event_id in sent)


def _refuse_forbidden(outcome: Outcome, events: int) -> None:
    refused = [rejection for rejection in outcome.rejected if rejection.reason is Reason.NOT_ALLOWED]
    if refused and len(refused) == events:
        fields = [FieldError(f"events[{each.index}]", each.message) for each in refused] if events > 1 else []
        raise ForbiddenError(refused[0].message, fields)


def _refuse_if_nothing_was_stored(outcome: Outcome) -> None:
    """A request of which everything is worth another try is answered 503, which every client knows how to retry."""
    stored = outcome.accepted or outcome.duplicates
    if outcome.rejected and not stored and all(rejection.reason.retryable for rejection in outcome.rejected):
        raise UnavailableError("Nothing could be stored just now: send the same request again in a moment.")


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // _MILLISECOND
