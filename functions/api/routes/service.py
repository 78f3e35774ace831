"""Whether the service is up, and its own description."""

from functools import cache
from http import HTTPStatus
from pathlib import Path

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from sextant.schemas.service import Health

router = APIGatewayHttpRouter()
TAGS = ["Service"]
DESCRIPTION_MAX_AGE_SECONDS = 300
PUBLIC_PATHS = frozenset({"/api/health", "/api/openapi.json", "/api/docs"})


@router.get("/api/health", tags=TAGS, summary="Whether the API answers")
def health() -> Health:
    """It asks nothing of the database."""
    return Health()


@router.get("/api/openapi.json", tags=TAGS, summary="This API as an OpenAPI 3.1 document")
def openapi() -> Response[str]:
    """The document that `docs/openapi.json` holds."""
    return _described("application/json", _document())


@router.get("/api/docs", include_in_schema=False, compress=True)
def docs() -> Response[str]:
    """Swagger UI over the same document."""
    return _described("text/html; charset=utf-8", _page())


def _described(content_type: str, body: str) -> Response[str]:
    headers: dict[str, str | list[str]] = {"Cache-Control": f"public, max-age={DESCRIPTION_MAX_AGE_SECONDS}"}
    return Response(status_code=HTTPStatus.OK, content_type=content_type, headers=headers, body=body)


@cache
def _document() -> str:
    """The document that `make openapi` writes to docs/; the CDK app lays a copy beside this package."""
    package = Path(__file__).parents[1]
    packed = package / "openapi.json"
    return (packed if packed.exists() else package.parents[1] / "docs" / "openapi.json").read_text(encoding="utf-8")


@cache
def _page() -> str:
    # Imported here: only a person reading the docs needs it, and its assets weigh 1.5 MB.
    from aws_lambda_powertools.event_handler.openapi import swagger_ui  # noqa: PLC0415

    assets = Path(swagger_ui.__file__).parent
    return swagger_ui.generate_swagger_html(
        spec=_document().replace("</", "<\\/"),
        swagger_js=(assets / "swagger-ui-bundle.min.js").read_text(encoding="utf-8"),
        swagger_css=(assets / "swagger-ui.min.css").read_text(encoding="utf-8"),
        swagger_base_url="",
        oauth2_config=None,
        persist_authorization=True,
    )
