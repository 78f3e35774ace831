"""`make dev` with its real orders and its simulated marketplace: every page of figures, and a run that is killed."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from local.preflight import is_taken
from local.site import Site
from tests.e2e.browsing import count, figure, percent, pounds, sign_in
from tests.e2e.running import Command, Platform, spare_site

ANALYTICS = "/admin/analytics"
DAYS = 60
# An erasure waits between its steps until what was under way is stored, and each tick takes it further.
ERASURE_PATIENCE_MS = 420_000
BACKFILL_PATIENCE_MS = 90_000
TEAPOT = {"type": "object", "properties": {"cups": {"type": "integer"}}, "required": ["cups"]}


class Demo:
    """The running platform and the command that runs it."""

    def __init__(self, site: Site) -> None:
        """Start it, and load what `make dev` loads."""
        self.site = site
        self.command = Command(site)
        self.command.wait_for("Sextant is ready")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo; whatever a failed test leaves running is stopped with it."""
    demo = Demo(spare_site(tmp_path_factory.mktemp("demo")))
    yield demo
    demo.command.stop(signal.SIGTERM)
    reset = Command(demo.site, "reset")
    assert reset.finish() == 0, reset.said


@pytest.fixture(scope="module")
def platform(demo: Demo) -> Platform:
    """The demo's, in place of the one that all other tests share."""
    return Platform.of(demo.site)


@pytest.fixture(scope="module")
def period() -> str:
    """The last days, those before today, in the address of a page and of the API."""
    first, last = (time.strftime("%Y-%m-%d", time.gmtime(time.time() - back * 86_400)) for back in (DAYS, 1))
    return f"from={first}&to={last}"


def said_by(platform: Platform, path: str, query: str = "") -> Any:  # noqa: ANN401 - any JSON
    """What the API says to the admin."""
    answer = platform.admin.get(f"/api/admin/{path}?{query}")
    assert answer.status == 200, answer
    return answer.body


def opened(page: Page, platform: Platform, path: str, title: str) -> None:
    """Sign in at a page, and wait until it shows what it is about."""
    sign_in(page, platform, "ADMIN", path)
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    expect(page.locator('[aria-busy="true"]')).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def cells(row: Locator) -> list[str]:
    """What the numbers of a table's row are."""
    return [text.strip() for text in row.locator("td.number").all_inner_texts()]


def test_the_demo_orders_are_on_the_dashboard(demo: Demo, platform: Platform) -> None:
    """They tie out with the data set's own figures for these days, whatever the simulator adds in its own currency."""
    assert "Loading orders: 100%" in demo.command.said
    money = pounds_of(platform)
    assert money["payments"] == 3588
    assert money["gross"] == 214_828_901
    assert money["refunded"] == 25_286_475


def pounds_of(platform: Platform) -> dict[str, int]:
    """The real shop's money of the last days."""
    revenue = said_by(platform, "analytics/dashboard", _last_sixty_days())["revenue"]["byCurrency"]["GBP"]
    return {name: revenue[name]["value"] for name in ("payments", "gross", "refunds", "refunded", "net")}


def _last_sixty_days() -> str:
    first, last = (time.strftime("%Y-%m-%d", time.gmtime(time.time() - back * 86_400)) for back in (DAYS, 0))
    return f"from={first}&to={last}"


@pytest.fixture(scope="module")
def somebody(platform: Platform) -> str:
    """Who came today, which is in no figure that is looked at meanwhile."""
    came = {"eventId": "somebody-r", "name": "user_registered", "properties": {"role": "CLIENT"}}
    seen = {"eventId": "somebody-s", "name": "page_viewed"}
    sent = platform.api(platform.keys["server"]).post(
        "/api/analytics/track", {"events": [{**each, "userId": "somebody"} for each in (came, seen)]}
    )
    assert (sent.status, sent.body["accepted"]) == (202, 2), sent
    return "somebody"


def test_an_admin_has_a_user_forgotten(page: Page, platform: Platform, somebody: str) -> None:
    """What is held is shown first, and the id has to be typed; its receipt is looked for last of all."""
    opened(page, platform, f"/admin/users/{somebody}", "Users")
    expect(page.locator('[data-held="businessEvents"]')).to_be_visible()
    page.get_by_role("button", name="Erase this user…").click()
    page.get_by_role("dialog").get_by_role("textbox").fill(somebody)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("heading", name="This user is being erased")).to_be_visible()
    expect(page.get_by_label("Steps of the erasure")).to_be_visible()


