"""What every API function shares: one way in for requests, and one way out for errors."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Protocol

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
    ResponseValidationError,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from api import bodies, problems
from api.callers import principal_of
from api.shortcuts import PlainRequest, Shortcut, Shortcuts
from sextant.aws.observability import begin_request, count, flush_metrics, logger
from sextant.domain.errors import (
    AnswerTooLargeError,
    FieldError,
    InvalidError,
    MalformedError,
    MethodNotAllowedError,
    NotFoundError,
    SextantError,
    UnsupportedMediaTypeError,
)
from sextant.domain.principals import Principal

GatewayEvent = Mapping[str, Any]
"""A request of the HTTP API, payload format 2.0, as the gateway hands it over."""

MOST_ANSWERED = 6_000_000
"""Characters of a body as Lambda writes it, in JSON; it takes 6 MB, and headers want room too."""
_MOST_ESCAPED = 6
"""How many characters of JSON one of a body can become."""


class Teller(Protocol):
    """Turns an error into an answer; None stands for anything unforeseen, of which nothing is told."""

    def __call__(self, error: SextantError | None, *, instance: str, request_id: str) -> Response[str]:
        """The answer to a request for the path `instance`."""


class Api:
    """One API function: its routes, and what a caller must be before any of them is reached."""

    def __init__(  # noqa: PLR0913 - one for each way in which API functions differ
        self,
        *,
        guard: Callable[[Principal], object] | None = None,
        is_public: Callable[[str], bool] = lambda _path: False,
        answers_strays: bool = False,
        tellers: Mapping[str, Teller] | None = None,
        shortcuts: Shortcuts | None = None,
        body_limits: Mapping[str, int] | None = None,
        plain_text_below: str | None = None,
        takes_constants: Callable[[str], bool] = lambda _path: False,
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        """Make a function that has no routes yet.

        Args:
            guard: Raises when a caller may not use this function at all.
            is_public: Whether a path answers without a credential.
            answers_strays: Whether the gateway sends here, without asking the authorizer, what fits none of its routes.
            tellers: By the beginning of a path, who tells errors there; elsewhere they are problem documents.
            shortcuts: Short ways to some of the routes.
            body_limits: By path, how many bytes a body may have where that is not the usual limit.
            plain_text_below: The beginning of paths where JSON may call itself `text/plain`, if there are any.
            takes_constants: Whether a body for a path may hold `NaN` and the like, which JSON does not have, since its
                route refuses no more than the part that holds them.
            at_end: What is to be done when a request is answered; it must not fail.
        """
        self.resolver = APIGatewayHttpResolver(
            enable_validation=True, response_validation_error_http_code=500, json_body_deserializer=self._parsed
        )
        self._guard = guard
        self._is_public = is_public
        self._answers_strays = answers_strays
        self._tellers = tellers or {}
        self._shortcuts = shortcuts or {}
        self._body_limits = body_limits or {}
        self._plain_text_below = plain_text_below
        self._takes_constants = takes_constants
        self._at_end = at_end
        self._request_id = "unknown"
        self._path = ""
        self._register_errors()

    def handle(self, event: GatewayEvent, context: LambdaContext) -> dict[str, Any]:
        """Answer one request."""
        self._request_id = _request_id(event, context)
        self._path = _path(event)
        begin_request(self._request_id, event.get("routeKey"))
        try:
            answer = self._answer(event, context)
            if _is_too_large(answer["body"]):
                answer = self._too_large()
        finally:
            self._at_end()
            flush_metrics()
        answer["headers"] = {**answer.get("headers", {}), "x-request-id": self._request_id}
        return answer

    def _answer(self, event: GatewayEvent, context: LambdaContext) -> dict[str, Any]:
        if _method(event) == "OPTIONS":
            # A preflight that reached us through a catch-all route; the gateway adds the CORS headers.
            return {"statusCode": HTTPStatus.NO_CONTENT, "headers": {}, "body": "", "isBase64Encoded": False}
        headers = _headers(event)
        try:
            caller = self._admitted(event)
            body = self._body(event, headers)
        except SextantError as error:
            return _gateway_response(self._problem(error))
        shortcut = self._shortcuts.get((_method(event), self._path))
        if shortcut and caller:
            request = PlainRequest(caller, event.get("rawQueryString", ""), headers, body)
            if response := self._shortly(shortcut, request):
                return _gateway_response(response)
        if body is not None:
            # It is JSON by now, whatever it was packed in.
            headers["content-type"] = bodies.MEDIA_TYPE
        checked = {**event, "headers": headers, "body": body, "isBase64Encoded": False}
        answer = self.resolver.resolve(checked, context)
        # An answer without a body has None there, which not every gateway takes.
        return {**answer, "body": answer.get("body") or ""}

    def _body(self, event: GatewayEvent, headers: Mapping[str, str]) -> str | None:
        limit = self._body_limits.get(self._path, bodies.LIMIT_BYTES)
        takes_text = self._plain_text_below is not None and self._path.startswith(self._plain_text_below)
        return bodies.text_of(event, headers, limit, plain_text=takes_text)

    def _parsed(self, text: str) -> Any:  # noqa: ANN401 - JSON may be anything
        return bodies.parsed(text, constants=self._takes_constants(self._path))

    def _admitted(self, event: GatewayEvent) -> Principal | None:
        """The caller, or None where nobody is asked; whom no route should see is refused before any body is parsed."""
        stray = self._answers_strays and event.get("routeKey") == "$default"
        if stray or self._is_public(self._path):
            return None
        principal = principal_of(event)
        if self._guard:
            self._guard(principal)
        return principal

    def _shortly(self, shortcut: Shortcut, request: PlainRequest) -> Response[str] | None:
        try:
            return shortcut(request)
        except SextantError as error:
            return self._known(error)
        except Exception as error:  # noqa: BLE001 - as the resolver does with its routes
            return self._unforeseen(error)

    def _register_errors(self) -> None:
        self.resolver.exception_handler(SextantError)(self._known)
        self.resolver.exception_handler(RequestValidationError)(self._broken_rule)
        self.resolver.exception_handler(RequestUnsupportedContentType)(self._unsupported)
        self.resolver.exception_handler(ResponseValidationError)(self._unforeseen)
        self.resolver.exception_handler(Exception)(self._unforeseen)
        self.resolver.not_found(self._no_route)

    def _problem(self, error: SextantError | None) -> Response[str]:
        path = self._path
        tell = next((tell for prefix, tell in self._tellers.items() if path.startswith(prefix)), problems.response)
        return tell(error, instance=path, request_id=self._request_id)

    def _too_large(self) -> dict[str, Any]:
        logger.error("an answer is too large")
        count("AnswersTooLarge")
        message = "The answer would be over 6 MB. Ask for it with Accept-Encoding: gzip, or for less at a time."
        return _gateway_response(self._problem(AnswerTooLargeError(message)))

    def _known(self, error: SextantError) -> Response[str]:
        if problems.problem_of(error) is problems.INTERNAL:
            logger.error("unmapped error", error=type(error).__name__)
        return self._problem(error)

    def _broken_rule(self, error: RequestValidationError) -> Response[str]:
        details = error.errors()
        if any(detail["type"] == "json_invalid" for detail in details):
            return self._known(MalformedError(bodies.NOT_JSON))
        fields = [_field_error(detail["loc"], detail["msg"]) for detail in details]
        return self._known(InvalidError("Some fields break a rule; see errors.", fields))

    def _unsupported(self, _error: RequestUnsupportedContentType) -> Response[str]:
        return self._known(UnsupportedMediaTypeError("Send the body as application/json."))

    def _unforeseen(self, error: Exception) -> Response[str]:
        # Only the type and the place: a message may quote personal data or a token.
        logger.error("unforeseen error", error=type(error).__name__, raised_at=_raised_at(error))
        count("UnforeseenErrors")
        return self._problem(None)

    def _no_route(self, _error: Exception) -> Response[str]:
        path = self.resolver.current_event.path
        routes = [*self.resolver._static_routes, *self.resolver._dynamic_routes]  # noqa: SLF001 - no public listing
        if allowed := sorted({route.method for route in routes if route.rule.match(path)}):
            return self._known(MethodNotAllowedError(f"Use {' or '.join(allowed)} here.", allowed))
        return self._known(NotFoundError("There is nothing at this path; /api/docs lists every route."))


def _request_id(event: GatewayEvent, context: LambdaContext) -> str:
    found = event.get("requestContext", {}).get("requestId")
    return str(found or context.aws_request_id)


def _method(event: GatewayEvent) -> str:
    return str(event.get("requestContext", {}).get("http", {}).get("method", ""))


def _path(event: GatewayEvent) -> str:
    return str(event.get("rawPath", ""))


def _is_too_large(body: str) -> bool:
    return len(body) * _MOST_ESCAPED > MOST_ANSWERED and len(json.dumps(body)) > MOST_ANSWERED


def _headers(event: GatewayEvent) -> dict[str, str]:
    """The headers under lower-case names: the real gateway lowercases them, SAM does not. Media types have no case."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    if "content-type" in headers:
        headers["content-type"] = headers["content-type"].strip().lower()
    return headers


def _field_path(location: tuple[int | str, ...]) -> str:
    """`("body", "events", 3, "name")` as `events[3].name`; the first part only says where the field was looked for."""
    path = ""
    for part in location[1:] or location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def _field_error(location: tuple[int | str, ...], message: str) -> FieldError:
    # pydantic puts that before what we say ourselves.
    return FieldError(_field_path(location), message.removeprefix("Value error, "))


def _raised_at(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "unknown"


def _gateway_response(response: Response[str]) -> dict[str, Any]:
    return {
        "statusCode": response.status_code,
        # Where there is no content, as with 304, there is no type; a header of null is more than a gateway may take.
        "headers": {**({"Content-Type": response.content_type} if response.content_type else {}), **response.headers},
        "body": response.body or "",
        "isBase64Encoded": False,
    }
