"""One flag's life in a real browser: made, given a rule, explained, counted, put back, and found in the audit."""

import gzip
import json
from pathlib import Path

from playwright.sync_api import Page, Request, expect

from tests.e2e.browsing import sign_in
from tests.e2e.running import Platform

FLAGS = "/api/admin/feature-flags"
KEY = "page_colour"
PAGE = f"/admin/feature-flags/{KEY}"
COUNTED_MS = 40_000
"""Functions hold counts for up to 10 s, and a page asks again when it is told to."""


def test_a_text_flag_is_made_and_opened(page: Page, platform: Platform) -> None:
    """From the list, with values of its type, to its page."""
    sign_in(page, platform, "ADMIN", "/admin/feature-flags")
    page.get_by_role("button", name="New flag").click()
    form = page.get_by_role("form", name="New flag")
    form.get_by_label("Key").fill(KEY)
    form.get_by_label("Name").fill("Colour of the page")
    form.get_by_label("Type of its values").select_option("text")
    form.get_by_label("Value when on").fill("blue")
    form.get_by_label("Default value").fill("grey")
    form.get_by_label("Roll-out in percent").fill("0")
    form.get_by_label("Owner").fill("design team")
    form.get_by_label("On from the start").check()
    form.get_by_role("button", name="Create the flag").click()
    page.get_by_role("link", name=KEY).click()
    expect(page.get_by_role("heading", name="Colour of the page")).to_be_visible()
    flag = platform.admin.get(f"{FLAGS}/{KEY}").body
    assert (flag["value"], flag["defaultValue"], flag["owner"]) == ("blue", "grey", "design team")


def test_a_rule_is_written_line_by_line_and_decides(page: Page, platform: Platform) -> None:
    """What the page saved is what an app is then served."""
    sign_in(page, platform, "ADMIN", f"{PAGE}/targeting")
    page.get_by_role("button", name="Add a rule").click()
    page.get_by_label("Description").fill("Ireland")
    page.get_by_role("button", name="Add a line").click()
    page.get_by_label("Attribute 1").fill("country")
    page.get_by_label("Operand 1").fill("IE")
    page.get_by_label("Value", exact=True).fill("green")
    expect(page.get_by_text('If country is "IE": serve "green"')).to_be_visible()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Saved version 2.")).to_be_visible()
    (rule,) = platform.admin.get(f"{FLAGS}/{KEY}").body["rules"]
    assert (rule["condition"], rule["force"], rule["description"]) == ({"country": "IE"}, "green", "Ireland")
    assert rule["id"]


def test_what_the_server_refuses_of_a_rule_stands_at_the_rule(page: Page, platform: Platform) -> None:
    """An operator that the language does not have is refused, and nothing is saved."""
    sign_in(page, platform, "ADMIN", f"{PAGE}/targeting")
    page.get_by_role("button", name="Edit rule 1").click()
    page.get_by_role("button", name="Edit as JSON").click()
    page.get_by_label("Condition").fill('{"country": {"$like": "I%"}}')
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("[data-rule]").get_by_role("alert").first).to_contain_text("$like")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text('If country is "IE": serve "green"')).to_be_visible()
    assert platform.admin.get(f"{FLAGS}/{KEY}").body["version"] == 2


def test_the_page_explains_what_a_user_gets_and_why(page: Page, platform: Platform) -> None:
    """Rule by rule: the one that decides for Ireland does not apply in France."""
    sign_in(page, platform, "ADMIN", f"{PAGE}/test")
    (rule,) = platform.admin.get(f"{FLAGS}/{KEY}").body["rules"]
    explained = page.locator(f'[data-explained="{rule["id"]}"]')
    page.get_by_label("User id").fill("fiona")
    page.get_by_label("More attributes").fill('{"country": "IE"}')
    page.get_by_role("button", name="Explain").click()
    expect(explained).to_have_attribute("data-outcome", "matched")
    expect(explained).to_contain_text('"green"')
    page.get_by_label("More attributes").fill('{"country": "FR"}')
    page.get_by_role("button", name="Explain").click()
    expect(explained).to_have_attribute("data-outcome", "not_matched")
    expect(explained).to_contain_text("country")


