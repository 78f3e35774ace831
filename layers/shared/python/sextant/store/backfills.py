"""Backfills in the table of metrics.

| partition | bucket | what |
|---|---|---|
| `backfills` | `20260117T101500-5f0c2a` | one backfill, with how many of its days are done |
| `backfill#20260117T101500-5f0c2a` | `2026-01-17` | one of its days |
| `backfilling` | `now` | which ones are at work, so that two that overlap are not begun at once |
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, VersionAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from sextant.domain.backfills import Backfill, BackfilledDay, DayOutcome
from sextant.domain.days import Period
from sextant.store.faults import CONDITIONAL_CHECK_FAILED, translated
from sextant.store.metrics import MetricItem
from sextant.store.transactions import Part, commit

_PARTITION = "backfills"
_AT_WORK, _NOW = "backfilling", "now"


class BackfillItem(MetricItem):
    """One backfill."""

    first = UnicodeAttribute()
    last = UnicodeAttribute()
    requested_by = UnicodeAttribute(attr_name="requestedBy")
    requested_at = NumberAttribute(attr_name="requestedAt")
    done = NumberAttribute()
    progress_at = NumberAttribute(attr_name="progressAt")
    superseded_by = UnicodeAttribute(attr_name="supersededBy", null=True)


class BackfilledDayItem(MetricItem):
    """One day of a backfill."""

    reached = NumberAttribute(null=True)
    changed = NumberAttribute()
    outcome = UnicodeAttribute(null=True)
    finished_at = NumberAttribute(attr_name="finishedAt", null=True)


class AtWorkItem(MetricItem):
    """The ids of the backfills that are at work, as JSON; one that is done may still be among them."""

    ids = UnicodeAttribute()
    version = VersionAttribute()


@dataclass(frozen=True, slots=True)
class AtWork:
    """Which backfills are at work.

    Attributes:
        ids: Their ids; one that is done may still be among them.
        version: What a change has to be based on; None before the first.
    """

    ids: tuple[str, ...]
    version: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new backfill stands among those at work.

    Attributes:
        beside: Those that go on.
        instead_of: Those whose place it takes.
        based_on: The version of what was read; None if there was nothing.
    """

    beside: Sequence[str]
    instead_of: Sequence[str]
    based_on: int | None


@translated()
def of(wanted: str) -> Backfill | None:
    """A backfill, read consistently."""
    try:
        return _backfill(BackfillItem.get(_PARTITION, wanted, consistent_read=True))
    except BackfillItem.DoesNotExist:
        return None


def latest(*, before: str | None, limit: int) -> Iterator[Backfill]:
    """At most so many backfills, the latest first, of those before the one named."""
    span = BackfillItem.bucket < before if before else None
    with translated():
        found = BackfillItem.query(_PARTITION, span, consistent_read=True, scan_index_forward=False, limit=limit)
        for item in found:
            yield _backfill(item)


@translated()
def at_work() -> AtWork:
    """Which backfills are at work, read consistently."""
    try:
        item = AtWorkItem.get(_AT_WORK, _NOW, consistent_read=True)
    except AtWorkItem.DoesNotExist:
        return AtWork((), None)
    return AtWork(tuple(json.loads(item.ids)), int(item.version))


def begin(backfill: Backfill, place: Place, *together: Part) -> bool:
    """Store a new backfill; False if another was begun since it was read which ones are at work."""
    item = AtWorkItem(_AT_WORK, _NOW, ids=json.dumps([*place.beside, backfill.id]))
    if place.based_on is not None:
        item.version = place.based_on

    def written(transaction: TransactWrite) -> None:
        transaction.save(item)
        transaction.save(_item(backfill))
        for superseded in place.instead_of:
            by: list[Action] = [BackfillItem.superseded_by.set(backfill.id)]
            transaction.update(BackfillItem(_PARTITION, superseded), actions=by)

    return not commit(written, *together)


def resume(wanted: str, now: int, *together: Part) -> None:
    """Remember that a backfill is taken up again."""

    def written(transaction: TransactWrite) -> None:
        actions: list[Action] = [BackfillItem.progress_at.set(now)]
        transaction.update(BackfillItem(_PARTITION, wanted), actions=actions)

    commit(written, *together)


@translated()
def day_of(backfill: str, day: date) -> BackfilledDay:
    """How far a day of a backfill is, read consistently."""
    try:
        return _day(BackfilledDayItem.get(_of_days(backfill), str(day), consistent_read=True))
    except BackfilledDayItem.DoesNotExist:
        return BackfilledDay(day=day)


@translated()
def days_of(backfill: str) -> dict[date, BackfilledDay]:
    """The days of a backfill that were begun, read consistently."""
    found = BackfilledDayItem.query(_of_days(backfill), consistent_read=True)
    return {date.fromisoformat(item.bucket): _day(item) for item in found}


@translated()
def reach(backfill: str, day: BackfilledDay, now: int) -> None:
    """Remember how far a day is, unless it is done."""
    item = BackfilledDayItem(_of_days(backfill), str(day.day))
    try:
        item.update(
            actions=[BackfilledDayItem.reached.set(day.reached or 0), BackfilledDayItem.changed.set(day.changed)],
            condition=BackfilledDayItem.outcome.does_not_exist(),
        )
    except UpdateError as error:
        if error.cause_response_code != CONDITIONAL_CHECK_FAILED:
            raise
        return
    BackfillItem(_PARTITION, backfill).update(actions=[BackfillItem.progress_at.set(now)])


def finish(backfill: str, day: BackfilledDay, now: int) -> None:
    """Remember that a day is done, and count it once, whoever else may say so too."""
    item = BackfilledDayItem(
        _of_days(backfill),
        str(day.day),
        changed=day.changed,
        outcome=(day.outcome or DayOutcome.RECOUNTED).value,
        finished_at=now,
    )

    def written(transaction: TransactWrite) -> None:
        transaction.save(item, condition=BackfilledDayItem.outcome.does_not_exist())
        actions: list[Action] = [BackfillItem.done.add(1), BackfillItem.progress_at.set(now)]
        transaction.update(BackfillItem(_PARTITION, backfill), actions=actions)

    commit(written)


def _of_days(backfill: str) -> str:
    return f"backfill#{backfill}"


def _item(backfill: Backfill) -> BackfillItem:
    return BackfillItem(
        _PARTITION,
        backfill.id,
        first=str(backfill.period.first),
        last=str(backfill.period.last),
        requested_by=backfill.requested_by,
        requested_at=backfill.requested_at,
        done=backfill.done,
        progress_at=backfill.progress_at,
    )


def _backfill(item: BackfillItem) -> Backfill:
    return Backfill(
        id=item.bucket,
        period=Period(date.fromisoformat(item.first), date.fromisoformat(item.last)),
        requested_by=item.requested_by,
        requested_at=int(item.requested_at),
        done=int(item.done),
        progress_at=int(item.progress_at),
        superseded_by=item.superseded_by,
    )


def _day(item: BackfilledDayItem) -> BackfilledDay:
    return BackfilledDay(
        day=date.fromisoformat(item.bucket),
        reached=_number(item.reached),
        changed=int(item.changed),
        outcome=DayOutcome(item.outcome) if item.outcome else None,
        finished_at=_number(item.finished_at),
    )


def _number(stored: float | None) -> int | None:
    return None if stored is None else int(stored)
