"""When a date is sealed, and that its rows never go before that."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.sealing import DAY_MS, FREEZE_AFTER_MS, HeldDate, end_of_date, expires_at, may_be_sealed

DAY = date(2026, 3, 2)
END = int(datetime(2026, 3, 3, tzinfo=UTC).timestamp()) * 1000
RETENTION = 90

arrivals = st.integers(END - DAY_MS - 3_600_000, END + 4000 * DAY_MS)


def held(oldest_arrival: int | None, refusing_since: int | None = None, sealed_at: int | None = None) -> HeldDate:
    """The date, with this arrival."""
    return HeldDate(DAY, 0, oldest_arrival, refusing_since, sealed_at)


def test_a_date_ends_with_its_last_moment_in_utc() -> None:
    """The day after begins there."""
    assert end_of_date(DAY) == END


def test_a_date_is_due_once_it_and_its_first_arrival_are_older_than_the_retention() -> None:
    """Both, to the millisecond; and it is due once."""
    limit = END + RETENTION * DAY_MS
    assert not held(END).is_due(limit, RETENTION)
    assert held(END).is_due(limit + 1, RETENTION)
    assert not held(END + 5).is_due(limit + 1, RETENTION)
    assert not held(END, refusing_since=limit).is_due(limit + 1, RETENTION)


def test_a_date_that_never_had_an_event_is_never_sealed() -> None:
    """Its rows are ours and do not expire."""
    never = held(None)
    far = END + 10_000 * DAY_MS
    assert (never.is_due(far, RETENTION), never.refuses(far, RETENTION), never.is_frozen(far, RETENTION)) == (
        False,
        False,
        False,
    )


def test_numbers_freeze_some_time_after_events_are_refused() -> None:
    """Not before everybody knows, and once."""
    assert not held(END).is_ripe(END)
    assert not held(END, refusing_since=1).is_ripe(FREEZE_AFTER_MS)
    assert held(END, refusing_since=1).is_ripe(FREEZE_AFTER_MS + 1)
    assert not held(END, refusing_since=1, sealed_at=2).is_ripe(FREEZE_AFTER_MS + 1)


@given(arrivals, st.integers(0, 5000 * DAY_MS))
def test_no_row_goes_before_its_date_is_frozen_for_whoever_counts(arrival: int, after: int) -> None:
    """However late the sealing is: from when the oldest row may go, nothing of the date is counted again."""
    now = arrival + after
    gone = expires_at(arrival, RETENTION) * 1000 <= now
    if gone:
        assert held(arrival).is_frozen(now + 999, RETENTION)
        assert held(arrival).refuses(now, RETENTION)


@given(arrivals, st.integers(0, 5000 * DAY_MS))
def test_a_frozen_date_refuses_and_a_date_that_refuses_is_old(arrival: int, after: int) -> None:
    """So that whoever asks about a young date need look nothing up."""
    now, date_ = arrival + after, held(arrival)
    assert not date_.is_frozen(now, RETENTION) or date_.refuses(now, RETENTION)
    assert not date_.refuses(now, RETENTION) or may_be_sealed(DAY, now, RETENTION)
    assert not date_.is_due(now, RETENTION) or may_be_sealed(DAY, now, RETENTION)
