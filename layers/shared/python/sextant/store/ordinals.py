"""Gives every user a number for the bitmaps, from one counter and in blocks to save writes."""

from threading import Lock

from pynamodb.attributes import NumberAttribute

from sextant.store.faults import translated
from sextant.store.memory import per_connection
from sextant.store.metrics import MetricItem

_PARTITION = "ordinals"
_NEXT = "next"
BLOCK = 16


class OrdinalCounterItem(MetricItem):
    """How many ordinals were given out."""

    given = NumberAttribute()


class _Block:
    """Ordinals that this process has taken from the counter and not used yet. What it never uses is a gap, no harm."""

    def __init__(self) -> None:
        self._free: list[int] = []
        self._lock = Lock()

    def take(self) -> int:
        with self._lock:
            if not self._free:
                self._free = _taken(BLOCK)
            return self._free.pop()

    def stock(self, wanted: int) -> None:
        with self._lock:
            if wanted > len(self._free):
                self._free += _taken(max(wanted - len(self._free), BLOCK))


_block = per_connection(_Block)


def take() -> int:
    """An ordinal that nobody else has or will have."""
    return _block().take()


def stock(wanted: int) -> None:
    """Take enough from the counter for so many new users, with one write."""
    _block().stock(wanted)


@translated()
def _taken(count: int) -> list[int]:
    item = OrdinalCounterItem(_PARTITION, _NEXT)
    item.update(actions=[OrdinalCounterItem.given.add(count)])
    # Listed from the last down, so that they are used from the first up: bitmaps are smallest when dense.
    return list(range(int(item.given) - 1, int(item.given) - count - 1, -1))
