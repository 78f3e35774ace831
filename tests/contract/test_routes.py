"""The public contract: `docs/openapi.json` against what is promised to those who call the API."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
PROMISED = """
GET    /api/health
GET    /api/openapi.json
GET    /api/feature-flags
GET    /api/feature-flags/{}/check
GET    /api/features/{}
POST   /ofrep/v1/evaluate/flags
POST   /ofrep/v1/evaluate/flags/{}
POST   /api/analytics/track
GET    /api/admin/analytics/dashboard
GET    /api/admin/analytics/revenue
GET    /api/admin/analytics/revenue-by-service
GET    /api/admin/analytics/retention
GET    /api/admin/analytics/ca-utilization
GET    /api/admin/analytics/cas
GET    /api/admin/analytics/cas/{}
GET    /api/admin/analytics/uniques
GET    /api/admin/metrics/definitions
GET    /api/admin/feature-flags
POST   /api/admin/feature-flags
GET    /api/admin/feature-flags/export
POST   /api/admin/feature-flags/import
GET    /api/admin/feature-flags/{}
PUT    /api/admin/feature-flags/{}
DELETE /api/admin/feature-flags/{}
PUT    /api/admin/feature-flags/{}/enable
PUT    /api/admin/feature-flags/{}/disable
PUT    /api/admin/feature-flags/{}/rollout
PUT    /api/admin/feature-flags/{}/archive
PUT    /api/admin/feature-flags/{}/restore
PUT    /api/admin/feature-flags/{}/revert
GET    /api/admin/feature-flags/{}/versions
GET    /api/admin/feature-flags/{}/stats
POST   /api/admin/feature-flags/{}/explain
GET    /api/experiments/{}/variant
POST   /api/experiments/{}/conversion
GET    /api/admin/experiments
POST   /api/admin/experiments
GET    /api/admin/experiments/{}
PUT    /api/admin/experiments/{}
DELETE /api/admin/experiments/{}
PUT    /api/admin/experiments/{}/start
PUT    /api/admin/experiments/{}/pause
PUT    /api/admin/experiments/{}/resume
PUT    /api/admin/experiments/{}/complete
POST   /api/admin/experiments/{}/phases
GET    /api/admin/experiments/{}/metrics
POST   /api/admin/experiments/plan
GET    /api/admin/audit
POST   /v1/batch
POST   /v1/b
POST   /v1/track
POST   /v1/identify
POST   /v1/page
POST   /v1/screen
POST   /v1/alias
POST   /v1/group
GET    /api/admin/event-schemas
GET    /api/admin/event-schemas/{}
PUT    /api/admin/event-schemas/{}
DELETE /api/admin/event-schemas/{}
GET    /api/admin/rejected-events
POST   /api/admin/rejected-events/replay
GET    /api/admin/rejected-events/{}
DELETE /api/admin/rejected-events/{}
GET    /api/admin/sdk-keys
POST   /api/admin/sdk-keys
DELETE /api/admin/sdk-keys/{}
GET    /api/admin/analytics/client-ltv
GET    /api/admin/analytics/conversion-rates
GET    /api/admin/analytics/funnel
GET    /api/admin/erasures/{}
GET    /api/admin/metrics/backfill
POST   /api/admin/metrics/backfill
GET    /api/admin/metrics/backfill/{}
POST   /api/admin/metrics/backfill/{}/resume
GET    /api/admin/metrics/checks
GET    /api/admin/metrics/daily
GET    /api/admin/metrics/missing-dates
GET    /api/admin/metrics/restatements
GET    /api/admin/metrics/summary
GET    /api/admin/metrics/trends
GET    /api/admin/users/{}
DELETE /api/admin/users/{}
GET    /api/admin/users/{}/erasure
GET    /api/admin/users/{}/export
"""
OPEN = {"GET /api/health", "GET /api/openapi.json", "GET /api/features/{clientKey}"}


def test_the_routes_are_those_that_are_promised() -> None:
    """Methods and paths; how a path calls its parameter is nobody's concern."""
    documented = [re.sub(r"{[^}]+}", "{}", operation) for operation in OPERATIONS]

    assert sorted(documented) == sorted(" ".join(line.split()) for line in PROMISED.strip().splitlines())


def test_the_document_is_valid() -> None:
    """As OpenAPI 3.1, every reference included."""
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_goes_wrong_is_answered_with_a_problem(operation: str) -> None:
    """Each operation documents one answer for all errors, and what it answers otherwise."""
    responses = dict(OPERATIONS[operation]["responses"])
    told = responses.pop("default")["content"]
    not_modified = responses.pop("304", {})

    assert told == {kind: {"schema": {"$ref": f"#/components/schemas/{name}"}} for kind, name in error_of(operation)}
    assert {status[0] for status in responses} == {"2"}
    assert "content" not in not_modified


def error_of(operation: str) -> set[tuple[str, str]]:
    """The media type and the schema in which an operation tells errors: OpenFeature's protocol has its own."""
    if " /ofrep/" in operation:
        return {("application/json", "OfrepError")}
    return {("application/problem+json", "Problem")}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_only_what_tells_nothing_is_open(operation: str) -> None:
    """Everything else asks for a token or a key, as the document says at its top."""
    asked = OPERATIONS[operation].get("security", DOCUMENT["security"])

    assert asked == ([] if operation in OPEN else [{"bearer": []}])
