"""Answers that a warm process keeps, and for how long they may still be kept by others."""

from collections.abc import Callable
from itertools import count

import pytest

from sextant.usecases.kept import Fresh, Kept


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """What the answers grow old by."""
    return Clock()


def counting() -> Callable[[], int]:
    """Makes 0, then 1, and so on."""
    numbers = count()
    return lambda: next(numbers)


@pytest.mark.usefixtures("tables")
def test_an_answer_may_be_kept_by_others_for_what_is_left_of_its_time(clock: Clock) -> None:
    """So that no copy of it ever grows older than the answer itself may."""
    kept, make = Kept[str, int](60, clock), counting()
    assert kept.get("today", make) == Fresh(0, 60)
    clock.seconds += 45.5
    assert kept.get("today", make) == Fresh(0, 14.5)
    clock.seconds += 14.5
    assert kept.get("today", make) == Fresh(1, 60)


@pytest.mark.usefixtures("tables")
def test_an_answer_is_as_old_as_its_beginning(clock: Clock) -> None:
    """What it was made of was read while it was made; one that took too long is not kept at all."""
    kept, numbers = Kept[str, int](60, clock), counting()

    def slowly(seconds: float) -> Callable[[], int]:
        def make() -> int:
            clock.seconds += seconds
            return numbers()

        return make

    assert kept.get("today", slowly(20)) == Fresh(0, 40)
    assert kept.get("tomorrow", slowly(70)) == Fresh(1, 0)
    assert kept.get("tomorrow", slowly(0)) == Fresh(2, 60)
