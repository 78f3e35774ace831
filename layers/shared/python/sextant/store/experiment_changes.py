"""Changing experiments: apart from reading them, since only admins do it, and it looks at the flags too."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from functools import partial

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.transactions import TransactWrite

from sextant.domain.experiments import MAX_EXPERIMENTS, Experiment
from sextant.store import flags_version
from sextant.store.base import TableModel
from sextant.store.experiment_items import EXPERIMENTS, ExperimentItem, item_of
from sextant.store.flag_items import FLAGS, FlagItem
from sextant.store.transactions import Part, commit

_COUNT = "count"


class ExperimentCountItem(TableModel):
    """How many experiments there are."""

    class Meta:
        setting = "experiments_table"

    collection = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    number = NumberAttribute()


class Refusal(Enum):
    """Which condition of a change did not hold.

    Attributes:
        FLAG: A flag has the key.
        EXPERIMENT: The experiment is not as it was.
        ENTRY: The audit knows of a change that made this version already.
        FULL: There are as many experiments as there may be.
        OTHERS: Flags or other experiments changed meanwhile.
    """

    FLAG = "flag"
    EXPERIMENT = "experiment"
    ENTRY = "entry"
    FULL = "full"
    OTHERS = "others"


def write(
    before: Experiment | None,
    after: Experiment | None,
    recorded: Part,
    *,
    at: datetime,
    unless_changed_since: int | None = None,
    kept: Sequence[Part] = (),
) -> Refusal | None:
    """Make one change, record it and raise the version of all flags, in one transaction; what refused it, or None.

    Args:
        before: The experiment as it must still be stored, or None if there must be none, nor a flag of its key.
        after: The experiment as it shall be stored, under the version it carries; None to delete it.
        recorded: The audit's entry.
        at: When.
        unless_changed_since: The version of all flags that must still be the current one; None if any will do.
        kept: What else is put for good, one item each, on no condition.
    """
    added = (after is not None) - (before is not None)
    refused = commit(
        partial(_write_experiment, before, after),
        recorded,
        *kept,
        *([partial(_count, added)] if added else []),
        partial(flags_version.raise_in, at=at, added=0, unless_changed_since=unless_changed_since),
    )
    # DynamoDB sees checks first, then deletions, puts and updates.
    writes = [
        *([Refusal.FLAG] if added > 0 else []),
        Refusal.EXPERIMENT,
        Refusal.ENTRY,
        # Refused by nothing, so that its place is never asked for.
        *([Refusal.OTHERS] * len(kept)),
        *([Refusal.FULL] if added else []),
        Refusal.OTHERS,
    ]
    return writes[min(refused)] if refused else None


def refuse_if_there_is(key: str) -> Part:
    """What lets a transaction be refused, at its very first place, if there is an experiment of this key."""
    return lambda transaction: transaction.condition_check(
        ExperimentItem, EXPERIMENTS, key, condition=ExperimentItem.key.does_not_exist()
    )


def _write_experiment(before: Experiment | None, after: Experiment | None, transaction: TransactWrite) -> None:
    current = ExperimentItem.version == before.version if before else ExperimentItem.key.does_not_exist()
    if after:
        if before is None:
            transaction.condition_check(FlagItem, FLAGS, after.key, condition=FlagItem.key.does_not_exist())
        transaction.save(item_of(after), condition=current)
    elif before:
        transaction.delete(ExperimentItem(EXPERIMENTS, before.key), condition=current)


def _count(added: int, transaction: TransactWrite) -> None:
    number = ExperimentCountItem.number
    transaction.update(
        ExperimentCountItem(_COUNT, EXPERIMENTS),
        actions=[number.add(added)],
        condition=number.does_not_exist() | (number < MAX_EXPERIMENTS) if added > 0 else None,
    )
