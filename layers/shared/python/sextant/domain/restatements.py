"""Restatements: a day that was closed says something else than before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sextant.domain.marks import Cause


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of a restated day.

    Attributes:
        figure: Its name, such as `revenue.gross.GBP`.
        before: What it was.
        after: What it is from then on.
    """

    figure: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """A change of a closed day's numbers.

    Attributes:
        id: The day, and what tells this restatement of it from others; later ones come later in order.
        day: Which day of the business.
        time_zone: Of which zone.
        closed_at: When the day was closed, in Unix milliseconds.
        restated_at: When it was changed, in Unix milliseconds.
        causes: Why.
        changes: Which figures changed; all others stayed as they were.
        definition_version: By which definition the new numbers are.
    """

    id: str
    day: date
    time_zone: str
    closed_at: int
    restated_at: int
    causes: frozenset[Cause]
    changes: tuple[FigureChange, ...]
    definition_version: int


def changes_of(pairs: Iterable[tuple[str, tuple[int, int]]]) -> tuple[FigureChange, ...]:
    """Changes from pairs of before and after."""
    return tuple(FigureChange(figure, before, after) for figure, (before, after) in pairs)
