"""The table of flags: one constant partition, so that loading or listing them is a consistent query."""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from functools import partial

from pynamodb.transactions import TransactWrite

from sextant.domain.flags import Flag
from sextant.store import experiment_changes, flags_version
from sextant.store.faults import translated
from sextant.store.flag_items import FLAGS, FlagItem, flag_of, item_of
from sextant.store.transactions import Part, commit


class Refusal(Enum):
    """Which condition of a change did not hold; in the order of the transaction's writes.

    Attributes:
        EXPERIMENT: An experiment has the key.
        FLAG: The flag is not as it was.
        ENTRY: The audit knows of a change that made this version already.
        OTHERS: Other flags changed meanwhile, or there are as many flags as there may be.
    """

    EXPERIMENT = "experiment"
    FLAG = "flag"
    ENTRY = "entry"
    OTHERS = "others"


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


def write(
    before: Flag | None, after: Flag | None, recorded: Part, *, at: datetime, unless_changed_since: int | None = None
) -> Refusal | None:
    """Make one change, record it and raise the version of all flags, in one transaction; what refused it, or None.

    Args:
        before: The flag as it must still be stored, or None if there must be none, nor an experiment of its key.
        after: The flag as it shall be stored, under the version it carries; None to delete it.
        recorded: The audit's entry.
        at: When.
        unless_changed_since: The version of all flags that must still be the current one; None if any will do.
    """
    added = (after is not None) - (before is not None)
    refused = commit(
        partial(_write_flag, before, after),
        recorded,
        partial(flags_version.raise_in, at=at, added=added, unless_changed_since=unless_changed_since),
    )
    # Only a new flag is held against the experiments.
    writes = list(Refusal) if added > 0 else list(Refusal)[1:]
    return writes[min(refused)] if refused else None


def _write_flag(before: Flag | None, after: Flag | None, transaction: TransactWrite) -> None:
    current = FlagItem.version == before.version if before else FlagItem.key.does_not_exist()
    if after:
        if before is None:
            experiment_changes.refuse_if_there_is(after.key)(transaction)
        transaction.save(item_of(after), condition=current)
    elif before:
        transaction.delete(FlagItem(FLAGS, before.key), condition=current)
