"""OpenFeature's remote evaluation protocol (OFREP), which its own SDKs speak."""

import json
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Header, Path
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import SkipValidation

from api import bodies, sources
from api.callers import Caller
from api.printed import Printed
from api.shortcuts import PlainRequest, Shortcuts
from sextant.domain import contexts, etags
from sextant.domain.errors import MalformedError
from sextant.domain.features import Decision
from sextant.domain.openfeature import Undecided
from sextant.schemas.ofrep import OfrepError, OfrepEvaluation, OfrepEvaluations, OfrepFailure, OfrepRequest
from sextant.usecases import evaluation, remote_evaluation
from sextant.usecases.served_flags import ServedFlags

router = APIGatewayHttpRouter()
TAGS = ["OpenFeature"]
FLAGS = "/ofrep/v1/evaluate/flags"
JSON = "application/json"
NOT_A_REQUEST = 'Send a JSON object such as {"context": {"targetingKey": "…"}}.'

Asked = Annotated[SkipValidation[OfrepRequest], Body()]
Key = Annotated[str, Path(description="Key of the flag", examples=["new_checkout"])]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=8_000, description="ETags that are held; if one is right still, 304"),
]

REFUSED: OpenAPIResponse = {"description": "Why there is no value", "content": {JSON: {"model": OfrepError}}}


def _written(key: str, outcome: Decision | Undecided, flags: ServedFlags) -> str:
    if isinstance(outcome, Undecided):
        return OfrepFailure.of(key, outcome).model_dump_json()
    return OfrepEvaluation.of(key, outcome, version=flags.flags[key].version).model_dump_json(exclude_unset=True)


_printed = Printed(_written)


@router.post(
    f"{FLAGS}/<key>",
    tags=TAGS,
    summary="Evaluate one flag (OFREP)",
    responses={
        HTTPStatus.OK: {"description": "What the flag is worth", "content": {JSON: {"model": OfrepEvaluation}}},
        HTTPStatus.BAD_REQUEST: REFUSED,
    },
)
def evaluate_flag(key: Key, body: Asked, caller: Caller) -> Response[str]:
    """For SDKs on servers: `OFREPProvider` of OpenFeature, in any language, with this API's address and a key.

    `TARGETING_KEY_MISSING` when the flag draws by user and the context names none.
    """
    question = evaluation.ask(caller, _told(body), key=key)
    outcome = remote_evaluation.decide_one(question, key)
    status = HTTPStatus.BAD_REQUEST if isinstance(outcome, Undecided) else HTTPStatus.OK
    text = _written(key, outcome, question.snapshot.served)
    return Response(status_code=status, content_type=JSON, headers=sources.headers(fresh=question.fresh), body=text)


@router.post(
    FLAGS,
    tags=TAGS,
    summary="Evaluate every flag (OFREP)",
    responses={
        HTTPStatus.OK: {
            "description": "What each flag is worth, or why it has no value; its ETag covers flags, time and context",
            "content": {JSON: {"model": OfrepEvaluations}},
        },
        HTTPStatus.NOT_MODIFIED: {"description": "What is held is right still"},
        HTTPStatus.BAD_REQUEST: REFUSED,
    },
)
def evaluate_all_flags(body: Asked, caller: Caller, if_none_match: IfNoneMatch = None) -> Response[str]:
    """For SDKs in browsers and apps, which ask for everything at once and again from time to time."""
    question = evaluation.ask(caller, _told(body))
    etag = f'W/"{question.tag}"'
    headers = {**sources.headers(fresh=question.fresh), "ETag": etag}
    if etags.is_held(etag, if_none_match):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers, body="")
    texts = _printed.texts(remote_evaluation.decide_all(question), question.snapshot.served)
    text = f'{{"flags":[{",".join(texts)}],"metadata":{{"version":{question.snapshot.version}}}}}'
    return Response(status_code=HTTPStatus.OK, content_type=JSON, headers=headers, body=text)


def _shortly(request: PlainRequest) -> Response[str] | None:
    """Every flag evaluated, if the body is JSON at all."""
    try:
        body = bodies.parsed(request.body or "")
    except (json.JSONDecodeError, MalformedError):
        return None
    return evaluate_all_flags(body, request.caller, request.headers.get("if-none-match"))


SHORTCUTS: Shortcuts = {("POST", FLAGS): _shortly}


def _told(request: object) -> dict[str, object]:
    """The attributes in the context of a request; no context at all is an empty one.

    Raises:
        MalformedError: It is no request of the protocol.
        InvalidError: Its context is out of bounds.
    """
    if not isinstance(request, dict):
        raise MalformedError(f"The body is no JSON object. {NOT_A_REQUEST}")
    return dict(contexts.of_openfeature(request.get("context", {})))
