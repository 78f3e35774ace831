"""What a tick does: first the marks, then everything else that is due, each as far as the time goes."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

from sextant.aws.observability import count, logger
from sextant.domain.errors import UnavailableError
from sextant.store.faults import ItemTooLargeError
from sextant.usecases import (
    aggregation,
    clean_up,
    closing,
    due_looks,
    erasing,
    evaluation_days,
    joining,
    nightly,
    oversize,
)
from sextant.usecases.aggregation import Tick
from sextant.usecases.deadlines import Deadline

JOINS_SHARE: Final = 0.2
"""Of a tick's time, what may be spent on giving guests' events to their users; it comes first, so that they count."""
CHORE_SHARE: Final = 0.5
"""Of the time that is left, what one chore may spend, so that all get their turn."""

Chore = Callable[[Tick, int, Deadline], None]


def tick(deadline: Deadline) -> dict[str, int]:
    """One tick.

    Raises:
        UnavailableError: DynamoDB does not even say what there is to do.
    """
    now = time.time_ns() // 1_000_000
    _guarded("devices not joined", partial(joining.join_all, now, deadline.share(JOINS_SHARE)))
    done = aggregation.tick(now, deadline)
    for failure, chore in _CHORES:
        if not deadline.passed:
            _guarded(failure, partial(chore, done, now, deadline.share(CHORE_SHARE)))
    if done.too_large:
        # Figures that are stored stay off from what their events say: the alarm for that is the one to raise.
        count(nightly.DRIFT_METRIC, done.too_large)
    return {"buckets": done.buckets, "days": done.days, "pending": done.pending}


def _guarded(failure: str, act: Callable[[], object]) -> None:
    """Do what can wait: what goes wrong with it leaves the rest alone, and the next tick goes on."""
    try:
        act()
    except UnavailableError:
        logger.warning("%s; the next tick tries again", failure)
    except ItemTooLargeError as error:
        oversize.tell("chore of the tick", failure, error)


def _close_days(done: Tick, now: int, deadline: Deadline) -> None:
    closing.close(done, now, deadline)


def _check(done: Tick, now: int, deadline: Deadline) -> None:
    nightly.check(done.epoch, now, deadline)


def _clean_up(_done: Tick, now: int, deadline: Deadline) -> None:
    clean_up.advance(now, deadline)


def _close_evaluations(_done: Tick, now: int, _deadline: Deadline) -> None:
    if day := evaluation_days.close_next(_moment(now)):
        logger.info("evaluations closed", day=str(day))


def _take_looks(_done: Tick, now: int, deadline: Deadline) -> None:
    """Whoever asks for a result takes the looks that are left."""
    if taken := due_looks.take_all(_moment(now), deadline):
        logger.info("looks taken", looks=taken)


def _erase(_done: Tick, _now: int, deadline: Deadline) -> None:
    if done := erasing.advance_all(deadline):
        logger.info("users erased", erasures=done)


def _moment(now: int) -> datetime:
    return datetime.fromtimestamp(now / 1000, UTC)


_CHORES: Final[Sequence[tuple[str, Chore]]] = (
    ("days not closed", _close_days),
    ("day not checked", _check),
    ("dates not cleaned up", _clean_up),
    ("evaluations not closed", _close_evaluations),
    ("looks not taken", _take_looks),
    ("erasures not taken further", _erase),
)
