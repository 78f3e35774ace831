"""JSON of decisions, written once for each: decisions are made with their flags and handed out again and again."""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from sextant.usecases.served_flags import ServedFlags

_MOST_TEXTS = 50_000

_Decided = TypeVar("_Decided")


class Printed(Generic[_Decided]):
    """The JSON of what one set of flags came out as."""

    def __init__(self, write: Callable[[str, _Decided, ServedFlags], str]) -> None:
        """Keep nothing yet.

        Args:
            write: The JSON of what one of the flags, named by its key, came out as. Nothing else may matter to it.
        """
        self._write = write
        self._flags: ServedFlags | None = None
        self._texts: dict[str, dict[int, tuple[_Decided, str]]] = {}
        self._kept = 0

    def texts(self, decided: Mapping[str, _Decided], flags: ServedFlags) -> Iterator[str]:
        """The JSON of each, in order.

        Args:
            decided: What flags came out as, by key.
            flags: What they came out of; whatever is kept of others is forgotten.
        """
        if flags is not self._flags or self._kept > _MOST_TEXTS:
            self._flags, self._texts, self._kept = flags, {}, 0
        texts = self._texts
        for key, decision in decided.items():
            try:
                # What is kept is kept alive, so nothing else can have come to its address.
                yield texts[key][id(decision)][1]
            except KeyError:
                yield self._written(key, decision, flags)

    def _written(self, key: str, decision: _Decided, flags: ServedFlags) -> str:
        text = self._write(key, decision, flags)
        self._texts.setdefault(key, {})[id(decision)] = (decision, text)
        self._kept += 1
        return text
