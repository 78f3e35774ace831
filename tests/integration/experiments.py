"""Experiments as admins make them, for tests."""

from typing import Any

from tests.integration.conftest import ADMIN, Answer, Call

URL = "/api/admin/experiments"
VARIANTS: list[dict[str, Any]] = [{"id": "a", "name": "A", "weight": 50}, {"id": "b", "name": "B", "weight": 50}]
METRICS: list[dict[str, Any]] = [{"id": "paid", "event": "payment_completed"}]


def sent(admin_api: Call, key: str = "button", **settings: object) -> Answer:
    """What comes of making an experiment with a metric."""
    body = {"key": key, "name": "Button", "variants": VARIANTS, "metrics": METRICS, **settings}
    return admin_api("POST", URL, body=body, caller=ADMIN)


def make(admin_api: Call, key: str = "button", **settings: object) -> dict[str, Any]:
    """A new draft, as the API shows it."""
    answer = sent(admin_api, key, **settings)
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json
    return made


def put(admin_api: Call, path: str, body: object = None, **headers: str) -> Answer:
    """A change by an admin."""
    return admin_api("PUT", f"{URL}/{path}", body=body, caller=ADMIN, headers=headers)


def post(admin_api: Call, path: str, body: object) -> Answer:
    """A question or a change by an admin."""
    return admin_api("POST", f"{URL}/{path}", body=body, caller=ADMIN)


def read(admin_api: Call, key: str = "button") -> dict[str, Any]:
    """The experiment as it is stored."""
    answer = admin_api("GET", f"{URL}/{key}", caller=ADMIN)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def started(admin_api: Call, key: str = "button", **settings: object) -> dict[str, Any]:
    """A running experiment, as the API shows it."""
    make(admin_api, key, **settings)
    answer = put(admin_api, f"{key}/start")
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def problem(answer: Answer, status: int) -> dict[str, Any]:
    """The problem document of an answer, which must have this status."""
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json
    return told


def fields(answer: Answer) -> list[str]:
    """Which fields a problem complains about; each says something."""
    errors = problem(answer, 422)["errors"]
    assert all(error["message"] for error in errors)
    return [error["field"] for error in errors]
