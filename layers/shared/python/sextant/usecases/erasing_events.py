"""Takes a user's events away: those that money and counts are made of lose their identity, all others go."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from sextant.domain.erasures import ErasedPart, Erasure
from sextant.domain.linked_anonymity import Anonymity, anonymised
from sextant.domain.linked_keys import key_of
from sextant.domain.linked_rows import RowKey
from sextant.store import erasures, linked_rows, named_cas, owned_events, rejected_events, transactions
from sextant.store.erasures import MOST_WRITES
from sextant.store.owned_events import OwnedRow, RowKind
from sextant.usecases.erasing_marks import mark
from sextant.usecases.holdings import ROW_PARTS
from sextant.usecases.sealing import is_sealed

_WRITES: Final = {RowKind.BUSINESS: 3}
"""A typed event goes, comes again without identity, and may have to leave what it was part of; all others just go."""


def take(erasure: Erasure) -> Erasure | None:
    """Take away the next rows of the user or of one of their devices, as many as fit in a transaction."""
    for owner in erasure.owners:
        if rows := _fitting(owned_events.rows(owner, limit=MOST_WRITES)):
            return _without(erasure, rows)
    return erasures.write(erasure.after_step())


def take_rejected(erasure: Erasure) -> Erasure | None:
    """Take away the next events that were rejected and kept to be read."""
    for owner in erasure.owners:
        if kept := list(rejected_events.of_owner(owner, limit=MOST_WRITES)):
            removing = [rejected_events.removing(rejected_events.place(each)) for each in kept]
            return erasures.write(erasure.with_removed({ErasedPart.REJECTED_EVENTS: len(kept)}), *removing)
    return erasures.write(erasure.after_step())


def _without(erasure: Erasure, rows: Sequence[OwnedRow]) -> Erasure | None:
    mark((row.bucket, row.shard) for row in rows if row.bucket)
    who = Anonymity(erasure.user_id or "", erasure.stand_in, frozenset(row.stored_id for row in rows))
    removed: dict[str, int] = {}
    parts = _leaving(rows, who)
    for row in rows:
        part = ROW_PARTS[row.kind]
        removed[part] = removed.get(part, 0) + 1
        # The numbers of a sealed day are frozen: nobody adds up its rows any more.
        stays = row.kind is RowKind.BUSINESS and row.bucket is not None and not is_sealed(row.bucket.start_ms)
        parts.append(owned_events.anonymising(row, who) if stays else owned_events.deleting(row))
    return erasures.write(erasure.with_removed(removed), *parts)


def _leaving(rows: Iterable[OwnedRow], who: Anonymity) -> list[transactions.Part]:
    """Takes the events' ids out of the payments, requests and bookings that they are part of."""
    keys = {key for row in rows if row.kind is RowKind.BUSINESS and (key := _linked(row))}
    found = linked_rows.read_many(sorted(keys)) if keys else {}
    changed = {key: (anonymised(each.row, who), each) for key, each in found.items() if each.version is not None}
    return [named_cas.rewriting(key, row, each.version) for key, (row, each) in changed.items() if row != each.row]


def _linked(row: OwnedRow) -> RowKey | None:
    return key_of(row.item.name, json.loads(row.item.properties or "{}"))


def _fitting(rows: Iterable[OwnedRow]) -> list[OwnedRow]:
    """As many rows as can be taken away in one transaction."""
    fitting: list[OwnedRow] = []
    writes = 0
    for row in rows:
        writes += _WRITES.get(row.kind, 1)
        if writes > MOST_WRITES:
            break
        fitting.append(row)
    return fitting
