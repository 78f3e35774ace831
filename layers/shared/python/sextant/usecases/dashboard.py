"""The dashboard of a period: which days it needs, how far they reach, and what they come to."""

from dataclasses import dataclass
from datetime import date, datetime

from sextant.domain.dashboard import DailyFigures, Figures, days_needed, figures_of
from sextant.domain.reach import Reach
from sextant.store import roles
from sextant.usecases.days import tallies_in
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.questions import Question
from sextant.usecases.reach import standing

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardFigures:
    """The answer.

    Attributes:
        question: What was asked.
        reach: How far the figures reach.
        figures: The figures of the period.
        previous: Those of the period before, if asked for.
        daily: The figures of each day up to today.
    """

    question: Question
    reach: Reach
    figures: Figures
    previous: Figures | None
    daily: dict[date, DailyFigures]


_kept: Kept[Question, DashboardFigures] = Kept(KEPT_SECONDS)


def dashboard(question: Question, now: datetime) -> Fresh[DashboardFigures]:
    """The dashboard, at most a minute old; its reach is of the moment when it was made.

    Raises:
        UnavailableError: Some of the data cannot be read just now.
    """
    return _kept.get(question, lambda: _made(question, now))


def _made(question: Question, now: datetime) -> DashboardFigures:
    reach = standing(now).of(question.period, question.zone)
    # Of days that have not begun nothing is known: what the last day tells, the last one that has begun does.
    begun, before = question.begun(now), question.previous
    tallies = tallies_in(days_needed([begun, before] if before else [begun]), question.zone)
    members = roles.members()
    return DashboardFigures(
        question=question,
        reach=reach,
        figures=figures_of(begun, tallies, members),
        previous=figures_of(before, tallies, members) if before else None,
        daily={day: DailyFigures.of(tallies[day]) for day in question.period if day in tallies},
    )
