"""Feature flags, evaluated for the caller."""

import json
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, ConfigDict, ValidationError

from api import queries, sources
from api.callers import Caller
from api.printed import Printed
from api.queries import Roles, Segments, Told, UserId
from api.shortcuts import PlainRequest, Shortcuts
from sextant.domain.features import Decision
from sextant.schemas.evaluations import CheckedFlag, EvaluatedFlag, EvaluatedFlags
from sextant.usecases import evaluation
from sextant.usecases.evaluation import Question
from sextant.usecases.served_flags import ServedFlags

router = APIGatewayHttpRouter()
TAGS = ["Feature flags"]
FLAGS = "/api/feature-flags"
JSON = "application/json"

Key = Annotated[str, Path(description="Key of the flag", examples=["new_checkout"])]


def _evaluated(key: str, decision: Decision, _flags: ServedFlags) -> str:
    return f"{json.dumps(key)}:{EvaluatedFlag.of(decision).model_dump_json()}"


PRINTED = Printed(_evaluated)


@router.get(
    FLAGS,
    tags=TAGS,
    summary="Evaluate every flag for the caller",
    responses={
        HTTPStatus.OK: {
            "description": "What each flag is worth; `x-sextant-flags: stale` if from memory as the database fails",
            "content": {JSON: {"model": EvaluatedFlags}},
        }
    },
)
def evaluate_flags(
    caller: Caller, user_id: UserId = None, role: Roles = None, segment: Segments = None, attributes: Told = None
) -> Response[str]:
    """A caller without a user is in no roll-out, not even one to 100 %."""
    question = evaluation.ask(caller, queries.told(user_id, role, segment, attributes))
    texts = PRINTED.texts(question.all(), question.snapshot.served)
    return _answered(question, f'{{"flags":{{{",".join(texts)}}},"version":{question.snapshot.version}}}')


@router.get(
    f"{FLAGS}/<key>/check",
    tags=TAGS,
    summary="Evaluate one flag for the caller",
    responses={
        HTTPStatus.OK: {
            "description": "What the flag is worth; `x-sextant-flags: stale` if from memory as the database fails",
            "content": {JSON: {"model": CheckedFlag}},
        }
    },
)
def check_flag(
    key: Key,
    caller: Caller,
    user_id: UserId = None,
    role: Roles = None,
    segment: Segments = None,
    attributes: Told = None,
) -> Response[str]:
    """An unknown flag is answered with 404."""
    question = evaluation.ask(caller, queries.told(user_id, role, segment, attributes), key=key)
    checked = CheckedFlag.model_construct(
        **EvaluatedFlag.of(question.one(key)).model_dump(by_alias=False), key=key, version=question.snapshot.version
    )
    return _answered(question, checked.model_dump_json())


class _Asked(BaseModel):
    """The query of an evaluation of all flags."""

    model_config = ConfigDict(defer_build=True)

    user_id: UserId = None
    role: Roles = None
    segment: Segments = None
    attributes: Told = None


_REPEATABLE = frozenset({"role", "segment"})


def _shortly(request: PlainRequest) -> Response[str] | None:
    """Every flag evaluated, if the query breaks no rule and says nothing twice."""
    once: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        if name in _REPEATABLE:
            lists.setdefault(name, []).append(value)
        elif name in once:
            return None
        else:
            once[name] = value
    try:
        asked = _Asked.model_validate({**once, **lists})
    except ValidationError:
        return None
    return evaluate_flags(request.caller, asked.user_id, asked.role, asked.segment, asked.attributes)


SHORTCUTS: Shortcuts = {("GET", FLAGS): _shortly}


def _answered(question: Question, body: str) -> Response[str]:
    return Response(
        status_code=HTTPStatus.OK,
        content_type=JSON,
        headers=sources.headers(fresh=question.fresh),
        body=body,
    )
