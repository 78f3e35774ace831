"""How much of the time that CAs offer is booked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sextant.domain.ca_tallies import CaTally
from sextant.domain.calendar_spans import Span
from sextant.domain.days import Period, end_ms, first_bucket
from sextant.domain.intervals import intersected, lengths_between, multiply_covered, total_length, united
from sextant.domain.ratios import ratio

_MINUTE_MS = 60_000
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeUse:
    """What became of the time of CAs, in milliseconds. Of each CA no moment counts twice.

    Attributes:
        offering: How many CAs offered any.
        available: Offered.
        booked: Booked and not given back.
        utilized: Both.
        double_booked: In two bookings of one CA or more.
    """

    offering: int = 0
    available: int = 0
    booked: int = 0
    utilized: int = 0
    double_booked: int = 0

    @property
    def outside(self) -> int:
        """Booked and not offered."""
        return self.booked - self.utilized

    @property
    def utilization(self) -> float | None:
        """What is booked of what is offered, 0 to 1; of several CAs the ratio of the sums. None if nothing is."""
        return ratio(self.utilized, self.available)

    def __add__(self, other: "TimeUse") -> "TimeUse":
        return TimeUse(
            offering=self.offering + other.offering,
            available=self.available + other.available,
            booked=self.booked + other.booked,
            utilized=self.utilized + other.utilized,
            double_booked=self.double_booked + other.double_booked,
        )


NO_TIME = TimeUse()


@dataclass(frozen=True, slots=True)
class UtilizationRow:
    """The time of all CAs in one day, week or month.

    Attributes:
        span: Which.
        time: What became of it.
    """

    span: Span
    time: TimeUse


@dataclass(frozen=True, slots=True)
class UtilizationSeries:
    """The time of all CAs in a period.

    Attributes:
        period: Its days.
        rows: Row by row, without a gap.
        total: The sum of the rows, but `offering`: whoever offers on many days is one CA.
        cas: What became of the time of each CA.
    """

    period: Period
    rows: Sequence[UtilizationRow]
    total: TimeUse
    cas: Mapping[str, TimeUse]


def minutes(milliseconds: int) -> float:
    """Milliseconds in minutes, which slots need not be made of."""
    return round(milliseconds / _MINUTE_MS, _DECIMALS)


def bounds_of(period: Period, zone: ZoneInfo) -> tuple[int, int]:
    """When a period begins and when it is over, in Unix milliseconds."""
    return first_bucket(period.first, zone).start_ms, end_ms(period.last, zone)


def time_use(tally: CaTally) -> TimeUse:
    """What became of all the time of one CA."""
    available, booked = united(tally.available), united(tally.booked)
    return TimeUse(
        offering=int(bool(available)),
        available=total_length(available),
        booked=total_length(booked),
        utilized=total_length(intersected(available, booked)),
        double_booked=total_length(multiply_covered(tally.booked)),
    )


def time_uses(tally: CaTally, bounds: Sequence[int]) -> list[TimeUse]:
    """What became of the time of one CA between each two neighbouring bounds."""
    available, booked = united(tally.available), united(tally.booked)
    parts = (available, booked, intersected(available, booked), multiply_covered(tally.booked))
    lengths = zip(*(lengths_between(part, bounds) for part in parts), strict=True)
    return [
        TimeUse(offering=int(offered > 0), available=offered, booked=taken, utilized=used, double_booked=twice)
        for offered, taken, used, twice in lengths
    ]


def utilization_of(
    period: Period, cut: Sequence[Span], zone: ZoneInfo, tallies: Mapping[str, CaTally]
) -> UtilizationSeries:
    """The time of all CAs in a period.

    Args:
        period: Its days.
        cut: Its days up to the last that is looked at, cut into rows.
        zone: Whose days.
        tallies: What happened to each CA.
    """
    bounds = [*(first_bucket(span.days.first, zone).start_ms for span in cut), end_ms(cut[-1].days.last, zone)]
    sums = [NO_TIME] * len(cut)
    cas: dict[str, TimeUse] = {}
    for ca_id, tally in tallies.items():
        uses = time_uses(tally, bounds)
        sums = [total + use for total, use in zip(sums, uses, strict=True)]
        cas[ca_id] = _of_one(uses)
    rows = [UtilizationRow(span, time) for span, time in zip(cut, sums, strict=True)]
    return UtilizationSeries(period, rows, sum(cas.values(), NO_TIME), cas)


def busiest(cas: Mapping[str, TimeUse], limit: int) -> list[str]:
    """Those with the highest utilization; of equal ones who offers more, then by id."""
    return _ranked(cas, -1)[:limit]


def idlest(cas: Mapping[str, TimeUse], limit: int) -> list[str]:
    """Those with the lowest utilization; of equal ones who offers more, then by id."""
    return _ranked(cas, 1)[:limit]


def _of_one(uses: Sequence[TimeUse]) -> TimeUse:
    """The time of one CA in all rows together."""
    total = sum(uses, NO_TIME)
    return TimeUse(
        offering=int(total.available > 0),
        available=total.available,
        booked=total.booked,
        utilized=total.utilized,
        double_booked=total.double_booked,
    )


def _ranked(cas: Mapping[str, TimeUse], direction: int) -> list[str]:
    """The CAs who offer time, by their utilization, unrounded."""
    offering = [(ca_id, time) for ca_id, time in cas.items() if time.available]

    def place(one: tuple[str, TimeUse]) -> tuple[float, int, str]:
        ca_id, time = one
        return direction * time.utilized / time.available, -time.available, ca_id

    return [ca_id for ca_id, _ in sorted(offering, key=place)]
