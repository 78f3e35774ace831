"""What each function does with its tables and settings while it does all that it can: exactly what it is granted."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from sextant.aws.settings import settings
from sextant.domain.buckets import Bucket
from sextant.domain.event_schemas import SchemaEdit, SchemaMode
from sextant.domain.principals import Principal
from sextant.domain.versions import Basis
from sextant.store import marks
from sextant.store.base import TableModel, connection, forget_connection
from sextant.usecases import event_schemas
from tests.infra.access import ACTIONS, FUNCTIONS, TABLE_SETTINGS, settings_of, tables_of
from tests.integration import counted
from tests.integration.aggregation_queue import AggregationQueue, aggregation_queue
from tests.integration.analytics import event, payment, registration, send, tick
from tests.integration.conftest import ADMIN, CLIENT_KEY, SERVER_KEY, Call
from tests.integration.dynamodb_faults import Access, accesses, refusing
from tests.integration.enrolling import running, variant_of
from tests.integration.erasing import CARLA, MAYA, erase, expect_plans, live, receipt
from tests.integration.test_authorizer import authorize, issuer, key, token
from tests.integration.test_erasure_of_cas import serve

__all__ = ["aggregation_queue", "issuer", "key"]

ROOT = Path(__file__).parents[2]
# Each with what it imports only once that is needed.
HANDLERS = {
    "Client": "api.client",
    "Admin": "api.admin, sextant.usecases.experiment_plan, sextant.usecases.experiment_results",
    "Authorizer": "api.authorizer",
    "Aggregate": "aggregate.handler, sextant.usecases.experiment_looks",
}
MODELS_LOADED = """
import json, sys, {handler}
base = sys.modules["sextant.store.base"]
print(json.dumps([model.Meta.setting for model in base.TableModel.__subclasses__()]))
"""
FLAGS = "/api/admin/feature-flags"
EXPERIMENTS = "/api/admin/experiments"
KEYS = "/api/admin/sdk-keys"
BACKFILLS = "/api/admin/metrics/backfill"
NOW = datetime.now(UTC)
YESTERDAY = (NOW - timedelta(days=1)).date()


class Recorder:
    """What one function has done with tables and settings."""

    def __init__(self) -> None:
        self._accesses: set[Access] = set()
        self.settings: set[str] = set()

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Count what is done meanwhile as the function's doing."""
        settings.forget()
        with accesses(connection().client) as seen:
            yield
        self._accesses |= seen
        self.settings |= {_variable(name) for name in vars(settings)}

    def actions(self) -> dict[str, set[str]]:
        """The actions on each table or index, by the names that the CDK app has for them."""
        found: dict[str, set[str]] = {}
        for access in self._accesses:
            resource = f"{_table(access.table)}/index/{access.index}" if access.index else _table(access.table)
            found.setdefault(resource, set()).add(access.action)
        return found


@pytest.fixture
def recorder(tables: dict[str, type[TableModel]]) -> Recorder:
    """A recorder, over empty tables."""
    return Recorder()


def _variable(attribute: str) -> str:
    """The environment variable behind an attribute of the settings."""
    return "OIDC_AUDIENCE" if attribute == "oidc_audiences" else attribute.upper()


def _table(name: str) -> str:
    """What the CDK app calls the table that the test calls `sextant-flags-table`."""
    variable = name.removeprefix("sextant-").replace("-", "_").upper()
    return next(table for table, setting in TABLE_SETTINGS.items() if setting == variable)


