"""Every route of an admin's that writes is in the audit: once for each thing it changes, and not at all when refused.

A route that is new in the API's document fails here until it says below what it does. That is the place to think of the
audit, not to get around it.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sextant.domain.events import Event
from sextant.domain.rejected_events import KeptEvent
from sextant.store import rejected_events
from sextant.store.base import connection
from tests.integration.aggregation_queue import AggregationQueue, aggregation_queue
from tests.integration.conftest import ADMIN, CLIENT, Call
from tests.integration.dynamodb_faults import refusing

__all__ = ["aggregation_queue"]

FLAGS, KEYS = "/api/admin/feature-flags", "/api/admin/sdk-keys"
EXPERIMENTS = "/api/admin/experiments"
BACKFILLS = "/api/admin/metrics/backfill"
USERS = "/api/admin/users"
SCHEMAS, REJECTED = "/api/admin/event-schemas", "/api/admin/rejected-events"
DOCUMENT = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
WRITES = sorted(
    f"{method.upper()} {path}"
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
    if path.startswith("/api/admin/") and method != "get"
)
# What only answers a question, though the question is too long for an address.
QUESTIONS: Mapping[str, object] = {
    "POST /api/admin/feature-flags/{key}/explain": {"context": {"id": "u"}},
    "POST /api/admin/experiments/plan": {"baseline": 0.1, "minimumEffect": 0.1, "usersPerDay": 1_000},
}


@dataclass(frozen=True)
class Request:
    """A request that must be in the audit.

    Attributes:
        url: Its path; `{id}` stands for the id of a key, `{rejected}` for that of a rejected event.
        body: What it sends.
        entries: What the audit then says that was done, in any order.
        refused: What must leave nothing in the audit: another path or another body.
    """

    url: str
    body: object
    entries: tuple[str, ...]
    refused: tuple[str, object]


_BAD = {"percentage": 101}
_VARIANTS = [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}]
_PHASE = {"variants": [{"id": "a", "weight": 1}, {"id": "b", "weight": 3}], "reason": "r"}
_ENDING = {"winner": "b", "reason": "r"}
REQUESTS: Mapping[str, Request] = {
    "POST /api/admin/feature-flags": Request(
        FLAGS, {"key": "new", "name": "New"}, ("flag.created",), (FLAGS, {"key": "f", "name": "Again"})
    ),
    "POST /api/admin/feature-flags/import": Request(
        f"{FLAGS}/import?mode=replace",
        {"format": "sextant-flags", "formatVersion": 1, "flags": [{"key": "g"}, {"key": "f", "tags": ["t"]}]},
        ("flag.imported", "flag.imported", "flag.deleted"),
        (
            f"{FLAGS}/import",
            {"format": "sextant-flags", "formatVersion": 1, "flags": [{"key": "ok"}, {"key": "f", "enabled": 1}]},
        ),
    ),
    "PUT /api/admin/feature-flags/{key}": Request(
        f"{FLAGS}/f", {"name": "G", "version": 2}, ("flag.updated",), (f"{FLAGS}/f", {"name": "G", "version": 1})
    ),
    "PUT /api/admin/feature-flags/{key}/enable": Request(
        f"{FLAGS}/f/enable", None, ("flag.enabled",), (f"{FLAGS}/f/enable", {"version": 1})
    ),
    "PUT /api/admin/feature-flags/{key}/disable": Request(
        f"{FLAGS}/f/disable", None, ("flag.disabled",), (f"{FLAGS}/nothing/disable", None)
    ),
    "PUT /api/admin/feature-flags/{key}/rollout": Request(
        f"{FLAGS}/f/rollout", {"percentage": 5}, ("flag.rollout_changed",), (f"{FLAGS}/f/rollout", _BAD)
    ),
    "PUT /api/admin/feature-flags/{key}/archive": Request(
        f"{FLAGS}/f/archive", None, ("flag.archived",), (f"{FLAGS}/base/archive", None)
    ),
    "PUT /api/admin/feature-flags/{key}/restore": Request(
        f"{FLAGS}/f/restore", None, ("flag.restored",), (f"{FLAGS}/f/restore", {"version": 1})
    ),
    "PUT /api/admin/feature-flags/{key}/revert": Request(
        f"{FLAGS}/f/revert", {"toVersion": 1}, ("flag.reverted",), (f"{FLAGS}/f/revert", {"toVersion": 9})
    ),
    "DELETE /api/admin/feature-flags/{key}": Request(f"{FLAGS}/f", None, ("flag.deleted",), (f"{FLAGS}/base", None)),
    "POST /api/admin/experiments": Request(
        EXPERIMENTS,
        {"key": "new", "name": "New", "variants": _VARIANTS},
        ("experiment.created",),
        (EXPERIMENTS, {"key": "draft", "name": "Again", "variants": _VARIANTS}),
    ),
    "PUT /api/admin/experiments/{key}": Request(
        f"{EXPERIMENTS}/runs",
        {"name": "R", "version": 2},
        ("experiment.updated",),
        (f"{EXPERIMENTS}/runs", {"alpha": 0.1, "version": 2}),
    ),
    "PUT /api/admin/experiments/{key}/start": Request(
        f"{EXPERIMENTS}/draft/start", None, ("experiment.started",), (f"{EXPERIMENTS}/runs/start", None)
    ),
    "PUT /api/admin/experiments/{key}/pause": Request(
        f"{EXPERIMENTS}/runs/pause", None, ("experiment.paused",), (f"{EXPERIMENTS}/draft/pause", None)
    ),
    "PUT /api/admin/experiments/{key}/resume": Request(
        f"{EXPERIMENTS}/waits/resume", None, ("experiment.resumed",), (f"{EXPERIMENTS}/runs/resume", None)
    ),
    "PUT /api/admin/experiments/{key}/complete": Request(
        f"{EXPERIMENTS}/runs/complete",
        {**_ENDING, "rollOut": {"flag": "f"}},
        ("experiment.completed", "flag.updated", "experiment.rolled_out"),
        (f"{EXPERIMENTS}/runs/complete", {**_ENDING, "winner": "c"}),
    ),
    "POST /api/admin/experiments/{key}/phases": Request(
        f"{EXPERIMENTS}/runs/phases",
        _PHASE,
        ("experiment.phase_opened",),
        (f"{EXPERIMENTS}/runs/phases", {**_PHASE, "variants": _VARIANTS}),
    ),
    "DELETE /api/admin/experiments/{key}": Request(
        f"{EXPERIMENTS}/draft", None, ("experiment.deleted",), (f"{EXPERIMENTS}/runs", None)
    ),
    "POST /api/admin/sdk-keys": Request(
        KEYS, {"name": "k", "kind": "client"}, ("sdk_key.created",), (KEYS, {"name": "k", "kind": "robot"})
    ),
    "PUT /api/admin/event-schemas/{name}": Request(
        f"{SCHEMAS}/chosen",
        {"schema": {}, "version": 1},
        ("event_schema.updated",),
        (f"{SCHEMAS}/chosen", {"schema": {}}),
    ),
    "DELETE /api/admin/event-schemas/{name}": Request(
        f"{SCHEMAS}/chosen", None, ("event_schema.deleted",), (f"{SCHEMAS}/nothing", None)
    ),
    # The event breaks its schema still: what a replay stores goes the way of any event, which is not the audit's.
    "POST /api/admin/rejected-events/replay": Request(
        f"{REJECTED}/replay", {"name": "chosen"}, ("rejected_events.replayed",), (f"{REJECTED}/replay", {})
    ),
    "DELETE /api/admin/rejected-events/{rejectionId}": Request(
        f"{REJECTED}/{{rejected}}", None, ("rejected_event.deleted",), (f"{REJECTED}/nothing", None)
    ),
    "POST /api/admin/metrics/backfill": Request(
        BACKFILLS,
        {"from": "2026-02-01", "to": "2026-02-02"},
        ("backfill.started",),
        (BACKFILLS, {"from": "2026-02-02", "to": "2026-02-01"}),
    ),
    "POST /api/admin/metrics/backfill/{backfillId}/resume": Request(
        f"{BACKFILLS}/{{backfill}}/resume", None, ("backfill.resumed",), (f"{BACKFILLS}/nothing/resume", None)
    ),
    "DELETE /api/admin/users/{userId}": Request(f"{USERS}/maya", None, ("user.erased",), (f"{USERS}/nobody", None)),
    "DELETE /api/admin/sdk-keys/{keyId}": Request(
        f"{KEYS}/{{id}}", None, ("sdk_key.revoked",), (f"{KEYS}/nothing", None)
    ),
}


@pytest.fixture
def ask(admin_api: Call, aggregation_queue: AggregationQueue) -> Callable[[str, str, object], int]:
    """Asks as an admin, where there is a flag at version 2, two that hang together, three experiments, and a key."""
    for body in (
        {"key": "f", "name": "F"},
        {"key": "base", "name": "B"},
        {"key": "needs", "name": "N", "prerequisites": [{"flag": "base"}]},
    ):
        assert admin_api("POST", FLAGS, body=body, caller=ADMIN).status == 201
    assert admin_api("PUT", f"{FLAGS}/f", body={"tags": ["x"], "version": 1}, caller=ADMIN).status == 200
    for name, moves in {"draft": (), "runs": ("start",), "waits": ("start", "pause")}.items():
        value = {"variants": [{"id": "a", "weight": 1, "value": False}, {"id": "b", "weight": 1, "value": True}]}
        body = {"key": name, "name": name, **value, "metrics": [{"event": "paid"}]}
        assert admin_api("POST", EXPERIMENTS, body=body, caller=ADMIN).status == 201
        for move in moves:
            assert admin_api("PUT", f"{EXPERIMENTS}/{name}/{move}", caller=ADMIN).status == 200
    key = admin_api("POST", KEYS, body={"name": "k", "kind": "server"}, caller=ADMIN).json
    backfill = admin_api("POST", BACKFILLS, body={"from": "2026-01-01", "to": "2026-01-02"}, caller=ADMIN).json
    assert admin_api("PUT", f"{SCHEMAS}/chosen", body={"schema": {"required": ["x"]}}, caller=ADMIN).status == 200
    kept = KeptEvent(
        event=Event(event_id="e", name="chosen", at=time.time_ns() // 1_000_000, user_id="maya"),
        sender=CLIENT,
        rejected_at=time.time_ns() // 1_000_000,
        message="m",
        schema_version=1,
        stored=False,
    )
    rejected_events.keep(kept)

    def ask(method: str, url: str, body: object) -> int:
        url = url.replace("{id}", key["keyId"]).replace("{rejected}", kept.id)
        url = url.replace("{backfill}", backfill["backfillId"])
        return admin_api(method, url, body=body, caller=ADMIN).status

    return ask


def entries(admin_api: Call) -> list[dict[str, Any]]:
    """Everything in the audit, newest first."""
    found: list[dict[str, Any]] = admin_api("GET", "/api/admin/audit?limit=100", caller=ADMIN).json["items"]
    return found


def test_every_route_that_writes_says_here_what_it_does() -> None:
    """The two lists together are those of the API's document."""
    assert sorted(REQUESTS.keys() | QUESTIONS.keys()) == WRITES


