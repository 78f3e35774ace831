"""Days of a time zone, made of whole buckets, and periods of days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sextant.domain.buckets import BUCKET_MS, Bucket

# What tells the zone of the machine, or of nowhere, lies among the zones on some machines.
_ZONE_NAME = re.compile(r"(?!posix/|right/|(?:localtime|posixrules|Factory)$)[A-Za-z][A-Za-z0-9_+/-]{1,63}")
_LAST_MINUTE = timedelta(minutes=14)


def zone_named(name: str) -> ZoneInfo | None:
    """The IANA time zone of this name, or None if there is none."""
    if not _ZONE_NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def day_of(bucket: Bucket, zone: ZoneInfo) -> date:
    """The day to which a bucket belongs: the local date of its last minute.

    The last and not the first, since a few clocks were set back at 00:01 (St John's until 2011): the one minute after
    that midnight is then part of the day before, and days stay unbroken stretches of time.
    """
    return (bucket.start + _LAST_MINUTE).astimezone(zone).date()


def first_bucket(day: date, zone: ZoneInfo) -> Bucket:
    """The bucket with which a day begins. It is also where the day before ends."""
    bucket = Bucket.starting(datetime.combine(day, time(), zone))
    while day_of(bucket, zone) < day:
        bucket += 1
    while day_of(bucket + -1, zone) >= day:
        bucket += -1
    return bucket


def buckets_of(day: date, zone: ZoneInfo) -> range:
    """The numbers of a day's buckets: 96, or 92 and 100 when clocks change."""
    return range(first_bucket(day, zone).number, first_bucket(day + timedelta(days=1), zone).number)


def end_ms(day: date, zone: ZoneInfo) -> int:
    """The moment at which a day is over, in Unix milliseconds."""
    return buckets_of(day, zone).stop * BUCKET_MS


def today(now: datetime, zone: tzinfo) -> date:
    """The date in a zone at an aware moment."""
    return now.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Period:
    """An unbroken run of days, the first and the last of them included."""

    first: date
    last: date

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=days) for days in range(len(self)))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def meets(self, other: "Period") -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and self.last >= other.first

    @classmethod
    def ending(cls, last: date, days: int) -> "Period":
        """The period of so many days that ends with `last`."""
        return cls(last - timedelta(days=days - 1), last)

    def until(self, day: date) -> "Period":
        """Its days up to this one, at least the first."""
        return Period(self.first, max(self.first, min(self.last, day)))

    def before(self) -> "Period":
        """The period of the same length that ends just before this one begins."""
        return Period.ending(self.first - timedelta(days=1), len(self))


def utc_dates(period: Period, zone: ZoneInfo) -> list[date]:
    """The UTC dates on which the days of a period in a zone lie."""
    first = first_bucket(period.first, zone)
    last = first_bucket(period.last + timedelta(days=1), zone) + -1
    return list(Period(first.utc_date, max(first, last).utc_date))
