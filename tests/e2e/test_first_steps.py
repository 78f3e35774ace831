"""What a new user does first, on the running platform: everything over HTTP, through the front door."""

import http.client
import json
import os
import subprocess
import time
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from local.api_client import Answer
from tests.e2e.browsing import count, figure, pounds, sign_in
from tests.e2e.running import Platform

# The schedule ticks each minute, and a mark must settle first.
TICK_PATIENCE_SECONDS = 200
# A warm function looks for changed flags every ten seconds.
FLAG_PATIENCE_SECONDS = 11
CURL_DASHBOARD = 'curl -H "Authorization: Bearer $ADMIN_TOKEN" http://localhost:5000/api/admin/analytics/dashboard'
CURL_FLAG = """curl -X POST -H "Authorization: Bearer $ADMIN_TOKEN" -H "Content-Type: application/json" \\
  -d '{"key":"test_flag","name":"Test Flag","enabled":true}' http://localhost:5000/api/admin/feature-flags"""
CURL_EXPERIMENT = """curl -X POST -H "Authorization: Bearer $ADMIN_TOKEN" -H "Content-Type: application/json" \\
  -d '{"key":"test_exp","name":"Test","variants":[{"id":"a","name":"A","weight":50},'\\
'{"id":"b","name":"B","weight":50}]}' \\
  http://localhost:5000/api/admin/experiments"""


def token_of(platform: Platform, role: str) -> str:
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


def check(platform: Platform, key: str) -> Answer:
    """What an app is told of a flag that was just made, once it is known everywhere."""
    app = platform.api(platform.keys["client"])
    deadline = time.monotonic() + FLAG_PATIENCE_SECONDS
    while (answer := app.get(f"/api/feature-flags/{key}/check?userId=u-1&role=CLIENT")).status == 404:
        if time.monotonic() > deadline:
            break
        time.sleep(0.5)
    return answer


def dashboard_of(platform: Platform, token: str, query: str) -> dict[str, Any]:
    """The dashboard, as the API says it."""
    answer = platform.api(token).get(f"/api/admin/analytics/dashboard?{query}")
    assert answer.status == 200, answer
    said: dict[str, Any] = answer.body
    return said


def pounds_in(dashboard: dict[str, Any]) -> dict[str, int]:
    """The figures of the pound; nothing yet is nought."""
    figures = dashboard["revenue"]["byCurrency"].get("GBP", {})
    return dict.fromkeys(("payments", "gross", "net"), 0) | {name: each["value"] for name, each in figures.items()}


def test_from_signing_in_to_a_payment_on_the_page(page: Page, platform: Platform) -> None:
    """Sign in, make a flag, evaluate it with an SDK key, track a payment, wait for the schedule, and see it all."""
    token = token_of(platform, "ADMIN")
    admin, shop = platform.api(token), platform.api(platform.keys["server"])

    made = admin.post("/api/admin/feature-flags", {"key": "express", "name": "Express checkout", "enabled": True})
    assert made.status == 201, made
    evaluated = check(platform, "express")
    assert (evaluated.status, evaluated.body["enabled"]) == (200, True)

    day = datetime.now(ZoneInfo("Europe/London")).date().isoformat()
    today = f"from={day}&to={day}"
    before = pounds_in(dashboard_of(platform, token, today))
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
    while (after := pounds_in(dashboard_of(platform, token, today))) == before and time.monotonic() < deadline:
        time.sleep(2)
    assert (after["payments"], after["gross"]) == (before["payments"] + 1, before["gross"] + 4999)

    sign_in(page, platform, "ADMIN", f"/?{today}")
    expect(page.get_by_role("heading", name="Revenue")).to_be_visible()
    expect(page.get_by_role("switch", name="express on")).to_be_checked()
    assert shown_of(page) == said_of(dashboard_of(platform, token, f"{today}&compare=previous"))
    assert figure(page, "revenue.GBP.gross") == pounds(after["gross"])


def shown_of(page: Page) -> dict[str, str]:
    """The figures that a payment changes, as the page shows them."""
    named = (
        "users.active",
        "revenue.payingCustomers",
        *(f"revenue.GBP.{each}" for each in ("payments", "gross", "net")),
    )
    return {path: figure(page, path) for path in named}


def said_of(dashboard: dict[str, Any]) -> dict[str, str]:
    """The same figures, as the API says them, in the page's writing."""
    in_pounds = pounds_in(dashboard)
    return {
        "users.active": count(dashboard["users"]["active"]["value"]),
        "revenue.payingCustomers": count(dashboard["revenue"]["payingCustomers"]["value"]),
        "revenue.GBP.payments": count(in_pounds["payments"]),
        "revenue.GBP.gross": pounds(in_pounds["gross"]),
        "revenue.GBP.net": pounds(in_pounds["net"]),
    }


def test_a_switched_off_flag_is_off_within_ten_seconds(platform: Platform) -> None:
    """The kill switch reaches a warm function that has the flags in memory."""
    admin = platform.admin
    assert admin.post("/api/admin/feature-flags", {"key": "doomed", "name": "Doomed", "enabled": True}).status == 201
    assert check(platform, "doomed").body["enabled"] is True
    switched = admin.put("/api/admin/feature-flags/doomed/disable", {})
    assert switched.status == 200, switched
    began = time.monotonic()
    while check(platform, "doomed").body["enabled"] and time.monotonic() - began < FLAG_PATIENCE_SECONDS:
        time.sleep(0.5)
    assert check(platform, "doomed").body["enabled"] is False


@pytest.mark.parametrize(
    ("command", "expected"), [(CURL_DASHBOARD, "revenue"), (CURL_FLAG, "test_flag"), (CURL_EXPERIMENT, '"DRAFT"')]
)
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
