"""The table of flags: one constant partition, so that loading or listing them is a consistent query."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from enum import Enum

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from sextant.domain.errors import AlreadyExistsError, InvalidError
from sextant.domain.flags import MAX_FLAGS, Flag
from sextant.store import flags_version
from sextant.store.base import connection
from sextant.store.faults import CONDITION_FAILED, is_transient, translated
from sextant.store.flag_items import FLAGS, FlagItem, flag_of, item_of

_ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.02


class Refusal(Enum):
    """Which condition of a change did not hold; in the order of the transaction's actions."""

    FLAG = "flag"
    VERSION = "version"


@translated()
def get(key: str) -> Flag | None:
    """One flag, read consistently."""
    try:
        return flag_of(FlagItem.get(FLAGS, key, consistent_read=True))
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
        for item in FlagItem.query(FLAGS, behind, consistent_read=True, page_size=page_size):
            yield flag_of(item)


def create(flag: Flag) -> Flag:
    """Store a flag that was just made.

    Raises:
        AlreadyExistsError: There is one with this key.
        InvalidError: There are as many flags as there may be.
    """
    item = item_of(flag)
    match _commit(lambda transaction: transaction.save(item), at=flag.updated_at, added=1):
        case Refusal.FLAG:
            raise AlreadyExistsError(f"There is a flag {flag.key!r} already; choose another key or change that one.")
        case Refusal.VERSION:
            raise InvalidError(f"There are {MAX_FLAGS:,} flags, which is the most there may be; delete some first.")
    return flag_of(item)


def replace(flag: Flag) -> Flag | None:
    """Store a flag over the version it carries; None if that is no longer the current one."""
    item = item_of(flag)
    refusal = _commit(lambda transaction: transaction.save(item), at=flag.updated_at)
    return None if refusal else flag_of(item)


def delete(flag: Flag, at: datetime) -> bool:
    """Delete the flag if it still has the version it carries; False if not."""
    item = FlagItem(FLAGS, flag.key, version=flag.version)
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
