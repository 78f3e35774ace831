"""Takes events in: admits them, stores and counts each once, and tells what became of every one."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sextant.aws.observability import count
from sextant.aws.settings import settings
from sextant.domain.admission import Admission
from sextant.domain.errors import FieldError, ForbiddenError, UnavailableError
from sextant.domain.events import Event
from sextant.domain.principals import Principal
from sextant.domain.rejections import Reason, Rejection
from sextant.schemas.submissions import SentEvent, Submission, UnreadableEvent
from sextant.usecases import barring, experiment_events
from sextant.usecases.deadlines import Deadline
from sextant.usecases.fates import BUSY, REJECTIONS, Fate
from sextant.usecases.storing import store

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_BARRED = {
    Reason.USER_ERASED: "The user, device or CA that this is about was erased: nothing of theirs is taken in any more.",
    Reason.THROTTLED: BUSY,
}


@dataclass(slots=True)
class Outcome:
    """What became of the events of one request.

    Attributes:
        accepted: How many were stored now.
        duplicates: How many were stored before.
        rejected: The others, by their place in the batch.
    """

    accepted: int = 0
    duplicates: int = 0
    rejected: list[Rejection] = field(default_factory=list)


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
    _settle(outcome, _heard(outcome, admitted), now, deadline)
    _count(outcome)
    _refuse_if_nothing_was_stored(outcome)
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
    )


def _heard(outcome: Outcome, admitted: dict[int, Event]) -> dict[int, Event]:
    """Those events that are not of an erased user; first of all, so that nothing whatever is kept of the others."""
    heard = barring.heard(admitted)
    for place, reason in heard.refused.items():
        outcome.rejected.append(Rejection(place, admitted[place].event_id, reason, _BARRED[reason]))
    return heard.events


def _settle(outcome: Outcome, admitted: dict[int, Event], now: int, deadline: Deadline) -> None:
    """Store what was admitted, an event that is twice in the request once."""
    places: dict[tuple[str, str], list[int]] = {}
    for index, event in admitted.items():
        places.setdefault((event.owner, event.stored_id), []).append(index)
    firsts = [indexes[0] for indexes in places.values()]
    events = [admitted[index] for index in firsts]
    fates = experiment_events.counted(events, store(events, now=now, deadline=deadline), now=now, deadline=deadline)
    for indexes, fate in zip(places.values(), fates, strict=True):
        _record(outcome, [(index, admitted[index].event_id) for index in indexes], fate)
    outcome.rejected.sort(key=lambda rejection: rejection.index)


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
