"""Schemas of behavioural events, for admins."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api.callers import Caller
from api.path_names import decoded
from api.preconditions import IfMatch, basis, etag
from sextant.domain.event_schemas import EventSchema
from sextant.schemas.event_schemas import EventSchemaChange, EventSchemaPage, EventSchemaShown
from sextant.usecases import event_schemas

router = APIGatewayHttpRouter()
TAGS = ["Event schemas"]
SCHEMAS = "/api/admin/event-schemas"
SCHEMA = f"{SCHEMAS}/<name>"

Name = Annotated[
    str,
    Path(
        max_length=800,
        description="Name of the event; one that a path cannot carry, such as one with a `/`, as `~` and its base64url",
        examples=["page_viewed"],
    ),
]


@router.get(SCHEMAS, tags=TAGS, summary="List the schemas of events", response_description="One page, by name")
def list_schemas(
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`nextCursor` of the page before")] = None,
) -> EventSchemaPage:
    """Events without a schema are not listed: their properties are free."""
    items, next_cursor = event_schemas.page(limit=limit, cursor=cursor)
    return EventSchemaPage(items=[EventSchemaShown.of(schema) for schema in items], next_cursor=next_cursor)


@router.get(SCHEMA, tags=TAGS, summary="The schema of an event", response_description="Its ETag is its version")
def read_schema(name: Name) -> Response[EventSchemaShown]:
    """As it is stored at this moment."""
    return _answer(event_schemas.get(decoded(name, "name")))


@router.put(
    SCHEMA,
    tags=TAGS,
    summary="Set the schema of an event",
    response_description="The schema as it is now",
)
def set_schema(
    name: Name, body: EventSchemaChange, caller: Caller, if_match: IfMatch = None
) -> Response[EventSchemaShown]:
    """From then on, within ten seconds, an event of this name whose properties break the schema is rejected.

    Its sender is told `schema_violated` and which property it is, and the event is kept for seven days among the
    rejected events. With `"mode": "observe"` it is stored all the same, and kept to be read: to try a schema out.

    Leave the version out for a new schema; say which version you change, as `version` or as `If-Match`, otherwise.
    Events of the business have no schema here: the catalogue says what they hold.
    """
    said = basis(if_match, body.version)
    return _answer(event_schemas.put(decoded(name, "name"), body.edit(), said, caller))


@router.delete(SCHEMA, tags=TAGS, summary="Delete the schema of an event", status_code=HTTPStatus.NO_CONTENT)
def delete_schema(name: Name, caller: Caller, if_match: IfMatch = None) -> Response[None]:
    """Events of the name are free again. Without `If-Match` it applies to whatever is current."""
    event_schemas.delete(decoded(name, "name"), basis(if_match), caller)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _answer(schema: EventSchema) -> Response[EventSchemaShown]:
    headers: dict[str, str | list[str]] = {"ETag": etag(schema.version), "Cache-Control": "no-store"}
    body = EventSchemaShown.of(schema)
    return Response(status_code=HTTPStatus.OK, content_type="application/json", headers=headers, body=body)
