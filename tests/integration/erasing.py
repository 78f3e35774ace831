"""Users and CAs who leave everything behind that they can, and are erased; what the API says of it."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sextant.domain.event_schemas import SchemaEdit, SchemaMode
from sextant.domain.versions import Basis
from sextant.store.base import TableModel, forget_connection
from sextant.usecases import event_schemas
from tests.integration.analytics import (
    event,
    payment,
    registration,
    send,
    tick,
)
from tests.integration.conftest import ADMIN, Answer, Call
from tests.integration.enrolling import convert, running, variant_of

Tables = Mapping[str, type[TableModel]]
MAYA, CARLA = "maya-5f0c", "carla-2b7e"
PHONE, LAPTOP = "phone-91ab", "laptop-77de"
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=40)
PERIOD = f"from={(LONG_AGO - timedelta(days=1)).date()}&to={(NOW + timedelta(days=1)).date()}"
MOST_TICKS = 200


def at(moment: datetime) -> str:
    """A moment on the wire."""
    return moment.isoformat()


def bought(payment_id: str, event_id: str, amount: int, **told: str) -> dict[str, Any]:
    """A payment whose number says nothing of who paid."""
    paid = payment(event_id, amount, **told)
    paid["properties"]["paymentId"] = payment_id
    return paid


def expect_plans() -> None:
    """A schema that a chosen plan has to keep to."""
    document = {"type": "object", "properties": {"plan": {"type": "string"}}}
    edit = SchemaEdit(document=document, mode=SchemaMode.ENFORCE, description="")
    event_schemas.put("plan_chosen", edit, Basis(), ADMIN)
    forget_connection()  # and with it that there was no schema a moment ago


def live(client_api: Call, user: str = MAYA) -> None:
    """Everything that a user can leave behind, beside what others do."""
    running("button")
    variant_of(client_api, user)
    expect_plans()
    who = {"userId": user}
    history = [
        registration(f"{user}-r", at=at(LONG_AGO), **who),
        bought("pay-1", f"{user}-p1", 700, at=at(LONG_AGO), **who),
        bought("pay-2", f"{user}-p2", 300, **who),
        event("payment_refunded", f"{user}-b", {"paymentId": "pay-2", "amountMinor": 50, "currency": "GBP"}, **who),
        event("payment_refunded", f"{user}-b0", {"amountMinor": 5, "currency": "GBP"}, **who),
        event("request_created", f"{user}-q", {"requestId": "request-1", "caId": "dora"}, **who),
        event("page_viewed", "seen", {"page": "/"}, userId=user, anonymousId=PHONE),
        event("page_viewed", "seen-long-ago", at=at(LONG_AGO), **who),
        event("page_viewed", "guest-seen", anonymousId=PHONE),
        payment("guest-p", 11, anonymousId=LAPTOP),
        registration("omar-r", userId="omar"),
        payment("omar-p", 40, userId="omar"),
        event("page_viewed", "omar-seen", userId="omar"),
    ]
    assert send(client_api, history, **{"import": True})[2] == []
    assert convert(client_api, user, "opened", eventId="opened-1").json["counted"]
    devices = [event("identified", f"is-{device}", userId=user, anonymousId=device) for device in (PHONE, LAPTOP)]
    assert send(client_api, [*devices, event("plan_chosen", "broken", {"plan": 1}, **who)])[0] == 2
    settle()


def settle() -> None:
    """Ticks until nothing is marked."""
    while tick()["pending"]:
        pass


def erase(admin_api: Call, user: str = MAYA) -> Answer:
    """What is said to whoever asks for an erasure."""
    return admin_api("DELETE", f"/api/admin/users/{user}", caller=ADMIN)


def receipt(admin_api: Call, user: str = MAYA) -> dict[str, Any]:
    """How far an erasure is."""
    answer = admin_api("GET", f"/api/admin/users/{user}/erasure", caller=ADMIN)
    assert answer.status == 200, answer.body
    said: dict[str, Any] = answer.json
    return said


def finished(admin_api: Call, user: str = MAYA, between: Callable[[], object] = tick) -> dict[str, Any]:
    """The receipt, after as many ticks as it takes."""
    for _ in range(MOST_TICKS):
        if receipt(admin_api, user)["state"] == "done":
            return receipt(admin_api, user)
        between()
    raise AssertionError(receipt(admin_api, user))


def removed(said: dict[str, Any]) -> dict[str, int]:
    """What a receipt says was removed, without the zeros."""
    return {each["what"]: each["count"] for each in said["removed"] if each["count"]}


def money(said: dict[str, Any]) -> dict[str, int]:
    """The figures of a dashboard that may not change."""
    flow = said["revenue"]["byCurrency"]["GBP"]
    return {name: flow[name]["value"] for name in ("payments", "gross", "refunds", "refunded", "net")}


def lines(answer: Answer) -> list[dict[str, Any]]:
    """The lines of an export."""
    return [json.loads(line) for line in answer.body.splitlines()]


def export(admin_api: Call, user: str = MAYA, query: str = "") -> Answer:
    """A page of an export."""
    return admin_api("GET", f"/api/admin/users/{user}/export{query}", caller=ADMIN)
