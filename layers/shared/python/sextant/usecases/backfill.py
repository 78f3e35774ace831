"""Asking for days to be counted again, and for how far that is."""

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from sextant.aws import queues
from sextant.aws.settings import settings
from sextant.domain import cursors
from sextant.domain.audit import Action, Entity, EntityType, State
from sextant.domain.backfills import (
    Backfill,
    BackfilledDay,
    BackfillRunningError,
    BackfillStatus,
    DayOutcome,
    backfill_id,
)
from sextant.domain.days import Period, today
from sextant.domain.errors import FieldError, IllegalMoveError, InvalidError, NotFoundError, UnavailableError
from sextant.domain.principals import Principal
from sextant.schemas.aggregation_messages import BackfillDay
from sextant.store import backfills
from sextant.store.backfills import Place
from sextant.store.cursors import signing_key
from sextant.store.transactions import Part
from sextant.usecases import audit
from sextant.usecases.periods import EARLIEST, MOST_DAYS

_ID_BYTES: Final = 4
_ATTEMPTS: Final = 3
_SCOPE: Final = "backfills"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a backfill is.

    Attributes:
        backfill: Which.
        status: How it stands.
        days: Its days that were begun.
    """

    backfill: Backfill
    status: BackfillStatus
    days: dict[date, BackfilledDay]

    @property
    def pending(self) -> list[date]:
        """The days that are still to be counted."""
        return [day for day in self.backfill.period if day not in self.days or self.days[day].outcome is None]

    @property
    def sealed(self) -> list[date]:
        """The days that were left as they are, since their numbers are frozen."""
        return [day for day, each in sorted(self.days.items()) if each.outcome is DayOutcome.SEALED]

    @property
    def changed(self) -> int:
        """How many roll-ups said something else than their events."""
        return sum(day.changed for day in self.days.values())


def start(first: date, last: date, caller: Principal) -> Progress:
    """Have each of these days counted again from its events; one message a day goes to the aggregate function.

    Raises:
        InvalidError: These are no days that can be counted.
        BackfillRunningError: Another one, of some of these days, is at work.
        UnavailableError: It could not be begun, or not every message be sent; resuming it sends those that are missing.
    """
    now = _now()
    period = _asked(first, last, now)
    for _ in range(_ATTEMPTS):
        at_work = backfills.at_work()
        others = [each for wanted in at_work.ids if (each := backfills.of(wanted))]
        _refuse_if_any_overlaps([each for each in others if each.status(now) is BackfillStatus.RUNNING], period)
        unfinished = [each for each in others if each.status(now) in {BackfillStatus.RUNNING, BackfillStatus.STALLED}]
        begun = _begun(period, caller, now)
        place = Place(
            beside=[each.id for each in unfinished if not each.overlaps(period)],
            instead_of=[each.id for each in unfinished if each.overlaps(period)],
            based_on=at_work.version,
        )
        told = {"from": str(first), "to": str(last), "insteadOf": place.instead_of}
        if backfills.begin(begun, place, _recorded(Action.BACKFILL_STARTED, begun.id, caller, told)):
            _send(begun.id, period)
            return Progress(begun, BackfillStatus.RUNNING, {})
    raise UnavailableError("Others begin backfills at this moment; ask again in a second.")


def progress(wanted: str) -> Progress:
    """How far a backfill is.

    Raises:
        NotFoundError: There is none with this id.
    """
    found = backfills.of(wanted)
    if found is None:
        raise NotFoundError(f"There is no backfill {wanted!r}; POST /api/admin/metrics/backfill begins one.")
    return Progress(found, found.status(_now()), backfills.days_of(found.id))


def resume(wanted: str, caller: Principal) -> Progress:
    """Send the messages of all days that are still to be counted once more; a day that is counted twice stays right.

    Raises:
        NotFoundError: There is none with this id.
        IllegalMoveError: Another one took its place.
        UnavailableError: Not every message could be sent; resuming once more sends those that are missing.
    """
    known = progress(wanted)
    if known.status is BackfillStatus.SUPERSEDED:
        by = known.backfill.superseded_by
        raise IllegalMoveError(f"The backfill {by!r} took the place of this one.", known.status, [f"resume {by}"])
    if known.pending:
        told = {"days": len(known.pending)}
        backfills.resume(wanted, _now(), _recorded(Action.BACKFILL_RESUMED, wanted, caller, told))
        _send(wanted, known.pending)
    return progress(wanted)


def page(*, limit: int, cursor: str | None) -> tuple[list[tuple[Backfill, BackfillStatus]], str | None]:
    """At most so many backfills, the latest first, and the cursor of those that follow.

    Raises:
        BadCursorError: The cursor was made for something else.
    """
    before = cursors.unseal(cursor, _SCOPE, signing_key()) if cursor is not None else None
    found = list(backfills.latest(before=before, limit=limit + 1))
    now = _now()
    shown = [(each, each.status(now)) for each in found[:limit]]
    more = cursors.seal(found[limit - 1].id, _SCOPE, signing_key()) if len(found) > limit else None
    return shown, more


def _asked(first: date, last: date, now: int) -> Period:
    this_day = today(_moment(now), settings.business_time_zone)
    errors = []
    if first > last:
        errors.append(FieldError("from", "is later than to", "a day up to `to`"))
    if (last - first).days >= MOST_DAYS:
        errors.append(FieldError("to", f"makes a range of more than {MOST_DAYS} days", f"at most {MOST_DAYS} days"))
    if last > this_day:
        errors.append(FieldError("to", "is in the future", f"a day up to {this_day}"))
    if first < EARLIEST:
        errors.append(FieldError("from", "is before all records", f"a day from {EARLIEST}"))
    if errors:
        raise InvalidError("These days cannot be counted again; see errors.", errors)
    return Period(first, last)


def _refuse_if_any_overlaps(running: Iterable[Backfill], period: Period) -> None:
    for other in running:
        if other.overlaps(period):
            days, path = f"{other.period.first} to {other.period.last}", f"/api/admin/metrics/backfill/{other.id}"
            raise BackfillRunningError(
                f"The backfill {other.id} of {days} is at work on some of these days. Wait for it: GET {path} tells "
                f"how far it is. If it makes no progress, POST {path}/resume sends what is left of it again.",
                other.id,
            )


def _begun(period: Period, caller: Principal, now: int) -> Backfill:
    drawn = secrets.token_hex(_ID_BYTES)
    return Backfill(
        id=backfill_id(_moment(now), drawn),
        period=period,
        requested_by=caller.id,
        requested_at=now,
        progress_at=now,
    )


def _recorded(action: Action, wanted: str, caller: Principal, told: State) -> Part:
    return audit.recorded(action, Entity(EntityType.BACKFILL, wanted), caller, _moment(_now()), (None, told))


def _send(wanted: str, days: Iterable[date]) -> None:
    messages = [BackfillDay(backfill_id=wanted, day=day) for day in days]
    queues.send_all(settings.aggregation_queue_url, [message.model_dump_json() for message in messages])


def _now() -> int:
    return time.time_ns() // 1_000_000


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
