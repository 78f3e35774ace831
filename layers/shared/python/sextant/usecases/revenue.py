"""Revenue by day, week or month."""

from dataclasses import dataclass
from datetime import date, datetime

from sextant.domain.calendar_spans import Granularity, WeekStart, spans
from sextant.domain.days import Period
from sextant.domain.reach import Reach
from sextant.domain.revenue import RevenueSeries, revenue_of
from sextant.usecases.days import tallies_in
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.questions import Question
from sextant.usecases.reach import standing

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class RevenueQuestion:
    """Which revenue is asked for.

    Attributes:
        of: Of which days, in which currency.
        granularity: What a row is.
        week_start: With which day weeks begin; of days and months it says nothing.
    """

    of: Question
    granularity: Granularity
    week_start: WeekStart


@dataclass(frozen=True, slots=True)
class RevenueFigures:
    """The answer.

    Attributes:
        question: What was asked.
        reach: How far the figures reach.
        series: The revenue of the period up to today.
        previous: That of the period before, if asked for.
        previous_reach: How far that one reaches.
    """

    question: RevenueQuestion
    reach: Reach
    series: RevenueSeries
    previous: RevenueSeries | None
    previous_reach: Reach | None


_series: Kept[RevenueQuestion, RevenueFigures] = Kept(KEPT_SECONDS)


def revenue(question: RevenueQuestion, now: datetime) -> Fresh[RevenueFigures]:
    """The revenue of a period, row by row, at most a minute old.

    Raises:
        UnavailableError: Some of the days cannot be read just now.
    """
    return _series.get(question, lambda: _revenue(question, now))


def _revenue(question: RevenueQuestion, now: datetime) -> RevenueFigures:
    of = question.of
    before, stand = of.previous, standing(now)
    begun = of.begun(now)
    read = Period(before.first if before else begun.first, begun.last)
    days = tallies_in(read, of.zone)

    moved = sorted({currency for tally in days.values() for currency in tally.money})
    currencies = moved if of.currency is None else [of.currency]

    def series(period: Period, last: date) -> RevenueSeries:
        # Cut before the days to come are left out: a week that is not over is no partial one.
        cut = spans(period, question.granularity, question.week_start)
        return revenue_of(period, [span for span in cut if span.days.first <= last], days, currencies)

    return RevenueFigures(
        question,
        stand.of(of.period, of.zone, read=read),
        series(of.period, begun.last),
        series(before, before.last) if before else None,
        stand.of(before, of.zone, read=before) if before else None,
    )
