"""Lets everything else go on where DynamoDB refuses an item as too large, and tells which it was."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from sextant.aws.observability import logger
from sextant.store.faults import ItemTooLargeError

WAITING_METRIC: Final = "BucketsTooLarge"
"""Under which each tick counts the marks that wait since something of theirs fits into no item."""

_Item = TypeVar("_Item")


class Oversize(Generic[_Item]):
    """Notes of which items what was to be stored was too large."""

    def __init__(self, what: str, name: Callable[[_Item], str] = str) -> None:
        """None yet.

        Args:
            what: What is to be stored, such as `roll-up`.
            name: How an item is told to people.
        """
        self._what = what
        self._name = name
        self._found: set[_Item] = set()

    @property
    def found(self) -> frozenset[_Item]:
        """Those noted."""
        return frozenset(self._found)

    def noting(self, store: Callable[[_Item], bool]) -> Callable[[_Item], bool]:
        """The same, but what is too large is noted, and counts as not stored."""

        def attempt(item: _Item) -> bool:
            try:
                return store(item)
            except ItemTooLargeError as error:
                tell(self._what, self._name(item), error)
                self._found.add(item)
                return False

        return attempt


def tell(what: str, which: str, error: ItemTooLargeError) -> None:
    """Log that something could not be stored: someone has to look, since it will not pass."""
    logger.error("too large for an item", what=what, which=which, why=str(error))
