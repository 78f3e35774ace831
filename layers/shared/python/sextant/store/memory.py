"""What a warm process remembers of one database, and forgets together with its connection."""

from collections.abc import Callable
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from pynamodb.connection import Connection

from sextant.store.base import connection

_Remembered = TypeVar("_Remembered")


def per_connection(make: Callable[[], _Remembered]) -> Callable[[], _Remembered]:
    """A function that gives the one object made for the present connection, making it at the first call."""
    made: WeakKeyDictionary[Connection, _Remembered] = WeakKeyDictionary()
    lock = Lock()

    def remembered() -> _Remembered:
        with lock:
            present = connection()
            if present not in made:
                made[present] = make()
            return made[present]

    return remembered
