"""Which days of a run are closed, and which come next."""

from dataclasses import replace
from datetime import date

from sextant.domain.closings import Closing

CLOSING = Closing(first=date(2026, 3, 2), behind=date(2026, 3, 4), history_at=0, closed_at=100)


def test_a_run_holds_its_first_day_and_not_the_one_behind_it() -> None:
    """While it is empty it holds none."""
    assert [date(2026, 3, day) in CLOSING for day in (1, 2, 3, 4)] == [False, True, True, False]
    empty = replace(CLOSING, behind=CLOSING.first)
    assert (CLOSING.first in empty, empty.last, CLOSING.last) == (False, None, date(2026, 3, 3))


def test_days_to_come_are_closed_forwards_and_history_backwards() -> None:
    """Up to yesterday, and down to the first day of which there is anything."""
    assert list(CLOSING.to_come(date(2026, 3, 5))) == [date(2026, 3, 4), date(2026, 3, 5)]
    assert list(CLOSING.to_come(date(2026, 3, 3))) == []
    assert list(CLOSING.gone_by(date(2026, 2, 28))) == [date(2026, 3, 1), date(2026, 2, 28)]
    assert list(CLOSING.gone_by(CLOSING.first)) == []


def test_the_latest_day_is_checked_once_and_not_at_once() -> None:
    """Some time after it was closed."""
    assert CLOSING.unchecked(99) is None
    assert CLOSING.unchecked(100) == date(2026, 3, 3)
    assert replace(CLOSING, checked=date(2026, 3, 2)).unchecked(100) == date(2026, 3, 3)
    assert replace(CLOSING, checked=date(2026, 3, 3)).unchecked(100) is None
    assert replace(CLOSING, closed_at=None).unchecked(100) is None
