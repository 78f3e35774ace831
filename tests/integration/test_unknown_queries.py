"""A query parameter that a route does not know is an error: left out silently, it would give other figures."""

import pytest

from tests.integration.conftest import ADMIN, CLIENT_KEY, Call

DASHBOARD = "/api/admin/analytics/dashboard"


@pytest.mark.parametrize(
    ("url", "field", "words"),
    [
        (f"{DASHBOARD}?timezone=Asia/Kolkata", "timezone", "did you mean timeZone?"),
        (f"{DASHBOARD}?from=2026-01-01&until=2026-01-02", "until", "leave it out"),
        ("/api/admin/analytics/cas/carla?formats=csv", "formats", "did you mean format?"),
        ("/api/admin/feature-flags?limits=5", "limits", "did you mean limit?"),
        ("/api/admin/users/maya/erasure?page=2", "page", "leave it out"),
    ],
)
def test_what_a_route_does_not_know_is_told_by_its_name(admin_api: Call, url: str, field: str, words: str) -> None:
    """With what it does know."""
    answer = admin_api("GET", url, caller=ADMIN)
    assert (answer.status, answer.headers["content-type"]) == (422, "application/problem+json")
    (told,) = answer.json["errors"]
    assert told["field"] == field
    assert words in told["message"]
    assert told["expected"]


def test_who_may_not_ask_is_told_that_first(admin_api: Call) -> None:
    """Nobody learns what there is to ask for by guessing."""
    assert admin_api("GET", f"{DASHBOARD}?timezone=UTC", caller=CLIENT_KEY).status == 403


def test_routes_of_apps_take_more_than_they_know(client_api: Call) -> None:
    """SDKs and caches between add parameters of their own."""
    asked = "/api/feature-flags?userId=maya&_=1700000000"
    assert client_api("GET", asked, caller=CLIENT_KEY).status == 200
