"""Our tables in moto, made from the pynamodb models, and the API functions called as the gateway would call them."""

import importlib
import io
import json
import logging
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

import pytest
from moto import mock_aws

import sextant.store
from sextant.aws.observability import logger
from sextant.aws.settings import settings
from sextant.domain.principals import Principal, PrincipalKind
from sextant.store.base import TableModel, forget_connection
from sextant.store.cursors import signing_key
from sextant.usecases.client_keys import client_keys
from sextant.usecases.data_files import data_files
from sextant.usecases.evaluation_counts import evaluation_counts
from sextant.usecases.flag_cache import flag_cache
from sextant.usecases.known_users import known_users

ADMIN = Principal(PrincipalKind.USER, "admin-1", frozenset({"ADMIN"}))
CLIENT = Principal(PrincipalKind.USER, "client-1", frozenset({"CLIENT"}))
SERVER_KEY = Principal(PrincipalKind.SERVER_KEY, "5e7ve7000000")
CLIENT_KEY = Principal(PrincipalKind.CLIENT_KEY, "c11e47000000")

CONTEXT = SimpleNamespace(
    function_name="test",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-2:000000000000:function:test",
    aws_request_id="request-of-the-context",
    get_remaining_time_in_millis=lambda: 15_000,
)


@dataclass(frozen=True)
class Answer:
    """What came back from an API function."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - a test looks into any JSON
        """The body, parsed."""
        return json.loads(self.body)


class Call(Protocol):
    """One request to an API function, as the gateway would hand it over."""

    def __call__(
        self,
        method: str,
        url: str,
        *,
        body: object = None,
        caller: Principal | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer: ...


def models() -> dict[str, type[TableModel]]:
    """For each table's setting the model that knows its indexes."""
    for module in pkgutil.iter_modules(sextant.store.__path__):
        importlib.import_module(f"sextant.store.{module.name}")
    found: dict[str, type[TableModel]] = {}
    for model in TableModel.__subclasses__():
        setting: str = model.Meta.setting  # type: ignore[attr-defined]
        if setting not in found or len(model._indexes) > len(found[setting]._indexes):
            found[setting] = model
    return found


@pytest.fixture
def moto_tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, type[TableModel]]]:
    """All tables, empty, in a moto of their own; the environment names them as the CDK app would."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("BUSINESS_TIME_ZONE", "Europe/London")
    by_setting = models()
    for setting in by_setting:
        monkeypatch.setenv(setting.upper(), f"sextant-{setting.replace('_', '-')}")
    settings.forget()
    with mock_aws():
        forget_connection()
        signing_key.cache_clear()
        for cached in (flag_cache, known_users, client_keys, data_files, evaluation_counts):
            cached.cache_clear()
        for model in by_setting.values():
            model.create_table(billing_mode="PAY_PER_REQUEST", wait=True)
        yield by_setting
    forget_connection()
    settings.forget()


@pytest.fixture
def tables(moto_tables: dict[str, type[TableModel]]) -> dict[str, type[TableModel]]:
    """All tables, empty. In moto, unless a module says otherwise with a fixture of this name."""
    return moto_tables


def gateway_event(
    method: str, url: str, *, body: object, caller: Principal | None, headers: Mapping[str, str] | None
) -> dict[str, Any]:
    """A request in payload format 2.0, with the authorizer's context of `caller`."""
    parts = urlsplit(url)
    raw = body if isinstance(body, str) or body is None else json.dumps(body)
    sent = {"content-type": "application/json", **(headers or {})} if raw is not None else dict(headers or {})
    query: dict[str, str] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        query[name] = f"{query[name]},{value}" if name in query else value
    context: dict[str, Any] = {
        "http": {"method": method, "path": parts.path, "sourceIp": "127.0.0.1", "userAgent": "test"},
        "requestId": "request-1",
        "stage": "$default",
        "timeEpoch": 0,
    }
    if caller:
        found = {"kind": caller.kind.value, "id": caller.id, "roles": ",".join(sorted(caller.roles)), "expiresAt": ""}
        context["authorizer"] = {"lambda": found}
    return {
        "version": "2.0",
        "routeKey": f"{method} {parts.path}",
        "rawPath": parts.path,
        "rawQueryString": parts.query,
        "headers": sent,
        "queryStringParameters": query,
        "requestContext": context,
        "body": raw,
        "isBase64Encoded": False,
    }


def calls(handler: Callable[[dict[str, Any], Any], dict[str, Any]]) -> Call:
    """Calls a function of the API as the gateway would."""

    def call(
        method: str,
        url: str,
        *,
        body: object = None,
        caller: Principal | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        answer = handler(gateway_event(method, url, body=body, caller=caller, headers=headers), CONTEXT)
        shown = {name.lower(): value for name, value in answer.get("headers", {}).items()}
        return Answer(answer["statusCode"], shown, answer.get("body") or "")

    return call


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the functions log, as it would reach CloudWatch."""
    buffer = io.StringIO()
    handler = logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(buffer)
    yield buffer
    handler.setStream(before or sys.stdout)


@pytest.fixture
def client_api(tables: object) -> Call:
    """Calls the client function over empty tables."""
    from api import client

    return calls(client.handler)


@pytest.fixture
def admin_api(tables: object) -> Call:
    """Calls the admin function over empty tables."""
    from api import admin

    return calls(admin.handler)
