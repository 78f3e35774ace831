"""Writes the product's OpenAPI document from the routes of both API functions, without deploying anything.

python -m api.openapi docs/openapi.json          write it
python -m api.openapi --check docs/openapi.json  exit 1 when it is not what the code says
"""

import json
import sys
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer, Server

from api import admin, client, problems

VERSION = "0.1.0"
DESCRIPTION = """\
Feature flags, experiments, events and business figures, self-hosted on AWS.

Send a user's token (`Authorization: Bearer <JWT>`) or an SDK key (`Bearer sx_…`, or Basic with the key as user name).
`/api/admin/*` needs a user with the role ADMIN. Errors are `application/problem+json` (RFC 9457) with a `requestId`
that the logs carry too; only `/ofrep/*` tells errors as OpenFeature's protocol has it.
"""
_REF = "#/components/schemas/"
_FIELD_ERROR = {
    "type": "object",
    "required": ["field", "message"],
    "properties": {
        "field": {"type": "string", "description": "Path of the field, such as `events[3].timestamp`"},
        "message": {"type": "string"},
        "expected": {"type": "string"},
    },
}
_PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "requestId"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "enum": sorted(
                {problems.TYPE_BASE + each.slug for each in (*problems.PROBLEMS.values(), problems.INTERNAL)}
            ),
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The path that was asked for"},
        "requestId": {"type": "string", "description": "Find this in the logs"},
        "errors": {"type": "array", "maxItems": problems.MOST_ERRORS, "items": {"$ref": f"{_REF}FieldError"}},
        "moreErrors": {"type": "integer", "description": "How many more there are than `errors` tells"},
        "current": {"description": "With `stale-version`: what is stored now"},
        "state": {"type": "string", "description": "With `illegal-move`: the status that the thing has"},
        "allowed": {
            "type": "array",
            "items": {"type": "string"},
            "description": "With `illegal-move`: what can be done in that status",
        },
        "requiredBy": {
            "type": "array",
            "maxItems": problems.MOST_ERRORS,
            "items": {"type": "string"},
            "description": "With `required-by`: keys of the flags that require this one",
        },
        "written": {
            "$ref": f"{_REF}FlagImportOutcome",
            "description": "With `import-interrupted`: what was done until then",
        },
    },
}


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document of the whole HTTP API."""
    whole = _described(client.api.resolver)
    admins = _described(admin.api.resolver)
    whole["paths"] |= {path: {**whole["paths"].get(path, {}), **item} for path, item in admins["paths"].items()}
    schemas = whole["components"]["schemas"]
    for name, schema in admins["components"]["schemas"].items():
        if schemas.setdefault(name, schema) != schema:
            raise ValueError(f"two different schemas are called {name}; rename one")
    _state_problems(whole)
    whole["paths"] = dict(sorted(whole["paths"].items()))
    whole["components"]["schemas"] = dict(sorted(schemas.items()))
    return whole


def _described(resolver: APIGatewayHttpResolver) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(
        resolver.get_openapi_json_schema(
            title="Sextant",
            version=VERSION,
            description=DESCRIPTION,
            servers=[Server(url="/")],
            security_schemes={"bearer": HTTPBearer(description="A user's token or an SDK key")},
            security=[{"bearer": []}],
        )
    )
    return described


def _state_problems(whole: dict[str, Any]) -> None:
    """Say once for every operation that its errors are problems, instead of the framework's own error shape."""
    schemas = whole["components"]["schemas"]
    for framework in ("HTTPValidationError", "ResponseValidationError", "ValidationError"):
        schemas.pop(framework, None)
    schemas["Problem"], schemas["FieldError"] = _PROBLEM, _FIELD_ERROR
    answer = {
        "description": "A problem",
        "content": {problems.CONTENT_TYPE: {"schema": {"$ref": f"{_REF}Problem"}}},
    }
    for path, item in whole["paths"].items():
        for operation in item.values():
            for framework in ("422", "500"):
                operation["responses"].pop(framework, None)
            operation["responses"].get("304", {}).pop("content", None)
            # A protocol of others that has errors of its own documents them as what it answers to a bad request.
            operation["responses"]["default"] = operation["responses"].pop("400", answer)
            if client.is_public(path):
                operation["security"] = []


def main(arguments: list[str]) -> int:
    """Write the document, or with `--check` compare it."""
    text = json.dumps(document(), indent=2, ensure_ascii=False) + "\n"
    path = Path(arguments[-1])
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{path} is not what the code says; run `make openapi` and commit it\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
