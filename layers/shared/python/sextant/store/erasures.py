"""Erasures, in the table of profiles, where each is also what bars its user.

While one is under way it holds the user's id, and is found by the index that spreads users over a few partitions, under
a name that is none of theirs.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, VersionAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.transactions import TransactWrite

from sextant.domain.erasures import ERASED_PREFIX, Erasure, Step
from sextant.store.base import TableModel
from sextant.store.faults import translated
from sextant.store.transactions import Part, commit

MOST_WRITES: Final = 99
"""What else fits in a transaction with the erasure."""
_UNDER_WAY: Final = "erasing"


class UnderWayIndex(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    """The erasures that are not done; the index is that of all users by shard."""

    class Meta:
        index_name = "byShard"
        projection = KeysOnlyProjection()

    shard = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True, attr_name="userId")


class ErasureItem(TableModel):
    """One erasure; counts and devices are JSON."""

    class Meta:
        setting = "profiles_table"

    key = UnicodeAttribute(hash_key=True, attr_name="userId")
    under_way = UnderWayIndex()
    shard = UnicodeAttribute(null=True)
    subject = UnicodeAttribute(null=True)
    requested_by = UnicodeAttribute(attr_name="requestedBy")
    requested_at = NumberAttribute(attr_name="requestedAt")
    step = UnicodeAttribute()
    not_before = NumberAttribute(attr_name="notBefore")
    cursor = UnicodeAttribute(null=True)
    # Not `ordinal`: nothing that looks for users by their number may find one here.
    number = NumberAttribute(null=True)
    devices = UnicodeAttribute(null=True)
    stand_in = UnicodeAttribute(attr_name="standIn")
    removed = UnicodeAttribute()
    found = UnicodeAttribute(null=True)
    rounds = NumberAttribute()
    finished_at = NumberAttribute(attr_name="finishedAt", null=True)
    version = VersionAttribute()


@translated()
def read(erasure_id: str) -> Erasure | None:
    """An erasure, read consistently."""
    try:
        return _erasure(ErasureItem.get(f"{ERASED_PREFIX}{erasure_id}", consistent_read=True))
    except ErasureItem.DoesNotExist:
        return None


def under_way() -> Iterator[str]:
    """The ids of those that are not done; one of the last second may be missing, or one too many."""
    with translated():
        for item in ErasureItem.under_way.query(_UNDER_WAY, attributes_to_get=["userId"]):
            yield item.key.removeprefix(ERASED_PREFIX)


def write(erasure: Erasure, *together: Part) -> Erasure | None:
    """Store an erasure together with what it did, or nothing of it.

    Args:
        erasure: As it is from now on, with the version that it is based on.
        together: What else is written in the transaction, at most `MOST_WRITES` writes.

    Returns:
        The erasure as it is stored, or None if a condition did not hold: somebody else has taken it further, or what
        was to be written is no longer as it was.

    Raises:
        UnavailableError: DynamoDB throttles or fails; it may have been stored nevertheless.
    """

    def written(transaction: TransactWrite) -> None:
        transaction.save(_item(erasure))

    if commit(*together, written):
        return None
    return replace(erasure, version=(erasure.version or 0) + 1)


def _item(erasure: Erasure) -> ErasureItem:
    item = ErasureItem(
        f"{ERASED_PREFIX}{erasure.id}",
        shard=None if erasure.is_done else _UNDER_WAY,
        subject=erasure.user_id,
        requested_by=erasure.requested_by,
        requested_at=erasure.requested_at,
        step=erasure.step.value,
        not_before=erasure.not_before,
        cursor=erasure.cursor,
        number=erasure.ordinal,
        devices=json.dumps(erasure.devices) if erasure.devices else None,
        stand_in=erasure.stand_in,
        removed=json.dumps(erasure.removed),
        found=json.dumps(erasure.found) if erasure.found is not None else None,
        rounds=erasure.rounds,
        finished_at=erasure.finished_at,
    )
    if erasure.version is not None:
        item.version = erasure.version
    return item


def _erasure(item: ErasureItem) -> Erasure:
    return Erasure(
        id=item.key.removeprefix(ERASED_PREFIX),
        requested_by=item.requested_by,
        requested_at=int(item.requested_at),
        user_id=item.subject,
        step=Step(item.step),
        not_before=int(item.not_before),
        cursor=item.cursor,
        ordinal=_whole(item.number),
        devices=tuple(json.loads(item.devices)) if item.devices else (),
        stand_in=item.stand_in,
        removed=json.loads(item.removed),
        found=json.loads(item.found) if item.found else None,
        rounds=int(item.rounds),
        finished_at=_whole(item.finished_at),
        version=int(item.version),
    )


def _whole(stored: float | None) -> int | None:
    return None if stored is None else int(stored)
