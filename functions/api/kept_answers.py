"""Answers that whoever asks may keep for a while: JSON or CSV, each with an ETag of exactly what it says."""

import hashlib
from collections.abc import Callable
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header, Query

from api import tables
from api.tables import Table
from sextant.domain import etags
from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer, rfc3339

JSON = "application/json"
_TAG_CHARACTERS = 32


class Format(StrEnum):
    """How an answer is written."""

    JSON = "json"
    CSV = "csv"


AskedFormat = Annotated[
    Format, Query(alias="format", description="`csv`: a table; the number of its rows is in the header `X-Row-Count`")
]
"""A route parameter of this type receives the format, `Format.JSON` by default; another one is refused with 422."""

IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=8_000, description="ETags that are held; if one is right still, 304"),
]
"""A route parameter of this type receives the header."""


def documented(model: type[Answer], description: str) -> dict[int, Any]:
    """The `responses` of a route that answers with `kept`."""
    return {
        int(HTTPStatus.OK): {
            "description": description,
            "content": {JSON: {"model": model}, "text/csv": {"schema": {"type": "string"}}},
        },
        int(HTTPStatus.NOT_MODIFIED): {"description": "What is held is right still"},
    }


def kept(
    body: Answer,
    as_table: Callable[[], Table],
    *,
    name: str,
    asked: Format,
    seconds_left: float,
    if_none_match: str | None,
) -> Response[str]:
    """The answer, or 304 if the caller holds it.

    Beside a table of figures the headers `X-As-Of`, `X-Time-Zone`, `X-Completeness` and `X-Definition-Version` say what
    the JSON says of them.

    Args:
        body: What it says in JSON.
        as_table: Makes what it says in CSV.
        name: What a file of the table is called, without its ending.
        asked: Which of the two is wanted.
        seconds_left: For how long it may be kept: what is left of its time, which must not begin anew in a browser.
        if_none_match: The header as it came.
    """
    headers: dict[str, str | list[str]] = {"Cache-Control": f"private, max-age={int(seconds_left)}"}
    if asked is Format.CSV:
        written = as_table()
        headers |= {**tables.headers(written, f"{name}.csv"), **_told_beside(body)}
        return _unless_held(written.text, tables.CONTENT_TYPE, headers, if_none_match)
    return _unless_held(body.model_dump_json(), JSON, headers, if_none_match)


def _told_beside(body: Answer) -> dict[str, str | list[str]]:
    """What the JSON says of all its figures, for which a table has no place."""
    if not isinstance(body, AnalyticsAnswer):
        return {}
    return {
        "X-As-Of": rfc3339(body.as_of),
        "X-Time-Zone": body.time_zone,
        "X-Completeness": body.completeness.status,
        "X-Definition-Version": str(body.definition_version),
    }


def _unless_held(
    text: str, content_type: str, headers: dict[str, str | list[str]], if_none_match: str | None
) -> Response[str]:
    # A strong tag: of the very characters, `asOf` among them, so that what is held never seems newer than it is.
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:_TAG_CHARACTERS]}"'
    headers["ETag"] = etag
    if etags.is_held(etag, if_none_match):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers, body="")
    return Response(status_code=HTTPStatus.OK, content_type=content_type, headers=headers, body=text)
