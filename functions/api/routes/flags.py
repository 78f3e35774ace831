"""Feature flags, evaluated for the caller."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import StringConstraints

from api.callers import Caller
from sextant.domain.features import Decision
from sextant.domain.principals import Role
from sextant.schemas.evaluations import CheckedFlag, EvaluatedFlag, EvaluatedFlags
from sextant.usecases import evaluation
from sextant.usecases.evaluation import Evaluation

router = APIGatewayHttpRouter()
TAGS = ["Feature flags"]
SOURCE_HEADER = "x-sextant-flags"
JSON = "application/json"

Key = Annotated[str, Path(description="Key of the flag", examples=["new_checkout"])]
UserId = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)] | None,
    Query(
        alias="userId",
        description="Whom to evaluate for; SDK keys only, a user's token stands for its own subject",
    ),
]
Roles = Annotated[
    list[Role] | None,
    Query(alias="role", max_length=len(Role), description="That user's roles; repeat it for more than one"),
]


@router.get(
    "/api/feature-flags",
    tags=TAGS,
    summary="Evaluate every flag for the caller",
    response_description="What each flag is worth; `x-sextant-flags: stale` if from memory because the database fails",
)
def evaluate_flags(caller: Caller, user_id: UserId = None, role: Roles = None) -> Response[EvaluatedFlags]:
    """A caller without a user is in no roll-out, not even one to 100 %."""
    found = evaluation.evaluate_all(caller, user_id=user_id, roles=role or ())
    flags = {key: _evaluated(decision) for key, decision in found.decisions.items()}
    return Response(
        status_code=HTTPStatus.OK,
        content_type=JSON,
        headers=_headers(found),
        body=EvaluatedFlags(flags=flags, version=found.version),
    )


@router.get(
    "/api/feature-flags/<key>/check",
    tags=TAGS,
    summary="Evaluate one flag for the caller",
    response_description="What the flag is worth; `x-sextant-flags: stale` if from memory because the database fails",
)
def check_flag(key: Key, caller: Caller, user_id: UserId = None, role: Roles = None) -> Response[CheckedFlag]:
    """An unknown flag is answered with 404."""
    found = evaluation.evaluate_one(key, caller, user_id=user_id, roles=role or ())
    checked = CheckedFlag(key=key, version=found.version, **_evaluated(found.decisions[key]).model_dump())
    return Response(status_code=HTTPStatus.OK, content_type=JSON, headers=_headers(found), body=checked)


def _evaluated(decision: Decision) -> EvaluatedFlag:
    return EvaluatedFlag(enabled=bool(decision.value), value=bool(decision.value), reason=decision.reason)


def _headers(found: Evaluation) -> dict[str, str | list[str]]:
    return {SOURCE_HEADER: "fresh" if found.fresh else "stale", "Cache-Control": "no-store"}
