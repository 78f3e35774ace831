"""The funnel over 90 days with 1,000 registrations each: what it costs the handler's processor, over real HTTP.

A process of its own plays DynamoDB: it answers each query of a cohort with the items that DynamoDB would send for the
attribute asked for. The handler is the admin function's, gateway event in and response out, with no answer in its
memory. Beside it botocore reads the same items with its own parser and does no more with them: the ratio is to that.
"""

import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import botocore.session

from api import admin
from sextant.domain.entrants import Entrant
from sextant.domain.profiles import COHORT_SHARDS
from sextant.store import entrants
from sextant.store.base import forget_connection

MOST_SECONDS = 1.0
MOST_RATIO = 1.5
DAYS, USERS_A_DAY = 90, 1_000
ROUNDS = 5
FIRST = date(2026, 3, 1)
DAY_MS = 24 * 60 * 60_000
CHANNELS = ("ads", "friend", "search", "partner", "")
CONTEXT = SimpleNamespace(aws_request_id="request", get_remaining_time_in_millis=lambda: 29_000)


def main() -> int:
    """Print the seconds and the ratio; 1 when one is over its bound."""
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    try:
        os.environ.update(_environment(mine.recv()))
        forget_connection()
        seconds = [_handled(number) for number in range(ROUNDS + 1)][1:]
        floor = [_read_by_botocore() for _ in range(ROUNDS)]
    finally:
        server.terminate()
        server.join()
    best, least = min(seconds), min(floor)
    print(f"funnel: {DAYS} days x {USERS_A_DAY} registrations, by channel and week")
    print(f"  botocore reading the same items  {least:>6.3f} s of processor")
    print(f"  the handler, whole               {best:>6.3f} s (at most {MOST_SECONDS:.0f})")
    print(f"  ratio                            {best / least:>6.2f} (at most {MOST_RATIO})")
    return int(best > MOST_SECONDS or best / least > MOST_RATIO)


def _environment(port: int) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "BUSINESS_TIME_ZONE": "Europe/London",
        "PROFILES_TABLE": "PROFILES",
        "SETTLE_SECONDS": "30",
    }


def _handled(number: int) -> float:
    """The handler's seconds for a question that it was not asked before."""
    last = FIRST + timedelta(days=DAYS - 1)
    asked = {"from": FIRST, "to": last, "by": "channel", "granularity": "week", "windowDays": 30 + number}
    event = _event({name: str(value) for name, value in asked.items()})
    began = time.process_time()
    answer = admin.handler(event, CONTEXT)  # type: ignore[arg-type]
    took = time.process_time() - began
    total = json.loads(answer["body"])["total"]
    if total["entrants"]["value"] != DAYS * USERS_A_DAY:
        raise SystemExit(f"funnel: {total['entrants']} entrants, not {DAYS * USERS_A_DAY}")
    return took


def _event(query: Mapping[str, str]) -> dict[str, Any]:
    path = "/api/admin/analytics/funnel"
    caller = {"kind": "user", "id": "admin", "roles": "ADMIN", "expiresAt": ""}
    http = {"method": "GET", "path": path, "sourceIp": "127.0.0.1", "userAgent": "bench"}
    return {
        "version": "2.0",
        "routeKey": f"GET {path}",
        "rawPath": path,
        "rawQueryString": urlencode(query),
        "headers": {},
        "queryStringParameters": dict(query),
        "requestContext": {
            "http": http,
            "requestId": "bench",
            "stage": "$default",
            "timeEpoch": 0,
            "authorizer": {"lambda": caller},
        },
        "body": None,
        "isBase64Encoded": False,
    }


def _read_by_botocore() -> float:
    """Every cohort's items by botocore's own client, one after the other."""
    client = botocore.session.get_session().create_client("dynamodb")
    began = time.process_time()
    read = 0
    for cohort in _cohorts():
        found = client.query(
            TableName="PROFILES",
            IndexName="byCohort",
            KeyConditionExpression="cohort = :cohort",
            ExpressionAttributeValues={":cohort": {"S": cohort}},
            ProjectionExpression="entrant",
        )
        read += len(found["Items"])
    took = time.process_time() - began
    if read != DAYS * USERS_A_DAY:
        raise SystemExit(f"funnel: botocore read {read} items")
    return took


def _cohorts() -> list[str]:
    return [f"{FIRST + timedelta(days=day)}#{shard}" for day in range(DAYS) for shard in range(COHORT_SHARDS)]


def serve(told: Connection) -> None:
    """Play DynamoDB until stopped, after telling the port."""
    answers = _answers()
    nothing = json.dumps({"Items": [], "Count": 0, "ScannedCount": 0}).encode()

    class Queried(BaseHTTPRequestHandler):
        """Answers each query by the first value in it, the partition."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            partition = next(iter(asked["ExpressionAttributeValues"].values()))["S"]
            body = answers.get(partition, nothing)
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing of each request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Queried)
    told.send(server.server_address[1])
    server.serve_forever()


def _answers() -> dict[str, bytes]:
    chance = random.Random(20_260_301)  # noqa: S311 - figures to compute with
    answers = {}
    for cohort in _cohorts():
        midday = datetime.fromisoformat(cohort.partition("#")[0]).replace(hour=12, tzinfo=UTC)
        items = [
            {"entrant": {"S": entrants.told(_entrant(int(midday.timestamp()) * 1000, chance))}}
            for _ in range(USERS_A_DAY // COHORT_SHARDS)
        ]
        answers[cohort] = json.dumps({"Items": items, "Count": len(items), "ScannedCount": len(items)}).encode()
    return answers


def _entrant(midday: int, chance: random.Random) -> Entrant:
    at = midday + chance.randrange(-DAY_MS // 3, DAY_MS // 3)
    steps: list[int | None] = [None, None, None]
    reached = at
    for place, likely in enumerate((0.6, 0.7, 0.5)):
        if chance.random() > likely:
            break
        reached += chance.randrange(60_000, 20 * DAY_MS)
        steps[place] = reached
    requested, paid, reviewed = steps
    return Entrant(at, "CLIENT", requested, paid, reviewed, paid, reviewed, chance.choice(CHANNELS) or None)


if __name__ == "__main__":
    sys.exit(main())
