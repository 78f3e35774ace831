"""What a CA has done in a period: the figures of their score card."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sextant.domain.buckets import Bucket
from sextant.domain.ca_tallies import NOTHING, CaTally, added_by_ca
from sextant.domain.days import Period, day_of
from sextant.domain.intervals import clipped
from sextant.domain.ratios import ratio
from sextant.domain.utilization import NO_TIME, TimeUse, bounds_of, time_use

ByDate = Mapping[date, Mapping[Bucket, Mapping[str, CaTally]]]
"""What happened to each CA, by UTC date and bucket."""


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """What one CA has done.

    Attributes:
        time: What became of their time.
        counts: Everything else that happened to them.
    """

    time: TimeUse
    counts: CaTally

    @property
    def rating(self) -> float | None:
        """The mean of the grades, 1 to 5; None without reviews."""
        return ratio(self.counts.rating_sum, self.counts.ratings)

    @property
    def first_response_ms(self) -> float | None:
        """The mean time from a request to the first response, in milliseconds; None without responses."""
        return ratio(self.counts.response_ms, self.counts.responses)

    @property
    def ended(self) -> int:
        """Bookings that were used or given back."""
        return self.counts.completed + self.counts.cancelled

    @property
    def completion_rate(self) -> float | None:
        """Which part of these was used; None if there are none."""
        return ratio(self.counts.completed, self.ended)


BLANK = ScoreCard(NO_TIME, NOTHING)


def tallies_of(dates: ByDate, period: Period, zone: ZoneInfo) -> dict[str, CaTally]:
    """What happened to each CA in the days of a period, by id; whoever had nothing is left out.

    What is counted belongs to the bucket it was counted in. Slots are stored with their UTC date, of which a day of
    another zone is only a part: they are cut where the period begins and ends.
    """
    parts = added_by_ca(
        cas if day_of(bucket, zone) in period else {ca_id: _slots_only(tally) for ca_id, tally in cas.items()}
        for buckets in dates.values()
        for bucket, cas in buckets.items()
    )
    bounds = bounds_of(period, zone)
    cut = {ca_id: _cut(tally, bounds) for ca_id, tally in parts.items()}
    return {ca_id: tally for ca_id, tally in cut.items() if tally != NOTHING}


def score_card(tally: CaTally) -> ScoreCard:
    """The score card of a CA to whom this happened."""
    return ScoreCard(time_use(tally), replace(tally, available=(), booked=()))


def _slots_only(tally: CaTally) -> CaTally:
    return CaTally(available=tally.available, booked=tally.booked)


def _cut(tally: CaTally, bounds: tuple[int, int]) -> CaTally:
    available, booked = clipped(tally.available, bounds), clipped(tally.booked, bounds)
    return replace(tally, available=tuple(available), booked=tuple(booked))
