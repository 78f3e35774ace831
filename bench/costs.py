"""What Sextant costs on AWS, from the capacity that real requests consume and the processor time that they take.

Requests go to the functions over tables on MiniStack, which counts consumed capacity as DynamoDB does: a unit for each
KB begun of an item that is written, the same again for each index that carries it, twice as much in a transaction. The
floor of an event is one item under one index: two units.
"""

import json
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]
os.environ["POWERTOOLS_METRICS_DISABLED"] = "true"
os.environ["POWERTOOLS_LOG_LEVEL"] = "ERROR"

from sextant.store.base import connection  # noqa: E402 - once the path is known
from tests.integration.conftest import ADMIN, CONTEXT, SERVER_KEY, gateway_event  # noqa: E402
from tests.integration.ministack import made_on, started  # noqa: E402

BATCH = 500
BATCHES = 4
CHECKS = 500
TICKS = 20
FLOOR = 2.0
BOUND = 1.01
"""Beside each event's two units, a batch marks each quarter of an hour that it touches: one unit in five hundred."""

# On-demand list prices of us-east-1 for arm64, in USD; another region may differ.
WRITE = 0.625e-6
READ = 0.125e-6
GATEWAY = 1.0e-6
INVOCATION = 0.2e-6
GB_SECOND = 13.3334e-6
ALARM = 0.10
MEMORY_GB = 1.0
TICKS_A_MONTH = 60 * 24 * 30
ALARMS = 12
"""As many as the stacks of the stage `prod` hold; `make synth` writes them down."""


@dataclass
class Used:
    """What requests have used: capacity units, and seconds of our processor."""

    writes: float = 0.0
    reads: float = 0.0
    seconds: float = 0.0

    @property
    def dollars(self) -> float:
        """What the database and the functions' time cost."""
        return self.writes * WRITE + self.reads * READ + self.seconds * MEMORY_GB * GB_SECOND


_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem")


@contextmanager
def metered() -> Iterator[Used]:
    """Counts what the requests made meanwhile use; DynamoDB is asked to say it."""
    used, events = Used(), connection().client.meta.events

    def ask(params: dict[str, Any], **_event: object) -> None:
        params["body"] = json.dumps({**json.loads(params["body"]), "ReturnConsumedCapacity": "TOTAL"}).encode()

    def read(parsed: dict[str, Any], event_name: str, **_event: object) -> None:
        told = parsed.get("ConsumedCapacity") or []
        units = sum(each["CapacityUnits"] for each in (told if isinstance(told, list) else [told]))
        if event_name.rsplit(".", 1)[1] in _WRITES:
            used.writes += units
        else:
            used.reads += units

    events.register_first("before-call.dynamodb.*", ask)
    events.register("after-call.dynamodb.*", read)
    began = time.process_time()
    try:
        yield used
    finally:
        used.seconds = time.process_time() - began
        events.unregister("before-call.dynamodb.*", ask)
        events.unregister("after-call.dynamodb.*", read)


def registrations(number: int) -> list[dict[str, Any]]:
    """A batch of users who are new."""
    return [_event("user_registered", number, place, {"role": "CLIENT"}) for place in range(BATCH)]


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
    made = {"serviceType": "AUDIT"}
    return [_event("request_created", number, place, {"requestId": uuid.uuid4().hex, **made}) for place in range(BATCH)]


def _event(name: str, number: int, place: int, properties: dict[str, object]) -> dict[str, Any]:
    quarter = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=number + 1)
    return {
        "eventId": uuid.uuid4().hex,
        "name": name,
        "userId": f"user-{number}-{place}",
        "timestamp": (quarter + timedelta(seconds=place)).isoformat(),
        "properties": properties,
    }


def of_an_event(make: Callable[[int], list[dict[str, Any]]]) -> Used:
    """What one event uses when it comes in a batch."""
    batches = [make(number) for number in range(BATCHES)]
    with metered() as used:
        for batch in batches:
            said = _called("POST", "/api/analytics/track", {"events": batch})
            if said["accepted"] != BATCH:
                raise RuntimeError(f"not all of a batch was stored: {said}")
    events = BATCH * BATCHES
    return Used(used.writes / events, used.reads / events, used.seconds / events)


def of_a_flag_check() -> Used:
    """What one check of one flag uses in a warm function."""
    for _ in range(50):
        _checked()
    with metered() as used:
        for _ in range(CHECKS):
            _checked()
    return Used(used.writes / CHECKS, used.reads / CHECKS, used.seconds / CHECKS)


def of_an_idle_tick() -> Used:
    """What one tick uses that finds nothing to do."""
    for _ in range(5):
        _ticked()
    with metered() as used:
        for _ in range(TICKS):
            _ticked()
    return Used(used.writes / TICKS, used.reads / TICKS, used.seconds / TICKS)


def _called(method: str, path: str, body: object) -> Any:  # noqa: ANN401 - any JSON
    from api import client  # noqa: PLC0415 - once the tables exist

    answer = client.handler(gateway_event(method, path, body=body, caller=SERVER_KEY, headers=None), CONTEXT)
    return json.loads(answer["body"])


def _checked() -> None:
    said = _called("POST", "/ofrep/v1/evaluate/flags/new_checkout", {"context": {"targetingKey": "ann"}})
    if said.get("value") not in (True, False):
        raise RuntimeError(f"the flag was not evaluated: {said}")


def _ticked() -> None:
    from aggregate.handler import handler  # noqa: PLC0415 - as above

    context = SimpleNamespace(**{**vars(CONTEXT), "get_remaining_time_in_millis": lambda: 60_000})
    handler({"action": "tick"}, context)  # type: ignore[arg-type]


def _make_a_flag() -> None:
    from api import admin  # noqa: PLC0415 - as above

    flag = {"key": "new_checkout", "name": "New checkout", "enabled": True, "rolloutPercentage": 50}
    asked = gateway_event("POST", "/api/admin/feature-flags", body=flag, caller=ADMIN, headers=None)
    if admin.handler(asked, CONTEXT)["statusCode"] != 201:  # noqa: PLR2004 - HTTP's word for made
        raise RuntimeError("the flag was not made")


def main() -> int:
    """Print the table of the README; 1 when a behavioural event writes more than its bound."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started(Path(folder)) as address,
        pytest.MonkeyPatch.context() as patch,
        made_on(address, patch),
    ):
        patch.setenv("SETTLE_SECONDS", "0")
        _make_a_flag()
        idle = of_an_idle_tick()
        events = {make.__name__: of_an_event(make) for make in (registrations, page_views, payments, requests)}
        check = of_a_flag_check()
    for kind, used in events.items():
        millions = 1e6 * (used.dollars + (GATEWAY + INVOCATION) / BATCH)
        units = f"{used.writes:.3f} write and {used.reads:.3f} read units"
        print(f"{kind} in batches of {BATCH}: {units} an event, {millions:.2f} USD a million")
    checks = 1e6 * (check.dollars + GATEWAY + INVOCATION)
    print(f"a flag check, one a request: {check.reads:.3f} read units, {checks:.2f} USD a million")
    ticks = TICKS_A_MONTH * (idle.dollars + INVOCATION)
    units = f"{idle.reads:.1f} read and {idle.writes:.1f} write units a tick"
    print(f"idle for a month: {units}, {ticks:.2f} USD, and {ALARMS} alarms {ALARMS * ALARM:.2f} USD")
    ratio = events["page_views"].writes / FLOOR
    print(f"a behavioural event: {ratio:.3f} of one item under one index (at most {BOUND})")
    return int(ratio > BOUND)


if __name__ == "__main__":
    sys.exit(main())
