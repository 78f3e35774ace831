"""The admin UI in a real browser, on the running platform: it shows what the API says, and what it saves is saved."""

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from local.aggregation import settle
from tests.e2e.browsing import count, figure, percent, pounds, sign_in, yen
from tests.e2e.running import Platform

# A week that no other test writes to, and the week before it.
WEEK = "from=2010-03-08&to=2010-03-14"
FLAGS = "/api/admin/feature-flags"


def event(number: int, name: str, day: str, user: str | None = None, **properties: object) -> dict[str, object]:
    """A business event at noon of a day of March 2010."""
    who = {"userId": user} if user else {"anonymousId": f"browser-guest-{number}"}
    at = f"2010-03-{day}T12:00:00Z"
    return {"eventId": f"browser-{number}", "name": name, **who, "timestamp": at, "properties": properties}


HISTORY = [
    event(1, "user_registered", "02", "browser-ann", role="CLIENT"),
    event(2, "payment_completed", "03", "browser-ann", paymentId="b-1", amountMinor=100_000, currency="GBP"),
    event(3, "user_registered", "08", "browser-bob", role="CLIENT"),
    event(4, "user_registered", "08", "browser-cleo", role="CA"),
    event(5, "request_created", "09", "browser-bob", requestId="b-r1"),
    event(6, "request_status_changed", "10", "browser-bob", requestId="b-r1", status="COMPLETED"),
    event(7, "payment_completed", "10", "browser-bob", paymentId="b-2", amountMinor=123_456, currency="GBP"),
    event(8, "payment_completed", "11", "browser-ann", paymentId="b-3", amountMinor=5_000, currency="JPY"),
    event(9, "payment_completed", "11", paymentId="b-4", amountMinor=2_44, currency="GBP"),
    event(10, "payment_refunded", "14", "browser-bob", paymentId="b-2", amountMinor=23_456, currency="GBP"),
]


@pytest.fixture(scope="module")
def history(platform: Platform) -> dict[str, Any]:
    """Two weeks of a small shop, counted; what the API says of the second, compared with the first."""
    tracked = platform.api(platform.keys["server"]).post("/api/analytics/track", {"events": HISTORY, "import": True})
    assert (tracked.status, tracked.body["accepted"]) == (202, len(HISTORY)), tracked
    settle(platform.deployment)
    answer = platform.admin.get(f"/api/admin/analytics/dashboard?{WEEK}&compare=previous")
    assert answer.status == 200, answer
    said: dict[str, Any] = answer.body
    return said


