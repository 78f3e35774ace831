"""A local platform of the tests' own, started as `make dev` starts it, on spare ports and in a folder of its own.

MiniStack enforces IAM there (`AUTH=true`), as it always does in `make dev`: whatever passes here passes with each
function holding only what its role names.
"""

import shutil
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.running import Command, Platform, spare_site

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A busy machine answers late; what never comes fails all the same.
ANSWER_PATIENCE_MS = 30_000


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The platform with its demo accounts and keys but no orders; this process's boto3 talks to its AWS."""
    site = spare_site(tmp_path_factory.mktemp("platform"))
    command = Command(site, "--no-seed")
    command.wait_for("Sextant is ready")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in site.environment().items():
            if name.startswith("AWS_"):
                patch.setenv(name, value)
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        yield Platform.of(site)
    command.stop(signal.SIGTERM)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    expect.set_options(timeout=ANSWER_PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, platform: Platform) -> Iterator[Page]:
    """A fresh tab on the front door that holds no session; it must not fail at anything by itself."""
    context = browser.new_context(base_url=platform.url, locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(ANSWER_PATIENCE_MS)
    tab = context.new_page()
    failures: list[str] = []
    tab.on("pageerror", lambda error: failures.append(str(error)))
    yield tab
    context.close()
    assert not failures
