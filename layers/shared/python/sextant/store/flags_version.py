"""One small item beside the flags: a warm function learns from half a read unit whether any of them changed."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from sextant.domain.flags import MAX_FLAGS
from sextant.store.base import TableModel

_COLLECTION = "version"
_KEY = "flags"


class FlagsVersionItem(TableModel):
    """How often the flags have changed, when last, and how many there are."""

    class Meta:
        setting = "flags_table"

    collection = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    number = NumberAttribute()
    changed_at = UTCDateTimeAttribute(attr_name="changedAt")
    flags = NumberAttribute()


@dataclass(frozen=True, slots=True)
class FlagsVersion:
    """A state of all flags together.

    Attributes:
        number: Raised by every change of any flag; 0 before the first.
        changed_at: When that was, or None before the first.
        flags: How many flags there are.
    """

    number: int = 0
    changed_at: datetime | None = None
    flags: int = 0


def read(*, consistent: bool = False) -> FlagsVersion:
    """The version. Read without consistency it costs half, and may lack a change of the last second or so."""
    try:
        item = FlagsVersionItem.get(_COLLECTION, _KEY, consistent_read=consistent)
    except FlagsVersionItem.DoesNotExist:
        return FlagsVersion()
    return FlagsVersion(int(item.number), item.changed_at, int(item.flags))


def raise_in(transaction: TransactWrite, *, at: datetime, added: int, unless_changed_since: int | None = None) -> None:
    """Let a transaction raise the version too.

    Args:
        transaction: What else is written.
        at: When.
        added: How many flags are added; it is refused when there is room for no more.
        unless_changed_since: It is refused when this is no longer the version's number; None if any will do.
    """
    conditions: list[Condition] = []
    if added > 0:
        conditions.append(FlagsVersionItem.flags.does_not_exist() | (FlagsVersionItem.flags < MAX_FLAGS))
    if unless_changed_since is not None:
        # Before the first change there is no item, and so no number.
        same = FlagsVersionItem.number == unless_changed_since
        conditions.append(same if unless_changed_since else FlagsVersionItem.number.does_not_exist())
    transaction.update(
        FlagsVersionItem(_COLLECTION, _KEY),
        actions=[
            FlagsVersionItem.number.add(1),
            FlagsVersionItem.flags.add(added),
            FlagsVersionItem.changed_at.set(at),
        ],
        condition=reduce(and_, conditions) if conditions else None,
    )
