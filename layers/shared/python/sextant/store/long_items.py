"""Items that may hold more than DynamoDB takes: what is too much goes on in further items, its parts.

In memory an item is always whole: whoever reads one that has parts reads them too. An item and its parts are written in
one transaction, and the item's version guards all of them. The item also says by which writing its parts came: parts of
another were written since the item was read, which is then read again.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import ClassVar, Final, TypeVar

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.transactions import TransactWrite

from sextant.domain.errors import UnavailableError
from sextant.store import metrics
from sextant.store.faults import ItemTooLargeError, translated
from sextant.store.metrics import MetricItem
from sextant.store.transactions import Part, commit

MOST_BYTES: Final = 380_000
"""Of an item and of each part: DynamoDB takes 400 KB, names and numbers included."""
MOST_PARTS: Final = 7
"""Of an item. DynamoDB takes 4 MB in a transaction, in which others write too; emulators count what is sent, a third
more."""
_LOOKS: Final = 4
_LENGTH_BYTES: Final = 4
_TOKEN_BYTES: Final = 12


class LongItem(MetricItem):
    """An item of which some attributes may be long."""

    LONG: ClassVar[tuple[str, ...]]
    """The binary attributes that go into the parts if the item has any; each may be missing."""

    parts = NumberAttribute(null=True)
    written_by = UnicodeAttribute(null=True, attr_name="writtenBy")


class PartItem(MetricItem):
    """One part, in a partition beside that of its item."""

    part = BinaryAttribute(legacy_encoding=False)
    written_by = UnicodeAttribute(attr_name="writtenBy")


_Item = TypeVar("_Item", bound=LongItem)
_Found = TypeVar("_Found")


def whole(items: Iterable[_Item]) -> Iterator[_Item]:
    """These items with all that their parts hold, each read consistently.

    Raises:
        UnavailableError: One is always written again before its parts are read.
    """
    return (_whole(item) if item.parts else item for item in items)


def fitting(items: Iterable[_Found], most: int, item: Callable[[_Found], MetricItem]) -> list[_Found]:
    """The first of these, at most so many, whose items can be written in one transaction; one at least if there is any.

    Args:
        items: What was found.
        most: How many at most.
        item: What is written of each.
    """
    found: list[_Found] = []
    room = MOST_BYTES * MOST_PARTS
    for each in islice(items, most):
        room -= _size(item(each))
        if found and room < 0:
            break
        found.append(each)
    return found


@translated()
def saved_unless_changed(item: LongItem) -> bool:
    """Put an item that was computed from the version it carries; False if a newer one was stored meanwhile."""
    fits = _size(item) <= MOST_BYTES
    if fits and metrics.saved_unless_changed(item, LongItem.parts.does_not_exist()):
        return True
    before = stored_parts(item)
    if fits and not before:
        return False
    return not commit(writing(item, before))


@translated()
def stored_parts(item: LongItem) -> int:
    """How many parts the stored item has that this one is to replace."""
    try:
        found = type(item).get(item.partition, item.bucket, consistent_read=True, attributes_to_get=["parts"])
    except type(item).DoesNotExist:
        return 0
    return int(found.parts or 0)


def writing(item: LongItem, before: int | None = None) -> Part:
    """Writes a whole item over the version it carries, with its parts.

    Args:
        item: The item; it stays as it is.
        before: How many parts it replaces; as many as it was read with if that is not told.
    """
    replaced = int(item.parts or 0) if before is None else before

    def written(transaction: TransactWrite) -> None:
        head, parts = _cut(item)
        transaction.save(head)
        for number, part in enumerate(parts, 1):
            transaction.save(PartItem(_parts_of(item), _key(item, number), part=part, written_by=head.written_by))
        for number in range(len(parts) + 1, replaced + 1):
            transaction.delete(PartItem(_parts_of(item), _key(item, number)))

    return written


def _cut(item: LongItem) -> tuple[LongItem, list[bytes]]:
    """The item as it is stored, and its parts."""
    head = type(item)(**item.attribute_values)
    head.parts, head.written_by = None, None
    if _size(item) <= MOST_BYTES:
        return head, []
    long = _joined([getattr(item, name) for name in item.LONG])
    for name in item.LONG:
        setattr(head, name, None)
    parts = [long[first : first + MOST_BYTES] for first in range(0, len(long), MOST_BYTES)]
    if len(parts) > MOST_PARTS:
        raise ItemTooLargeError(f"{len(long):,} bytes are more than go into {MOST_PARTS} parts of {MOST_BYTES:,}")
    head.parts, head.written_by = len(parts), secrets.token_urlsafe(_TOKEN_BYTES)
    return head, parts


def _whole(item: _Item) -> _Item:
    for _ in range(_LOOKS):
        if not item.parts:
            return item
        span = PartItem.bucket.startswith(_key(item, None))
        found = list(PartItem.query(_parts_of(item), span, consistent_read=True))
        if len(found) == item.parts and all(part.written_by == item.written_by for part in found):
            values = _apart(b"".join(part.part for part in found))
            for name, value in zip(item.LONG, values, strict=True):
                setattr(item, name, value)
            return item
        item = type(item).get(item.partition, item.bucket, consistent_read=True)
    raise UnavailableError("What is asked for is written again and again just now; ask again in a moment.")


def _joined(values: Iterable[bytes | None]) -> bytes:
    """The values one after the other, each after its length; nothing is stored as what is empty."""
    return b"".join(len(value or b"").to_bytes(_LENGTH_BYTES, "big") + (value or b"") for value in values)


def _apart(joined: bytes) -> Iterator[bytes | None]:
    place = 0
    while place < len(joined):
        first = place + _LENGTH_BYTES
        place = first + int.from_bytes(joined[place:first], "big")
        yield joined[first:place] or None


def _size(item: MetricItem) -> int:
    return sum(_bytes(value) for value in item.attribute_values.values())


def _bytes(value: object) -> int:
    match value:
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
    return 0


def _parts_of(item: LongItem) -> str:
    return f"parts#{item.partition}"


def _key(item: LongItem, number: int | None) -> str:
    """Where a part is; where they all begin if no number is given."""
    return f"{item.bucket}#" + ("" if number is None else f"{number:02d}")