def values(measures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The value of each figure of a group."""
    return {name: measure["value"] for name, measure in measures.items()}


def test_the_page_shows_the_figures_that_the_api_says(page: Page, platform: Platform, history: dict[str, Any]) -> None:
    """Each figure of the dashboard, as the API says it and as the events add up."""
    sign_in(page, platform, "ADMIN", f"/?{WEEK}")
    expect(page.get_by_role("heading", name="Revenue")).to_be_visible()

    users, requests, engagement = history["users"], history["requests"], history["engagement"]
    gbp, jpy = (values(history["revenue"]["byCurrency"][currency]) for currency in ("GBP", "JPY"))
    expected = {
        "users.new": count(users["new"]["value"]),
        "users.active": count(users["active"]["value"]),
        **{f"users.newByRole.{role}": count(value) for role, value in values(users["newByRole"]).items()},
        **{f"users.activeByRole.{role}": count(value) for role, value in values(users["activeByRole"]).items()},
        "requests.created": count(requests["created"]["value"]),
        **{f"requests.byStatus.{status}": count(value) for status, value in values(requests["byStatus"]).items()},
        "revenue.payingCustomers": count(history["revenue"]["payingCustomers"]["value"]),
        **{f"revenue.GBP.{name}": count(gbp[name]) for name in ("payments", "refunds")},
        **{f"revenue.GBP.{name}": pounds(gbp[name]) for name in ("gross", "refunded", "net")},
        **{f"revenue.JPY.{name}": yen(jpy[name]) for name in ("gross", "refunded", "net")},
        **{f"engagement.{name}": count(engagement[name]["value"]) for name in ("dau", "wau", "mau")},
        "engagement.stickiness": percent(engagement["stickiness"]["value"]),
    }
    assert {path: figure(page, path) for path in expected} == expected
    assert figure(page, "revenue.GBP.gross") == "£1,237.00"
    assert figure(page, "revenue.GBP.net") == "£1,002.44"
    assert figure(page, "revenue.JPY.gross") == "JP¥5,000"
    assert figure(page, "users.newByRole.CA") == "1"
    assert figure(page, "requests.byStatus.COMPLETED") == "1"
    assert page.get_by_text("8 Mar 2010 to 14 Mar 2010").inner_text().endswith(f"days in {history['timeZone']}")
    assert page.get_by_test_id("completeness").inner_text() == "Complete: 7 of 7 days counted"


def test_the_week_before_stands_beside_each_figure(page: Page, platform: Platform, history: dict[str, Any]) -> None:
    """Previous value and change come from the API; without the comparison they are gone."""
    sign_in(page, platform, "ADMIN", f"/admin/analytics?{WEEK}")
    gross = history["revenue"]["byCurrency"]["GBP"]["gross"]
    row = page.locator('[data-metric="revenue.GBP.gross"]')
    assert gross["previous"] == 100_000
    expect(row).to_have_text(f"Gross{pounds(gross['value'])}{pounds(100_000)}+{percent(gross['change'])}")
    page.get_by_label("Compare with the period before").uncheck()
    expect(row).to_have_text(f"Gross{pounds(gross['value'])}")


def test_a_flag_is_switched_and_rolled_out_from_the_page(page: Page, platform: Platform) -> None:
    """What the page says it saved is what the API then says."""
    made = platform.admin.post(FLAGS, {"key": "browser_flag", "name": "Switched in a browser"})
    assert made.status == 201, made
    sign_in(page, platform, "ADMIN")

    page.get_by_role("switch", name="browser_flag on").check()
    expect(page.get_by_text("Saved: browser_flag is on, at 100 %.")).to_be_visible()
    assert platform.admin.get(f"{FLAGS}/browser_flag").body["enabled"] is True

    page.get_by_label("Roll-out of browser_flag in percent").fill("50")
    page.get_by_role("button", name="Set the roll-out of browser_flag").click()
    expect(page.get_by_text("Saved: browser_flag is on, at 50 %.")).to_be_visible()
    flag = platform.admin.get(f"{FLAGS}/browser_flag").body
    assert (flag["enabled"], flag["rolloutPercentage"], flag["version"]) == (True, 50, made.body["version"] + 2)


def test_a_flag_that_somebody_else_changed_is_not_overwritten(page: Page, platform: Platform) -> None:
    """The page is refused, shows what is there now, and goes on from that."""
    assert platform.admin.post(FLAGS, {"key": "browser_contested", "name": "Contested"}).status == 201
    sign_in(page, platform, "ADMIN", "/admin/feature-flags")
    switch = page.get_by_role("switch", name="browser_contested on")
    expect(switch).to_be_visible()
    assert platform.admin.put(f"{FLAGS}/browser_contested/rollout", {"percentage": 12.5}).status == 200

    switch.click()
    expect(page.get_by_role("alert")).to_contain_text("It is now off, at 12.5 %")
    assert platform.admin.get(f"{FLAGS}/browser_contested").body["enabled"] is False
    page.get_by_role("button", name="Show the current state").click()
    switch.check()
    expect(page.get_by_text("Saved: browser_contested is on, at 12.5 %.")).to_be_visible()


def test_a_flag_is_made_found_and_deleted_from_the_page(page: Page, platform: Platform) -> None:
    """What the server refuses stands beside its field; a deleted flag is gone."""
    sign_in(page, platform, "ADMIN", "/admin/feature-flags")
    page.get_by_role("button", name="New flag").click()
    form = page.get_by_role("form", name="New flag")
    form.get_by_label("Key").fill("browser_made")
    form.get_by_label("Name").fill("x" * 200)
    form.get_by_label("Description").fill("y" * 2_001)
    form.get_by_role("button", name="Create the flag").click()
    expect(form.get_by_label("Description")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Description").fill("Made in a browser")
    form.get_by_role("button", name="Create the flag").click()
    expect(page.get_by_text("Created browser_made.")).to_be_visible()

    page.get_by_label("Search").fill("Made in a BROWSER")
    expect(page.get_by_role("switch")).to_have_count(1)
    page.get_by_role("button", name="Delete browser_made").click()
    page.get_by_role("button", name="Delete the flag").click()
    expect(page.get_by_text("Deleted browser_made.")).to_be_visible()
    assert platform.admin.get(f"{FLAGS}/browser_made").status == 404


def test_who_is_no_admin_is_told_so(page: Page, platform: Platform) -> None:
    """A client's account can sign in to the shop, not to this page."""
    sign_in(page, platform, "CLIENT")
    expect(page.get_by_role("alert")).to_contain_text("is not an administrator")


def test_a_token_that_no_longer_counts_leads_to_the_sign_in(page: Page, platform: Platform) -> None:
    """The page says why it asks again instead of failing."""
    page.goto("/")
    page.evaluate("token => sessionStorage.setItem('sextant.idToken', token)", forged(platform.tokens["ADMIN"]))
    page.reload()
    expect(page.get_by_text("Your session has ended. Please sign in again.")).to_be_visible()
    expect(page.get_by_label("Password")).to_be_visible()


def forged(token: str) -> str:
    """The same claims under a signature that does not fit."""
    head, _, signature = token.rpartition(".")
    return f"{head}.{signature[::-1]}"
