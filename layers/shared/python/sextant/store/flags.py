"""The table of flags: one constant partition, so that loading or listing them is a consistent query."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import Enum
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from sextant.domain.errors import AlreadyExistsError, InvalidError
from sextant.domain.flags import MAX_FLAGS, Flag
from sextant.domain.principals import Role
from sextant.store import flags_version
from sextant.store.base import TableModel, connection
from sextant.store.faults import CONDITION_FAILED, is_transient, translated

_FLAGS = "flags"
_ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.02


class Refusal(Enum):
    """Which condition of a change did not hold; in the order of the transaction's actions."""

    FLAG = "flag"
    VERSION = "version"


class FlagItem(TableModel):
    """One flag."""

    class Meta:
        setting = "flags_table"

    collection = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    description = UnicodeAttribute()
    enabled = BooleanAttribute()
    # Hundredths of a per cent, since DynamoDB keeps whole numbers exactly.
    rollout = NumberAttribute(attr_name="rolloutBasisPoints")
    # pynamodb types a list by its Python elements and makes it by its attributes: Any bridges the two.
    roles: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    user_ids: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, attr_name="userIds")
    excluded_user_ids: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, attr_name="excludedUserIds")
    tags: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    seed = UnicodeAttribute()
    version = VersionAttribute()
    created_at = UTCDateTimeAttribute(attr_name="createdAt")
    created_by = UnicodeAttribute(attr_name="createdBy")
    updated_at = UTCDateTimeAttribute(attr_name="updatedAt")
    updated_by = UnicodeAttribute(attr_name="updatedBy")


@translated()
def get(key: str) -> Flag | None:
    """One flag, read consistently."""
    try:
        return _flag(FlagItem.get(_FLAGS, key, consistent_read=True))
    except FlagItem.DoesNotExist:
        return None


def listed(*, after: str | None = None, page_size: int | None = None) -> Iterator[Flag]:
    """The flags behind the key `after` in the order of their keys, read consistently and only as far as asked for.

    Args:
        after: A key, or None to begin at the first.
        page_size: How many flags to read at a time; as many as 1 MB holds if not given.
    """
    behind = FlagItem.key > after if after else None
    with translated():
        for item in FlagItem.query(_FLAGS, behind, consistent_read=True, page_size=page_size):
            yield _flag(item)


def create(flag: Flag) -> Flag:
    """Store a flag that was just made.

    Raises:
        AlreadyExistsError: There is one with this key.
        InvalidError: There are as many flags as there may be.
    """
    item = _item(flag)
    match _commit(lambda transaction: transaction.save(item), at=flag.updated_at, added=1):
        case Refusal.FLAG:
            raise AlreadyExistsError(f"There is a flag {flag.key!r} already; choose another key or change that one.")
        case Refusal.VERSION:
            raise InvalidError(f"There are {MAX_FLAGS:,} flags, which is the most there may be; delete some first.")
    return _flag(item)


def replace(flag: Flag) -> Flag | None:
    """Store a flag over the version it carries; None if that is no longer the current one."""
    item = _item(flag)
    refusal = _commit(lambda transaction: transaction.save(item), at=flag.updated_at)
    return None if refusal else _flag(item)


def delete(flag: Flag, at: datetime) -> bool:
    """Delete the flag if it still has the version it carries; False if not."""
    item = FlagItem(_FLAGS, flag.key, version=flag.version)
    return not _commit(lambda transaction: transaction.delete(item), at=at, added=-1)


@translated()
def _commit(write: Callable[[TransactWrite], None], *, at: datetime, added: int = 0) -> Refusal | None:
    """Make one change and raise the version item in one transaction; what refused it, or None.

    Every change meets every other at the version item, and DynamoDB refuses the later of two at once: it tries again.
    """
    attempt = 1
    while True:
        try:
            with TransactWrite(connection=connection()) as transaction:
                write(transaction)
                flags_version.raise_in(transaction, at=at, added=added)
        except TransactWriteError as error:
            if refusal := _refusal(error):
                return refusal
            if attempt == _ATTEMPTS or not (error.cancellation_reasons and is_transient(error)):
                raise
        else:
            return None
        time.sleep(random.uniform(0, _FIRST_PAUSE_SECONDS * 2**attempt))  # noqa: S311 - spreads, hides nothing
        attempt += 1


def _refusal(error: TransactWriteError) -> Refusal | None:
    """Which condition did not hold; reasons stand in the order of the actions, the version item's last."""
    for refusal, reason in zip(Refusal, error.cancellation_reasons, strict=False):
        if reason and reason.code == CONDITION_FAILED:
            return refusal
    return None


def _item(flag: Flag) -> FlagItem:
    item = FlagItem(
        _FLAGS,
        flag.key,
        name=flag.name,
        description=flag.description,
        enabled=flag.enabled,
        rollout=flag.rollout,
        roles=[role.value for role in flag.roles],
        user_ids=list(flag.user_ids),
        excluded_user_ids=list(flag.excluded_user_ids),
        tags=list(flag.tags),
        seed=flag.seed,
        created_at=flag.created_at,
        created_by=flag.created_by,
        updated_at=flag.updated_at,
        updated_by=flag.updated_by,
    )
    # Without a version an item is written only where there is none, with one only over that one.
    if flag.version:
        item.version = flag.version
    return item


def _flag(item: FlagItem) -> Flag:
    return Flag(
        key=item.key,
        name=item.name,
        description=item.description,
        enabled=item.enabled,
        rollout=int(item.rollout),
        roles=tuple(Role(role) for role in item.roles),
        user_ids=tuple(item.user_ids),
        excluded_user_ids=tuple(item.excluded_user_ids),
        tags=tuple(item.tags),
        seed=item.seed,
        version=int(item.version),
        created_at=item.created_at,
        created_by=item.created_by,
        updated_at=item.updated_at,
        updated_by=item.updated_by,
    )
