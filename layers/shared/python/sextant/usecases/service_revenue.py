"""Revenue by service type."""

from dataclasses import dataclass
from datetime import datetime

from sextant.domain.days import Period
from sextant.domain.reach import Reach
from sextant.domain.rollups import merged
from sextant.domain.service_revenue import ServiceRevenue, services_of
from sextant.usecases.days import tallies_in
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.questions import Question
from sextant.usecases.reach import standing

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """The answer.

    Attributes:
        question: What was asked.
        reach: How far the figures reach.
        services: The revenue of the period up to today.
        previous: That of the period before, if asked for.
    """

    question: Question
    reach: Reach
    services: ServiceRevenue
    previous: ServiceRevenue | None


_kept: Kept[Question, ServiceFigures] = Kept(KEPT_SECONDS)


def revenue_by_service(question: Question, now: datetime) -> Fresh[ServiceFigures]:
    """The revenue of a period by service type, at most a minute old.

    Raises:
        UnavailableError: Some of the days cannot be read just now.
    """
    return _kept.get(question, lambda: _made(question, now))


def _made(question: Question, now: datetime) -> ServiceFigures:
    stand, begun, before = standing(now), question.begun(now), question.previous
    read = Period(before.first if before else begun.first, begun.last)
    reach = stand.of(question.period, question.zone, read=read)
    days = tallies_in(read, question.zone)

    def services(period: Period) -> ServiceRevenue:
        return services_of(merged(days[day] for day in period).services, question.currency)

    return ServiceFigures(question, reach, services(begun), services(before) if before else None)
