"""Which dirty marks are worked off, and what stays of them."""

from sextant.domain.buckets import Bucket
from sextant.domain.marks import Mark, Settling

SETTLING = Settling.at(now=100_000, settle_seconds=30)


def mark(number: int, since: int, marked_at: int) -> Mark:
    """A mark of a bucket."""
    return Mark(Bucket(number), since, marked_at, "token", frozenset({0}))


def test_marks_are_due_once_settled_the_longest_waiting_first() -> None:
    """A mark that is being renewed all the time is due by when it was first made."""
    young, old, renewed = mark(1, 70_001, 70_001), mark(2, 50_000, 50_000), mark(3, 10_000, 99_999)
    assert SETTLING.due([young, old, renewed]) == [renewed, old]


def test_a_mark_goes_only_when_all_that_was_marked_is_settled() -> None:
    """What stays is uncertain from just after what is settled."""
    assert SETTLING.covers(mark(1, 10_000, 70_000))
    assert not SETTLING.covers(mark(1, 10_000, 70_001))
    assert SETTLING.open_from == 70_001
