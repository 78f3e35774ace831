"""The one place where errors become `application/problem+json` (RFC 9457)."""

import json
from dataclasses import dataclass
from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from sextant.domain import errors
from sextant.domain.backfills import BackfillRunningError
from sextant.domain.echoes import echoed
from sextant.domain.errors import (
    FieldError,
    IllegalMoveError,
    ImportInterruptedError,
    MethodNotAllowedError,
    RequiredByError,
    SextantError,
    StaleVersionError,
)

CONTENT_TYPE = "application/problem+json"
TYPE_BASE = "https://sextant.dev/problems/"
RETRY_AFTER_SECONDS = 1
MOST_ERRORS = 50
LONGEST_FIELD = 200
"""A body full of mistakes must not make an answer that is larger than Lambda may give."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem: the end of its `type` URI, its title and its HTTP status."""

    slug: str
    title: str
    status: HTTPStatus


INTERNAL = Problem("internal", "Something went wrong on our side", HTTPStatus.INTERNAL_SERVER_ERROR)
STALE_PRECONDITION = Problem("stale-version", "Changed meanwhile", HTTPStatus.PRECONDITION_FAILED)
PROBLEMS: dict[type[SextantError], Problem] = {
    errors.MalformedError: Problem("malformed-json", "The body is not JSON", HTTPStatus.BAD_REQUEST),
    errors.BadCursorError: Problem("bad-cursor", "Unknown page cursor", HTTPStatus.BAD_REQUEST),
    errors.UnauthenticatedError: Problem("unauthenticated", "Who is calling?", HTTPStatus.UNAUTHORIZED),
    errors.ForbiddenError: Problem("forbidden", "Not allowed", HTTPStatus.FORBIDDEN),
    errors.NotFoundError: Problem("not-found", "Not found", HTTPStatus.NOT_FOUND),
    errors.MethodNotAllowedError: Problem("method-not-allowed", "Wrong method", HTTPStatus.METHOD_NOT_ALLOWED),
    errors.AlreadyExistsError: Problem("already-exists", "Exists already", HTTPStatus.CONFLICT),
    errors.StaleVersionError: Problem("stale-version", "Changed meanwhile", HTTPStatus.CONFLICT),
    errors.IllegalMoveError: Problem("illegal-move", "Not possible in this state", HTTPStatus.CONFLICT),
    BackfillRunningError: Problem("backfill-running", "A backfill is at work", HTTPStatus.CONFLICT),
    errors.RequiredByError: Problem("required-by", "Others require it", HTTPStatus.CONFLICT),
    errors.PayloadTooLargeError: Problem("payload-too-large", "Too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    errors.UnsupportedMediaTypeError: Problem(
        "unsupported-media-type", "Wrong content type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    ),
    errors.AnswerTooLargeError: Problem(
        "answer-too-large", "Too large for an answer", HTTPStatus.INTERNAL_SERVER_ERROR
    ),
    errors.InvalidError: Problem("validation", "The request breaks a rule", HTTPStatus.UNPROCESSABLE_ENTITY),
    errors.ImportInterruptedError: Problem("import-interrupted", "Stopped half-way", HTTPStatus.SERVICE_UNAVAILABLE),
    errors.UnavailableError: Problem("unavailable", "Try again shortly", HTTPStatus.SERVICE_UNAVAILABLE),
}


def problem_of(error: SextantError) -> Problem:
    """The kind of problem that an error of the domain is."""
    if isinstance(error, StaleVersionError) and error.precondition:
        return STALE_PRECONDITION
    return PROBLEMS.get(type(error), INTERNAL)


def _field(error: FieldError) -> dict[str, str]:
    shown = {"field": error.field[:LONGEST_FIELD], "message": error.message}
    return shown if error.expected is None else {**shown, "expected": error.expected}


def _headers(error: SextantError | None, problem: Problem) -> dict[str, str | list[str]]:
    headers: dict[str, str | list[str]] = {"Cache-Control": "no-store"}
    if isinstance(error, MethodNotAllowedError):
        headers["Allow"] = ", ".join(error.allowed)
    if problem.status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="sextant", error="invalid_token"'
    if problem.status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return headers


def response(error: SextantError | None, *, instance: str, request_id: str) -> Response[str]:
    """The problem document of an error; None stands for anything unforeseen, of which nothing is told."""
    problem = problem_of(error) if error else INTERNAL
    body: dict[str, object] = {
        "type": TYPE_BASE + problem.slug,
        "title": problem.title,
        "status": int(problem.status),
        "detail": error.message if error else "The error is logged under this request id.",
        "instance": instance,
        "requestId": request_id,
    }
    if error and error.errors:
        body["errors"] = [_field(each) for each in error.errors[:MOST_ERRORS]]
    if error and len(error.errors) > MOST_ERRORS:
        body["moreErrors"] = len(error.errors) - MOST_ERRORS
    if isinstance(error, StaleVersionError) and error.current is not None:
        body["current"] = error.current
    if isinstance(error, IllegalMoveError):
        # `status` is the HTTP status, as RFC 9457 has it.
        body |= {"state": error.status, "allowed": list(error.allowed)}
    if isinstance(error, BackfillRunningError):
        body["backfillId"] = error.backfill_id
    if isinstance(error, RequiredByError):
        body["requiredBy"] = list(error.keys[:MOST_ERRORS])
    if isinstance(error, ImportInterruptedError):
        body["written"] = error.written
    return Response(
        status_code=int(problem.status),
        content_type=CONTENT_TYPE,
        headers=_headers(error, problem),
        # What a request said of itself, its path or the names of its fields, may be told again here.
        body=echoed(json.dumps(body, ensure_ascii=False)),
    )
