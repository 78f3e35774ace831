"""Days of the business are closed once they are over, those without an event too."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from sextant.aws.settings import settings
from sextant.domain.closings import Closing
from sextant.domain.days import Period
from sextant.store import closings, days, epochs
from sextant.store.days import DayTally
from sextant.usecases import aggregation, closing
from sextant.usecases.deadlines import Deadline
from tests.integration.analytics import ministack, ministack_tables, payment, send, tables, tick
from tests.integration.conftest import Call

__all__ = ["ministack", "ministack_tables", "tables"]

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 3, 2)


@contextmanager
def at(moment: str) -> Iterator[None]:
    """It is this moment in London."""
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=LONDON), tick=False):
        yield


def stored(day: date) -> DayTally:
    """A day as it is stored."""
    return days.within(Period(day, day), LONDON)[day]


def closed(first: date, last: date) -> list[date]:
    """The days of a range that are closed."""
    return [day for day, found in sorted(days.within(Period(first, last), LONDON).items()) if found.closed_at]


def reached() -> Closing:
    """How far the closing has come."""
    epoch = epochs.current()
    found = closings.of(epoch) if epoch else None
    assert found
    return found


def test_a_day_is_closed_by_the_first_tick_after_it(client_api: Call) -> None:
    """Not a moment before, and with everything that came until then."""
    with at("2026-03-02T23:50"):
        send(client_api, [payment("p", 7, at="2026-03-02T23:30:00Z")])
        tick()
        assert (stored(MONDAY).complete, stored(MONDAY).closed_at) == (False, None)
    with at("2026-03-03T00:01"):
        send(client_api, [payment("q", 11, at="2026-03-02T23:55:00Z")])
        tick()
        day = stored(MONDAY)
        assert (day.complete, day.tally.money["GBP"].gross) == (True, 18)
        assert day.closed_at == day.watermark == int(datetime(2026, 3, 3, 0, 1, tzinfo=LONDON).timestamp() * 1000)


def test_a_day_stays_as_it_was_closed(client_api: Call) -> None:
    """Later ticks close it no second time."""
    with at("2026-03-02T12:00"):
        send(client_api, [payment("p", at="2026-03-02T11:00:00Z")])
        tick()
    with at("2026-03-03T00:01"):
        tick()
        before = stored(MONDAY)
    with at("2026-03-03T00:02"):
        tick()
        assert stored(MONDAY) == before


def test_days_without_an_event_are_closed_too(client_api: Call) -> None:
    """After an outage all days since then, and each says that nothing happened."""
    with at("2026-03-02T12:00"):
        send(client_api, [payment("p", at="2026-03-02T11:00:00Z")])
        tick()
    with at("2026-03-06T12:00"):
        tick()
        assert closed(date(2026, 2, 20), date(2026, 3, 10)) == list(Period(date(2026, 3, 2), date(2026, 3, 5)))
        assert stored(date(2026, 3, 4)).tally.events == {}


def test_history_is_closed_once_no_more_of_it_comes(client_api: Call) -> None:
    """Every day since the first of which there is anything; until then each part of it would be a restatement."""
    first = date(2026, 1, 5)
    with at("2026-03-02T12:00"):
        send(client_api, [payment("a", at="2026-01-05T12:00:00Z")], **{"import": True})
        tick()
        assert closed(first, MONDAY) == [date(2026, 3, 1)]
    with at("2026-03-02T12:09"):
        send(client_api, [payment("b", at="2026-01-07T12:00:00Z")], **{"import": True})
        tick()
    with at("2026-03-02T12:12"):
        tick()
        assert closed(first, MONDAY) == [date(2026, 3, 1)]
    with at("2026-03-02T12:20"):
        tick()
        assert closed(first - timedelta(days=9), MONDAY) == list(Period(first, date(2026, 3, 1)))
        assert (reached().first, reached().behind) == (first, MONDAY)


@pytest.mark.parametrize(
    ("day", "hours", "midnight"),
    [("2026-03-29", 23, "2026-03-29T23:00:00Z"), ("2026-10-25", 25, "2026-10-26T00:00:00Z")],
)
def test_days_on_which_clocks_change_are_closed_at_their_own_midnight(
    client_api: Call, day: str, hours: int, midnight: str
) -> None:
    """They have 23 and 25 hours."""
    changing, end = date.fromisoformat(day), datetime.fromisoformat(midnight)
    begin = end - timedelta(hours=hours)
    inside = [begin, end - timedelta(minutes=1)]
    outside = [begin - timedelta(minutes=1), end]
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        sent = [payment(f"in{moment}", 1, at=moment.isoformat()) for moment in inside]
        sent += [payment(f"out{moment}", 10, at=moment.isoformat()) for moment in outside]
        send(client_api, sent)
        tick()
        assert stored(changing).closed_at is None
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        tick()
        assert stored(changing).closed_at
        assert stored(changing).tally.money["GBP"].gross == 2


def test_a_day_with_something_left_undone_is_not_closed(client_api: Call) -> None:
    """What a tick should have counted and had no time for is counted first."""
    with at("2026-03-02T12:00"):
        send(client_api, [payment("p", 7, at="2026-03-02T11:00:00Z")])
        tick()
    with at("2026-03-03T00:01"):
        now = round(time.time() * 1000)
        send(client_api, [payment("q", 11, at="2026-03-02T20:00:00Z")])
        out_of_time = aggregation.tick(now, Deadline.in_seconds(0))
        assert closing.close(out_of_time, now, Deadline.in_seconds(60)) == []
        assert stored(MONDAY).closed_at is None
        tick()
        assert (stored(MONDAY).closed_at, stored(MONDAY).tally.money["GBP"].gross) == (now, 18)


def test_another_zone_has_days_of_its_own_to_close(client_api: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the day before on, and then those before it, as if they were history."""
    with at("2026-03-04T12:00"):
        send(client_api, [payment("p", 7, at="2026-03-02T11:00:00Z")])
        tick()
    monkeypatch.setenv("BUSINESS_TIME_ZONE", "Asia/Kolkata")
    settings.forget()
    kolkata = ZoneInfo("Asia/Kolkata")
    with at("2026-03-04T12:01"):
        tick()
        assert list(days.within(Period(MONDAY, date(2026, 3, 4)), kolkata)) == [date(2026, 3, 3)]
    with at("2026-03-04T12:12"):
        tick()
        found = days.within(Period(MONDAY, date(2026, 3, 4)), kolkata)
        assert {day: each.closed_at is not None for day, each in found.items()} == {
            MONDAY: True,
            date(2026, 3, 3): True,
        }
        assert found[MONDAY].tally.money["GBP"].gross == 7
