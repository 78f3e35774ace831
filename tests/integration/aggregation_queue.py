"""The queue of the aggregate function, and its messages handed over as SQS would."""

import json
import time
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from aggregate.handler import handler
from sextant.aws import queues
from sextant.aws.settings import settings
from sextant.store.base import TableModel
from tests.integration.conftest import CONTEXT


class AggregationQueue:
    """A queue of a test's own."""

    def __init__(self) -> None:
        """Make it."""
        self._client = boto3.client("sqs")
        self.url: str = self._client.create_queue(QueueName=f"aggregation-{time.time_ns():x}")["QueueUrl"]

    def received(self) -> list[Mapping[str, Any]]:
        """The messages that can be seen now."""
        found: list[Mapping[str, Any]] = []
        while answer := self._receive():
            found += answer
        return found

    def work_off(self, milliseconds: int = 60_000) -> list[str]:
        """Let the function do what can be seen now; the ids of the messages that have to come again."""
        failed: list[str] = []
        for message in self.received():
            record = {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
            }
            context = SimpleNamespace(**{**vars(CONTEXT), "get_remaining_time_in_millis": lambda: milliseconds})
            answer: Any = handler({"Records": [record]}, context)  # type: ignore[arg-type] # a test's context
            failed += [each["itemIdentifier"] for each in answer["batchItemFailures"]]
        return failed

    def bodies(self) -> list[dict[str, Any]]:
        """What the messages say that can be seen now."""
        return [json.loads(message["Body"]) for message in self.received()]

    def delayed(self) -> int:
        """How many messages are kept back for a while."""
        name = "ApproximateNumberOfMessagesDelayed"
        answer = self._client.get_queue_attributes(QueueUrl=self.url, AttributeNames=[name])
        return int(answer["Attributes"][name])

    def _receive(self) -> list[Mapping[str, Any]]:
        answer = self._client.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10)
        messages: list[Mapping[str, Any]] = answer.get("Messages", [])
        for message in messages:
            self._client.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return messages


@pytest.fixture
def aggregation_queue(
    tables: dict[str, type[TableModel]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[AggregationQueue]:
    """The queue, empty, wherever the tables are."""
    queues.forget_client()
    queue = AggregationQueue()
    monkeypatch.setenv("AGGREGATION_QUEUE_URL", queue.url)
    settings.forget()
    yield queue
    queues.forget_client()
    settings.forget()
