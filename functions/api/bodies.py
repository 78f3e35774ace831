"""The bodies of requests: of the one type and size that routes take, and JSON in the strict sense."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from sextant.domain.errors import MalformedError, PayloadTooLargeError, UnsupportedMediaTypeError

LIMIT_BYTES = 1_048_576
MEDIA_TYPE = "application/json"
NOT_JSON = "The body is not valid JSON; send one JSON document encoded in UTF-8."


def text_of(event: Mapping[str, Any], content_type: str) -> str | None:
    """The body as text, or None if there is none.

    Raises:
        PayloadTooLargeError: It is over the limit.
        UnsupportedMediaTypeError: It says that it is something else than JSON.
        MalformedError: It is not UTF-8.
    """
    body: str = event.get("body") or ""
    if not body:
        return None
    raw = _decoded(body) if event.get("isBase64Encoded") else body.encode(errors="surrogatepass")
    if len(raw) > LIMIT_BYTES:
        raise PayloadTooLargeError(
            f"The body has {len(raw):,} bytes; at most {LIMIT_BYTES:,} are taken. Send less at a time."
        )
    media_type = content_type.partition(";")[0].rstrip()
    if media_type != MEDIA_TYPE:
        raise UnsupportedMediaTypeError(f"The body came as {media_type or 'no type at all'}; send {MEDIA_TYPE}.")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise MalformedError(NOT_JSON) from error


def _decoded(body: str) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise MalformedError(NOT_JSON) from error


def parsed(text: str) -> Any:  # noqa: ANN401 - JSON may be anything
    """The JSON value that a text is; a JSONDecodeError is left to the caller, who knows how to tell it.

    Raises:
        MalformedError: No parser should take it, though Python's might try.
    """
    try:
        return json.loads(text, parse_constant=_refused_constant)
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise MalformedError("The body is nested too deeply; no route takes more than a few levels.") from error
    except ValueError as error:
        raise MalformedError("The body holds a number with too many digits.") from error


def _refused_constant(name: str) -> None:
    """Python reads `NaN` and `Infinity`, which JSON does not have."""
    raise MalformedError(f"{NOT_JSON} {name} is no JSON value.")
