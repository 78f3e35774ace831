"""Quarters of an hour in UTC: the grain at which events are summed up.

Fifteen minutes because every time zone's midnight falls on one, so that a day of any zone is a whole number of buckets.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

BUCKET_MINUTES = 15
BUCKET_MS = BUCKET_MINUTES * 60_000


@dataclass(frozen=True, order=True, slots=True)
class Bucket:
    """One quarter of an hour.

    Attributes:
        number: Quarters of an hour since 1970 began in UTC.
    """

    number: int

    @classmethod
    def of(cls, at: int) -> "Bucket":
        """The bucket of a moment, given in Unix milliseconds."""
        return cls(at // BUCKET_MS)

    @classmethod
    def starting(cls, moment: datetime) -> "Bucket":
        """The bucket in which an aware moment lies."""
        return cls(int(moment.timestamp()) * 1000 // BUCKET_MS)

    @classmethod
    def named(cls, label: str) -> "Bucket":
        """The bucket with this label, such as `2026-01-17T10:15`."""
        return cls.starting(datetime.fromisoformat(label).replace(tzinfo=UTC))

    @property
    def start(self) -> datetime:
        """Its first moment, in UTC."""
        return datetime.fromtimestamp(self.number * BUCKET_MS // 1000, UTC)

    @property
    def start_ms(self) -> int:
        """Its first moment in Unix milliseconds."""
        return self.number * BUCKET_MS

    @property
    def utc_date(self) -> date:
        """The UTC date that it is part of."""
        return self.start.date()

    @property
    def label(self) -> str:
        """Its name: the UTC date and time at which it starts, such as `2026-01-17T10:15`."""
        return f"{self.start:%Y-%m-%dT%H:%M}"

    @property
    def time_label(self) -> str:
        """The time part of its name, such as `10:15`."""
        return f"{self.start:%H:%M}"

    def __add__(self, buckets: int) -> "Bucket":
        return Bucket(self.number + buckets)
