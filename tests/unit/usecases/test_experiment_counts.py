"""Counters added up over days, whatever each day has of them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.experiment_counts import Cell, Tally
from sextant.usecases.experiment_counts import Arm, Counts, PhaseCounts

FIRST = date(2026, 1, 1)


def day(number: int) -> date:
    """One of the days."""
    return FIRST + timedelta(days=number)


SUMS = st.dictionaries(
    st.sampled_from(["paid", "spent"]), st.dictionaries(st.sampled_from(["users", "y", "yy"]), st.integers(-5, 10**20))
)
CELLS = st.dictionaries(
    st.builds(Cell, st.just(1), st.booleans(), st.sampled_from(["a", "b", "gone"]), st.integers(0, 4).map(day)),
    st.builds(Tally, st.integers(0, 1_000), SUMS),
)


def added(cells: dict[Cell, Tally], variant: str, last: date, *, crossed: bool) -> Arm:
    """What one variant has by the end of a day, one cell after the other."""
    total = Tally()
    for cell, tally in cells.items():
        if (cell.crossed, cell.variant) == (crossed, variant) and cell.day <= last:
            total += tally
    return Arm(total.users, total.sums)


def expected(cells: dict[Cell, Tally], last: date) -> Counts:
    """Of both variants that the experiment has."""
    by_kind = [
        {variant: added(cells, variant, last, crossed=crossed) for variant in ("a", "b")} for crossed in (False, True)
    ]
    return Counts(by_kind[0], by_kind[1])


@given(CELLS)
def test_every_day_has_what_was_counted_by_its_end(cells: dict[Cell, Tally]) -> None:
    """Exactly, and a variant that is no longer there has nothing."""
    counted = PhaseCounts(cells, ("a", "b"))
    found = dict(counted.cumulated())
    assert list(found) == counted.days == sorted({cell.day for cell in cells if cell.variant != "gone"})
    for last, counts in found.items():
        assert counts == expected(cells, last) == counted.through(last)
    assert counted.through(None) == expected(cells, day(4))
