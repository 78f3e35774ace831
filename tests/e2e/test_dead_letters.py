"""What no attempt could work off is kept for a person to look at."""

import json
import time

import boto3

from tests.e2e.running import Platform

# Lambda tries twice more, after one and two seconds on MiniStack.
PATIENCE_SECONDS = 30


def test_a_call_that_always_fails_ends_as_a_dead_letter(platform: Platform) -> None:
    """The queue can be read where nothing speaks TLS, and holds what was asked of the function."""
    aggregate = platform.deployment.aggregate_function
    functions, queues = boto3.client("lambda"), boto3.client("sqs")
    (queue,) = queues.list_queues(QueueNamePrefix="Sextant-local-jobs-DeadLetters")["QueueUrls"]
    asked = {"action": "dance"}

    functions.invoke(FunctionName=aggregate, InvocationType="Event", Payload=json.dumps(asked).encode())

    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (letters := queues.receive_message(QueueUrl=queue).get("Messages")) and time.monotonic() < deadline:
        time.sleep(0.5)
    assert letters, "no dead letter came"
    assert json.loads(letters[0]["Body"])["requestPayload"] == asked
