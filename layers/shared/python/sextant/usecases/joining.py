"""Lets what guests did before they were known count for the users whom they turned out to be.

A join waits until whatever was under way when it was made is stored. Then the device's events are gone through in the
order of their ids: each is given to the user on condition that it is nobody's, and its bucket is marked before. So
whoever is cut off leaves nothing half done, and two at once do nothing twice.
"""

import time
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from typing import Final

from sextant.aws.observability import count, logger
from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.errors import UnavailableError
from sextant.domain.events import BEHAVIOURAL_PREFIX, Event
from sextant.domain.identities import Alias
from sextant.domain.marks import Cause
from sextant.domain.profiles import Profile, after
from sextant.domain.users import ANONYMOUS_PREFIX
from sextant.store import aliases, crediting, marks, owned_events, profiles
from sextant.store.aliases import PendingJoin
from sextant.store.events import Shelf
from sextant.store.linked_rows import SHARD
from sextant.store.owned_events import OwnedRow, RowKind
from sextant.usecases import barring
from sextant.usecases.attempts import attempts
from sextant.usecases.deadlines import Deadline
from sextant.usecases.sealing import is_sealed
from sextant.usecases.side_by_side import WORKERS

MOST_JOINS: Final = 1_000
"""Looked at in one tick; what is left waits for the next."""
ROWS_AT_ONCE: Final = 100
REMARK_AFTER_SECONDS: Final = 2.0
_BECAUSE: Final = (Cause.IDENTITY,)
_EVENTS: Final = frozenset({RowKind.BEHAVIOURAL, RowKind.BUSINESS})


def join_all(now: int, deadline: Deadline) -> int:
    """Finish every join that has settled, as far as there is time; how many are finished.

    Args:
        now: When this begins, in Unix milliseconds.
        deadline: When to stop; what is left is taken up where it stopped.

    Raises:
        UnavailableError: DynamoDB does not even say what there is to do.
    """
    settled = aliases.pending(now - settings.settle_seconds * 1000, most=MOST_JOINS)
    finished = 0
    with ThreadPoolExecutor(WORKERS) as pool:
        for pending in settled:
            with suppress(UnavailableError):  # then the next tick goes on with it
                finished += _finish(pending, pool, deadline)
    if settled:
        logger.info("devices joined", finished=finished, left=len(settled) - finished)
        count("DevicesJoined", finished)
    return finished


def _finish(pending: PendingJoin, pool: Executor, deadline: Deadline) -> bool:
    """Give the device's events to the user; whether all of them are."""
    alias = pending.alias
    if barring.is_barred(alias.user_id) or barring.is_barred(alias.guest):
        # What is theirs is being removed, and must not come back by this.
        aliases.finish(pending)
        return True
    rows = owned_events.rows(alias.guest, after=pending.behind)
    while page := list(islice(rows, ROWS_AT_ONCE)):
        if deadline.passed:
            return False
        _credit([row for row in page if _is_open(row)], alias, pool)
        aliases.keep(pending, page[-1].stored_id)
    aliases.finish(pending)
    return True


def _is_open(row: OwnedRow) -> bool:
    """Whether a row is an event that counts for nobody yet, of a day whose numbers may still change."""
    is_nobodys = row.kind in _EVENTS and row.item.ordinal is None
    return is_nobodys and row.bucket is not None and not is_sealed(row.bucket.start_ms)


def _credit(rows: Sequence[OwnedRow], alias: Alias, pool: Executor) -> None:
    began = time.monotonic()
    _mark(rows, pool)
    told = {row.stored_id: event for row in rows if (event := _telling(row)) is not None}
    plain = [row for row in rows if row.stored_id not in told]
    for done in [pool.submit(crediting.credit, row, alias.ordinal) for row in plain]:
        done.result()
    for row in rows:
        if row.stored_id in told:
            _credit_with_profile(row, told[row.stored_id], alias)
    if time.monotonic() - began > REMARK_AFTER_SECONDS:
        # Marks this old may have been worked off before the last event was given to the user.
        _mark(rows, pool)


def _credit_with_profile(row: OwnedRow, event: Event, alias: Alias) -> None:
    """Give an event that the profile is made of to the user, together with what it makes of the profile."""
    for _ in attempts():
        before = profiles.read(alias.user_id)
        if before is None:
            return  # erased meanwhile
        changed = after(before, [event], is_sealed)
        if crediting.credit_with(row, changed, _moved_payment(before, changed, row)):
            return
    raise UnavailableError("The profile is being changed by many at once; the next tick goes on.")


def _moved_payment(before: Profile, changed: Profile, row: OwnedRow) -> Shelf | None:
    """Where the user is counted as paying for the first time from now on, if this changes that."""
    if changed.first_paid_at == before.first_paid_at or row.bucket is None:
        return None
    if before.first_paid_at is not None:
        # The row leaves this bucket, which then has to be counted again.
        bucket = Bucket.of(before.first_paid_at)
        marks.mark(bucket, {SHARD}, _now(), _BECAUSE)
    return Shelf(row.bucket, row.shard, received_at=int(row.item.received_at), cause=Cause.IDENTITY)


def _telling(row: OwnedRow) -> Event | None:
    """The event of a row, if it is one that the profile is made of."""
    # Imported here: a tick that joins nobody does without pydantic.
    from sextant.schemas.stored_facts import facts_of  # noqa: PLC0415

    item = row.item
    try:
        facts = facts_of(item.name, item.properties or "{}")
    except ValueError:
        logger.error("an event is stored with properties that are not understood", event=item.name)
        count("StoredEventsNotUnderstood")
        return None
    if row.kind is not RowKind.BUSINESS and not facts.attributes:
        return None
    return Event(
        event_id=row.stored_id.removeprefix(BEHAVIOURAL_PREFIX),
        name=item.name,
        at=int(item.at),
        anonymous_id=row.owner.removeprefix(ANONYMOUS_PREFIX),
        facts=facts,
        place=int(item.place or 0),
    )


def _mark(rows: Sequence[OwnedRow], pool: Executor) -> None:
    """Mark the buckets in which these events count."""
    shards: dict[Bucket, set[int]] = {}
    for row in rows:
        if row.bucket is not None:
            shards.setdefault(row.bucket, set()).add(row.shard)
    now = _now()
    for done in [pool.submit(marks.mark, bucket, numbers, now, _BECAUSE) for bucket, numbers in shards.items()]:
        done.result()


def _now() -> int:
    return time.time_ns() // 1_000_000
