"""A group of writers, or the ticker, of `test_events_under_fire`: it may be killed at any moment.

`python -m tests.integration.writer send BATCHES ACKNOWLEDGED` sends each batch of the file until everything in it is
acknowledged, and notes down which are; `… tick` ticks until it is stopped. Both meet throttling by chance.

Every writer is a process, as a Lambda function's instance is: it handles one request at a time, and Powertools keeps
the present request where all threads of a process see it.
"""

import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from botocore.awsrequest import AWSResponse

from sextant.store.base import connection
from tests.integration.conftest import CONTEXT, SERVER_KEY, gateway_event

WRITERS = 4
THROTTLED = 0.05
"""How often DynamoDB refuses a request."""
Handler = Callable[..., dict[str, Any]]
_CODE = "ProvisionedThroughputExceededException"


class _Refusal:
    """The body of DynamoDB's answer to a request that it has no room for."""

    def stream(self) -> Iterator[bytes]:
        """All of it."""
        yield json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{_CODE}", "message": "busy"}).encode()


def meet_throttling() -> None:
    """From now on some requests to DynamoDB are refused, by botocore's own events: it may try again, as it does."""
    chance = random.Random(os.getpid())  # noqa: S311 - any chance will do

    def refuse(**_request: object) -> AWSResponse | None:
        if chance.random() >= THROTTLED:
            return None
        return AWSResponse("", 400, {"content-type": "application/x-amz-json-1.0"}, _Refusal())  # type: ignore[arg-type]

    connection().client.meta.events.register_first("before-send.dynamodb.*", refuse)


def send(batches: Path, acknowledged: Path) -> None:
    """Send every batch that is not acknowledged yet, by several writers at a time."""
    from api import client

    done = set(acknowledged.read_text().split()) if acknowledged.exists() else set()
    left = [
        (str(place), batch) for place, batch in enumerate(json.loads(batches.read_text())) if str(place) not in done
    ]
    # Forked, so that what is imported is imported once; a connection is made by each for itself.
    forks = multiprocessing.get_context("fork")
    writers = [
        forks.Process(target=_write, args=(client.handler, left[number::WRITERS], acknowledged))
        for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    if any(writer.exitcode for writer in writers):
        sys.exit("a writer gave up")


def _write(handler: Handler, batches: Sequence[tuple[str, list[dict[str, Any]]]], acknowledged: Path) -> None:
    meet_throttling()
    with acknowledged.open("a") as notes:
        for place, batch in batches:
            _until_stored(handler, batch)
            notes.write(f"{place}\n")
            notes.flush()
            os.fsync(notes.fileno())


def _until_stored(handler: Handler, batch: Sequence[dict[str, Any]]) -> None:
    """Send a batch, and again what of it is worth another try, as a client does."""
    left = list(batch)
    while left:
        request = gateway_event("POST", "/api/analytics/track", body={"events": left}, caller=SERVER_KEY, headers=None)
        answer = handler(request, CONTEXT)
        if answer["statusCode"] == HTTPStatus.SERVICE_UNAVAILABLE:
            continue
        rejected = json.loads(answer["body"]).get("rejected")
        if rejected is None or not all(each["retryable"] for each in rejected):
            raise AssertionError(answer)
        left = [left[each["index"]] for each in rejected]


def tick() -> None:
    """Tick for as long as nobody stops it."""
    from aggregate.handler import handler
    from sextant.domain.errors import UnavailableError

    context = SimpleNamespace(**{**vars(CONTEXT), "get_remaining_time_in_millis": lambda: 60_000})
    while True:
        try:
            handler({"action": "tick"}, context)  # type: ignore[arg-type]
        except UnavailableError:
            continue  # as a schedule does: the next tick does what this one could not
        time.sleep(random.uniform(0, 6))  # noqa: S311 - now and then


if __name__ == "__main__":
    if sys.argv[1] == "send":
        send(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        meet_throttling()
        tick()
