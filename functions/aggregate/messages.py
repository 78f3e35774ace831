"""Messages of the queue: each is done by itself, and one that fails comes again, later and later.

A message that is not done in time goes on as a new one, so that no long day counts as a failure.
"""

import random
from typing import Any, Final

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from aggregate import actions
from sextant.aws import queues
from sextant.aws.observability import count, logger
from sextant.aws.settings import settings
from sextant.domain.errors import UnavailableError
from sextant.usecases.deadlines import Deadline

FIRST_PAUSE_SECONDS: Final = 15
LONGEST_PAUSE_SECONDS: Final = 15 * 60


def work_off(event: dict[str, Any], context: LambdaContext, deadline: Deadline) -> PartialItemFailureResponse:
    """Do what these messages ask for, and tell which have to come again."""
    # One message that fails is no failure of the function: the queue keeps it, and alarms once it is given up.
    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)

    def do(record: SQSRecord) -> None:
        try:
            _do(record, deadline)
        except Exception:
            count("MessagesFailed")
            _back_off(record)
            raise

    return process_partial_response(event=event, record_handler=do, processor=processor, context=context)


def _do(record: SQSRecord, deadline: Deadline) -> None:
    if deadline.passed:
        raise UnavailableError("There is no time left for this message.")
    go_on_in = actions.take(record.body, deadline)
    if go_on_in is not None:
        queues.send(settings.aggregation_queue_url, record.body, delay_seconds=go_on_in)


def _back_off(record: SQSRecord) -> None:
    """Hide a message for twice as long as the last time; if that fails it comes again when the queue says."""
    received = int(record.attributes.approximate_receive_count)
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**received)
    pause = random.randint(longest // 2, longest)  # noqa: S311 - spreads load, keeps no secret
    try:
        queues.hide(settings.aggregation_queue_url, record.receipt_handle, seconds=pause)
    except UnavailableError:
        logger.warning("a message could not be hidden", message=record.message_id)
