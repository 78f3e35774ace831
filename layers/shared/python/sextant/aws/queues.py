"""Messages on SQS queues. boto3 is loaded when the first is sent: it would cost every cold start."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from sextant.domain.errors import UnavailableError

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_sqs import SQSClient

SENDERS: Final = 16
LONGEST_DELAY_SECONDS: Final = 900
"""How long SQS keeps a message back at most."""
_CONNECT_TIMEOUT_SECONDS: Final = 1.0
_READ_TIMEOUT_SECONDS: Final = 5.0


def send(queue_url: str, body: str, *, delay_seconds: float = 0) -> None:
    """Put one message on a queue, to be seen after a while.

    Raises:
        UnavailableError: SQS does not answer just now; the message may have been sent nevertheless.
    """
    delay = min(LONGEST_DELAY_SECONDS, max(0, round(delay_seconds)))
    with _translated():
        _client().send_message(QueueUrl=queue_url, MessageBody=body, DelaySeconds=delay)


def send_all(queue_url: str, bodies: Iterable[str]) -> None:
    """Put messages on a queue, side by side and each by itself.

    Not as batches: a batch half of which was refused is more to get wrong than a few requests more.

    Raises:
        UnavailableError: Not all could be sent just now; the others were.
    """
    _client()  # boto3's clients may be used by many threads, but not made by them
    with ThreadPoolExecutor(SENDERS) as pool:
        for sent in [pool.submit(send, queue_url, body) for body in bodies]:
            sent.result()


def hide(queue_url: str, receipt_handle: str, *, seconds: int) -> None:
    """Let nobody see a message that was received for so long from now on.

    Raises:
        UnavailableError: SQS does not answer just now; the message is seen again when the queue says.
    """
    with _translated():
        _client().change_message_visibility(QueueUrl=queue_url, ReceiptHandle=receipt_handle, VisibilityTimeout=seconds)


def forget_client() -> None:
    """Drop the client, so that the next message makes one for the credentials and endpoint of that moment."""
    _client.cache_clear()


@cache
def _client() -> "SQSClient":
    import boto3  # noqa: PLC0415 - see above
    from botocore.config import Config  # noqa: PLC0415

    config = Config(
        connect_timeout=_CONNECT_TIMEOUT_SECONDS,
        read_timeout=_READ_TIMEOUT_SECONDS,
        max_pool_connections=SENDERS,
        retries={"mode": "standard", "total_max_attempts": 3},
    )
    return boto3.client("sqs", config=config)


@contextmanager
def _translated() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - see above

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        if isinstance(error, ClientError) and _is_ours(error):
            raise
        raise UnavailableError("The queue does not answer just now; try again in a moment.") from error


def _is_ours(error: "ClientError") -> bool:
    """Whether the request itself was wrong, such as for want of a permission."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    of_client = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return of_client and "Throttl" not in error.response.get("Error", {}).get("Code", "")
