"""The tables of assignments and counters: written together or not at all, and read as exact whole numbers."""

from dataclasses import replace
from datetime import date

import pytest

from sextant.domain.assignments import Assignment
from sextant.domain.experiment_counts import Cell, Tally
from sextant.domain.experiment_metrics import UserTotals
from sextant.store import assignments, counters
from sextant.store.assignments import AssignmentItem, Refused
from sextant.store.base import TableModel, connection
from sextant.store.counters import SHARDS, CounterItem
from tests.integration.dynamodb_faults import counted as requests
from tests.integration.ministack import any_tables, ministack, ministack_tables

__all__ = ["any_tables", "ministack", "ministack_tables"]

COUNTED_AS = "button#5f0c"
DAY = date(2026, 1, 17)
BLUE = Cell(1, crossed=False, variant="blue.v-1", day=DAY)
ONE = Tally(1)
MAYA = Assignment(
    variant="blue.v-1",
    phase=1,
    exposed_at=1_768_644_900_123,
    seen=("blue.v-1",),
    totals={"revenue": UserTotals(y=10**15, d=3, x=-1)},
)


@pytest.fixture
def tables(any_tables: dict[str, type[TableModel]]) -> dict[str, type[TableModel]]:
    """On moto, and again on MiniStack."""
    return any_tables


def enrol(subject: str, assignment: Assignment = MAYA, tally: Tally = ONE, **marks: tuple[str, ...]) -> object:
    """A user takes part, and adds so much."""
    return assignments.write(COUNTED_AS, subject, None, assignment, counted={BLUE: tally}, **marks)


def test_an_assignment_is_read_as_it_was_written(tables: object) -> None:
    """Whole numbers stay whole, however large."""
    assert assignments.read(COUNTED_AS, "maya") is None
    assert enrol("maya") is None
    assert assignments.read(COUNTED_AS, "maya", consistent=True) == MAYA


def test_of_two_who_write_the_same_one_is_told(tables: object) -> None:
    """And what they wanted to count beside it is not counted."""
    enrol("maya")
    after = replace(MAYA, version=2)
    assert enrol("maya") == Refused(stale=True, counted=frozenset())
    write = lambda: assignments.write(COUNTED_AS, "maya", MAYA, after, counted={BLUE: Tally(1)})  # noqa: E731
    assert write() is None
    assert write() == Refused(stale=True, counted=frozenset())
    assert counters.read(COUNTED_AS, phase=1) == {BLUE: Tally(2)}


def test_a_mark_lets_nothing_count_twice(tables: object) -> None:
    """Whoever is refused is told which of the marks were there."""
    enrol("maya", marks=("a", "b"))
    refused = enrol("noor", marks=("c", "b"))
    assert refused == Refused(stale=False, counted=frozenset({1}))
    assert enrol("noor", marks=("c",)) is None
    assert counters.read(COUNTED_AS, phase=1)[BLUE].users == 2


def test_marks_of_different_events_never_read_the_same() -> None:
    """Not even if ids hold what stands between them."""
    told = [("a#b", "c"), ("a", "b#c"), ("a#b#c", ""), ("é" * 128, "🦊" * 128), ("é" * 128, "🦊" * 127)]
    marks = {assignments.mark_of(subject, "m", "numerator", event_id) for subject, event_id in told}
    assert len(marks) == len(told)
    assert max(len(mark.encode()) for mark in marks) <= 1_024


def test_numbers_beyond_a_float_add_up_exactly(tables: object) -> None:
    """Over all shards of a cell, and below zero as well; DynamoDB keeps 38 digits, and MiniStack 28."""
    large = 10**26 + 1
    for number in range(30):
        enrol(f"user-{number}", tally=Tally(1, {"a.b-c": {"yy": large, "xy": -large, "y": 0}}))
    found = counters.read(COUNTED_AS, phase=1)
    assert found == {BLUE: Tally(30, {"a.b-c": {"yy": 30 * large, "xy": -30 * large}})}


def test_a_number_written_with_an_exponent_is_read_exactly(tables: object) -> None:
    """DynamoDB may answer 1E+24 for what was added up as whole numbers."""
    table = CounterItem._get_connection()
    key = {"experimentKey": {"S": COUNTED_AS}, "cell": {"S": f"0001#all#blue.v-1#{DAY}#0"}}
    item = {**key, "users": {"N": "2E+3"}, "m.yy": {"N": "1.000000000000000000000001E+24"}}
    connection().client.put_item(TableName=table.table_name, Item=item)
    assert counters.read(COUNTED_AS, phase=1) == {BLUE: Tally(2_000, {"m": {"yy": 10**24 + 1}})}


def test_phases_variants_days_and_who_crossed_are_kept_apart(tables: object) -> None:
    """Each under its own cell, which says what it is."""
    cells = [
        BLUE,
        BLUE._replace(crossed=True),
        BLUE._replace(variant="control"),
        BLUE._replace(day=date(2026, 1, 18)),
        BLUE._replace(phase=2),
    ]
    for number, cell in enumerate(cells):
        assignments.write(COUNTED_AS, f"u{number}", None, MAYA, counted={cell: Tally(number + 1)})
    assert counters.read(COUNTED_AS, phase=1) == {cell: Tally(number + 1) for number, cell in enumerate(cells[:4])}
    assert counters.read(COUNTED_AS, phase=2) == {cells[4]: Tally(5)}
    assert counters.read("button#other", phase=1) == {}


def test_counting_is_spread_over_shards(tables: object) -> None:
    """So that users who come at once seldom meet at an item."""
    for number in range(60):
        enrol(f"user-{number}")
    with requests(connection().client) as seen:
        assert counters.read(COUNTED_AS, phase=1) == {BLUE: Tally(60)}
    assert seen == [("Query", True)]
    assert SHARDS / 2 < len(list(CounterItem.query(COUNTED_AS))) <= SHARDS


def test_what_a_user_takes_part_in_is_found_by_the_user(tables: object) -> None:
    """Marks stay out of it."""
    enrol("maya", marks=("a", "b"))
    assignments.write("colour#77", "maya", None, MAYA, counted={})
    found = AssignmentItem.by_user.query("maya")
    assert [item.experiment_key for item in found] == [COUNTED_AS, "colour#77"]
