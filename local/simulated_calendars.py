"""The calendars of CAs who do not exist: what they publish, and what of it is taken."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from local.simulated_cas import CA_TIME_ZONE, SimulatedCa, Slot

_DAYS_AHEAD: Final = 10
"""How far ahead time is published after the last order, and how far ahead a booking looks for free time."""
_PUBLISHED_BEFORE: Final = timedelta(days=8)
_OUTSIDE, _TWICE = 0.05, 0.09
_EVENING_HOUR: Final = 21
_STEP: Final = timedelta(minutes=30)


class Calendars:
    """What is booked of each CA's time."""

    def __init__(self, cas: Sequence[SimulatedCa]) -> None:
        """Begin with nothing booked."""
        self._booked: dict[str, list[Slot]] = {ca.id: [] for ca in cas}

    def published(self, ca: SimulatedCa, joined: datetime, last: datetime) -> Iterator[tuple[datetime, Slot]]:
        """When a CA publishes which slots: about a week before, from when they joined until after the last order."""
        day, end = (
            joined.astimezone(CA_TIME_ZONE).date() + timedelta(days=1),
            _day_of(last) + timedelta(days=_DAYS_AHEAD),
        )
        while day <= end:
            for slot in ca.offers(day):
                yield max(joined + timedelta(minutes=5), slot[0] - _PUBLISHED_BEFORE), slot
            day += timedelta(days=1)

    def taken(self, ca: SimulatedCa, made: datetime, length: timedelta, chance: float) -> Slot:
        """The slot that a booking takes, as soon as possible.

        Args:
            ca: Whose time.
            made: When it is booked.
            length: How much time.
            chance: 0 to 1: a few are in the evening, whatever is offered, and a few where there is a booking already.
        """
        booked = self._booked[ca.id]
        slot = None
        if chance >= _OUTSIDE:
            slot = next(self._free(ca, made, length, taken=[] if chance < _TWICE else booked), None)
        slot = slot or self._evening(made, length)
        booked.append(slot)
        return slot

    @staticmethod
    def _free(ca: SimulatedCa, made: datetime, length: timedelta, taken: Sequence[Slot]) -> Iterator[Slot]:
        """What is offered after the next few hours, in steps, and not taken."""
        soonest = made + timedelta(hours=3)
        for ahead in range(_DAYS_AHEAD):
            for first, last in ca.offers(_day_of(made) + timedelta(days=ahead)):
                start = first
                while start + length <= last:
                    end = start + length
                    if start >= soonest and not any(start < other[1] and other[0] < end for other in taken):
                        yield start, end
                    start += _STEP

    @staticmethod
    def _evening(made: datetime, length: timedelta) -> Slot:
        """The next day at nine in the evening."""
        day = _day_of(made) + timedelta(days=1)
        start = datetime(day.year, day.month, day.day, _EVENING_HOUR, tzinfo=CA_TIME_ZONE).astimezone(UTC)
        return start, start + length


def _day_of(moment: datetime) -> date:
    return moment.astimezone(CA_TIME_ZONE).date()
