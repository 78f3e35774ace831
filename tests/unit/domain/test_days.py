"""Days of any time zone as whole buckets."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.buckets import BUCKET_MS, Bucket
from sextant.domain.days import Period, buckets_of, day_of, end_ms, first_bucket, today, utc_dates, zone_named

ZONES = ["UTC", "Europe/London", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "America/Havana"]
zones = st.sampled_from([ZoneInfo(name) for name in ZONES])
days = st.dates(date(2005, 1, 1), date(2030, 12, 31))
buckets = st.integers(35 * 365 * 96, 60 * 365 * 96).map(Bucket)


def test_a_bucket_is_named_after_its_start_in_utc() -> None:
    """Label, date and time agree, and the label leads back."""
    bucket = Bucket.starting(datetime(2026, 1, 17, 10, 29, 59, tzinfo=UTC))
    assert (bucket.label, str(bucket.utc_date), bucket.time_label) == ("2026-01-17T10:15", "2026-01-17", "10:15")
    assert Bucket.named(bucket.label) == bucket == Bucket.of(bucket.start_ms + BUCKET_MS - 1)
    assert Bucket.of(bucket.start_ms - 1) == bucket + -1


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("Europe/London", "2026-01-17", 96),
        ("Europe/London", "2026-03-29", 92),
        ("Europe/London", "2026-10-25", 100),
        ("Asia/Kolkata", "2026-03-29", 96),
        ("Australia/Lord_Howe", "2026-10-04", 94),
        ("America/Havana", "2026-11-01", 100),
        ("Pacific/Apia", "2011-12-30", 0),
    ],
)
def test_a_day_has_as_many_buckets_as_its_clock_has_quarters(zone: str, day: str, length: int) -> None:
    """92 and 100 when clocks change, and none when a country skips a day."""
    assert len(buckets_of(date.fromisoformat(day), ZoneInfo(zone))) == length


def test_a_day_begins_at_midnight_of_its_zone() -> None:
    """Half past six in the evening in UTC, in India."""
    assert first_bucket(date(2011, 11, 1), ZoneInfo("Asia/Kolkata")).label == "2011-10-31T18:30"
    assert end_ms(date(2011, 11, 1), ZoneInfo("UTC")) == Bucket.named("2011-11-02T00:00").start_ms


@given(bucket=buckets, zone=zones)
def test_a_bucket_belongs_to_the_day_whose_buckets_hold_it(bucket: Bucket, zone: ZoneInfo) -> None:
    """The two ways to ask give one answer, in every zone and at every change of clocks."""
    assert bucket.number in buckets_of(day_of(bucket, zone), zone)


@given(day=days, zone=zones)
def test_days_follow_each_other_without_gap_or_overlap(day: date, zone: ZoneInfo) -> None:
    """One ends where the next begins, and all of it lies on the UTC dates that are read for it."""
    here, following = buckets_of(day, zone), buckets_of(day + timedelta(days=1), zone)
    assert here.stop == following.start
    assert {Bucket(number).utc_date for number in here} <= set(utc_dates(Period(day, day), zone))


NO_ZONES = ["", "Mars/Olympus", "../etc/passwd", "posix/UTC", "Europe/London\n", "x" * 80, "-5"]
ZONES_OF_SOME_MACHINES = ["localtime", "posixrules", "Factory"]


@pytest.mark.parametrize("name", [*NO_ZONES, *ZONES_OF_SOME_MACHINES])
def test_what_is_no_zone_is_none(name: str) -> None:
    """Neither a path nor a made-up name gets anywhere."""
    assert zone_named(name) is None


def test_a_zone_is_found_by_its_name() -> None:
    """As IANA writes it."""
    zone = zone_named("America/Argentina/Buenos_Aires")
    assert zone == ZoneInfo("America/Argentina/Buenos_Aires")
    assert today(datetime(2026, 1, 1, 1, tzinfo=UTC), ZoneInfo("America/St_Johns")) == date(2025, 12, 31)


def test_the_period_before_is_as_long_and_ends_just_before() -> None:
    """November's 30 days are compared with the 30 before."""
    november = Period(date(2011, 11, 1), date(2011, 11, 30))
    assert november.before() == Period(date(2011, 10, 2), date(2011, 10, 31))
    assert len(november) == len(list(november)) == 30
    assert date(2011, 11, 30) in november
    assert date(2011, 12, 1) not in november


@pytest.mark.parametrize(("day", "last"), [(5, 5), (1, 1), (30, 30), (31, 30)])
def test_a_period_is_cut_off_after_a_day(day: int, last: int) -> None:
    """And stays as it is if it ends before."""
    november = Period(date(2011, 11, 1), date(2011, 11, 30))
    assert november.until(date(2011, 11, 1) + timedelta(days=day - 1)) == Period(november.first, date(2011, 11, last))
    assert november.until(date(2011, 10, 1)) == Period(november.first, november.first)
