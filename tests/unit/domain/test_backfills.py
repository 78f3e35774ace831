"""How a backfill stands."""

from datetime import UTC, date, datetime

import pytest

from sextant.domain.backfills import STALLED_AFTER_MS, Backfill, BackfillStatus, backfill_id
from sextant.domain.days import Period

PERIOD = Period(date(2026, 3, 2), date(2026, 3, 4))


def backfill(done: int = 0, superseded_by: str | None = None) -> Backfill:
    """One of three days that last made progress at the beginning of time."""
    return Backfill(
        id="b",
        period=PERIOD,
        requested_by="a",
        requested_at=0,
        done=done,
        progress_at=0,
        superseded_by=superseded_by,
    )


def test_a_backfill_runs_until_it_is_done_or_makes_no_progress() -> None:
    """One that is done stays so; one whose place was taken never runs again."""
    assert backfill().status(STALLED_AFTER_MS - 1) is BackfillStatus.RUNNING
    assert backfill().status(STALLED_AFTER_MS) is BackfillStatus.STALLED
    assert backfill(done=3).status(STALLED_AFTER_MS) is BackfillStatus.DONE
    assert backfill(done=2, superseded_by="c").status(0) is BackfillStatus.SUPERSEDED


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [("2026-03-01", "2026-03-01", False), ("2026-03-01", "2026-03-02", True), ("2026-03-03", "2026-03-03", True)],
)
def test_two_overlap_when_they_have_a_day_in_common(first: str, last: str, *, overlaps: bool) -> None:
    """The first and the last are days of both."""
    assert backfill().overlaps(Period(date.fromisoformat(first), date.fromisoformat(last))) is overlaps
    assert backfill().overlaps(Period(date(2026, 3, 5), date(2026, 3, 6))) is False


def test_later_backfills_come_later_in_order() -> None:
    """Whatever was drawn."""
    early, late = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert backfill_id(early, "ff") < backfill_id(late, "00")
