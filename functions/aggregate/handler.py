"""The function behind the clock and the queue: it works off what ingestion marked and what others ask for."""

from collections.abc import Mapping
from typing import Any, Final, cast

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from aggregate import ticking
from sextant.aws.observability import flush_metrics, logger
from sextant.usecases.deadlines import Deadline

TICK: Final = "tick"
MARGIN_SECONDS: Final = 5.0
"""How long before the function is cut off nothing new is begun."""
_RECORDS: Final = "Records"
"""Only what comes from a queue has these."""


class UnknownActionError(ValueError):
    """The function was asked for something it does not do."""


def handler(event: Mapping[str, Any], context: LambdaContext) -> dict[str, int] | PartialItemFailureResponse:
    """Do what a schedule asks, or messages of the queue.

    A schedule sends `{"action": "tick"}` and gets `{"buckets", "days", "pending"}`. Ticks may overlap and be repeated:
    whatever one leaves pending, the next takes up. Of messages it tells which have to come again.
    """
    logger.clear_state()
    logger.append_keys(requestId=context.aws_request_id)
    deadline = Deadline.of(context.get_remaining_time_in_millis, MARGIN_SECONDS)
    try:
        if _RECORDS in event:
            # Imported here: ticks, of which there is one each minute, do without what reads messages.
            from aggregate import messages  # noqa: PLC0415

            return messages.work_off(cast("dict[str, Any]", event), context, deadline)
        if event.get("action") != TICK:
            raise UnknownActionError(f"the action {event.get('action')!r} is unknown; there is {TICK!r}")
        return ticking.tick(deadline)
    finally:
        flush_metrics()
