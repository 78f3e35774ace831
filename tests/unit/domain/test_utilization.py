"""What becomes of the time of CAs, held against looking at every minute of it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.domain.ca_tallies import CaTally, Interval
from sextant.domain.calendar_spans import Granularity, spans
from sextant.domain.days import Period
from sextant.domain.utilization import TimeUse, busiest, idlest, minutes, time_use, time_uses, utilization_of

MINUTE = 60_000
LENGTH = 120
LONDON, KOLKATA = ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata")
# The hours around the night in which London's clocks go forward.
SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC)
DAYS = Period(date(2026, 3, 28), date(2026, 3, 30))
WHOLE = 3_600


def days_of_minutes() -> dict[tuple[str, date], range]:
    """Of each zone and day the minutes after the beginning that are part of it, by its wall clock."""
    found: dict[tuple[str, date], range] = {}
    for zone in (LONDON, KOLKATA):
        days = [(SPRING + timedelta(minutes=minute)).astimezone(zone).date() for minute in range(WHOLE)]
        found |= {(zone.key, day): range(days.index(day), days.index(day) + days.count(day)) for day in DAYS}
    return found


MINUTES = days_of_minutes()


def slots(length: int, most: int) -> st.SearchStrategy[list[Interval]]:
    """Slots of whole minutes from 0 on."""
    moment = st.integers(0, length)
    pairs = st.tuples(moment, moment).filter(lambda pair: pair[0] != pair[1])
    return st.lists(pairs.map(lambda pair: (min(pair) * MINUTE, max(pair) * MINUTE)), max_size=most)


def calendars(length: int = LENGTH, most: int = 6) -> st.SearchStrategy[CaTally]:
    """The slots of a CA."""
    return st.builds(
        lambda available, booked: CaTally(available=tuple(available), booked=tuple(booked)),
        slots(length, most),
        slots(length, most),
    )


def looked_at(tally: CaTally, minutes_: range) -> TimeUse:
    """What became of a CA's time, minute by minute."""
    found = TimeUse()
    for minute in minutes_:
        at = minute * MINUTE
        offered = any(start <= at < end for start, end in tally.available)
        booked = sum(start <= at < end for start, end in tally.booked)
        found += TimeUse(
            available=MINUTE * offered,
            booked=MINUTE * bool(booked),
            utilized=MINUTE * (offered and bool(booked)),
            double_booked=MINUTE * (booked > 1),
        )
    return TimeUse(
        offering=int(found.available > 0),
        available=found.available,
        booked=found.booked,
        utilized=found.utilized,
        double_booked=found.double_booked,
    )


@given(calendars(), st.lists(st.integers(0, LENGTH), min_size=2, max_size=5).map(sorted))
def test_every_minute_is_what_a_look_at_it_says(tally: CaTally, cuts: list[int]) -> None:
    """In all, and between any bounds."""
    assert time_use(tally) == looked_at(tally, range(LENGTH))
    bounds = [cut * MINUTE for cut in cuts]
    expected = [looked_at(tally, range(first, last)) for first, last in pairwise(cuts)]
    assert time_uses(tally, bounds) == expected


@given(calendars())
def test_utilization_is_a_part_and_overbooking_is_apart(tally: CaTally) -> None:
    """0 to 1 however much is booked, and None when nothing is offered."""
    use = time_use(tally)
    assert use.utilized + use.outside == use.booked
    assert use.double_booked <= use.booked
    if use.available:
        assert use.utilization is not None
        assert 0 <= use.utilization <= 1
    else:
        assert use.utilization is None


@settings(max_examples=30)
@given(
    st.dictionaries(st.sampled_from(["anna", "ben", "carla"]), calendars(length=WHOLE, most=4)),
    st.sampled_from([LONDON, KOLKATA]),
)
def test_days_of_a_zone_are_cut_at_its_midnights_and_the_total_is_a_ratio_of_sums(
    tallies: dict[str, CaTally], zone: ZoneInfo
) -> None:
    """Also on the day that has 23 hours."""
    begin = int(SPRING.timestamp() * 1000)
    moved = {
        ca_id: CaTally(
            available=tuple((begin + start, begin + end) for start, end in tally.available),
            booked=tuple((begin + start, begin + end) for start, end in tally.booked),
        )
        for ca_id, tally in tallies.items()
    }
    series = utilization_of(DAYS, spans(DAYS, Granularity.DAY), zone, moved)
    for row in series.rows:
        of_day = MINUTES[zone.key, row.span.days.first]
        expected = sum((looked_at(tally, of_day) for tally in tallies.values()), TimeUse())
        assert row.time == expected
    for part in ("available", "booked", "utilized", "double_booked"):
        assert getattr(series.total, part) == sum(getattr(row.time, part) for row in series.rows)
    assert series.total.offering == sum(bool(use.available) for use in series.cas.values())


def test_the_overall_utilization_is_no_mean_of_the_cas() -> None:
    """One hour booked whole and nine hours booked not at all are a tenth."""
    day = Period(date(2026, 3, 2), date(2026, 3, 2))
    at = int(datetime(2026, 3, 2, 8, tzinfo=UTC).timestamp() * 1000)
    hour = 60 * MINUTE
    tallies = {
        "busy": CaTally(available=((at, at + hour),), booked=((at, at + hour),)),
        "idle": CaTally(available=((at, at + 9 * hour),)),
    }
    series = utilization_of(day, spans(day, Granularity.DAY), LONDON, tallies)
    assert series.total.utilization == 0.1
    assert series.total.offering == 2


def test_nothing_offered_is_no_utilization() -> None:
    """Neither 0 nor infinite, whatever is booked."""
    use = time_use(CaTally(booked=((0, MINUTE),)))
    assert (use.utilization, use.outside, use.offering) == (None, MINUTE, 0)


def test_the_busiest_and_the_idlest_are_told_the_same_way_each_time() -> None:
    """Of equal ones who offers more comes first in both lists, then the smaller id; who offers nothing in neither."""
    cas = {
        "dora": TimeUse(available=100, utilized=50, booked=50),
        "carl": TimeUse(available=100, utilized=50, booked=60),
        "anna": TimeUse(available=200, utilized=100, booked=100),
        "full": TimeUse(available=10, utilized=10, booked=10),
        "none": TimeUse(available=30),
        "away": TimeUse(booked=500),
    }
    assert busiest(cas, 10) == ["full", "anna", "carl", "dora", "none"]
    assert idlest(cas, 10) == ["none", "anna", "carl", "dora", "full"]
    assert busiest(dict(reversed(cas.items())), 2) == ["full", "anna"]
    assert idlest(cas, 1) == ["none"]


def test_minutes_need_not_be_whole() -> None:
    """Slots may begin at any millisecond."""
    assert minutes(90_000) == 1.5
    assert minutes(1) == 0.000017
