"""What tests of events and figures have in common: tables on MiniStack whose marks settle at once, and short ways in.

On MiniStack, since events are stored by many threads: moto's roll-back of a transaction loses what others wrote.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from aggregate.handler import handler as aggregate
from sextant.aws.settings import settings
from sextant.domain.principals import Principal
from sextant.store.base import TableModel, connection, forget_connection
from tests.integration.conftest import ADMIN, CONTEXT, SERVER_KEY, Answer, Call
from tests.integration.ministack import ministack, ministack_tables

__all__ = ["ministack", "ministack_tables"]

TRACK = "/api/analytics/track"
DASHBOARD = "/api/admin/analytics/dashboard"


@pytest.fixture
def tables(
    ministack_tables: dict[str, type[TableModel]], monkeypatch: pytest.MonkeyPatch
) -> dict[str, type[TableModel]]:
    """All tables, empty, on MiniStack; what is marked is settled at once."""
    monkeypatch.setenv("SETTLE_SECONDS", "0")
    settings.forget()
    return ministack_tables


def payment(
    event_id: str, amount: int = 100, *, at: str | None = None, currency: str = "GBP", **who: str
) -> dict[str, Any]:
    """A payment, of Maya unless somebody else is named."""
    properties = {"paymentId": event_id, "amountMinor": amount, "currency": currency}
    return event("payment_completed", event_id, properties, at=at, **who)


def registration(event_id: str, role: str = "CLIENT", *, at: str | None = None, **who: str) -> dict[str, Any]:
    """A registration, of Maya unless somebody else is named."""
    return event("user_registered", event_id, {"role": role}, at=at, **who)


def event(
    name: str, event_id: str | None = None, properties: object = None, *, at: str | None = None, **who: str
) -> dict[str, Any]:
    """An event, of Maya unless somebody else is named."""
    told = {"eventId": event_id, "properties": properties, "timestamp": at}
    return {
        "name": name,
        **(who or {"userId": "maya"}),
        **{field: said for field, said in told.items() if said is not None},
    }


def send(
    client_api: Call, events: Sequence[object], caller: Principal = SERVER_KEY, **batch: object
) -> tuple[int, int, list[dict[str, Any]]]:
    """Track a batch: how many were accepted, how many were duplicates, and what was rejected."""
    answer = client_api("POST", TRACK, body={"events": events, **batch}, caller=caller)
    assert answer.status == 202, answer.body
    return answer.json["accepted"], answer.json["duplicates"], answer.json["rejected"]


def tick(milliseconds: int = 60_000) -> dict[str, int]:
    """One tick of the aggregate function, with so much time."""
    context = SimpleNamespace(**{**vars(CONTEXT), "get_remaining_time_in_millis": lambda: milliseconds})
    return aggregate({"action": "tick"}, context)  # type: ignore[arg-type]


def ask(admin_api: Call, query: str = "") -> Answer:
    """The dashboard, not from memory."""
    forget_connection()
    return admin_api("GET", f"{DASHBOARD}?{query}", caller=ADMIN)


def dashboard(admin_api: Call, query: str = "") -> dict[str, Any]:
    """What the dashboard says, not from memory."""
    answer = ask(admin_api, query)
    assert answer.status == 200, answer.body
    said: dict[str, Any] = answer.json
    return said


@contextmanager
def throttled(
    operation: str, *, after: int = 0, code: str = "ProvisionedThroughputExceededException"
) -> Iterator[list[str]]:
    """DynamoDB does so many operations of a kind and refuses all that follow; the list holds what was refused."""
    client = connection().client
    seen: list[str] = []
    refused: list[str] = []

    def handler(event_name: str, **_event: object) -> tuple[AWSResponse, dict[str, Any]] | None:
        seen.append(event_name)
        if len(seen) <= after:
            return None
        refused.append(event_name)
        return AWSResponse("", 400, {}, None), {"Error": {"Code": code, "Message": code}}  # type: ignore[arg-type]

    name = f"before-call.dynamodb.{operation}"
    client.meta.events.register_first(name, handler)
    try:
        yield refused
    finally:
        client.meta.events.unregister(name, handler)
