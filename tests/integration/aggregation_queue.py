"""The queue of the aggregate function, and the function as the queue's event source would call it."""

import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal

import boto3
import pytest

from aggregate.handler import handler as aggregate
from sextant.aws import queues
from sextant.aws.settings import settings
from tests.integration.conftest import CONTEXT

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

VISIBILITY_SECONDS = 1800


class AggregationQueue:
    """A queue of a test's own."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self.url = url

    def received(self) -> "list[MessageTypeDef]":
        """All messages that can be seen, hidden from then on."""
        found: list[MessageTypeDef] = []
        while messages := self._client.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        ).get("Messages"):
            found += messages
        return found

    def lose(self) -> int:
        """Take all messages away, as an outage would; how many."""
        messages = self.received()
        for message in messages:
            self._client.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return len(messages)

    def bodies(self) -> list[dict[str, Any]]:
        """What the messages say that can be seen, hidden from then on."""
        return [json.loads(message["Body"]) for message in self.received()]

    def delayed(self) -> int:
        """How many messages are kept back for a while."""
        name: Literal["ApproximateNumberOfMessagesDelayed"] = "ApproximateNumberOfMessagesDelayed"
        answer = self._client.get_queue_attributes(QueueUrl=self.url, AttributeNames=[name])
        return int(answer["Attributes"][name])

    def work_off(self, *, milliseconds: int = 60_000) -> list[str]:
        """Have the function do every message that can be seen, each in a call of its own; the ids of those refused."""
        refused: list[str] = []
        while messages := self.received():
            for message in messages:
                failed = work_off([message], milliseconds=milliseconds)
                refused += failed
                if not failed:
                    self._client.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return refused


def work_off(messages: "list[MessageTypeDef]", *, milliseconds: int = 60_000) -> list[str]:
    """Have the function do these messages in one call; the ids of those that have to come again."""
    context = SimpleNamespace(**{**vars(CONTEXT), "get_remaining_time_in_millis": lambda: milliseconds})
    answer: Any = aggregate({"Records": [_record(message) for message in messages]}, context)  # type: ignore[arg-type]
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def _record(message: "MessageTypeDef") -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": {},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-2:000000000000:aggregation",
        "awsRegion": "eu-west-2",
    }


@pytest.fixture
def aggregation_queue(tables: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[AggregationQueue]:
    """An empty queue, wherever the tables are, known to the settings."""
    queues.forget_client()
    client = boto3.client("sqs")
    name = f"aggregation-{time.time_ns():x}"
    url = client.create_queue(QueueName=name, Attributes={"VisibilityTimeout": str(VISIBILITY_SECONDS)})["QueueUrl"]
    monkeypatch.setenv("AGGREGATION_QUEUE_URL", url)
    settings.forget()
    yield AggregationQueue(client, url)
    client.delete_queue(QueueUrl=url)
    queues.forget_client()
    settings.forget()
