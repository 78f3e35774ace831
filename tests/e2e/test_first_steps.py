"""What a new user does first, on the running platform: everything over HTTP, through the front door."""

import http.client
import json
import os
import subprocess
import time
import uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.running import Platform

# The schedule ticks each minute, and a mark must settle first.
TICK_PATIENCE_SECONDS = 200
CURL_DASHBOARD = 'curl -H "Authorization: Bearer $ADMIN_TOKEN" http://localhost:5000/api/admin/analytics/dashboard'
CURL_FLAG = """curl -X POST -H "Authorization: Bearer $ADMIN_TOKEN" -H "Content-Type: application/json" \\
  -d '{"key":"test_flag","name":"Test Flag","enabled":true}' http://localhost:5000/api/admin/feature-flags"""


def sign_in(platform: Platform, role: str) -> str:
    """The ID token of a password sign-in at the front door, as the page does it."""
    account = platform.accounts[role]
    parts = urlsplit(platform.url)
    body = {
        "ClientId": platform.deployment.user_pool_client_id,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": account.email, "PASSWORD": account.password},
    }
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request(
        "POST",
        "/_cognito/",
        json.dumps(body),
        {
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth",
        },
    )
    answer = connection.getresponse()
    assert answer.status == 200
    token: str = json.loads(answer.read())["AuthenticationResult"]["IdToken"]
    connection.close()
    return token


def revenue_of(platform: Platform, token: str, day: str) -> dict[str, int]:
    """The pound's figures of one day as the dashboard says them; empty if it says nothing yet."""
    answer = platform.api(token).get(f"/api/admin/analytics/dashboard?from={day}&to={day}")
    assert answer.status == 200, answer
    pounds = answer.body["revenue"]["byCurrency"].get("GBP", {})
    return {name: metric["value"] for name, metric in pounds.items()}


def test_from_signing_in_to_a_payment_on_the_dashboard(platform: Platform) -> None:
    """Sign in, make a flag, evaluate it with an SDK key, track a payment, and see it after the real schedule's tick."""
    token = sign_in(platform, "ADMIN")
    admin, shop = platform.api(token), platform.api(platform.keys["server"])

    made = admin.post("/api/admin/feature-flags", {"key": "express", "name": "Express checkout", "enabled": True})
    assert made.status == 201, made
    evaluated = platform.api(platform.keys["client"]).get("/api/feature-flags/express/check?userId=u-1&role=CLIENT")
    assert (evaluated.status, evaluated.body["enabled"]) == (200, True)

    day = datetime.now(ZoneInfo("Europe/London")).date().isoformat()
    before = revenue_of(platform, token, day)
    payment = {
        "eventId": f"payment-{uuid.uuid4()}",
        "name": "payment_completed",
        "userId": "u-1",
        "timestamp": datetime.now(UTC).isoformat(),
        "properties": {"paymentId": f"p-{uuid.uuid4()}", "amountMinor": 4999, "currency": "GBP"},
    }
    tracked = shop.post("/api/analytics/track", payment)
    assert (tracked.status, tracked.body["accepted"]) == (202, 1), tracked

    deadline = time.monotonic() + TICK_PATIENCE_SECONDS
    while (after := revenue_of(platform, token, day)) == before and time.monotonic() < deadline:
        time.sleep(2)
    assert after.get("gross", 0) - before.get("gross", 0) == 4999
    assert after["payments"] - before.get("payments", 0) == 1


def test_a_switched_off_flag_is_off_within_ten_seconds(platform: Platform) -> None:
    """The kill switch reaches a warm function that has the flags in memory."""
    admin, app = platform.admin, platform.api(platform.keys["client"])
    assert admin.post("/api/admin/feature-flags", {"key": "doomed", "name": "Doomed", "enabled": True}).status == 201
    check = "/api/feature-flags/doomed/check?userId=u-1&role=CLIENT"
    deadline = time.monotonic() + 12
    while app.get(check).status == 404 and time.monotonic() < deadline:
        time.sleep(0.5)
    assert app.get(check).body["enabled"] is True
    switched = admin.put("/api/admin/feature-flags/doomed/disable", {})
    assert switched.status == 200, switched
    began = time.monotonic()
    while app.get(check).body["enabled"] and time.monotonic() - began < 12:
        time.sleep(0.5)
    assert app.get(check).body["enabled"] is False
    assert time.monotonic() - began <= 11


@pytest.mark.parametrize(("command", "expected"), [(CURL_DASHBOARD, "revenue"), (CURL_FLAG, "test_flag")])
def test_the_documented_curl_commands_work(platform: Platform, command: str, expected: str) -> None:
    """As they are written, except that this platform is on a port of its own."""
    moved = command.replace("http://localhost:5000", platform.url)
    done = subprocess.run(  # noqa: S602 - it is the shell command that people paste
        f"{moved} --silent --show-error --fail-with-body",
        shell=True,
        env=os.environ | {"ADMIN_TOKEN": platform.tokens["ADMIN"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert expected in json.dumps(json.loads(done.stdout))


def test_a_browser_elsewhere_is_told_what_it_may_send(platform: Platform) -> None:
    """The API answers preflights itself, with the configuration of its template."""
    parts = urlsplit(platform.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    headers = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    connection.request("OPTIONS", "/api/analytics/track", headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status in {200, 204}
    assert answer.getheader("Access-Control-Allow-Origin") in {"*", "https://shop.example"}
    assert "POST" in str(answer.getheader("Access-Control-Allow-Methods"))
    assert "authorization" in str(answer.getheader("Access-Control-Allow-Headers")).lower()
