"""Who was erased, in the table of profiles: under a hash, so that nothing here names them.

| userId | what |
|---|---|
| `#erased#5e88…` | that a user was erased, and how that went; see `erasures` |
| `#erased#a3f1…` | that a device of theirs was, under the hash of `anonymous#` and its id |
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from sextant.aws.settings import settings
from sextant.domain.erasures import ERASED_PREFIX, erasure_id
from sextant.store.base import TableModel
from sextant.store.faults import translated
from sextant.store.memory import per_connection

READ_AT_ONCE: Final = 100
_READERS: Final = 8
_REMEMBERED: Final = 50_000


class TombstoneItem(TableModel):
    """That somebody was erased."""

    class Meta:
        setting = "profiles_table"

    key = UnicodeAttribute(hash_key=True, attr_name="userId")
    erasure = UnicodeAttribute(null=True)
    since = NumberAttribute(null=True)


class _Heard:
    """Who was not erased when this process last looked, for as long as nobody need look again.

    Attributes:
        clock: Unix seconds. Not a monotonic clock: that may stand still while Lambda keeps the process frozen.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def unknown(self, subjects: Iterable[str]) -> list[str]:
        """Those who have to be looked up."""
        now = self._clock()
        with self._lock:
            return [each for each in subjects if not 0 <= now - self._seen.get(each, -1.0) < settings.settle_seconds]

    def learn(self, subjects: Iterable[str], since: float) -> None:
        """Nobody of them was erased at a moment."""
        with self._lock:
            for each in subjects:
                self._seen[each] = since
                self._seen.move_to_end(each)
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)


_heard = per_connection(_Heard)


def among(subjects: Iterable[str]) -> frozenset[str]:
    """Those who were erased.

    Whoever was not is taken for not erased for as long as a mark takes to settle. An erasure waits twice as long before
    it removes anything, so what is let in here is stored by then.

    Args:
        subjects: Users by their ids, guests by the names that own their events.

    Raises:
        UnavailableError: It cannot be told just now.
    """
    asked = sorted(set(subjects))
    unknown = _heard().unknown(asked)
    began = time.time()
    portions = [unknown[first : first + READ_AT_ONCE] for first in range(0, len(unknown), READ_AT_ONCE)]
    erased = frozenset(each for found in _read_all(portions) for each in found)
    _heard().learn((each for each in unknown if each not in erased), began)
    return erased


@translated()
def put(subject: str, *, erasure: str, now: int) -> None:
    """Bar a device of an erased user; doing it again changes nothing."""
    TombstoneItem(_key(subject), erasure=erasure, since=now).save()


def _read_all(portions: Sequence[Sequence[str]]) -> list[list[str]]:
    if len(portions) <= 1:
        return [_read(portion) for portion in portions]
    with ThreadPoolExecutor(min(_READERS, len(portions))) as pool:
        return list(pool.map(_read, portions))


@translated()
def _read(subjects: Sequence[str]) -> list[str]:
    by_key = {_key(subject): subject for subject in subjects}
    found = TombstoneItem.batch_get(list(by_key), attributes_to_get=["userId"])
    return [by_key[item.key] for item in found]


def _key(subject: str) -> str:
    return f"{ERASED_PREFIX}{erasure_id(subject)}"
