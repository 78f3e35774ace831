"""Retention by the week of registration."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sextant.domain.calendar_spans import Granularity, WeekStart, spans, whole_weeks
from sextant.domain.days import Period, today
from sextant.domain.principals import Role
from sextant.domain.reach import Reach
from sextant.domain.retention import Cohort, cohorts_of
from sextant.usecases.days import tallies_in
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.questions import Question
from sextant.usecases.reach import standing

KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class RetentionQuestion:
    """Whose retention is asked for.

    Attributes:
        of: Of which days: every week that has one of them is a cohort, and whole.
        week_start: With which day weeks begin.
        role: Only of those who registered in this role, or None for all.
    """

    of: Question
    week_start: WeekStart
    role: Role | None


@dataclass(frozen=True, slots=True)
class RetentionFigures:
    """The answer.

    Attributes:
        question: What was asked.
        period: The whole weeks that it is about.
        reach: How far the figures of those weeks reach.
        cohorts: Each week's, those to come left out.
        previous: Those of the weeks before, as many, if asked for.
    """

    question: RetentionQuestion
    period: Period
    reach: Reach
    cohorts: Sequence[Cohort]
    previous: Sequence[Cohort] | None


_kept: Kept[RetentionQuestion, RetentionFigures] = Kept(KEPT_SECONDS)


def retention(question: RetentionQuestion, now: datetime) -> Fresh[RetentionFigures]:
    """The retention of each week's new users, at most five minutes old.

    Raises:
        UnavailableError: Some of the days cannot be read just now.
    """
    return _kept.get(question, lambda: _made(question, now))


def _made(question: RetentionQuestion, now: datetime) -> RetentionFigures:
    zone, this_day = question.of.zone, today(now, question.of.zone)
    stand = standing(now)
    period = whole_weeks(question.of.period, question.week_start)
    before = period.before() if question.of.compared else None
    read = Period((before or period).first, period.until(this_day).last)
    days = tallies_in(read, zone)

    def cohorts(of: Period) -> list[Cohort]:
        weeks = _weeks(of, question.week_start, this_day)
        return cohorts_of(weeks, days, stand.of(of, zone, read=read).covers, question.role)

    return RetentionFigures(
        question, period, stand.of(period, zone, read=read), cohorts(period), cohorts(before) if before else None
    )


def _weeks(period: Period, week_start: WeekStart, this_day: date) -> list[Period]:
    cut = spans(period, Granularity.WEEK, week_start)
    return [span.whole for span in cut if span.whole.first <= this_day]
