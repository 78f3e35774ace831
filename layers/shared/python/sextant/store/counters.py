"""The table of counters: what the users of each variant have done, added up by the very transactions that count it.

| experimentKey | cell | what |
|---|---|---|
| `button#5f0c…` | `0001#all#blue#2026-01-17#3` | sums written on a day of the business, in one of a few shards |
| `button#5f0c…` | `0001#crossed#blue#2026-01-17#3` | the part of it that users have done who saw two variants |

An item holds `users`, and of each metric its moments under names such as `revenue.yy`. All are only ever added to, so
what a finished day holds never changes again.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from sextant.domain.experiment_counts import NOTHING, Cell, Tally
from sextant.store.base import TableModel
from sextant.store.faults import translated

SHARDS: Final = 8
"""Over how many items the counting of one day is spread, since transactions that meet at an item refuse one another."""

_USERS: Final = "users"
_KEYS: Final = frozenset({"experimentKey", "cell"})


class CounterItem(TableModel):
    """The keys of a cell; its numbers are named by the metrics of its experiment."""

    class Meta:
        setting = "counters_table"

    experiment_key = UnicodeAttribute(hash_key=True, attr_name="experimentKey")
    cell = UnicodeAttribute(range_key=True)


def add_in(transaction: TransactWrite, counted_as: str, cell: Cell, tally: Tally) -> None:
    """Let a transaction add to a cell, in a shard drawn anew for each attempt; nothing is written if all is 0."""
    changes = {f"{metric}.{name}": value for metric, sums in tally.sums.items() for name, value in sums.items()}
    changes[_USERS] = tally.users
    # A list, since a path in text is divided at its dots; the number as it travels, so that it stays whole.
    actions: list[Action] = [Path([name]).add({"N": str(value)}) for name, value in changes.items() if value]
    if actions:
        shard = random.randrange(SHARDS)  # noqa: S311 - spreads load, keeps no secret
        transaction.update(CounterItem(counted_as, f"{_name(cell)}#{shard}"), actions=actions)


def read(counted_as: str, *, phase: int) -> dict[Cell, Tally]:
    """What was counted of an experiment in one phase, read consistently.

    Args:
        counted_as: What the experiment is counted under.
        phase: Number of the phase.
    """
    found: dict[Cell, Tally] = {}
    for row in _rows(counted_as, f"{phase:04d}#"):
        cell = _cell(row["cell"]["S"])
        found[cell] = found.get(cell, NOTHING) + _tally(row)
    return found


def _rows(counted_as: str, beginning: str) -> Iterator[Mapping[str, Any]]:
    # The rows as DynamoDB sends them: models read large numbers as floats, and sums of squares must stay exact.
    table = CounterItem._get_connection()  # noqa: SLF001 - pynamodb's own way to a table's connection
    start: dict[str, Any] | None = None
    while True:
        with translated():
            answer = table.connection.query(
                table.table_name,
                counted_as,
                range_key_condition=CounterItem.cell.startswith(beginning),
                consistent_read=True,
                exclusive_start_key=start,
            )
        yield from answer["Items"]
        start = answer.get("LastEvaluatedKey")
        if not start:
            return


def _name(cell: Cell) -> str:
    """Its key, as far as its shards have it in common."""
    return f"{cell.phase:04d}#{'crossed' if cell.crossed else 'all'}#{cell.variant}#{cell.day}"


def _cell(key: str) -> Cell:
    phase, which, variant, day, _shard = key.split("#")
    return Cell(int(phase), which == "crossed", variant, date.fromisoformat(day))


def _tally(row: Mapping[str, Any]) -> Tally:
    users, sums = 0, dict[str, dict[str, int]]()
    for name, value in row.items():
        if name in _KEYS:
            continue
        # DynamoDB may write a large whole number as 1E+24.
        number = int(Decimal(value["N"]))
        metric, _, moment = name.rpartition(".")
        if metric:
            sums.setdefault(metric, {})[moment] = number
        else:
            users = number
    return Tally(users, sums)
