"""The function behind the clock: it works off what ingestion marked."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime

from aws_lambda_powertools.utilities.typing import LambdaContext

from sextant.aws.observability import flush_metrics, logger
from sextant.domain.errors import UnavailableError
from sextant.usecases import aggregation, due_looks, erasing, evaluation_days
from sextant.usecases.deadlines import Deadline

TICK = "tick"
MARGIN_SECONDS = 5.0
"""How long before the function is cut off nothing new is begun."""


class UnknownActionError(ValueError):
    """The function was asked for something it does not do."""


def handler(event: Mapping[str, object], context: LambdaContext) -> dict[str, int]:
    """Do what a schedule asks: `{"action": "tick"}` gives `{"buckets", "days", "pending"}`.

    Ticks may overlap and be repeated. Whatever one leaves pending, the next takes up.
    """
    logger.clear_state()
    logger.append_keys(requestId=context.aws_request_id)
    if event.get("action") != TICK:
        raise UnknownActionError(f"the action {event.get('action')!r} is unknown; there is {TICK!r}")
    try:
        now = time.time_ns() // 1_000_000
        deadline = Deadline.of(context.get_remaining_time_in_millis, MARGIN_SECONDS)
        done = aggregation.tick(now, deadline)
        if not deadline.passed:
            _close_evaluations(now)
            _take_looks(now, deadline)
            _erase(deadline)
    finally:
        flush_metrics()
    return {"buckets": done.buckets, "days": done.days, "pending": done.pending}


def _close_evaluations(now: int) -> None:
    """Close a day of evaluations; it can wait, so what goes wrong with it leaves the tick alone."""
    try:
        if day := evaluation_days.close_next(datetime.fromtimestamp(now / 1000, UTC)):
            logger.info("evaluations closed", day=str(day))
    except UnavailableError:
        logger.warning("evaluations not closed; the next tick tries again")


def _take_looks(now: int, deadline: Deadline) -> None:
    """Take the scheduled looks at experiments; whoever asks for a result takes those that are left."""
    try:
        if taken := due_looks.take_all(datetime.fromtimestamp(now / 1000, UTC), deadline):
            logger.info("looks taken", looks=taken)
    except UnavailableError:
        logger.warning("looks not taken; the next tick tries again")


def _erase(deadline: Deadline) -> None:
    """Take erasures further; the next tick goes on wherever this one stops."""
    try:
        if done := erasing.advance_all(deadline):
            logger.info("users erased", erasures=done)
    except UnavailableError:
        logger.warning("erasures not taken further; the next tick tries again")
