"""How far the figures of a period reach."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sextant.domain.buckets import Bucket
from sextant.domain.days import Period
from sextant.domain.marks import Mark
from sextant.domain.reach import Standing

WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
LONDON = ZoneInfo("Europe/London")
KOLKATA = ZoneInfo("Asia/Kolkata")


def moment(text: str) -> int:
    """A moment in UTC in milliseconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def mark(label: str) -> Mark:
    """A mark of this bucket, that was made in May."""
    since = moment("2026-05-01T00:00")
    return Mark(Bucket.named(label), since, since, "t", frozenset({0}))


def test_a_day_is_complete_when_it_is_over_and_nothing_in_it_waits() -> None:
    """The last day is not over for another second, and two quarters of the fourth wait."""
    waiting = [mark("2026-03-05T10:00"), mark("2026-03-05T10:15"), mark("2026-02-01T00:00")]
    reach = Standing(moment("2026-03-08T23:59:59"), waiting).of(WEEK, LONDON)
    assert (len(reach.complete), reach.days, reach.pending_buckets, reach.is_complete) == (5, 7, 2, False)
    assert not reach.covers(Period(date(2026, 3, 4), date(2026, 3, 5)))
    assert reach.covers(Period(date(2026, 3, 6), date(2026, 3, 7)))


def test_days_are_over_and_wait_in_their_own_zone() -> None:
    """A quarter to seven in the evening in London is the next day in Kolkata, whose days are over earlier."""
    standing = Standing(moment("2026-03-08T18:30"), [mark("2026-03-05T18:30")])
    assert standing.of(WEEK, LONDON).complete == frozenset(WEEK) - {date(2026, 3, 5), date(2026, 3, 8)}
    assert standing.of(WEEK, KOLKATA).complete == frozenset(WEEK) - {date(2026, 3, 6)}


def test_days_of_which_nothing_was_asked_are_never_complete() -> None:
    """Whoever asks about a week knows nothing of the next."""
    reach = Standing(moment("2026-05-01T00:00"), []).of(WEEK, LONDON)
    assert reach.is_complete
    assert not reach.covers(Period(date(2026, 3, 8), date(2026, 3, 9)))


def test_slots_wait_on_every_day_that_their_utc_date_touches() -> None:
    """They are counted with the first quarter of their UTC date, and may lie in its last: the next day in Kolkata."""
    standing = Standing(moment("2026-05-01T00:00"), [mark("2026-03-05T00:00")])
    assert standing.of_slots(WEEK, LONDON).complete == frozenset(WEEK) - {date(2026, 3, 5)}
    in_kolkata = standing.of_slots(WEEK, KOLKATA)
    assert in_kolkata.complete == frozenset(WEEK) - {date(2026, 3, 5), date(2026, 3, 6)}
    assert in_kolkata.pending_buckets == 1
    before = Standing(moment("2026-05-01T00:00"), [mark("2026-03-01T00:00")])
    assert before.of_slots(WEEK, LONDON).is_complete
    assert before.of_slots(WEEK, KOLKATA).complete == frozenset(WEEK) - {date(2026, 3, 2)}


def test_figures_are_held_back_by_what_waits_on_the_days_they_are_computed_from() -> None:
    """And no others, unless they say something of all days."""
    old = Mark(Bucket.named("2026-02-01T00:00"), moment("2026-02-01T00:20"), 0, "t", frozenset({0}))
    standing = Standing(moment("2026-04-01T00:00"), [old])
    assert standing.of(WEEK, LONDON, read=WEEK).as_of == standing.settled
    assert standing.of(WEEK, LONDON, read=WEEK).is_complete
    for read in (Period(date(2026, 2, 1), date(2026, 3, 8)), None):
        assert standing.of(WEEK, LONDON, read=read).as_of == standing.as_of == old.since
        assert standing.of_slots(WEEK, LONDON, read=read).as_of == old.since
    assert standing.of_slots(WEEK, LONDON, read=WEEK).as_of == standing.settled
