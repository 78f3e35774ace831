"""The bodies of requests: of the one type and size that routes take, and JSON in the strict sense."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any

from sextant.domain.errors import MalformedError, PayloadTooLargeError, UnsupportedMediaTypeError

LIMIT_BYTES = 1_048_576
_GZIP = 16 + zlib.MAX_WBITS
MEDIA_TYPE = "application/json"
PACKED_TYPE = "application/gzip"
"""JSON packed by gzip. HTTP APIs hand over JSON as text, whatever its encoding, which no packed body survives.

Clients that cannot say so, as Segment's, come through the front door, which says it for them.
"""
PLAIN_TYPE = "text/plain"
_BROKEN = (
    "The body says that it is packed by gzip, and is not. One that is sent as application/json to the HTTP API itself "
    f"arrives broken: send it as {PACKED_TYPE}, or through the front door."
)
NOT_JSON = "The body is not valid JSON; send one JSON document encoded in UTF-8."


def text_of(
    event: Mapping[str, Any], headers: Mapping[str, str], limit: int = LIMIT_BYTES, *, plain_text: bool = False
) -> str | None:
    """The body as text, or None if there is none.

    Args:
        event: The request.
        headers: Its headers, under lower-case names.
        limit: How many bytes the body may have, unpacked.
        plain_text: Whether JSON may call itself plain text, as phones do.

    Raises:
        PayloadTooLargeError: It is over the limit.
        UnsupportedMediaTypeError: It says that it is something else than JSON, plain or packed by gzip.
        MalformedError: It is not UTF-8, or not packed as it says.
    """
    body: str = event.get("body") or ""
    if not body:
        return None
    raw = _decoded(body) if event.get("isBase64Encoded") else body.encode(errors="surrogatepass")
    media_type = headers.get("content-type", "").partition(";")[0].rstrip()
    encoding = "gzip" if media_type == PACKED_TYPE else headers.get("content-encoding", "").strip().lower()
    raw = _unpacked(raw, encoding, limit)
    if len(raw) > limit:
        raise PayloadTooLargeError(f"The body has over {limit:,} bytes, which is the most. Send less at a time.")
    if media_type not in {MEDIA_TYPE, PACKED_TYPE} and not (plain_text and media_type == PLAIN_TYPE):
        raise UnsupportedMediaTypeError(f"The body came as {media_type or 'no type at all'}; send {MEDIA_TYPE}.")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise MalformedError(NOT_JSON) from error


def _unpacked(raw: bytes, encoding: str, limit: int) -> bytes:
    """The body itself, and not much more than `limit` of it, however much it unpacks to."""
    if encoding in {"", "identity"}:
        return raw
    if encoding != "gzip":
        raise UnsupportedMediaTypeError(f"The body came with the encoding {encoding}; send it plain, or as gzip.")
    try:
        unpacking = zlib.decompressobj(wbits=_GZIP)
        text = unpacking.decompress(raw, limit + 1)
    except zlib.error as error:
        raise MalformedError(_BROKEN) from error
    if not unpacking.eof and len(text) <= limit:
        raise MalformedError("The body is packed by gzip and breaks off.")
    return text


def _decoded(body: str) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise MalformedError(NOT_JSON) from error


def parsed(text: str, *, constants: bool = False) -> Any:  # noqa: ANN401 - JSON may be anything
    """The JSON value that a text is; a JSONDecodeError is left to the caller, who knows how to tell it.

    Args:
        text: The body.
        constants: Whether `NaN` and `Infinity` are taken, for a route that refuses only what of the body holds them.

    Raises:
        MalformedError: No parser should take it, though Python's might try.
    """
    try:
        return json.loads(text, parse_constant=float if constants else _refused_constant)
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise MalformedError("The body is nested too deeply; no route takes more than a few levels.") from error
    except ValueError as error:
        raise MalformedError("The body holds a number with too many digits.") from error


def _refused_constant(name: str) -> None:
    """Python reads and writes `NaN` and `Infinity`, which JSON does not have."""
    raise MalformedError(f"{NOT_JSON} {name} is no JSON value.")
