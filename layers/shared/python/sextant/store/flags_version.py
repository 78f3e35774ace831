"""One small item beside the flags: a warm function learns from half a read unit whether any of them changed."""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
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
    """

    number: int = 0
    changed_at: datetime | None = None


def read() -> FlagsVersion:
    """The version, read at half price: a change of the last second or so may be missing from it."""
    try:
        item = FlagsVersionItem.get(_COLLECTION, _KEY, consistent_read=False)
    except FlagsVersionItem.DoesNotExist:
        return FlagsVersion()
    return FlagsVersion(int(item.number), item.changed_at)


def raise_in(transaction: TransactWrite, *, at: datetime, added: int) -> None:
    """Let a transaction raise the version too; it is refused when it adds a flag and there is room for no more."""
    room = FlagsVersionItem.flags.does_not_exist() | (FlagsVersionItem.flags < MAX_FLAGS)
    transaction.update(
        FlagsVersionItem(_COLLECTION, _KEY),
        actions=[
            FlagsVersionItem.number.add(1),
            FlagsVersionItem.flags.add(added),
            FlagsVersionItem.changed_at.set(at),
        ],
        condition=room if added > 0 else None,
    )
