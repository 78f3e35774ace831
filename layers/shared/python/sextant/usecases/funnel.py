"""The funnel of those who registered in a period."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sextant.domain.calendar_spans import Granularity, Span, WeekStart, spans
from sextant.domain.days import Period
from sextant.domain.entrants import Entrant
from sextant.domain.funnel import Funnel, Windows, funnels, largest, united, with_the_rest
from sextant.domain.principals import Role
from sextant.domain.reach import Reach
from sextant.usecases.cohorts import Stretch, entrants, standing
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.questions import Question

KEPT_SECONDS = 300
DEFAULT_WINDOW_DAYS = 30
MOST_WINDOW_DAYS = 400
MOST_GROUPS = 50
UNKNOWN = "UNKNOWN"
OTHER = "OTHER"


class Breakdown(StrEnum):
    """By what entrants are told apart."""

    CHANNEL = "channel"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class FunnelQuestion:
    """Which funnel is asked for.

    Attributes:
        of: Of those who registered on which days.
        windows: Within which time steps count.
        role: Only of those who registered in this role, or None for all.
        by: By what they are told apart, if they are.
        granularity: Whether each day, week or month of registration is shown by itself, or None.
        week_start: With which day weeks begin.
    """

    of: Question
    windows: Windows
    role: Role | None
    by: Breakdown | None
    granularity: Granularity | None
    week_start: WeekStart


@dataclass(frozen=True, slots=True)
class FunnelsOfPeriod:
    """The funnel of one period.

    Attributes:
        whole: Of all.
        groups: Of each channel or role, if they are told apart: at most `MOST_GROUPS`, all others as `OTHER`.
    """

    whole: Funnel
    groups: Mapping[str, Funnel]


@dataclass(frozen=True, slots=True)
class FunnelFigures:
    """The answer.

    Attributes:
        question: What was asked.
        reach: How far the figures reach.
        now: The funnel of the period.
        cohorts: That of each day, week or month of registration, empty ones too, if they are asked for.
        previous: That of the period before, if asked for.
    """

    question: FunnelQuestion
    reach: Reach
    now: FunnelsOfPeriod
    cohorts: Sequence[tuple[Span, Funnel]]
    previous: FunnelsOfPeriod | None


_kept: Kept[FunnelQuestion, FunnelFigures] = Kept(KEPT_SECONDS)


def funnel(question: FunnelQuestion, now: datetime) -> Fresh[FunnelFigures]:
    """The funnel, at most five minutes old.

    Raises:
        UnavailableError: Some of those who registered cannot be read just now.
    """
    return _kept.get(question, lambda: _made(question, now))


def _made(question: FunnelQuestion, now: datetime) -> FunnelFigures:
    stand, of = standing(now), question.of
    begun = of.begun(now)
    cut = spans(begun, question.granularity, question.week_start) if question.granularity else []
    cells = _cells(question, begun, cut, stand.as_of)
    before = _cells(question, of.previous, [], stand.as_of) if of.previous else None
    groups, groups_before = _by_name(question, cells), _by_name(question, before or {})
    # Of both periods the same, or one would have among the others what the other has by its name.
    named = largest(groups, groups_before, MOST_GROUPS)
    return FunnelFigures(
        question=question,
        reach=stand.of(of.period, of.zone),
        now=FunnelsOfPeriod(united(cells.values()), with_the_rest(groups, named, OTHER)),
        cohorts=[
            (span, united(each for (_, at), each in cells.items() if at == place)) for place, span in enumerate(cut)
        ],
        previous=None
        if before is None
        else FunnelsOfPeriod(united(before.values()), with_the_rest(groups_before, named, OTHER)),
    )


_Cells = Mapping[tuple[str, int], Funnel]
"""Funnels by the name of the group and the place of the span: everybody is gone through once."""


def _cells(question: FunnelQuestion, period: Period, cut: Sequence[Span], as_of: int) -> _Cells:
    read, role, name_of = entrants(period, question.of.zone), question.role, _telling(question.by)
    if role:
        read = [each for each in read if each.role == role.value]
    ends = [Stretch.of(span.days, question.of.zone).end for span in cut]

    def cell(entrant: Entrant) -> tuple[str, int]:
        return name_of(entrant), bisect_right(ends, entrant.registered_at)

    return funnels(read, cell, question.windows, as_of)


def _by_name(question: FunnelQuestion, cells: _Cells) -> dict[str, Funnel]:
    if question.by is None:
        return {}
    by_name: dict[str, list[Funnel]] = {}
    for (name, _), each in cells.items():
        by_name.setdefault(name, []).append(each)
    return {name: united(parts) for name, parts in by_name.items()}


def _telling(by: Breakdown | None) -> Callable[[Entrant], str]:
    match by:
        case Breakdown.CHANNEL:
            return lambda entrant: entrant.channel or UNKNOWN
        case Breakdown.ROLE:
            return lambda entrant: entrant.role
    return lambda _: ""
