"""Does one thing for many items at a time, and tells for which of them it could be done."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sextant.domain.errors import UnavailableError
from sextant.usecases.deadlines import Deadline

WORKERS = 16

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class SideBySide:
    """A pool of threads over the one connection, working until a deadline."""

    def __init__(self, pool: ThreadPoolExecutor, deadline: Deadline) -> None:
        self._pool = pool
        self._deadline = deadline

    def until(self, deadline: Deadline) -> "SideBySide":
        """The same pool with another deadline."""
        return SideBySide(self._pool, deadline)

    def done(self, act: Callable[[_Item], _Result], items: Iterable[_Item]) -> dict[_Item, _Result]:
        """What came of each item. One that DynamoDB did not serve, or that there was no time for, is left out."""
        results: dict[_Item, _Result] = {}

        def attempt(item: _Item) -> None:
            if self._deadline.passed:
                return
            try:
                results[item] = act(item)
            except UnavailableError:
                return

        for finished in [self._pool.submit(attempt, item) for item in items]:
            finished.result()
        return results
