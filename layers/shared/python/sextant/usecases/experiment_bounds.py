"""What each comparison of a scheduled look is held against, and which of them it finds to differ.

Alpha is spent over the looks by Lan and DeMets, and split over the comparisons of one role by Holm's procedure: one
that crosses the bound of its level is found for good, and its alpha goes to the others from that look on (Maurer and
Bretz 2013, Stat. Biopharm. Res. 5). By Benjamini and Hochberg, i of m comparisons are found if so many
cross the bound of i / m times alpha. Bounds of earlier looks stand as they were kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sextant.domain.experiment_looks import Level, Look, LookComparison
from sextant.domain.experiments import Correction
from sextant.statistics.group_sequential import StoredLook, next_look


class LookBounds:
    """The bounds of one look, at whichever levels are asked for."""

    def __init__(self, earlier: Sequence[Look], information: int, fraction: float) -> None:
        """Prepare a look after the `earlier` ones, with so much information at this fraction of the plan."""
        self._earlier = earlier
        self._information = information
        self._fraction = fraction
        self._levels: dict[float, Level] = {}

    @property
    def levels(self) -> tuple[Level, ...]:
        """All levels that were asked for, the strictest first."""
        return tuple(self._levels[alpha] for alpha in sorted(self._levels))

    def at(self, alpha: float) -> Level:
        """The bound of a level."""
        if alpha not in self._levels:
            look = self._next(self._past(alpha), alpha)
            self._levels[alpha] = Level(alpha, look.alpha_spent, look.bound)
        return self._levels[alpha]

    def _past(self, alpha: float) -> list[StoredLook]:
        """The earlier looks at this level: as kept, or for a level that is new, as they would have been."""
        past: list[StoredLook] = []
        for look in self._earlier:
            kept = next((level for level in look.levels if level.alpha == alpha), None)
            if kept:
                past.append(StoredLook(look.users, kept.alpha_spent, kept.z_bound))
            elif found := next_look(past, look.users, look.information_fraction, alpha):
                past.append(found)
        return past

    def _next(self, past: Sequence[StoredLook], alpha: float) -> StoredLook:
        spent = past[-1].alpha_spent if past else 0.0
        found = next_look(past, self._information, self._fraction, alpha)
        return found or StoredLook(self._information, spent, None)


def found(
    rows: Sequence[LookComparison], bounds: LookBounds, correction: Correction, alpha: float
) -> list[LookComparison]:
    """The comparisons of one role, each with its level and bound, and with what is found of it by now.

    Args:
        rows: As this look sees them, with what earlier looks found.
        bounds: Of this look.
        correction: How alpha is split.
        alpha: Over all of them.
    """
    if correction is Correction.BENJAMINI_HOCHBERG:
        return _stepped_up(rows, bounds, alpha)
    return _stepped_down(rows, bounds, alpha)


def tested_at(levels: Sequence[Level], rows: Sequence[LookComparison]) -> float | None:
    """The bound that those of the rows are held against that are not found yet; that of the last found if all are."""
    waiting = next((row for row in rows if not row.crossed), None) or next(iter(rows), None)
    by_alpha: Mapping[float, Level] = {level.alpha: level for level in levels}
    return by_alpha[waiting.alpha].z_bound if waiting and waiting.alpha in by_alpha else None


def _stepped_down(rows: Sequence[LookComparison], bounds: LookBounds, alpha: float) -> list[LookComparison]:
    current = list(rows)
    while waiting := sum(not row.crossed for row in current):
        level = bounds.at(alpha / waiting)
        after = [_held_against(row, level) for row in current]
        if sum(not row.crossed for row in after) == waiting:
            return after
        current = after
    return current


def _stepped_up(rows: Sequence[LookComparison], bounds: LookBounds, alpha: float) -> list[LookComparison]:
    known = sum(bool(row.crossed) for row in rows)
    if known == len(rows):
        return list(rows)
    loosest = [_held_against(row, bounds.at(alpha)) for row in rows]
    for most in range(sum(bool(row.crossed) for row in loosest), known, -1):
        tried = [_held_against(row, bounds.at(alpha * most / len(rows))) for row in rows]
        if sum(bool(row.crossed) for row in tried) >= most:
            return tried
    level = bounds.at(alpha * (known + 1) / len(rows))
    return [row if row.crossed else replace(row, alpha=level.alpha, bound=level.z_bound) for row in rows]


def _held_against(row: LookComparison, level: Level) -> LookComparison:
    if row.crossed:
        return row
    crossed = row.z is not None and level.z_bound is not None and abs(row.z) >= level.z_bound
    sign = 0 if not crossed or row.z is None else (1 if row.z > 0 else -1)
    return replace(row, alpha=level.alpha, bound=level.z_bound, crossed=sign)
