"""Errors as OpenFeature's remote evaluation protocol tells them, where others get a problem document."""

import re
from collections.abc import Mapping
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from api import problems
from sextant.domain import errors
from sextant.domain.errors import InvalidError, SextantError
from sextant.domain.openfeature import ErrorCode
from sextant.schemas.ofrep import OfrepError

PREFIX = "/ofrep/"
CONTENT_TYPE = "application/json"

_ONE_FLAG = re.compile(r"/ofrep/v1/evaluate/flags/(?P<key>[^/]+)")
_CODES: Mapping[type[SextantError], ErrorCode] = {
    errors.MalformedError: ErrorCode.PARSE_ERROR,
    errors.UnsupportedMediaTypeError: ErrorCode.PARSE_ERROR,
    errors.PayloadTooLargeError: ErrorCode.INVALID_CONTEXT,
    errors.InvalidError: ErrorCode.INVALID_CONTEXT,
}
"""What is wrong with a request is told with 400, the only status that the protocol has for it."""


def response(error: SextantError | None, *, instance: str, request_id: str) -> Response[str]:
    """The protocol's error object; None stands for anything unforeseen, of which nothing is told."""
    # Status and headers are those of the problem that it would be elsewhere: Allow, Retry-After, WWW-Authenticate.
    problem = problems.response(error, instance=instance, request_id=request_id)
    if error is None or problem.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
        told = OfrepError(error_details=error.message if error else f"It is logged under request id {request_id}.")
        return _answered(problem, problem.status_code, told)
    about = _ONE_FLAG.fullmatch(instance)
    named = {"key": about["key"]} if about else {}
    if code := _code(error):
        told = OfrepError(error_code=code, error_details=_details(error), **named)
        return _answered(problem, HTTPStatus.BAD_REQUEST, told)
    unknown = about and problem.status_code == HTTPStatus.NOT_FOUND
    code = ErrorCode.FLAG_NOT_FOUND if unknown else ErrorCode.GENERAL
    return _answered(problem, problem.status_code, OfrepError(error_code=code, error_details=error.message, **named))


def _code(error: SextantError) -> ErrorCode | None:
    """What is wrong with the request, or None if it is something else that is wrong."""
    if isinstance(error, InvalidError) and not any(each.field.startswith("context") for each in error.errors):
        return ErrorCode.PARSE_ERROR
    return _CODES.get(type(error))


def _details(error: SextantError) -> str:
    """What is wrong, by field where the error names some, since the protocol has no other place for them."""
    fields = [f"{each.field}: {each.message}" for each in error.errors if each.message != error.message]
    return " ".join(fields) or error.message


def _answered(problem: Response[str], status: int, told: OfrepError) -> Response[str]:
    return Response(
        status_code=status,
        content_type=CONTENT_TYPE,
        headers={name: value for name, value in problem.headers.items() if name != "Content-Type"},
        body=told.model_dump_json(exclude_unset=True),
    )
