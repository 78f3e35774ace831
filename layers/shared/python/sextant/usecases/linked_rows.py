"""The linked rows that the events of one request are about: read once, and kept up while they change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress

from sextant.domain.errors import UnavailableError
from sextant.domain.events import Event
from sextant.domain.linked_rows import LinkedRow, RowKey, needed
from sextant.store import linked_rows
from sextant.store.linked_rows import READ_AT_ONCE, Versioned


class KnownRows(Mapping[RowKey, LinkedRow]):
    """Linked rows as they were read, or written since.

    One may have been changed by somebody else meanwhile. The transaction that would overwrite it is then refused.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._known: dict[RowKey, Versioned] = {}

    def prefetch(self, events: Iterable[Event], pool: Executor) -> None:
        """Read what these events surely need; what cannot be read just now is left to whoever needs it."""
        keys = list({key for event in events for key in needed(event, {})})
        for done in [pool.submit(self._read, portion) for portion in _portions(keys)]:
            with suppress(UnavailableError):
                done.result()

    def ensure(self, events: Sequence[Event], known: Mapping[RowKey, LinkedRow]) -> None:
        """Read all that these events need beyond what is known.

        Raises:
            UnavailableError: It cannot be read just now.
        """
        while missing := [key for key in {key for event in events for key in needed(event, known)} if key not in self]:
            for portion in _portions(missing):
                self._read(portion)

    def written(self, rows: Mapping[RowKey, Versioned]) -> None:
        """Take over rows that were stored, based on these versions."""
        self._known |= {key: Versioned(based.row, (based.version or 0) + 1) for key, based in rows.items()}

    def forget(self, keys: Iterable[RowKey]) -> None:
        """Read these again when they are needed."""
        for key in keys:
            self._known.pop(key, None)

    def based(self, rows: Mapping[RowKey, LinkedRow]) -> dict[RowKey, Versioned]:
        """Changed rows with the versions that they are based on."""
        return {key: Versioned(row, self._known[key].version) for key, row in rows.items()}

    def __getitem__(self, key: RowKey) -> LinkedRow:
        return self._known[key].row

    def __iter__(self) -> Iterator[RowKey]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def _read(self, keys: Sequence[RowKey]) -> None:
        self._known |= linked_rows.read_many(keys)


def _portions(keys: Sequence[RowKey]) -> Iterator[Sequence[RowKey]]:
    return (keys[first : first + READ_AT_ONCE] for first in range(0, len(keys), READ_AT_ONCE))
