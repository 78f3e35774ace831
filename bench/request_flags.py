"""A whole warm `GET /api/feature-flags` with 200 flags, gateway event in and response out: where its time goes.

The flags are those of `evaluate_flags` as an admin would set them, loaded from a table in moto. What is not evaluating
them and writing their JSON is overhead: finding out who calls, the query, the routing, the headers. The three are timed
by turns in one process, so that a machine that slows down slows all; each share is one of medians.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from moto import mock_aws

from api import client
from api.routes.flags import PRINTED
from bench.evaluate_flags import FLAGS, USERS, flag
from bench.peers import sextant
from bench.peers.flags import Flag as Peer
from bench.peers.flags import User
from sextant.domain import flags
from sextant.domain.flags import Flag, FlagEdit
from sextant.store.flag_items import FlagItem, item_of
from sextant.store.metrics import MetricItem
from sextant.usecases.flag_cache import flag_cache

BOUND = 0.5
ROUNDS = 1_000
WARM_UP = 100
TABLES = ("FLAGS", "PROFILES", "EVENTS", "METRICS", "SDK_KEYS")
CONTEXT = SimpleNamespace(aws_request_id="request", get_remaining_time_in_millis=lambda: 15_000)


def main() -> int:
    """Print the times and the share that is overhead; 1 when that is over the bound."""
    with _flags_in_a_table():
        user = USERS[0]
        event = _event(user)
        answer = client.handler(event, CONTEXT)  # type: ignore[arg-type]
        body = json.loads(answer["body"])
        if answer["statusCode"] != 200 or len(body["flags"]) != FLAGS:  # noqa: PLR2004 - OK
            print(f"request_flags: answered {answer['statusCode']} with {len(body.get('flags', ()))} flags")
            return 1
        served = flag_cache().current().snapshot.served
        attributes = {"id": user.id, "roles": ["CLIENT"], "segments": [], **user.attributes}

        def evaluate() -> dict[str, Any]:
            return {key: decide(attributes) for key, decide in served.deciders.items()}

        decisions = evaluate()

        def write() -> str:
            return f'{{"flags":{{{",".join(PRINTED.texts(decisions, served))}}},"version":{FLAGS}}}'

        if json.loads(write())["flags"] != body["flags"]:
            print("request_flags: the request and the parts that are timed answer differently")
            return 1
        whole, evaluation, writing = _microseconds(lambda: client.handler(event, CONTEXT), evaluate, write)  # type: ignore[arg-type]
    overhead = whole - evaluation - writing
    print(
        f"request_flags: {FLAGS} flags in {whole:.0f} us: evaluation {evaluation:.0f}, JSON {writing:.0f}, all else "
        f"{overhead:.0f}; {overhead / whole:.2f} of the whole (at most {BOUND})"
    )
    return int(overhead / whole > BOUND)


@contextmanager
def _flags_in_a_table() -> Iterator[None]:
    os.environ.update({f"{name}_TABLE": name for name in TABLES})
    os.environ.update(AWS_DEFAULT_REGION="eu-west-2", AWS_ACCESS_KEY_ID="bench", AWS_SECRET_ACCESS_KEY="bench")  # noqa: S106
    with mock_aws():
        for model in (FlagItem, MetricItem):
            model.create_table(billing_mode="PAY_PER_REQUEST", wait=True)
        for number in range(FLAGS):
            item_of(_stored(flag(number))).save()
        yield


def _stored(peer: Peer) -> Flag:
    """A flag of the other benchmark with one rule of its own, which decides all."""
    feature = sextant.feature(peer)
    edit = FlagEdit(enabled=True, rollout=0, rules=tuple(feature["rules"]))
    return flags.make(peer.key, edit, by="bench", now=datetime.now(UTC))


def _event(user: User) -> dict[str, Any]:
    """The request as the gateway hands it over: a server key asks for a user and says all that rules look at."""
    path = "/api/feature-flags"
    query = urlencode({"userId": user.id, "role": "CLIENT", "attributes": json.dumps(user.attributes)})
    return {
        "version": "2.0",
        "routeKey": "GET /api/{proxy+}",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {
            "accept": "*/*",
            "accept-encoding": "gzip",
            "authorization": "Bearer sx_server_0123456789ab_secret",
            "host": "api.example.com",
            "user-agent": "bench",
            "x-forwarded-for": "192.0.2.1",
            "x-forwarded-proto": "https",
        },
        "queryStringParameters": dict(parse_qsl(query)),
        "requestContext": {
            "http": {"method": "GET", "path": path, "sourceIp": "192.0.2.1", "userAgent": "bench"},
            "requestId": "request",
            "stage": "$default",
            "authorizer": {"lambda": {"kind": "server_key", "id": "0123456789ab", "roles": "", "expiresAt": ""}},
        },
        "isBase64Encoded": False,
    }


def _microseconds(*parts: Callable[[], object]) -> list[float]:
    """The median time of each, run by turns."""
    times: list[list[float]] = [[] for _ in parts]
    for number in range(WARM_UP + ROUNDS):
        for part, taken in zip(parts, times, strict=True):
            began = time.perf_counter()
            part()
            if number >= WARM_UP:
                taken.append(time.perf_counter() - began)
    return [statistics.median(taken) * 1e6 for taken in times]


if __name__ == "__main__":
    sys.exit(main())