class Routes:
    """Calls a function and remembers which of the API's operations were called."""

    def __init__(self, call: Call, caller: Principal) -> None:
        document = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
        self._operations = {
            (method.upper(), path): re.compile(re.sub(r"{[^}]+}", "[^/]+", path))
            for path, methods in document["paths"].items()
            for method in methods
        }
        self._call, self._caller = call, caller
        self.called: set[tuple[str, str]] = set()

    def __call__(self, method: str, url: str, body: object = None, *, status: int = 200) -> Any:  # noqa: ANN401 - JSON
        """What the function answers, which must have this status."""
        path = url.partition("?")[0]
        self.called |= {each for each, shape in self._operations.items() if each[0] == method and shape.fullmatch(path)}
        answer = self._call(method, url, body=body, caller=self._caller)
        assert answer.status == status, answer.body
        return answer.json if answer.body.startswith("{") else None

    def of(self, *, admin: bool) -> set[tuple[str, str]]:
        """The operations that are the admin function's, or the client function's."""
        return {each for each in self._operations if each[1].startswith("/api/admin/") is admin}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_knows_the_models_of_its_tables_only(function: str) -> None:
    """What it imports in a process of its own can reach no table that it is not granted."""
    done = subprocess.run(  # noqa: S603 - our own interpreter on our own modules
        [sys.executable, "-c", MODELS_LOADED.format(handler=HANDLERS[function])],
        cwd=ROOT,
        env={"PYTHONPATH": "functions:layers/shared/python"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert {_table(setting) for setting in json.loads(done.stdout)} == tables_of(function)


def test_the_client_function_does_all_that_it_may(client_api: Call, admin_api: Call, recorder: Recorder) -> None:
    """Over all its routes, with events of every kind, and while somebody else changes the same profile."""
    asking = {"key": "f", "name": "F", "enabled": True, "roles": ["CA"]}
    assert admin_api("POST", FLAGS, body=asking, caller=ADMIN).status == 201
    key = admin_api("POST", KEYS, body={"name": "k", "kind": "client"}, caller=ADMIN).json["secret"]
    running("button")
    expect_plans()
    ask = Routes(client_api, SERVER_KEY)
    with recorder.recording():
        for path in ("health", "openapi.json", "feature-flags?userId=u", "feature-flags/f/check?userId=u"):
            ask("GET", f"/api/{path}")
        for path in ("", "/f"):
            ask("POST", f"/ofrep/v1/evaluate/flags{path}", {"context": {"targetingKey": "u"}})
        ask("GET", f"/api/features/{key}")
        ask("GET", "/api/experiments/button/variant?userId=u")
        opened = {"userId": "u", "metric": "opened", "eventId": "o"}
        assert ask("POST", "/api/experiments/button/conversion", opened)["counted"]
        ask("POST", "/api/analytics/track", event("page_viewed", "seen"), status=202)
        history = [registration("r"), payment("p"), payment("g", anonymousId="guest")]
        ask("POST", "/api/analytics/track", {"events": history}, status=202)
        ask("POST", "/api/analytics/track", registration("r0", at=_ago(hours=2)), status=202)
        ask("POST", "/api/analytics/track", event("plan_chosen", "broken", {"plan": 1}), status=202)
        old = event("page_viewed", "old", at=_ago(days=120))
        ask("POST", "/api/analytics/track", {"events": [old], "import": True}, status=202)
        with _busy_once():
            ask("POST", "/api/analytics/track", payment("q"), status=202)
        _speak_segments_protocol(ask)
    assert ask.called == ask.of(admin=False)
    assert recorder.actions() == ACTIONS["Client"]
    assert recorder.settings == settings_of("Client")


def test_the_admin_function_does_all_that_it_may(
    client_api: Call, admin_api: Call, recorder: Recorder, aggregation_queue: AggregationQueue
) -> None:
    """Over all its routes, with lists that have a second page and a dashboard that has figures."""
    send(client_api, [registration("r"), payment("p"), *_offered_time()])
    tick()
    running("button")
    variant_of(client_api, "maya")
    _reject_and_relent(client_api)
    ask = Routes(admin_api, ADMIN)
    with recorder.recording():
        for name in ("f", "g"):
            ask("POST", FLAGS, {"key": name, "name": name}, status=201)
        made, _ = (ask("POST", KEYS, {"name": name, "kind": "client"}, status=201) for name in ("a", "b"))
        for listing in (FLAGS, KEYS):
            cursor = ask("GET", f"{listing}?limit=1")["nextCursor"]
            ask("GET", f"{listing}?limit=1&cursor={cursor}")
        ask("GET", f"{FLAGS}/f")
        ask("PUT", f"{FLAGS}/f", {"name": "F", "version": 1})
        ask("PUT", f"{FLAGS}/f/enable")
        ask("PUT", f"{FLAGS}/f/disable")
        ask("PUT", f"{FLAGS}/f/rollout", {"percentage": 5})
        ask("PUT", f"{FLAGS}/f/revert", {"toVersion": 1})
        ask("GET", f"{FLAGS}/f/versions")
        ask("POST", f"{FLAGS}/import?dryRun=true", ask("GET", f"{FLAGS}/export"))
        ask("PUT", f"{FLAGS}/f/archive")
        ask("PUT", f"{FLAGS}/f/restore")
        ask("GET", f"{FLAGS}/f/stats")
        ask("POST", f"{FLAGS}/f/explain", {"context": {"targetingKey": "maya"}})
        _live_through_an_experiment(ask)
        ask("DELETE", f"{FLAGS}/f", status=204)
        ask("DELETE", f"{KEYS}/{made['keyId']}", status=204)
        ask("GET", "/api/admin/audit?limit=1")
        ask("GET", "/api/admin/audit?actor=admin-1")
        ask("GET", "/api/admin/audit?entity=flag:f")
        ask("GET", "/api/admin/analytics/dashboard?compare=previous")
        ask("GET", "/api/admin/analytics/dashboard?timeZone=Asia/Kolkata")
        for figures in ("retention", "revenue", "revenue-by-service", "uniques"):
            ask("GET", f"/api/admin/analytics/{figures}")
        for figures in ("funnel", "conversion-rates", "client-ltv", "ca-utilization", "cas", "cas/omar"):
            ask("GET", f"/api/admin/analytics/{figures}")
        for figures in ("checks", "daily", "definitions", "missing-dates", "restatements", "summary", "trends"):
            ask("GET", f"/api/admin/metrics/{figures}")
        made = ask("POST", BACKFILLS, {"from": str(YESTERDAY), "to": str(YESTERDAY)}, status=202)["backfillId"]
        ask("GET", BACKFILLS)
        ask("GET", f"{BACKFILLS}/{made}")
        ask("POST", f"{BACKFILLS}/{made}/resume")
        _mend_events(ask)
        _know_and_erase(ask, "maya")
    assert ask.called == ask.of(admin=True)
    assert recorder.actions() == ACTIONS["Admin"]
    assert recorder.settings == settings_of("Admin")


def _offered_time() -> list[dict[str, Any]]:
    """A CA who offers an hour."""
    hour = {"start": _ago(hours=3), "end": _ago(hours=2)}
    return [
        registration("joined", "CA", at=_ago(hours=4), userId="omar"),
        event("availability_published", "offered", hour, at=_ago(hours=4), userId="omar"),
    ]


def test_the_authorizer_does_all_that_it_may(
    admin_api: Call, recorder: Recorder, issuer: object, key: RSAPrivateKey
) -> None:
    """It looks at a user's token, and looks up an SDK key."""
    made = admin_api("POST", KEYS, body={"name": "k", "kind": "server"}, caller=ADMIN).json
    with recorder.recording():
        assert authorize(f"Bearer {token(key)}")["kind"] == "user"
        assert authorize(f"Bearer {made['secret']}")["kind"] == "server_key"
    assert recorder.actions() == ACTIONS["Authorizer"]
    assert recorder.settings == settings_of("Authorizer")


def test_the_aggregate_function_does_all_that_it_may(
    client_api: Call,
    admin_api: Call,
    recorder: Recorder,
    aggregation_queue: AggregationQueue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It works off a bucket and another that is marked again meanwhile, looks at an experiment and erases two users."""
    monkeypatch.setenv("SETTLE_SECONDS", "0")
    send(client_api, [registration("r"), payment("p")])
    send(client_api, [event("seen", "e", at=_ago(days=2))], CLIENT_KEY)
    marks.mark(Bucket.of(_milliseconds(NOW - timedelta(days=2))), {0}, _milliseconds(NOW + timedelta(hours=1)))
    looked_at = counted.stored()
    for variant in looked_at.variants:
        counted.count(looked_at, 1, variant.id, users=50)
    with recorder.recording():
        assert tick() == {"buckets": 2, "days": 2, "pending": 1}
    for mark in marks.pending():
        marks.clear(mark)
    live(client_api)
    serve(client_api)
    for user in (MAYA, CARLA):
        erase(admin_api, user)
    wish = {"from": str(YESTERDAY), "to": str(YESTERDAY)}
    assert admin_api("POST", BACKFILLS, body=wish, caller=ADMIN).status == 202
    send(client_api, [event("seen", "before", anonymousId="tablet"), payment("unknown", anonymousId="tablet")])
    send(client_api, [event("identified", "is", userId="omar", anonymousId="tablet")])
    with recorder.recording():
        assert aggregation_queue.work_off() == []
        for _ in range(8):
            tick()
    assert {receipt(admin_api, user)["state"] for user in (MAYA, CARLA)} == {"done"}
    assert recorder.actions() == ACTIONS["Aggregate"]
    assert recorder.settings == settings_of("Aggregate")


def _live_through_an_experiment(ask: Routes) -> None:
    """Everything that can be done to one, among others of its group."""
    variants = [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}]
    metrics = [{"event": "paid"}]
    for number in range(2):
        namespace = {"name": "n", "from": number / 2, "to": (number + 1) / 2}
        body = {"key": f"e{number}", "name": "E", "variants": variants, "metrics": metrics, "namespace": namespace}
        ask("POST", EXPERIMENTS, body, status=201)
        ask("PUT", f"{EXPERIMENTS}/e{number}/start")
    cursor = ask("GET", f"{EXPERIMENTS}?limit=1")["nextCursor"]
    ask("GET", f"{EXPERIMENTS}?limit=1&cursor={cursor}")
    ask("GET", f"{EXPERIMENTS}/e0")
    ask("PUT", f"{EXPERIMENTS}/e0", {"name": "F", "version": 2})
    ask("PUT", f"{EXPERIMENTS}/e0/pause")
    ask("PUT", f"{EXPERIMENTS}/e0/resume")
    phase = {"variants": [{"id": "a", "weight": 1}, {"id": "b", "weight": 3}], "reason": "r"}
    ask("POST", f"{EXPERIMENTS}/e0/phases", {**phase, "dryRun": True})
    ask("POST", f"{EXPERIMENTS}/e0/phases", phase)
    ask("POST", f"{EXPERIMENTS}/plan", {"baseline": 0.1, "minimumEffect": 0.1, "usersPerDay": 1_000})
    ask("GET", f"{EXPERIMENTS}/e0/metrics")
    ask("GET", f"{EXPERIMENTS}/e0/metrics?format=csv")
    ask("PUT", f"{EXPERIMENTS}/e0/complete", {"winner": "b", "reason": "r", "rollOut": {"flag": "g"}}, status=422)
    ask("PUT", f"{EXPERIMENTS}/e0/complete", {"winner": "b", "reason": "r", "rollOut": {"flag": "h"}})
    ask("DELETE", f"{EXPERIMENTS}/e0", status=204)


def _speak_segments_protocol(ask: Routes) -> None:
    """Every call of it, of somebody who turns out to be a user."""
    who = {"userId": "omar", "anonymousId": "tablet"}
    for call, told in {
        "track": {"event": "seen"},
        "identify": {"traits": {"plan": "pro"}},
        "page": {"name": "Prices"},
        "screen": {"name": "Home"},
        "alias": {"previousId": "phone"},
        "group": {"groupId": "acme"},
    }.items():
        ask("POST", f"/v1/{call}", {"messageId": f"alone-{call}", **who, **told})
    for path in ("batch", "b"):
        ask("POST", f"/v1/{path}", {"batch": [{"type": "page", "messageId": path, "anonymousId": "tablet"}]})


def _reject_and_relent(client_api: Call) -> None:
    """Events that broke a schema, which takes them by now; one of them is measured by an experiment."""
    strict, lenient = (
        SchemaEdit(document={"required": wanted}, mode=SchemaMode.ENFORCE, description="") for wanted in (["path"], [])
    )
    event_schemas.put("page_viewed", strict, Basis(), ADMIN)
    forget_connection()
    broken = [event("page_viewed", "maya's"), event("page_viewed", "guest's", anonymousId="tablet")]
    broken += [event("page_viewed", "new", userId="nina"), event("page_viewed", "gone")]
    assert send(client_api, broken)[0] == 0
    event_schemas.put("page_viewed", lenient, Basis(1), ADMIN)
    forget_connection()


def _mend_events(ask: Routes) -> None:
    """Everything that can be done about schemas and what broke them, the list's second page among it."""
    schemas, rejected = "/api/admin/event-schemas", "/api/admin/rejected-events"
    ask("PUT", f"{schemas}/seen", {"schema": {}})
    ask("GET", f"{schemas}/seen")
    cursor = ask("GET", f"{schemas}?limit=1")["nextCursor"]
    ask("GET", f"{schemas}?limit=1&cursor={cursor}")
    ask("DELETE", f"{schemas}/seen", status=204)
    first = ask("GET", f"{rejected}?limit=1")
    ask("GET", f"{rejected}?limit=1&name=page_viewed")
    ask("GET", f"{rejected}?limit=1&cursor={first['nextCursor']}")
    gone = next(each["id"] for each in ask("GET", rejected)["items"] if each["eventId"] == "gone")
    ask("GET", f"{rejected}/{gone}")
    ask("DELETE", f"{rejected}/{gone}", status=204)
    assert ask("POST", f"{rejected}/replay", {"name": "page_viewed"})["stored"] == 3


def _know_and_erase(ask: Routes, user: str) -> None:
    """Everything that can be asked about a user."""
    ask("GET", f"/api/admin/users/{user}")
    ask("GET", f"/api/admin/users/{user}/export?limit=1")
    erasure_id = ask("DELETE", f"/api/admin/users/{user}", status=202)["erasureId"]
    ask("GET", f"/api/admin/users/{user}/erasure")
    ask("GET", f"/api/admin/erasures/{erasure_id}")


def _ago(**span: float) -> str:
    return (NOW - timedelta(**span)).isoformat()


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@contextmanager
def _busy_once() -> Iterator[None]:
    """Somebody else's transaction gets in the way of the next one."""
    conflict: Mapping[str, Any] = {"code": "TransactionCanceledException", "reasons": ("TransactionConflict", "None")}
    with refusing(connection().client, "TransactWriteItems", times=1, **conflict):
        yield