@pytest.mark.parametrize("route", REQUESTS)
def test_what_is_done_is_remembered_once(admin_api: Call, ask: Callable[..., int], route: str) -> None:
    """One entry for each change of a thing, by whom and in which request, with what it was or is."""
    known = len(entries(admin_api))
    request = REQUESTS[route]
    expected = request.entries
    if "import" in route:
        # Whatever the document does not hold is deleted: what requires, and what is required.
        expected = (*expected, "flag.deleted")
    assert ask(route.partition(" ")[0], request.url, request.body) in {200, 201, 202, 204}
    new = entries(admin_api)[: -known or None]
    assert sorted(entry["action"] for entry in new) == sorted(expected)
    assert len({(str(entry["entity"]), entry["action"]) for entry in new}) == len(new)
    for entry in new:
        assert (entry["actor"], entry["actorKind"], entry["requestId"]) == ("admin-1", "user", "request-1")
        assert entry["before"] or entry["after"]


@pytest.mark.parametrize("route", REQUESTS)
def test_what_is_refused_is_not_remembered(admin_api: Call, ask: Callable[..., int], route: str) -> None:
    """Whether for what it asks, for who asks, or because DynamoDB does not take it."""
    method, request = route.partition(" ")[0], REQUESTS[route]
    known = entries(admin_api)
    assert 400 <= ask(method, *request.refused) < 500
    assert admin_api(method, request.url, body=request.body, caller=CLIENT).status == 403
    with refusing(connection().client, "TransactWriteItems", code="ThrottlingException"):
        assert ask(method, request.url, request.body) == 503
    assert entries(admin_api) == known


