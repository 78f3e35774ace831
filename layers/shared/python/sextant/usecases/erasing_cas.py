"""Takes the name of an erased user off what says that they were a CA: other people's events, calendars, bookings.

A drawn stand-in takes its place, so that every sum stays what it is and where it is, and none says whose work it was.
"""

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Final

from sextant.domain.buckets import Bucket
from sextant.domain.calendars import CalendarDay
from sextant.domain.erasures import ErasedPart, Erasure
from sextant.domain.events import BusinessEvent
from sextant.domain.linked_anonymity import Anonymity, anonymised
from sextant.domain.linked_keys import key_of
from sextant.domain.linked_rows import BOOKING, RowKey
from sextant.domain.principals import Role
from sextant.store import erasures, linked_rows, marks, named_cas, profiles, rollups, transactions, user_sets
from sextant.store.linked_rows import SHARD, Versioned
from sextant.store.long_items import fitting
from sextant.usecases.erasing_marks import mark
from sextant.usecases.holdings import of_ca

_EVENTS_AT_ONCE: Final = 30
"""Each may have to be renamed itself, and in what it is part of."""
_ROWS_AT_ONCE: Final = 30
_CALENDAR: Final = "calendar"
_NAMING: Final = frozenset(BusinessEvent) - {BusinessEvent.USER_REGISTERED, BusinessEvent.PAYMENT_REFUNDED}
"""Events that may name a CA."""


def take(erasure: Erasure) -> Erasure | None:
    """Rename the next rows."""
    who = _anonymity(erasure)
    if erasure.cursor is None and not _may_be_ca(who.user_id):
        return erasures.write(erasure.after_step())
    if erasure.cursor != _CALENDAR:
        return _take_date(erasure, who)
    for key, stored in islice(named_cas.calendar_rows(who.user_id, limit=1), 1):
        return _take_calendar_row(erasure, who, key, stored)
    return erasures.write(erasure.after_step())


def take_figures(erasure: Erasure) -> Erasure | None:
    """Rename the next stored figures, of what the recount did not reach; the same erasure if there are none."""
    who = _anonymity(erasure)
    for utc_date in named_cas.dates_naming(who.user_id):
        if found := fitting(named_cas.renamed_rollups(utc_date, who), _ROWS_AT_ONCE, lambda item: item):
            saving = [user_sets.saving(item) for item in found]
            return erasures.write(_more(erasure, ErasedPart.CA_FIGURES, len(found)), *saving)
        day = named_cas.renamed_day(utc_date, who)
        return erasures.write(_more(erasure, ErasedPart.CA_FIGURES, 1), user_sets.saving(day))
    return erasure


def _may_be_ca(user_id: str) -> bool:
    profile = profiles.read(user_id)
    registered = profile is not None and profile.registration is not None and profile.registration.role is Role.CA
    return registered or any(of_ca(user_id).values())


def _take_date(erasure: Erasure, who: Anonymity) -> Erasure | None:
    """Rename what a date's events say; the cursor is the last date that is done."""
    done = date.fromisoformat(erasure.cursor) if erasure.cursor else date.min
    left = [each for each in _dates() if each > done]
    if not left:
        return erasures.write(_more(erasure, ErasedPart.CA_RECORDS, 0, cursor=_CALENDAR))
    for bucket, shard in _places(left[0], who.user_id):
        if parts := _renaming(bucket, shard, who):
            return erasures.write(_more(erasure, ErasedPart.CA_RECORDS, len(parts)), *parts)
    return erasures.write(_more(erasure, ErasedPart.CA_RECORDS, 0, cursor=str(left[0])))


def _renaming(bucket: Bucket, shard: int, who: Anonymity) -> list[transactions.Part]:
    """What renames the next rows of an index partition of a bucket."""
    events = list(islice(named_cas.events_naming(bucket, shard, who.user_id), _EVENTS_AT_ONCE))
    keys = {key for each in events if (key := key_of(each.name, json.loads(each.properties or "{}")))}
    if not events:
        keys = set(islice(named_cas.linked_naming(bucket, shard, who.user_id), _EVENTS_AT_ONCE))
    linked = _relinking({key for key in keys if not key.partition.startswith("#calendar#")}, who)
    if events or linked:
        mark([(bucket, shard)])
    return [*(named_cas.renaming_event(each, who) for each in events), *linked]


def _relinking(keys: set[RowKey], who: Anonymity) -> list[transactions.Part]:
    """What renames linked rows, the buckets of which are marked."""
    found = linked_rows.read_many(sorted(keys)) if keys else {}
    changed = {key: (anonymised(each.row, who), each) for key, each in found.items() if each.version is not None}
    changed = {key: (row, each) for key, (row, each) in changed.items() if row != each.row}
    mark((row.bucket, SHARD) for row, _ in changed.values() if row.bucket)
    return [named_cas.rewriting(key, row, each.version) for key, (row, each) in changed.items()]


def _take_calendar_row(erasure: Erasure, who: Anonymity, key: RowKey, stored: Versioned) -> Erasure | None:
    """Move a row of the calendar, after the bookings that it knows of."""
    if isinstance(stored.row, CalendarDay):
        bookings = [RowKey(f"{BOOKING}#{booking_id}", BOOKING) for booking_id in stored.row.booked]
        for first in range(0, len(bookings), _ROWS_AT_ONCE):
            if parts := _relinking(set(bookings[first : first + _ROWS_AT_ONCE]), who):
                return erasures.write(_more(erasure, ErasedPart.CA_RECORDS, len(parts)), *parts)
    mark((bucket, SHARD) for bucket in [stored.row.bucket] if bucket)
    return erasures.write(_more(erasure, ErasedPart.CA_RECORDS, 1), *named_cas.moving(key, stored, who))


def _places(utc_date: date, ca_id: str) -> Iterator[tuple[Bucket, int]]:
    """The index partitions of a date's buckets in which a CA may be named."""
    waiting = {mark.bucket: mark.shards for mark in marks.pending() if mark.bucket.utc_date == utc_date}
    stored = rollups.of_date(utc_date)
    for bucket in sorted({*waiting, *stored}):
        shards = set(waiting.get(bucket, ()))
        if known := stored.get(bucket):
            named = ca_id in known.rollup.cas or not _NAMING.isdisjoint(known.rollup.tally.events)
            shards |= {SHARD, *known.shards} if named else set()
        for shard in sorted(shards):
            yield bucket, shard


def _dates() -> list[date]:
    return sorted({*user_sets.dates(), *(mark.bucket.utc_date for mark in marks.pending())})


def _more(erasure: Erasure, part: ErasedPart, count: int, *, cursor: str | None = None) -> Erasure:
    return erasure.with_removed({part: count} if count else {}, cursor=cursor or erasure.cursor)


def _anonymity(erasure: Erasure) -> Anonymity:
    return Anonymity(erasure.user_id or "", erasure.stand_in)