def test_evaluations_and_coverage_are_counted(page: Page, platform: Platform) -> None:
    """An evaluation over HTTP arrives in the statistics under its value."""
    served = platform.api(platform.keys["server"]).get(
        f"/api/feature-flags/{KEY}/check?userId=fiona&attributes=%7B%22country%22%3A%22IE%22%7D"
    )
    assert (served.status, served.body["value"]) == (200, "green"), served
    sign_in(page, platform, "ADMIN", f"{PAGE}/statistics")
    expect(page.get_by_role("heading", name="Coverage")).to_be_visible()
    row = page.locator('[data-value*="green"]')
    for _ in range(COUNTED_MS // 2_000):
        if row.count():
            break
        page.wait_for_timeout(2_000)
        page.get_by_role("button", name="Refresh").click()
    expect(row).to_be_visible()
    expect(page.locator(".chart svg").first).to_be_visible()


def test_an_earlier_version_is_put_back_from_the_history(page: Page, platform: Platform) -> None:
    """The page shows what that changes, asks, and makes a new version."""
    sign_in(page, platform, "ADMIN", f"{PAGE}/history")
    page.get_by_role("button", name="Put back version 1").click()
    dialog = page.get_by_role("dialog", name="Put back version 1?")
    expect(dialog.get_by_text("Ireland")).to_be_visible()
    dialog.get_by_role("button", name="Put it back").click()
    expect(page.get_by_text("Put back version 1, as version 3.")).to_be_visible()
    flag = platform.admin.get(f"{FLAGS}/{KEY}").body
    assert (flag["version"], flag["rules"]) == (3, [])


def test_the_audit_tells_what_was_done(page: Page, platform: Platform) -> None:
    """Every step of before, newest first, with who did it and what differs."""
    sign_in(page, platform, "ADMIN", "/admin/audit")
    page.get_by_label("Of which thing").fill(f"flag:{KEY}")
    table = page.get_by_role("table", name="Audit log")
    expect(table.locator("tr[data-entry]")).to_have_count(3)
    newest = table.locator("tr[data-entry]").first
    expect(newest).to_contain_text("Put back")
    expect(newest).to_contain_text(platform.accounts["ADMIN"].email)
    newest.get_by_role("button", name="What changed").click()
    expect(table.locator('[data-change="rules"]')).to_contain_text("Ireland")


def test_unsaved_changes_are_not_lost_by_a_click(page: Page, platform: Platform) -> None:
    """Whoever leaves with unsaved changes is asked first."""
    sign_in(page, platform, "ADMIN", f"{PAGE}/settings")
    page.get_by_label("Owner").fill("nobody")
    page.get_by_role("link", name="Audit log").click()
    page.get_by_role("dialog").get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Owner")).to_have_value("nobody")
    page.get_by_role("link", name="Audit log").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Audit log")).to_be_visible()
    assert platform.admin.get(f"{FLAGS}/{KEY}").body["owner"] == "design team"


def test_a_flag_is_archived_restored_and_deleted_and_can_come_back(page: Page, platform: Platform) -> None:
    """Nothing that an admin does to a flag is final."""
    sign_in(page, platform, "ADMIN", f"{PAGE}/settings")
    seed = platform.admin.get(f"{FLAGS}/{KEY}").body["seed"]
    page.get_by_role("button", name=f"Archive or delete {KEY}").click()
    page.get_by_role("button", name="Archive it").click()
    expect(page.get_by_text(f"Archived {KEY}.")).to_be_visible()
    page.get_by_role("button", name=f"Restore {KEY}").click()
    expect(page.get_by_text(f"Restored {KEY}.")).to_be_visible()
    page.get_by_role("button", name=f"Archive or delete {KEY}").click()
    page.get_by_role("button", name="Delete the flag").click()
    expect(page.get_by_role("heading", name="Feature flags")).to_be_visible()
    assert platform.admin.get(f"{FLAGS}/{KEY}").status == 404
    page.goto(PAGE)
    page.get_by_role("button", name="Bring back version 2").click()
    expect(page.get_by_role("heading", name="Colour of the page")).to_be_visible()
    flag = platform.admin.get(f"{FLAGS}/{KEY}").body
    assert (flag["seed"], len(flag["rules"])) == (seed, 1)


def test_flags_are_exported_and_imported_again(page: Page, platform: Platform, tmp_path: Path) -> None:
    """A change of the file is shown before it is made; nothing else differs."""
    seed = platform.admin.get(f"{FLAGS}/{KEY}").body["seed"]
    sign_in(page, platform, "ADMIN", "/admin/feature-flags")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    document = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    (flag,) = (each for each in document["flags"] if each["key"] == KEY)
    flag["owner"] = "growth team"
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(document), encoding="utf-8")
    page.get_by_role("button", name="Import").click()
    dialog = page.get_by_role("dialog", name="Import flags")
    dialog.get_by_label("File", exact=True).set_input_files(changed)
    expect(dialog.locator('[data-change="owner"]')).to_contain_text("growth team")
    expect(dialog.locator("[data-change]")).to_have_count(1)
    assert platform.admin.get(f"{FLAGS}/{KEY}").body["owner"] == "design team"
    dialog.get_by_role("button", name="Import for good").click()
    expect(page.get_by_text("Imported 1 flag.")).to_be_visible()
    flag = platform.admin.get(f"{FLAGS}/{KEY}").body
    assert (flag["owner"], flag["seed"], len(flag["rules"])) == ("growth team", seed, 1)


def test_a_long_file_is_imported_packed_and_flags_that_it_lacks_are_deleted(
    page: Page, platform: Platform, tmp_path: Path
) -> None:
    """More than plain JSON has room for; deletions are shown and asked for."""
    exported = platform.admin.get(f"{FLAGS}/export").body
    flags = [each for each in exported["flags"] if each["key"] != KEY]
    users = [f"a-user-of-the-first-hour-{number:04}" for number in range(1_000)]
    flags += [{"key": f"long_{number}", "name": "Long", "userIds": users} for number in range(40)]
    long = tmp_path / "long.json"
    long.write_text(json.dumps({**exported, "flags": flags}), encoding="utf-8")
    packed: list[Request] = []
    page.on("request", lambda request: packed.append(request) if "/import" in request.url else None)
    sign_in(page, platform, "ADMIN", "/admin/feature-flags")
    page.get_by_role("button", name="Import").click()
    dialog = page.get_by_role("dialog", name="Import flags")
    dialog.get_by_label("File", exact=True).set_input_files(long)
    dialog.get_by_label("Delete flags that the file does not hold").check()
    expect(dialog.get_by_text("40 new, 0 changed")).to_contain_text("1 deleted")
    dialog.get_by_role("button", name="Import for good").click()
    expect(page.get_by_text("Imported 41 flags.")).to_be_visible()
    assert platform.admin.get(f"{FLAGS}/{KEY}").status == 404
    assert platform.admin.get(f"{FLAGS}/long_39").body["userIds"] == users
    assert all(len(gzip.decompress(request.post_data_buffer or b"")) > 1_000_000 for request in packed)
