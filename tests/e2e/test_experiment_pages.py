"""One experiment's life in a real browser: made, measured, started, looked at, paused, resumed, ended, and audited."""

import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.browsing import count, sign_in
from tests.e2e.ofrep_flags import SETTLING_SECONDS
from tests.e2e.running import Platform

EXPERIMENTS = "/api/admin/experiments"
KEY = "page_pay_button"
PAGE = f"/admin/experiments/{KEY}"
USERS = 60


def experiment(platform: Platform) -> dict[str, Any]:
    """The experiment, as the API has it."""
    answer = platform.admin.get(f"{EXPERIMENTS}/{KEY}")
    assert answer.status == 200, answer
    body: dict[str, Any] = answer.body
    return body


def move(page: Page, name: str, done: str) -> None:
    """Press a button of the experiment's life, and say yes to what it asks."""
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=f"{name} the experiment").click()
    expect(page.get_by_text(f"{done} {KEY}.")).to_be_visible()


def test_an_experiment_is_made_with_a_metric_and_started(page: Page, platform: Platform) -> None:
    """From the list to a draft, a metric, and a start that is asked for."""
    sign_in(page, platform, "ADMIN", "/admin/experiments")
    page.get_by_role("button", name="New experiment").click()
    form = page.get_by_role("form", name="New experiment")
    form.get_by_label("Key").fill(KEY)
    form.get_by_label("Name", exact=True).fill("Pay button of the page")
    form.get_by_label("Hypothesis").fill("More clients pay if they see how.")
    form.get_by_label("Id of variant 2").fill("blue")
    form.get_by_label("Name of variant 2").fill("Blue")
    form.get_by_role("button", name="Create the draft").click()

    expect(page.get_by_role("heading", name="Pay button of the page")).to_be_visible()
    page.get_by_role("button", name="Add a metric").click()
    page.get_by_label("Metric name").fill("Paid")
    page.get_by_label("Metric id").fill("paid")
    page.get_by_label("Event", exact=True).fill("page_paid")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Saved version 2.")).to_be_visible()
    move(page, "Start", "Started")

    saved = experiment(platform)
    assert (saved["status"], saved["hypothesis"]) == ("RUNNING", "More clients pay if they see how.")
    assert [each["id"] for each in saved["variants"]] == ["control", "blue"]
    assert [(each["id"], each["event"], each["role"]) for each in saved["metrics"]] == [
        ("paid", "page_paid", "primary")
    ]


def test_what_users_did_stands_on_the_page(page: Page, platform: Platform) -> None:
    """Users and conversions by variant are those that were sent, and nothing is decided before a look."""
    time.sleep(SETTLING_SECONDS)
    users, paid = send_users(platform)
    sign_in(page, platform, "ADMIN", f"{PAGE}/results")
    expect(page.get_by_role("heading", name="Keep running")).to_be_visible()
    table = page.get_by_role("table", name="Paid by variant")
    shown = {
        variant: table.locator(f'[data-variant="{variant}"] td').all_inner_texts()[:2]
        for variant in ("control", "blue")
    }
    assert shown == {variant: [count(users[variant]), count(paid[variant])] for variant in users}
    assert sum(users.values()) == USERS


def send_users(platform: Platform) -> tuple[dict[str, int], dict[str, int]]:
    """Let users come by, of whom every fourth pays; how many there are, and how many paid, by variant."""
    server = platform.api(platform.keys["server"])
    users, paid = {"control": 0, "blue": 0}, {"control": 0, "blue": 0}
    for number in range(USERS):
        given = server.get(f"/api/experiments/{KEY}/variant?userId=page-user-{number}")
        assert given.status == 200, given
        variant = given.body["variant"]["id"]
        users[variant] += 1
        if number % 4 == 0:
            sent = {"userId": f"page-user-{number}", "metric": "paid"}
            assert server.post(f"/api/experiments/{KEY}/conversion", sent).body["counted"]
            paid[variant] += 1
    return users, paid


def test_an_experiment_is_paused_resumed_and_completed_with_a_winner(page: Page, platform: Platform) -> None:
    """Each step is said on the page and is so in the API; the result stays as it was in the end."""
    sign_in(page, platform, "ADMIN", PAGE)
    move(page, "Pause", "Paused")
    assert experiment(platform)["status"] == "PAUSED"
    move(page, "Resume", "Resumed")
    assert experiment(platform)["status"] == "RUNNING"

    page.get_by_role("button", name="Complete", exact=True).click()
    form = page.get_by_role("form", name="Complete the experiment")
    form.get_by_label("Winner").select_option("blue")
    form.get_by_label("Reason").fill("Blue is the colour of the house.")
    form.get_by_role("button", name="Complete the experiment").click()
    expect(page.get_by_text(f"Completed {KEY}: blue.")).to_be_visible()
    over = experiment(platform)
    assert (over["status"], over["conclusion"]["winner"]) == ("COMPLETED", "blue")
    frozen = platform.admin.get(f"{EXPERIMENTS}/{KEY}/metrics").body
    assert (frozen["users"], frozen["statisticsHash"]) == (USERS, over["conclusion"]["resultHash"])


def test_the_audit_tells_the_whole_life(page: Page, platform: Platform) -> None:
    """Newest first, with who did it; the experiment leads to its history."""
    sign_in(page, platform, "ADMIN", "/admin/audit")
    page.get_by_label("Of which thing").fill(f"experiment:{KEY}")
    entries = page.get_by_role("table", name="Audit log").locator("tr[data-entry]")
    expect(entries).to_have_count(6)
    words = ["Completed", "Resumed", "Paused", "Started", "Experiment changed", "Experiment made"]
    for entry, word in zip(entries.all(), words, strict=True):
        expect(entry).to_contain_text(word)
        expect(entry).to_contain_text(platform.accounts["ADMIN"].email)
