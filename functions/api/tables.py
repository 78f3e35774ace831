"""Tables that spreadsheets open: CSV as RFC 4180 says, with a head, and without anything a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

CONTENT_TYPE: Final = "text/csv; charset=utf-8"
ROW_COUNT: Final = "X-Row-Count"

Cell = str | int | float | bool | date | None

_Part = TypeVar("_Part")

_FORMULA_BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these a spreadsheet takes a text for a formula, and would run what somebody put into a name."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text.

    Attributes:
        text: The head and the rows, each ended by CR LF.
        rows: How many rows there are below the head.
    """

    text: str
    rows: int


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Table:
    """The table of these rows; None is an empty cell."""
    harmless = [[_harmless(cell) for cell in row] for row in rows]
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([head, *harmless])
    return Table(text.getvalue(), len(harmless))


def of_before(names: Iterable[str]) -> tuple[str, ...]:
    """The heads of columns with the figures of the period before."""
    return tuple(f"previous{name[0].upper()}{name[1:]}" for name in names)


def by_period(now: Iterable[_Part], before: Iterable[_Part] | None) -> Iterator[tuple[str, _Part]]:
    """The parts of both periods, each with what the column `period` says of it; those of the one before come last."""
    yield from (("current", part) for part in now)
    yield from (("previous", part) for part in before or ())


def headers(written: Table, name: str) -> dict[str, str | list[str]]:
    """What goes with a table that is to be kept as a file of this name: letters, digits, `-`, `_` and dots."""
    return {"Content-Disposition": f'attachment; filename="{name}"', ROW_COUNT: str(written.rows)}


def _harmless(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_BEGINS) else cell