@pytest.mark.parametrize("route", REQUESTS)
def test_nothing_is_written_besides_what_the_audit_knows(admin_api: Call, ask: Callable[..., int], route: str) -> None:
    """Whatever a route puts, updates or deletes is in a transaction that puts an entry."""
    seen: list[str] = []

    def note(event_name: str, params: dict[str, Any], **_event: object) -> None:
        operation, body = event_name.rsplit(".", 1)[1], json.loads(params["body"])
        if operation in {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"}:
            seen.append(operation)
        if operation == "TransactWriteItems":
            puts = [part["Put"]["TableName"] for part in body["TransactItems"] if "Put" in part]
            assert puts.count("sextant-audit-table") == 1

    # The deployment's own key for cursors is made when it is first needed.
    admin_api("GET", f"{FLAGS}?limit=1", caller=ADMIN)
    events = connection().client.meta.events
    events.register_first("before-call.dynamodb.*", note)
    ask(route.partition(" ")[0], REQUESTS[route].url, REQUESTS[route].body)
    events.unregister("before-call.dynamodb.*", note)
    assert seen == []


@pytest.mark.parametrize("route", sorted(QUESTIONS))
def test_a_question_writes_nothing(admin_api: Call, ask: Callable[..., int], route: str) -> None:
    """That is why it need not be remembered."""
    known = entries(admin_api)
    with refusing(connection().client, "TransactWriteItems"), refusing(connection().client, "PutItem"):
        assert ask(route.partition(" ")[0], route.partition(" ")[2].replace("{key}", "f"), QUESTIONS[route]) == 200
    assert entries(admin_api) == known


def test_a_dry_run_is_a_question_too(admin_api: Call, ask: Callable[..., int]) -> None:
    """It writes nothing, and nothing is remembered."""
    known = entries(admin_api)
    request = REQUESTS["POST /api/admin/feature-flags/import"]
    assert ask("POST", f"{request.url}&dryRun=true", request.body) == 200
    assert entries(admin_api) == known
