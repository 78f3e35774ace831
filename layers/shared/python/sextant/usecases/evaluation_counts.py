"""Counts in a process's memory how often each flag came out as what, and stores it every few seconds.

What it promises, and why that holds:

- Counting costs a request next to nothing: it only remembers what was answered. Every few seconds that is added up,
  flag by flag. Decisions are made once for each flag and handed out again and again, so objects are counted, at about a
  tenth of a microsecond each, and only then asked what they mean.
- At most every 10 s, at the end of an invocation, the process writes all that it has counted on that day over what it
  wrote before, so a repeated write counts nothing twice, and what could not be written goes with the next one. The
  first invocation of a process writes at once: whatever is called seldom is counted exactly.
- Writing never makes an invocation fail, and holds it up for `PATIENCE_SECONDS` at most.
- What can be lost: what a process counted in less than 10 s since it last wrote, if it is never called again; and, if
  it cannot write at all until it dies, what it counted since then. Nothing is ever counted twice.
- A count belongs to the day of the business on which it was made. When a flag was last evaluated is told within 10 s.

A process serves one invocation at a time, so nothing here is locked; the thread that writes sees nothing that changes.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import NamedTuple

from sextant.aws.observability import count, logger
from sextant.aws.settings import settings
from sextant.domain.days import end_ms, today
from sextant.domain.evaluations import Counted, Outcome, Row, outcome_of
from sextant.domain.features import Decision
from sextant.store import evaluation_counts as store

FLUSH_EVERY_SECONDS = 10.0
PATIENCE_SECONDS = 0.1
MOST_PENDING = 20_000
"""How many decisions are remembered before they are added up: about 1 MB."""
_MOST_PASSES = 30
_NAME_BYTES = 16


class _Write(NamedTuple):
    """One part of a day as it is to be stored."""

    day: date
    part: int
    rows: list[Row]
    revision: int


@dataclass(slots=True)
class _Part:
    """Rows that are stored in one item; a row stays in the part in which it began.

    Attributes:
        size: About how many bytes the rows take.
        revision: Raised whenever a row changes.
        stored: The revision that is known to be stored.
    """

    rows: dict[tuple[str, Outcome], Counted] = field(default_factory=dict)
    size: int = 0
    revision: int = 0
    stored: int = 0


class _Day:
    """What this process has counted on one day."""

    def __init__(self) -> None:
        self.parts = [_Part()]
        self._part_of: dict[tuple[str, Outcome], _Part] = {}

    def add(self, flag: str, outcome: Outcome, counted: Counted) -> None:
        row = (flag, outcome)
        part = self._part_of.get(row) or self._begin(row)
        known = part.rows.get(row)
        part.rows[row] = known.and_also(counted) if known else counted
        part.revision += 1

    def changed(self) -> list[int]:
        """The parts that are not stored as they are now."""
        return [number for number, part in enumerate(self.parts) if part.stored < part.revision]

    def _begin(self, row: tuple[str, Outcome]) -> _Part:
        size = store.size_of(*row)
        if self.parts[-1].size + size > store.PART_BYTES:
            self.parts.append(_Part())
        part = self._part_of[row] = self.parts[-1]
        part.size += size
        return part


class EvaluationCounts:
    """The counts of one process."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Count nothing yet.

        Args:
            clock: Unix seconds. Not a monotonic clock, which may stand still while Lambda keeps the process frozen.
        """
        self._clock = clock
        self._pending: list[Mapping[str, Decision]] = []
        self._pending_decisions = 0
        self._days: dict[date, _Day] = {}
        self._day = date.min
        self._open_from = self._open_until = self._last_at = 0.0
        self._flushed_at: float | None = None
        self._process: str | None = None
        self._writing: tuple[Future[None], list[_Write]] | None = None
        self._thread: ThreadPoolExecutor | None = None

    def add_all(self, decisions: Mapping[str, Decision]) -> None:
        """Count what flags came out as, by key, in one evaluation; nobody may change the mapping afterwards."""
        now = self._clock()
        if not self._open_from <= now < self._open_until or self._pending_decisions > MOST_PENDING:
            self._open(now)
        self._last_at = now
        self._pending.append(decisions)
        self._pending_decisions += len(decisions)

    def add(self, key: str, decision: Decision) -> None:
        """Count what one flag came out as."""
        self.add_all({key: decision})

    def flush_due(self) -> None:
        """Store what is counted, unless that was done less than 10 s ago; to be called when an invocation ends."""
        if self._writing:
            self._settle(patience=0)
        now = self._clock()
        # A clock that was set back must not silence this until it has caught up.
        if self._flushed_at is not None and 0 <= now - self._flushed_at < FLUSH_EVERY_SECONDS:
            return
        self._fold()
        # Never two writes at once: the older of them could be the last to arrive.
        if self._writing or not (writes := self._due()):
            return
        self._flushed_at = now
        self._process = self._process or os.urandom(_NAME_BYTES).hex()
        self._thread = self._thread or ThreadPoolExecutor(1, "evaluation-counts")
        self._writing = self._thread.submit(_write, self._process, writes), writes
        self._settle(patience=PATIENCE_SECONDS)

    def _open(self, now: float) -> None:
        """Begin another stretch of time; what is pending belongs to the one before."""
        self._fold()
        zone = settings.business_time_zone
        self._day = today(datetime.fromtimestamp(now, UTC), zone)
        self._open_from = now
        self._open_until = min(now + FLUSH_EVERY_SECONDS, end_ms(self._day, zone) / 1000)

    def _fold(self) -> None:
        """Add what is pending to the day."""
        if not self._pending:
            return
        day = self._days.setdefault(self._day, _Day())
        last_at = int(self._last_at * 1000)
        for flag, outcome, number in _added_up(self._pending):
            day.add(flag, outcome, Counted(number, last_at))
        self._pending = []
        self._pending_decisions = 0

    def _due(self) -> list[_Write]:
        """What is not stored yet; days that are over and stored are forgotten."""
        for day in [day for day in self._days if day != self._day and not self._days[day].changed()]:
            del self._days[day]
        return [
            _Write(day, part, [Row(*row, counted) for row, counted in parts[part].rows.items()], parts[part].revision)
            for day, parts, changed in ((day, each.parts, each.changed()) for day, each in self._days.items())
            for part in changed
        ]

    def _settle(self, *, patience: float) -> None:
        """Take note of a write that is over, waiting so many seconds for it."""
        if self._writing is None:
            return
        future, writes = self._writing
        wait([future], timeout=patience)
        if not future.done():
            return
        self._writing = None
        if error := future.exception():
            # Everything is written again: what is stored already is not changed by that.
            logger.warning("evaluation counts go with the next write", error=type(error).__name__)
            count("EvaluationCountsNotStored")
            return
        for write in writes:
            self._days[write.day].parts[write.part].stored = write.revision


@cache
def evaluation_counts() -> EvaluationCounts:
    """The counts of this process; its name is made when it first writes, so no two share one from a snapshot."""
    return EvaluationCounts()


# A forked process would go on with its parent's counts under its parent's name.
os.register_at_fork(after_in_child=evaluation_counts.cache_clear)


def add_all(decisions: Mapping[str, Decision]) -> None:
    """Count what flags came out as, by key, in one evaluation; nobody may change the mapping afterwards."""
    evaluation_counts().add_all(decisions)


def add(key: str, decision: Decision) -> None:
    """Count what one flag came out as."""
    evaluation_counts().add(key, decision)


def flush_due() -> None:
    """Store what this process has counted, unless that was done less than 10 s ago; never fails."""
    evaluation_counts().flush_due()


def _write(process: str, writes: list[_Write]) -> None:
    for write in writes:
        store.put(write.day, process, write.part, write.rows, revision=write.revision)


def _added_up(evaluations: Sequence[Mapping[str, Decision]]) -> Iterator[tuple[str, Outcome, int]]:
    """How often each flag came out as what; evaluations of the same flags are gone through flag by flag."""
    alike: dict[tuple[str, ...], list[Mapping[str, Decision]]] = {}
    for decisions in evaluations:
        alike.setdefault(tuple(decisions), []).append(decisions)
    for flags, group in alike.items():
        for flag, column in zip(flags, zip(*(each.values() for each in group), strict=True), strict=True):
            for decision, number in _distinct(column):
                yield flag, outcome_of(decision), number


def _distinct(decisions: Sequence[Decision]) -> Iterator[tuple[Decision, int]]:
    """Each of a few objects with how often it is there; of many, what is left one by one."""
    for _ in range(_MOST_PASSES):
        if not decisions:
            return
        first = decisions[0]
        others = [decision for decision in decisions if decision is not first]
        yield first, len(decisions) - len(others)
        decisions = others
    yield from ((decision, 1) for decision in decisions)
