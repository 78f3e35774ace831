"""Retention as it is shown."""

from collections.abc import Iterator, Sequence

from api import tables
from api.compared import Compared
from api.tables import Cell, Table
from sextant.domain.retention import Cohort, RetainedWeek, pooled
from sextant.schemas import retention as schema
from sextant.schemas.analytics import head
from sextant.schemas.periods import PeriodShown
from sextant.schemas.retention import Retention, RetentionCell, RetentionCohort
from sextant.usecases.retention import RetentionFigures

_HEAD = ("period", "from", "to", "size", "complete", "week", "active", "rate")


def shown(found: RetentionFigures) -> Retention:
    """The body of the answer."""
    question = found.question
    return Retention(
        **head(found.period, question.of.zone, found.reach),
        week_start=question.week_start,
        role=question.role,
        cohorts=_cohorts(found.cohorts),
        overall=_overall(pooled(found.cohorts), pooled(found.previous) if found.previous is not None else None),
        previous=None if found.previous is None else _cohorts(found.previous),
    )


def table(said: Retention) -> Table:
    """A row for each cohort and week; what is not known yet is empty."""
    cohorts = tables.by_period(said.cohorts, said.previous)
    return tables.table(_HEAD, [row for period, cohort in cohorts for row in _rows(period, cohort)])


def _rows(period: str, cohort: RetentionCohort) -> Iterator[Sequence[Cell]]:
    of_cohort = (period, cohort.days.first, cohort.days.last, cohort.size, cohort.complete)
    return ((*of_cohort, cell.week, cell.active, cell.rate) for cell in cohort.cells)


def _cohorts(cohorts: Sequence[Cohort]) -> list[RetentionCohort]:
    return [
        RetentionCohort(
            days=PeriodShown.of(cohort.days),
            size=cohort.size,
            complete=cohort.is_complete,
            cells=[RetentionCell(week=cell.week, active=cell.active, rate=cell.rate) for cell in cohort.cells],
        )
        for cohort in cohorts
    ]


def _overall(now: Sequence[RetainedWeek], before: Sequence[RetainedWeek] | None) -> list[schema.RetainedWeek]:
    earlier = {week.week: week for week in before or ()}
    return [
        schema.RetainedWeek(
            week=week.week,
            users=week.users,
            active=week.active,
            rate=Compared(week, earlier.get(week.week)).ratio(lambda retained: retained.rate),
        )
        for week in now
    ]
