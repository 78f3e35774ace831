"""The admin UI as a person sees it: signing in, and how it writes figures."""

from decimal import ROUND_HALF_UP, Decimal

from playwright.sync_api import Page

from tests.e2e.running import Platform

NO_FIGURE = "\N{EN DASH}"


def sign_in(page: Page, platform: Platform, role: str, path: str = "/") -> None:
    """Fill in the sign-in form that the page at this path shows."""
    account = platform.accounts[role]
    page.goto(path)
    page.get_by_label("E-mail address").fill(account.email)
    page.get_by_label("Password").fill(account.password)
    page.get_by_role("button", name="Sign in").click()


def figure(page: Page, path: str) -> str:
    """The large figure, or the first of a row, that the page shows for a path such as `users.new`."""
    return page.locator(f'[data-metric="{path}"] .value').inner_text()


def count(number: int) -> str:
    """A number as British people write it."""
    return f"{number:,}"


def pounds(pence: int) -> str:
    """An amount as British people write it."""
    return f"£{Decimal(pence) / 100:,.2f}"


def yen(amount: int) -> str:
    """An amount as British people write it; a yen has no smaller unit."""
    return f"JP¥{amount:,}"


def percent(ratio: float | None) -> str:
    """A ratio with at most one decimal; a dash where there is none."""
    if ratio is None:
        return NO_FIGURE
    rounded = (Decimal(str(ratio)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded.normalize():f}%"
