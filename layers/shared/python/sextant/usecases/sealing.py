"""Which UTC dates are sealed: nothing is taken in for them any more, and their numbers are frozen."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Lock

from sextant.aws.settings import settings
from sextant.domain.sealing import HeldDate, may_be_sealed
from sextant.store import dates
from sextant.store.memory import per_connection

CACHE_SECONDS = 30.0
"""For how long a process believes what it read. Sealing waits for far longer before numbers freeze."""


@dataclass(slots=True)
class _Known:
    """What a process knows of the dates.

    Attributes:
        held: Every date.
        read_at: When that was read, in seconds of the process's own clock; None while it was not.
    """

    held: Mapping[date, HeldDate]
    read_at: float | None = None


_known = per_connection(lambda: _Known({}))
_reading = Lock()


def is_sealed(at: int) -> bool:
    """Whether the UTC date of a moment, in Unix milliseconds, takes no event in any more.

    Of a date within the retention that is told without looking, of any other from what was read half a minute ago.

    Raises:
        UnavailableError: It cannot be told just now.
    """
    now = time.time_ns() // 1_000_000
    day = datetime.fromtimestamp(at // 1000, UTC).date()
    if not may_be_sealed(day, now, settings.retention_days):
        return False
    held = _every().get(day)
    return held is not None and held.refuses(now, settings.retention_days)


def frozen_among(wanted: Iterable[date], now: int) -> frozenset[date]:
    """Those of these UTC dates of which nothing may be counted again, read consistently.

    Raises:
        UnavailableError: It cannot be told just now.
    """
    return _among(wanted, now, lambda held: held.is_frozen(now, settings.retention_days))


def refused_among(wanted: Iterable[date], now: int) -> frozenset[date]:
    """Those of these UTC dates that take nothing in any more, read consistently; among them all that are frozen.

    Raises:
        UnavailableError: It cannot be told just now.
    """
    return _among(wanted, now, lambda held: held.refuses(now, settings.retention_days))


def _among(wanted: Iterable[date], now: int, matches: Callable[[HeldDate], bool]) -> frozenset[date]:
    old = [day for day in wanted if may_be_sealed(day, now, settings.retention_days)]
    if not old:
        return frozenset()
    return frozenset(held.day for held in dates.within(min(old), max(old)) if matches(held)).intersection(old)


def _every() -> Mapping[date, HeldDate]:
    with _reading:
        known = _known()
        if known.read_at is None or time.monotonic() - known.read_at > CACHE_SECONDS:
            # Before the reading, so that what is known is never older than it seems.
            read_at = time.monotonic()
            known.held = {each.day: each for each in dates.every()}
            known.read_at = read_at
        return known.held