def test_revenue(page: Page, platform: Platform, period: str) -> None:
    """Pounds are those of real invoices; rows and totals are the API's."""
    said = said_by(platform, "analytics/revenue", f"{period}&granularity=week")
    opened(page, platform, f"{ANALYTICS}/revenue?{period}&granularity=week", "Revenue")
    total = said["totals"]["GBP"]
    assert figure(page, "revenue.GBP.gross") == pounds(total["gross"]["value"])
    assert figure(page, "revenue.GBP.net") == pounds(total["net"]["value"])
    assert figure(page, "revenue.GBP.payments") == count(total["payments"]["value"])
    assert sum(row["byCurrency"]["GBP"]["gross"] for row in said["rows"]) == total["gross"]["value"]
    with page.expect_download() as csv:
        page.get_by_role("button", name="Download CSV").click()
    assert csv.value.suggested_filename.endswith(".csv")
    lines = Path(csv.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert "gross" in lines[0]


def test_revenue_by_service(page: Page, platform: Platform, period: str) -> None:
    """Each service of the simulated marketplace has its row."""
    rows = said_by(platform, "analytics/revenue-by-service", period)["rows"]
    assert len([row for row in rows if row["currency"] == "INR"]) > 2
    opened(page, platform, f"{ANALYTICS}/services?{period}", "Revenue by service")
    for row in rows:
        shown = page.get_by_role("region", name=f"Services in {row['currency']}")
        assert cells(shown.locator(f'[data-service="{row["serviceType"]}"]'))[0] == count(row["payments"]["value"])


def test_funnel(page: Page, platform: Platform, period: str) -> None:
    """Registered, requested, paid, reviewed; and each channel by itself."""
    said = said_by(platform, "analytics/funnel", f"{period}&by=channel")
    steps = said["total"]["steps"]
    assert all(step["users"]["value"] > 0 for step in steps)
    opened(page, platform, f"{ANALYTICS}/funnel?{period}&by=channel", "Funnel")
    assert figure(page, "funnel.entrants") == count(said["total"]["entrants"]["value"])
    for step in steps:
        shown = cells(page.locator(f'[data-step="{step["step"]}"]'))
        assert shown[0] == count(step["users"]["value"])
        assert shown[2] == percent(step["overallRate"]["value"])
    expect(page.get_by_role("table", name="By channel").get_by_role("row")).to_have_count(len(said["groups"]) + 1)


def test_conversion_rates(page: Page, platform: Platform, period: str) -> None:
    """Of clients and of CAs."""
    said = said_by(platform, "analytics/conversion-rates", period)
    opened(page, platform, f"{ANALYTICS}/conversion?{period}", "Conversion rates")
    for role, name in (("CLIENT", "Clients"), ("CA", "CAs")):
        told = next(each for each in said["roles"] if each["role"] == role)
        assert told["registered"]["value"] > 0
        panel = page.get_by_role("region", name=name, exact=True)
        for rate in told["rates"]:
            shown = cells(panel.locator(f'[data-action="{rate["action"]}"]'))
            assert shown[:3] == [
                count(rate["users"]["value"]),
                count(rate["matureUsers"]["value"]),
                percent(rate["rate"]["value"]),
            ]


def test_cas_and_the_score_card_of_one(page: Page, platform: Platform, period: str) -> None:
    """How much of their time is booked, from all of them down to one."""
    said = said_by(platform, "analytics/ca-utilization", period)
    busiest = said["top"][0]
    assert 0 < said["totals"]["utilization"]["value"] < 1
    opened(page, platform, f"{ANALYTICS}/cas?{period}", "CA utilization")
    assert figure(page, "ca.utilization") == percent(said["totals"]["utilization"]["value"])
    assert figure(page, "ca.offering") == count(said["totals"]["offering"]["value"])
    page.get_by_role("table", name="Busiest").get_by_role("link", name=busiest["caId"]).click()
    expect(page.get_by_role("heading", name=f"CA {busiest['caId']}")).to_be_visible()
    card = said_by(platform, f"analytics/cas/{busiest['caId']}", period)
    expect(page.locator('[data-metric="ca.utilization"] .value')).to_have_text(percent(card["utilization"]["value"]))
    assert figure(page, "ca.completed") == count(card["completed"]["value"])
    assert figure(page, "ca.ratings") == count(card["ratings"]["value"])


def test_lifetime_value(page: Page, platform: Platform, period: str) -> None:
    """What each month's clients paid, and what they are expected to."""
    said = said_by(platform, "analytics/client-ltv", period)
    opened(page, platform, f"{ANALYTICS}/lifetime-value?{period}", "Lifetime value")
    assert said["cohorts"]
    for cohort in said["cohorts"]:
        rows = page.locator(f'table:has(caption:has-text("Paid so far")) [data-cohort="{cohort["month"]}"]')
        assert cells(rows.first)[0] == count(cohort["clients"])


def test_retention(page: Page, platform: Platform, period: str) -> None:
    """Weeks that are not over yet are dashes."""
    cohorts = said_by(platform, "analytics/retention", period)["cohorts"]
    opened(page, platform, f"{ANALYTICS}/retention?{period}", "Retention")
    for cohort in cohorts:
        shown = cells(page.locator(f'[data-cohort="{cohort["days"]["from"]}"]').first)
        assert shown[0] == count(cohort["size"])
    open_weeks = [cell for cohort in cohorts for cell in cohort["cells"] if cell["active"] is None]
    assert open_weeks


def test_days_and_a_backfill(page: Page, platform: Platform, period: str) -> None:
    """Each day is there, and whether it is closed; counting some again finds nothing wrong."""
    days = said_by(platform, "metrics/daily", period)["days"]
    opened(page, platform, f"/admin/data?{period}", "Days")
    for day in days[-3:]:
        assert cells(page.locator(f'[data-day="{day["day"]}"]'))[0] == count(day["newUsers"])
    missing = said_by(platform, "metrics/missing-dates", period)
    # Imported history is closed after ten quiet minutes: none of it is lost, and it says so.
    assert {each["reason"] for each in missing["missing"]} <= {"notClosedYet"}
    expect(page.locator("[data-missing]")).to_have_count(len(missing["missing"]))

    page.get_by_role("link", name="Backfills").click()
    page.get_by_label("First day").fill(days[-2]["day"])
    page.get_by_label("Last day").fill(days[-1]["day"])
    page.get_by_role("button", name="Count again").click()
    done = page.get_by_text("2 of 2 days counted again, no quarter-hour was off")
    expect(done).to_be_visible(timeout=BACKFILL_PATIENCE_MS)


def test_an_event_that_breaks_its_schema_is_kept_and_taken_in_once_that_is_mended(
    page: Page, platform: Platform
) -> None:
    """An admin registers a schema on the page, sees what breaks it, changes it, and has the event taken in."""
    opened(page, platform, "/admin/data/event-schemas", "Event schemas")
    page.get_by_role("button", name="New schema").click()
    page.get_by_label("Event", exact=True).fill("tea_poured")
    page.get_by_label("Mode").select_option(label="Reject what breaks it")
    page.get_by_label("Schema of the properties").fill('{"type": "object", "required": ["cups"]}')
    page.get_by_role("button", name="Save").click()
    expect(page.locator('[data-schema="tea_poured"]')).to_be_visible()

    shop = platform.api(platform.keys["server"])
    poured = {"eventId": "tea-1", "name": "tea_poured", "userId": "u-tea", "properties": {"spoons": 2}}
    deadline = time.monotonic() + 30
    while True:  # a warm function looks for changed schemas every ten seconds
        sent = shop.post("/api/analytics/track", {"events": [{**poured, "eventId": f"tea-{time.monotonic_ns()}"}]})
        if sent.body["rejected"] or time.monotonic() > deadline:
            break
        time.sleep(1)
    assert sent.body["rejected"][0]["reason"] == "schema_violated"

    page.get_by_role("link", name="Rejected events").click()
    expect(page.locator("[data-rejected]").first).to_contain_text("tea_poured")

    page.get_by_role("link", name="Event schemas").click()
    page.get_by_role("button", name="Delete tea_poured").click()
    page.get_by_role("button", name="Delete the schema").click()
    expect(page.locator('[data-schema="tea_poured"]')).to_have_count(0)
    page.get_by_role("link", name="Rejected events").click()
    replay = page.locator("[data-rejected]").first.get_by_role("button", name="Replay")
    expect(replay).to_be_visible()
    time.sleep(11)
    replay.click()
    expect(page.locator("[data-rejected]")).to_have_count(0)


def test_the_forgotten_user_is_gone_and_there_is_a_receipt(page: Page, platform: Platform, somebody: str) -> None:
    """And whoever sends something of theirs late is refused."""
    opened(page, platform, f"/admin/users/{somebody}", "Users")
    expect(page.get_by_role("heading", name="This user was erased")).to_be_visible(timeout=ERASURE_PATIENCE_MS)
    late = {"eventId": "late-1", "name": "page_viewed", "userId": somebody}
    sent = platform.api(platform.keys["server"]).post("/api/analytics/track", {"events": [late]})
    assert sent.body["rejected"][0]["reason"] == "user_erased"


def test_a_run_that_was_killed_is_taken_up_by_the_next(demo: Demo) -> None:
    """The money survives it, as it did the erasure, and is not loaded twice; Ctrl-C then ends everything."""
    before = pounds_of(Platform.of(demo.site))
    demo.command.stop(signal.SIGKILL)
    assert is_taken(demo.site.aws_port)

    demo.command = Command(demo.site)
    demo.command.wait_for("Sextant is ready")
    assert "had left MiniStack running" in demo.command.said
    assert "Loading orders" not in demo.command.said
    assert pounds_of(Platform.of(demo.site)) == before

    another = Command(demo.site)
    assert another.finish() == 1
    assert "is running already" in another.said

    assert demo.command.stop(signal.SIGINT) == 0
    assert "Stopped." in demo.command.said
    assert not is_taken(demo.site.aws_port)
