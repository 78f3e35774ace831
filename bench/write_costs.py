"""What an event costs in DynamoDB write units, as the engine reports them, and what that comes to in dollars.

Real requests to the client function over tables on MiniStack, which counts consumed capacity as DynamoDB does: a unit
for each KB begun of an item, the same again for each index that carries it, twice as much in a transaction. The floor
is what one item under one index must cost: two units.
"""

import json
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]
os.environ["POWERTOOLS_METRICS_DISABLED"] = "true"

from sextant.store.base import connection  # noqa: E402
from tests.integration.conftest import CONTEXT, SERVER_KEY, gateway_event  # noqa: E402 - once the path is known
from tests.integration.ministack import made_on, started  # noqa: E402

BATCH = 500
BATCHES = 4
FLOOR = 2.0
BOUND = 1.01
"""Beside each event's two units, a batch marks each quarter of an hour that it touches: one unit in five hundred."""

USD_PER_MILLION_WRITES = 0.625
USD_PER_MILLION_REQUESTS = 1.0 + 0.2
"""The HTTP API's and Lambda's charges for a request."""
USD_PER_GB_SECOND = 0.0000133334
MEMORY_GB = 1.0
"""On-demand list prices of us-east-1 for arm64, November 2026; a region may differ."""


class Meter:
    """Write units that DynamoDB says it consumed."""

    def __init__(self) -> None:
        self.units = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Counts the units of the requests made meanwhile; DynamoDB is asked for them."""
        events = connection().client.meta.events
        events.register_first("before-call.dynamodb.*", self._ask)
        events.register("after-call.dynamodb.*", self._read)
        try:
            yield
        finally:
            events.unregister("before-call.dynamodb.*", self._ask)
            events.unregister("after-call.dynamodb.*", self._read)

    def _ask(self, params: dict[str, Any], **_event: object) -> None:
        body = json.loads(params["body"])
        params["body"] = json.dumps({**body, "ReturnConsumedCapacity": "TOTAL"}).encode()

    def _read(self, parsed: dict[str, Any], event_name: str, **_event: object) -> None:
        if not any(word in event_name for word in ("Put", "Update", "Delete", "Transact", "BatchWrite")):
            return
        told = parsed.get("ConsumedCapacity") or []
        self.units += sum(each["CapacityUnits"] for each in (told if isinstance(told, list) else [told]))


def page_views(number: int) -> list[dict[str, Any]]:
    """A batch of page views of known users, within a quarter of an hour."""
    return [_event("page_viewed", number, place, {"path": "/services"}) for place in range(BATCH)]


def payments(number: int) -> list[dict[str, Any]]:
    """A batch of payments of known users, within a quarter of an hour."""
    paid = {"amountMinor": 4_200, "currency": "GBP", "serviceType": "TAX_RETURN"}
    return [
        _event("payment_completed", number, place, {"paymentId": uuid.uuid4().hex, **paid}) for place in range(BATCH)
    ]


def requests(number: int) -> list[dict[str, Any]]:
    """A batch of service requests of known users, within a quarter of an hour."""
    return [
        _event("request_created", number, place, {"requestId": uuid.uuid4().hex, "serviceType": "AUDIT"})
        for place in range(BATCH)
    ]


def registrations(number: int) -> list[dict[str, Any]]:
    """A batch of users who are new."""
    return [_event("user_registered", number, place, {"role": "CLIENT"}) for place in range(BATCH)]


def _event(name: str, number: int, place: int, properties: dict[str, object]) -> dict[str, Any]:
    quarter = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=number + 1)
    return {
        "eventId": uuid.uuid4().hex,
        "name": name,
        "userId": f"user-{number}-{place}",
        "timestamp": (quarter + timedelta(seconds=place)).isoformat(),
        "properties": properties,
    }


def _sent(batch: Sequence[dict[str, Any]]) -> None:
    from api import client  # noqa: PLC0415 - once the tables exist

    answer = client.handler(
        gateway_event("POST", "/api/analytics/track", body={"events": batch}, caller=SERVER_KEY, headers=None), CONTEXT
    )
    said = json.loads(answer["body"])
    if said.get("accepted") != len(batch):
        raise RuntimeError(f"not all of a batch was stored: {answer}")


def measured(make: Callable[[int], list[dict[str, Any]]]) -> tuple[float, float]:
    """Write units of one event, and processor seconds of a request with a batch of them."""
    meter = Meter()
    batches = [make(number) for number in range(BATCHES)]
    began = time.process_time()
    with meter.running():
        for batch in batches:
            _sent(batch)
    return meter.units / (BATCH * BATCHES), (time.process_time() - began) / BATCHES


def main() -> int:
    """Print a line for each kind of event; 1 when a behavioural one costs more than its bound."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started(Path(folder)) as address,
        pytest.MonkeyPatch.context() as patch,
        made_on(address, patch),
    ):
        found = {make.__name__: measured(make) for make in (registrations, page_views, payments, requests)}
    for kind, (units, seconds) in found.items():
        cost = f"{units:.3f} write units an event, {_dollars(units, seconds):.2f} USD a million"
        print(f"{kind} in batches of {BATCH}: {cost}")
    ratio = found["page_views"][0] / FLOOR
    print(f"a behavioural event: {ratio:.3f} of one item under one index (at most {BOUND})")
    return int(ratio > BOUND)


def _dollars(units: float, seconds: float) -> float:
    batches = 1_000_000 / BATCH
    requests = batches / 1_000_000 * USD_PER_MILLION_REQUESTS
    return units * USD_PER_MILLION_WRITES + requests + batches * seconds * MEMORY_GB * USD_PER_GB_SECOND


if __name__ == "__main__":
    sys.exit(main())
