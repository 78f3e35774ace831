"""All flags and experiments in memory, prepared, and never more than a few seconds behind their tables.

What it promises a warm function, and why that holds:

- In the steady state it costs one eventually consistent read of one small item every 5 s: the version item, which every
  change of a flag or an experiment raises in its own transaction. What is said of flags below holds for both.
- A change is seen by the first request 5 s after the last look, which leaves a client that polls time of its own before
  10 s are over. A look may miss a change that is younger than the replicas' lag, for which DynamoDB promises no bound;
  in practice it is far below a second. So the 5 s count from the moment the change is on every replica. The next look
  makes good what one missed, and a reload before the fifth minute is over, which compares nothing, whatever else went
  wrong.
- The version is read before the flags, and the flags consistently, so a change in between makes them newer than the
  version they are kept under: the next look finds a higher number and loads once too often, never once too seldom.
- A transaction commits its items one after the other and a Query is only read-committed: for some milliseconds the
  version may be out while its flag is not. A version that young is not taken as settled, and the next look loads the
  flags again whatever it finds.
- What time changes, it changes to the second, and without a read: flags are prepared for a moment, and prepared again
  from memory by the first request behind the next change.
- When DynamoDB fails, what is in memory goes on being served, and DynamoDB is asked again at the next look. Nobody
  waits longer than `PATIENCE_SECONDS`: a look runs in a thread, and whoever comes next takes an answer that was late.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from threading import Lock
from typing import NamedTuple

from sextant.domain.errors import UnavailableError
from sextant.domain.features import Decide
from sextant.domain.flags import Flag
from sextant.store import flag_snapshot
from sextant.store.flags_version import FlagsVersion
from sextant.usecases.served_experiments import ServedExperiments
from sextant.usecases.served_flags import ServedFlags

LOOK_EVERY_SECONDS = 5.0
# A look falls due every 5 s: reloading from here on, nothing is ever served that is five minutes old.
RELOAD_AFTER_SECONDS = 300.0 - LOOK_EVERY_SECONDS
SETTLE_SECONDS = 5.0
PATIENCE_SECONDS = 1.0
# With nothing in memory there is nothing else to answer with; still far from the function's own timeout.
FIRST_PATIENCE_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All flags as they were at one moment.

    Attributes:
        stored: Every flag, archived ones too.
        served: Those that are served, prepared for evaluation.
        experiments: All experiments.
        version: Version of all flags and experiments together; they are no older than it.
        changed_at: When that version came to be, or None before the first change.
        settled: Whether the flags are known to hold everything that the version stands for.
        loaded_at: When reading them began, in Unix seconds.
    """

    stored: Sequence[Flag]
    served: ServedFlags
    experiments: ServedExperiments
    version: int
    changed_at: datetime | None
    settled: bool
    loaded_at: float

    @property
    def deciders(self) -> Mapping[str, Decide]:
        """Prepared flags by key."""
        return self.served.deciders

    def at(self, moment: float) -> "Snapshot":
        """The same, as time has changed it by a moment."""
        return self if self.served.hold_at(moment) else replace(self, served=ServedFlags(self.stored, moment))


class Served(NamedTuple):
    """A snapshot to answer from, and whether DynamoDB answered when it was last asked about it."""

    snapshot: Snapshot
    fresh: bool


@dataclass
class FlagCache:
    """The flags and experiments of one process; its threads may ask at once, of which one looks for all.

    Attributes:
        clock: Unix seconds. Not a monotonic clock: that may stand still while Lambda keeps the process frozen.
    """

    clock: Callable[[], float] = time.time
    _snapshot: Snapshot | None = None
    _fresh: bool = True
    _looked_at: float = 0.0
    _look: Future[Snapshot] | None = None
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "flags"))
    _lock: Lock = field(default_factory=Lock)

    def current(self) -> Served:
        """The flags, at most 5 s behind the table unless DynamoDB fails, and never behind the clock.

        Raises:
            UnavailableError: DynamoDB fails, and nothing is in memory.
        """
        with self._lock:
            if self._look is not None:
                self._take(self._look, patience=0 if self._snapshot else FIRST_PATIENCE_SECONDS)
            if self._look is None and self._is_due():
                self._looked_at = self.clock()
                self._look = self._thread.submit(_looked, self._snapshot, self._looked_at)
                self._take(self._look, patience=PATIENCE_SECONDS if self._snapshot else FIRST_PATIENCE_SECONDS)
            if self._snapshot is None:
                raise UnavailableError("The flags cannot be read just now; try again in a moment.")
            self._snapshot = self._snapshot.at(self.clock())
            return Served(self._snapshot, self._fresh)

    def _is_due(self) -> bool:
        # A clock that was set back makes the age negative, which must not silence looks until it has caught up.
        return self._snapshot is None or not 0 <= self.clock() - self._looked_at < LOOK_EVERY_SECONDS

    def _take(self, look: Future[Snapshot], *, patience: float) -> None:
        """Take over what a look found, if it is done within so many seconds; otherwise it stays under way."""
        wait([look], timeout=patience)
        self._fresh = False
        if not look.done():
            return
        self._look = None
        try:
            self._snapshot = look.result()
        except UnavailableError:
            return
        self._fresh = True


@cache
def flag_cache() -> FlagCache:
    """The one cache of this process."""
    return FlagCache()


def _looked(known: Snapshot | None, now: float) -> Snapshot:
    """The snapshot that is known, if the table holds nothing newer, or another."""
    version = flag_snapshot.version()
    if (
        known
        and known.settled
        and version.number <= known.version
        and 0 <= now - known.loaded_at < RELOAD_AFTER_SECONDS
    ):
        return known
    # Stamped with when reading began: Lambda may freeze the process half-way and thaw it minutes later.
    flags = flag_snapshot.all_flags()
    return Snapshot(
        stored=flags,
        served=ServedFlags(flags, now),
        experiments=ServedExperiments(flag_snapshot.all_experiments()),
        version=version.number,
        changed_at=version.changed_at,
        settled=_is_settled(version, now),
        loaded_at=now,
    )


def _is_settled(version: FlagsVersion, now: float) -> bool:
    return version.changed_at is None or now - version.changed_at.timestamp() >= SETTLE_SECONDS
