"""Which days of the business are closed: an unbroken run of days, which grows at both ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How far the closing of days has come, in one epoch of the business's zone.

    Attributes:
        first: The earliest day that is closed.
        behind: The day behind the latest that is closed; the same as `first` while none is.
        history_at: When something last came for a day before the first, in Unix milliseconds: those days wait until
            history has stopped coming, since each would be restated with every part of it.
        closed_at: When the latest day was closed, in Unix milliseconds; None while none is.
        checked: The latest day that was checked against its events.
        version: What a change has to be based on; None before the first.
    """

    first: date
    behind: date
    history_at: int
    closed_at: int | None = None
    checked: date | None = None
    version: int | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.behind

    @property
    def last(self) -> date | None:
        """The latest day that is closed."""
        return self.behind - _ONE_DAY if self.first < self.behind else None

    def unchecked(self, moment: int) -> date | None:
        """The latest day that is closed, if that was before a moment, and it was not checked."""
        late = self.closed_at is None or self.closed_at > moment
        return None if late or self.last == self.checked else self.last

    def to_come(self, yesterday: date) -> Iterator[date]:
        """The days that are over and not closed yet, from the earliest on."""
        day = self.behind
        while day <= yesterday:
            yield day
            day += _ONE_DAY

    def gone_by(self, first_known: date) -> Iterator[date]:
        """The days of history that are not closed yet, from the latest on."""
        day = self.first - _ONE_DAY
        while day >= first_known:
            yield day
            day -= _ONE_DAY
