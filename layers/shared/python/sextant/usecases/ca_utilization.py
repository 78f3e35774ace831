"""CA utilization by day, week or month."""

from dataclasses import dataclass
from datetime import date, datetime

from sextant.domain.ca_scores import tallies_of
from sextant.domain.calendar_spans import Granularity, WeekStart, spans
from sextant.domain.days import Period, utc_dates
from sextant.domain.reach import Reach
from sextant.domain.utilization import UtilizationSeries, utilization_of
from sextant.store import ca_days
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.questions import Question
from sextant.usecases.reach import standing

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class UtilizationQuestion:
    """Which utilization is asked for.

    Attributes:
        of: Of which days.
        granularity: What a row is.
        week_start: With which day weeks begin; of days and months it says nothing.
    """

    of: Question
    granularity: Granularity
    week_start: WeekStart


@dataclass(frozen=True, slots=True)
class UtilizationFigures:
    """The answer.

    Attributes:
        question: What was asked.
        reach: How far the figures reach.
        series: The time of CAs in the period up to the end of today: what is to come of it is offered and booked too.
        previous: That of the period before, if asked for.
        previous_reach: How far that one reaches.
    """

    question: UtilizationQuestion
    reach: Reach
    series: UtilizationSeries
    previous: UtilizationSeries | None
    previous_reach: Reach | None


_kept: Kept[UtilizationQuestion, UtilizationFigures] = Kept(KEPT_SECONDS)


def utilization(question: UtilizationQuestion, now: datetime) -> Fresh[UtilizationFigures]:
    """The utilization of CAs in a period, row by row, at most a minute old.

    Raises:
        UnavailableError: Some of the days cannot be read just now.
    """
    return _kept.get(question, lambda: _made(question, now))


def _made(question: UtilizationQuestion, now: datetime) -> UtilizationFigures:
    of = question.of
    before, stand, begun = of.previous, standing(now), of.begun(now)
    needed = Period((before or begun).first, begun.last)
    dates = utc_dates(needed, of.zone)
    read = ca_days.within(dates[0], dates[-1])

    def series(period: Period, last: date) -> UtilizationSeries:
        # Cut before the days to come are left out: a week that is not over is no partial one.
        cut = spans(period, question.granularity, question.week_start)
        rows = [span for span in cut if span.days.first <= last]
        return utilization_of(period, rows, of.zone, tallies_of(read, Period(period.first, last), of.zone))

    return UtilizationFigures(
        question,
        stand.of_slots(of.period, of.zone, read=needed),
        series(of.period, begun.last),
        series(before, before.last) if before else None,
        stand.of_slots(before, of.zone, read=before) if before else None,
    )
