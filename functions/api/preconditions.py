"""Which version a change is based on: `If-Match` or the body's `version`."""

import re
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Header

from sextant.domain.errors import FieldError, InvalidError
from sextant.domain.versions import Basis

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=100,
        description='The ETag that the change is based on, such as `"3"`; a stale one is answered with 412.',
    ),
]
"""A route parameter of this type receives the header."""

_ETAG = re.compile(r'(?:W/)?"(?P<version>[1-9][0-9]{0,14})"', re.ASCII)


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def basis(if_match: str | None, version: int | None = None) -> Basis:
    """The version that a change is based on; none if neither header nor body say one, or the header says `*`.

    Raises:
        InvalidError: The header is no ETag of ours, or body and header disagree.
    """
    if if_match is None or if_match.strip() == "*":
        return Basis(version)
    match = _ETAG.fullmatch(if_match.strip())
    if match is None:
        raise _invalid("If-Match", 'Send one ETag as you received it, such as "3".')
    stated = int(match["version"])
    if version not in (None, stated):
        raise _invalid("version", f"The body says version {version} and If-Match says {stated}; send one of them.")
    return Basis(stated, precondition=True)


def required(basis: Basis) -> Basis:
    """The basis, which must name a version.

    Raises:
        InvalidError: It does not.
    """
    if basis.version is None:
        raise _invalid("version", "Say which version you changed: `version` in the body, or its ETag as If-Match.")
    return basis


def _invalid(field: str, message: str) -> InvalidError:
    return InvalidError(message, [FieldError(field, message)])
