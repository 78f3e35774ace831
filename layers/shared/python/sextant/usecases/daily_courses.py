"""How metrics go from day to day, and what they come to over a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sextant.domain.daily_metrics import DAILY_METRICS, Course, courses, days_needed
from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.reach import Reach
from sextant.usecases.days import tallies_in
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.questions import Question
from sextant.usecases.reach import standing

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class CoursesQuestion:
    """Which courses are asked for.

    Attributes:
        of: Of which days, in which currency.
        metrics: Of which metrics.
    """

    of: Question
    metrics: tuple[str, ...]

    @classmethod
    def asked(cls, of: Question, metrics: Sequence[str] | None) -> "CoursesQuestion":
        """The question as a request puts it; all metrics if it names none.

        Raises:
            InvalidError: There is no daily metric of a name.
        """
        wanted = tuple(dict.fromkeys(metrics or DAILY_METRICS))
        unknown = [name for name in wanted if name not in DAILY_METRICS]
        if unknown:
            known = "one of " + ", ".join(DAILY_METRICS)
            errors = [FieldError("metric", f"{name!r} is no metric that each day has", known) for name in unknown]
            raise InvalidError("There is no answer to this question; see errors.", errors)
        return cls(of, wanted)


@dataclass(frozen=True, slots=True)
class Courses:
    """The answer.

    Attributes:
        question: What was asked.
        reach: How far the figures reach.
        courses: One for each metric, and of money for each currency.
    """

    question: CoursesQuestion
    reach: Reach
    courses: Sequence[Course]


_kept: Kept[CoursesQuestion, Courses] = Kept(KEPT_SECONDS)


def of_period(question: CoursesQuestion, now: datetime) -> Fresh[Courses]:
    """The courses of a period, at most a minute old.

    Raises:
        UnavailableError: Some of the days cannot be read just now.
    """
    return _kept.get(question, lambda: _made(question, now))


def _made(question: CoursesQuestion, now: datetime) -> Courses:
    of = question.of
    stand, begun, before = standing(now), of.begun(now), of.previous
    needed = days_needed(begun, before)
    reach = stand.of(of.period, of.zone, read=needed)
    days = tallies_in(needed, of.zone)
    shown = [*begun, *(before or ())]
    moved = sorted({currency for day in shown for currency in days[day].money})
    currencies = moved if of.currency is None else [of.currency]
    return Courses(question, reach, list(courses(question.metrics, begun, before, days, currencies)))
