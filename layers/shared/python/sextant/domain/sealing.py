"""When the numbers of a UTC date are frozen, and when the rows that they were counted from may go.

Rows expire a few days after their retention. Before that, once no event may be shown any more, the date is sealed:
from then on nothing is taken in for it and nothing of it is counted again, so that no row is missed. Sealing takes two
steps, since what was let in before the first may still be on its way to the table.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

DAY_MS: Final = 24 * 60 * 60_000
EXPIRY_MARGIN_DAYS: Final = 7
"""How long after the retention rows go: the time there is for sealing, also after an outage of some days."""
_SAFETY_DAYS: Final = 1
"""What was let in must be counted before the rows beside it go, however far sealing is behind."""
FREEZE_AFTER_MS: Final = 10 * 60_000
"""How long after events are first refused the numbers freeze. By then every process has read that they are, and
whatever was let in by one that had not is stored and marked: functions are cut off after five minutes at most."""


def expires_at(received_at: int, retention_days: int) -> int:
    """When the row of an event that arrived at a moment may go, in Unix seconds."""
    return (received_at + (retention_days + EXPIRY_MARGIN_DAYS) * DAY_MS) // 1000


def end_of_date(day: date) -> int:
    """The moment at which a UTC date is over, in Unix milliseconds."""
    return int(datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC).timestamp()) * 1000


def may_be_sealed(day: date, now: int, retention_days: int) -> bool:
    """Whether a UTC date is old enough; whoever asks about a younger one need look nothing up."""
    return end_of_date(day) < now - retention_days * DAY_MS


@dataclass(frozen=True, slots=True)
class HeldDate:
    """A UTC date of which there are roll-ups.

    Attributes:
        day: Which.
        first_bucket: The number of its first bucket with a roll-up.
        oldest_arrival: When the event of it that arrived first did, in Unix milliseconds; None if it never had events,
            only rows of ours, which do not expire.
        refusing_since: From when on no event was taken in for it, in Unix milliseconds; None while they are.
        sealed_at: When its numbers were frozen; None while they are not.
        cleared_at: When its expired rows were seen to be gone, where that is looked at.
    """

    day: date
    first_bucket: int
    oldest_arrival: int | None = None
    refusing_since: int | None = None
    sealed_at: int | None = None
    cleared_at: int | None = None

    def is_due(self, now: int, retention_days: int) -> bool:
        """Whether it is time to seal it: it is over, and its first event arrived, longer ago than the retention."""
        if self.refusing_since is not None or not may_be_sealed(self.day, now, retention_days):
            return False
        return self.oldest_arrival is not None and self.oldest_arrival < now - retention_days * DAY_MS

    def is_ripe(self, now: int) -> bool:
        """Whether events were refused for long enough that its numbers may be frozen."""
        since = self.refusing_since
        return self.sealed_at is None and since is not None and since <= now - FREEZE_AFTER_MS

    def refuses(self, now: int, retention_days: int) -> bool:
        """Whether no event is taken in for it any more."""
        late = retention_days + EXPIRY_MARGIN_DAYS - _SAFETY_DAYS
        return self.refusing_since is not None or self._arrived_before(now - late * DAY_MS)

    def is_frozen(self, now: int, retention_days: int) -> bool:
        """Whether nothing of it may be counted again: it is sealed, or sealing is so late that rows may be gone."""
        late = retention_days + EXPIRY_MARGIN_DAYS
        return self.sealed_at is not None or self._arrived_before(now - late * DAY_MS)

    def _arrived_before(self, moment: int) -> bool:
        return self.oldest_arrival is not None and self.oldest_arrival <= moment
