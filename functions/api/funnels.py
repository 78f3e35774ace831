"""The funnel as it is shown."""

from collections.abc import Iterator, Sequence

from api import tables
from api.compared import Compared
from api.tables import Cell, Table
from sextant.domain.funnel import STEPS, Funnel
from sextant.schemas import funnel as schema
from sextant.schemas.analytics import head
from sextant.schemas.funnel import FunnelAnswer, FunnelCohort, FunnelGroup, FunnelStep
from sextant.schemas.periods import PeriodShown
from sextant.usecases.funnel import FunnelFigures

_COUNTS = ("entrants", "mature", "immature")
_OF_STEP = (
    "users", "stepRate", "overallRate", "matureUsers", "matureStepRate", "matureOverallRate", "medianLagMilliseconds",
)  # fmt: skip
_HEAD = ("part", "name", "from", "to", *_COUNTS, "step", *_OF_STEP, *tables.of_before((*_COUNTS, *_OF_STEP)))
_NOBODY = Funnel()


def shown(found: FunnelFigures) -> FunnelAnswer:
    """The body of the answer."""
    question, before = found.question, found.previous
    names = sorted({*found.now.groups, *(before.groups if before else ())})
    return FunnelAnswer(
        **head(question.of.period, question.of.zone, found.reach),
        window_days=question.windows.total_days,
        step_window_days=question.windows.step_days,
        role=question.role,
        total=_figures(Compared(found.now.whole, before.whole if before else None)),
        by=question.by.value if question.by else None,
        groups=[
            FunnelGroup(
                name=name,
                figures=_figures(
                    Compared(found.now.groups.get(name, _NOBODY), before.groups.get(name, _NOBODY) if before else None)
                ),
            )
            for name in names
        ],
        cohorts=[
            FunnelCohort(
                label=span.label,
                days=PeriodShown.of(span.days),
                partial=span.is_partial,
                figures=_figures(Compared(funnel, None)),
            )
            for span, funnel in found.cohorts
        ],
    )


def table(said: FunnelAnswer) -> Table:
    """A row for each step of the whole, of each group and of each cohort.

    Figures of the period before come after, empty if not asked for; cohorts have none.
    """
    rows = list(_rows(("total", None, said.period.first, said.period.last), said.total))
    for group in said.groups:
        rows += _rows((said.by, group.name, said.period.first, said.period.last), group.figures)
    for cohort in said.cohorts:
        rows += _rows(("cohort", cohort.label, cohort.days.first, cohort.days.last), cohort.figures)
    return tables.table(_HEAD, rows)


def _rows(of: Sequence[Cell], figures: schema.FunnelFigures) -> Iterator[Sequence[Cell]]:
    counts = (figures.entrants, figures.mature, figures.immature)
    for step in figures.steps:
        measures = (
            step.users,
            step.step_rate,
            step.overall_rate,
            step.mature_users,
            step.mature_step_rate,
            step.mature_overall_rate,
            step.median_lag,
        )
        told = [*(each.value for each in counts), step.step, *(each.value for each in measures)]
        yield (*of, *told, *(each.previous for each in (*counts, *measures)))


def _figures(compared: Compared[Funnel]) -> schema.FunnelFigures:
    return schema.FunnelFigures(
        entrants=compared.count(lambda funnel: funnel.reached[0]),
        mature=compared.count(lambda funnel: funnel.mature_reached[0]),
        immature=compared.count(lambda funnel: funnel.immature),
        steps=[_step(compared, place) for place in range(len(STEPS))],
    )


def _step(compared: Compared[Funnel], place: int) -> FunnelStep:
    return FunnelStep(
        step=STEPS[place],
        users=compared.count(lambda funnel: funnel.reached[place]),
        step_rate=compared.ratio(lambda funnel: funnel.step_rate(place, mature=False)),
        overall_rate=compared.ratio(lambda funnel: funnel.overall_rate(place, mature=False)),
        mature_users=compared.count(lambda funnel: funnel.mature_reached[place]),
        mature_step_rate=compared.ratio(lambda funnel: funnel.step_rate(place, mature=True)),
        mature_overall_rate=compared.ratio(lambda funnel: funnel.overall_rate(place, mature=True)),
        median_lag=compared.ratio(lambda funnel: funnel.median_lag(place)),
    )
