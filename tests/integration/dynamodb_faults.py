"""DynamoDB counted, failing and slow, by botocore's own events: nothing of ours is patched."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from botocore.awsrequest import AWSResponse

Refusal = tuple[AWSResponse, dict[str, Any]]


class Access(NamedTuple):
    """What IAM is asked about a request, or about one part of it."""

    action: str
    table: str
    index: str | None = None


@contextmanager
def _hooked(event: str, handler: Callable[..., object], client: Any) -> Iterator[None]:  # noqa: ANN401 - as below
    client.meta.events.register_first(event, handler)
    try:
        yield
    finally:
        client.meta.events.unregister(event, handler)


@contextmanager
def refusing(
    client: Any,  # noqa: ANN401 - botocore makes its clients' classes at run time
    operation: str = "*",
    *,
    code: str = "AccessDeniedException",
    reasons: tuple[str, ...] = (),
    times: int | None = None,
) -> Iterator[None]:
    """DynamoDB refuses an operation and does nothing.

    Args:
        client: A botocore client.
        operation: Such as `GetItem`; every one if not given.
        code: How DynamoDB calls the error.
        reasons: Why a transaction was cancelled, a code for each action.
        times: How often, after which it works again; for ever if not given.
    """
    refused: list[str] = []

    def handler(event_name: str, **_event: object) -> Refusal | None:
        if times is not None and len(refused) >= times:
            return None
        refused.append(event_name)
        error = {"Error": {"Code": code, "Message": code}, "CancellationReasons": [{"Code": each} for each in reasons]}
        return AWSResponse("", 400, {}, None), error

    with _hooked(f"before-call.dynamodb.{operation}", handler, client):
        yield


@contextmanager
def too_large(
    client: Any,  # noqa: ANN401 - as above
    partition: str,
    bucket: str,
    operation: str = "*",
) -> Iterator[list[str]]:
    """DynamoDB finds one item of the metrics too large whenever it is put; the list holds the refused operations."""
    refused: list[str] = []
    said = "Item size has exceeded the maximum allowed size"

    def handler(event_name: str, params: dict[str, Any], **_event: object) -> Refusal | None:
        body = json.loads(params["body"])
        parts = [part.get("Put", {}) for part in body.get("TransactItems", [])] or [body]
        keys = [(part.get("Item", {}).get("partition"), part.get("Item", {}).get("bucket")) for part in parts]
        if ({"S": partition}, {"S": bucket}) not in keys:
            return None
        refused.append(event_name.rsplit(".", 1)[1])
        return AWSResponse("", 400, {}, None), {"Error": {"Code": "ValidationException", "Message": said}}

    with _hooked(f"before-call.dynamodb.{operation}", handler, client):
        yield refused


@contextmanager
def slow(client: Any, seconds: float, operation: str = "*") -> Iterator[None]:  # noqa: ANN401 - as above
    """DynamoDB takes its time."""

    def handler(**_event: object) -> None:
        time.sleep(seconds)

    with _hooked(f"before-call.dynamodb.{operation}", handler, client):
        yield


@contextmanager
def counted(client: Any) -> Iterator[list[tuple[str, bool]]]:  # noqa: ANN401 - as above
    """Every request, as its operation and whether it is consistent."""
    seen: list[tuple[str, bool]] = []

    def handler(event_name: str, params: dict[str, Any], **_event: object) -> None:
        seen.append((event_name.rsplit(".", 1)[1], bool(json.loads(params["body"]).get("ConsistentRead"))))

    with _hooked("before-call.dynamodb.*", handler, client):
        yield seen


@contextmanager
def accesses(client: Any) -> Iterator[set[Access]]:  # noqa: ANN401 - as above
    """Everything that requests need to be allowed."""
    seen: set[Access] = set()

    def handler(event_name: str, params: dict[str, Any], **_event: object) -> None:
        seen.update(_asked_of_iam(event_name.rsplit(".", 1)[1], json.loads(params["body"])))

    with _hooked("before-call.dynamodb.*", handler, client):
        yield seen


def _asked_of_iam(operation: str, body: dict[str, Any]) -> Iterator[Access]:
    match body:
        case {"TransactItems": list(parts)}:
            # There is no right to transactions: each part needs the right to what it does, such as `Put`.
            for part in parts:
                ((kind, details),) = part.items()
                yield Access("ConditionCheckItem" if kind == "ConditionCheck" else f"{kind}Item", details["TableName"])
        case {"RequestItems": dict(tables)}:
            for table in tables:
                yield Access(operation, table)
        case {"TableName": str(table)}:
            yield Access(operation, table, body.get("IndexName"))
        case _:
            raise ValueError(f"{operation} names no table")
