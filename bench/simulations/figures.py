"""A figure that a simulation found, and the range it is to be in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        name: What was counted or measured.
        value: What was found.
        error: The standard error of it, 0 where nothing is left to chance.
        low: The least it may be.
        high: The most it may be.
        unit: "%" for shares, "" for plain numbers.
        runs: How many times it was tried.
    """

    name: str
    value: float
    error: float
    low: float
    high: float
    runs: int
    unit: str = "%"

    def holds(self, errors: float = 0.0) -> bool:
        """Whether it is in range, give or take so many standard errors."""
        return self.low - errors * self.error <= self.value <= self.high + errors * self.error

    def row(self) -> tuple[str, ...]:
        """The line: name, range, value give or take its error, runs, verdict."""
        target = f"{self._shown(self.low)} to {self._shown(self.high)}"
        found = f"{self._shown(self.value)} ± {self._shown(self.error)}" if self.error else self._shown(self.value)
        return self.name, target, found, f"{self.runs:,}", "holds" if self.holds() else "FAILS"

    def _shown(self, number: float) -> str:
        if math.isinf(number):
            return "any"
        return f"{number * 100:.3g} %" if self.unit == "%" else f"{number:.2g}"


def share(name: str, hits: float, low: float, high: float, runs: int) -> Figure:
    """The figure of a share of runs, with its binomial standard error."""
    found = hits / runs
    wary = (hits + 1) / (runs + 2)
    return Figure(name, found, math.sqrt(wary * (1 - wary) / runs), low, high, runs)


def show(figures: Sequence[Figure]) -> None:
    """Print the table."""
    rows = [("simulation", "target", "found", "runs", ""), *(figure.row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
