"""Distinct users of a period."""

from dataclasses import dataclass
from datetime import datetime

from sextant.domain.days import Period
from sextant.domain.reach import Reach
from sextant.domain.rollups import merged
from sextant.domain.uniques import Uniques, uniques_of
from sextant.store import roles
from sextant.usecases.days import tallies_in
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.questions import Question
from sextant.usecases.reach import standing

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class UniqueFigures:
    """The answer.

    Attributes:
        question: What was asked.
        reach: How far the figures reach.
        uniques: Of the period up to today.
        previous: Of the period before, if asked for.
    """

    question: Question
    reach: Reach
    uniques: Uniques
    previous: Uniques | None


_kept: Kept[Question, UniqueFigures] = Kept(KEPT_SECONDS)


def uniques(question: Question, now: datetime) -> Fresh[UniqueFigures]:
    """How many distinct users came, at most a minute old.

    Raises:
        UnavailableError: Some of the days cannot be read just now.
    """
    return _kept.get(question, lambda: _made(question, now))


def _made(question: Question, now: datetime) -> UniqueFigures:
    reach = standing(now).of(question.period, question.zone)
    begun, before = question.begun(now), question.previous
    days = tallies_in(Period(before.first if before else begun.first, begun.last), question.zone)
    members = roles.members()

    def of(period: Period) -> Uniques:
        return uniques_of(merged(days[day] for day in period), members)

    return UniqueFigures(question, reach, of(begun), of(before) if before else None)
