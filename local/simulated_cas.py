"""CAs who do not exist: who they are, when they offer time, and what they are like. Pure; the same for each seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

CA_TIME_ZONE: Final = ZoneInfo("Asia/Kolkata")
CAS: Final = 9
PREFIX: Final = "sim-"
"""Every id that is made up begins so."""

Slot = tuple[datetime, datetime]
"""From when until when, in UTC."""

_CHANNELS: Final = ("referral", "linkedin", "icai_event", "organic_search")
_WEEK: Final = frozenset(range(6))
_NIGHTS: Final = time(23)
_ABSENT: Final = frozenset[int]()
_TWICE: Final = 0.2
"""The chance that a CA publishes mornings twice."""


@dataclass(frozen=True)
class SimulatedCa:
    """A CA.

    Attributes:
        id: The user id.
        channel: How they came.
        weekdays: On which they offer time, 0 for Monday; none for one who takes bookings without offering any.
        opens: When that begins, in India.
        hours: How long it takes; past midnight for one.
        offers_mornings_twice: Whether the first half of each day is published once more.
        popularity: How often they are asked, beside the others.
        answers_minutes: The median time to their response.
        accepts: The chance that they accept.
        keeps: The chance that what they accepted takes place.
        quality: The mean of their grades.
    """

    id: str
    channel: str
    weekdays: frozenset[int]
    opens: time
    hours: float
    offers_mornings_twice: bool
    popularity: float
    answers_minutes: float
    accepts: float
    keeps: float
    quality: float

    def offers(self, day: date) -> Iterator[Slot]:
        """What they publish for a day."""
        if day.weekday() not in self.weekdays:
            return
        start = datetime.combine(day, self.opens, CA_TIME_ZONE).astimezone(UTC)
        yield start, start + timedelta(hours=self.hours)
        if self.offers_mornings_twice:
            yield start, start + timedelta(hours=self.hours / 2)


def simulated_cas(draw: random.Random) -> list[SimulatedCa]:
    """All of them: most work by day, one by night, and one offers nothing and is booked all the same."""
    return [_one(number, draw) for number in range(1, CAS + 1)]


def _one(number: int, draw: random.Random) -> SimulatedCa:
    opens, hours = draw.randrange(8, 12), draw.choice((4.0, 6.0, 8.0))
    works_nights, offers_nothing = number == CAS - 1, number == CAS
    return SimulatedCa(
        id=f"{PREFIX}ca-{number:02}",
        channel=draw.choice(_CHANNELS),
        weekdays=_ABSENT if offers_nothing else frozenset(draw.sample(sorted(_WEEK), draw.randint(3, 6))),
        opens=_NIGHTS if works_nights else time(opens),
        hours=8.0 if works_nights else hours,
        offers_mornings_twice=draw.random() < _TWICE,
        popularity=draw.uniform(0.3, 1.0) * (0.3 if offers_nothing else 1.0),
        answers_minutes=draw.uniform(5, 240),
        accepts=draw.uniform(0.7, 0.95),
        keeps=draw.uniform(0.75, 0.98),
        quality=draw.uniform(3.2, 4.9),
    )
