"""Experiments, for admins."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api.callers import Caller
from api.preconditions import IfMatch, basis, etag, required
from sextant.domain.experiment_filters import ExperimentFilter
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Experiment
from sextant.domain.versions import Basis
from sextant.schemas.experiments import (
    ExperimentChange,
    ExperimentMove,
    ExperimentPage,
    ExperimentShown,
    NewExperiment,
)
from sextant.usecases import experiment_list, experiments

router = APIGatewayHttpRouter()
TAGS = ["Experiments"]
EXPERIMENTS = "/api/admin/experiments"
EXPERIMENT = f"{EXPERIMENTS}/<key>"
AS_IT_IS = "The experiment as it is now"

Key = Annotated[str, Path(description="Key of the experiment", examples=["blue_pay_button"])]
OptionalMove = Annotated[ExperimentMove | None, Body()]


@router.post(
    EXPERIMENTS,
    tags=TAGS,
    summary="Make an experiment",
    status_code=HTTPStatus.CREATED,
    response_description="The draft; its ETag is its version",
)
def make_experiment(body: NewExperiment, caller: Caller) -> Response[ExperimentShown]:
    """A draft, of which everything but the key can still be changed. A key that an experiment or a flag has is 409."""
    return shown(experiments.make(body.key, body.edit(), caller), HTTPStatus.CREATED)


@router.get(EXPERIMENTS, tags=TAGS, summary="List the experiments", response_description="One page, by key")
def list_experiments(
    *,
    q: Annotated[
        str, Query(max_length=200, description="Part of a key, name, description, hypothesis, owner or tag")
    ] = "",
    status: Annotated[ExperimentStatus | None, Query(description="Where in its life it is")] = None,
    tag: Annotated[str | None, Query(max_length=50, description="One of its tags, exactly")] = None,
    owner: Annotated[str | None, Query(max_length=200, description="Its owner, in any case")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`nextCursor` of the page before")] = None,
) -> ExperimentPage:
    """A page is full unless it is the last or its experiments are very large; only `nextCursor` says if more follow.

    A cursor is good for the same filters only.
    """
    asked = ExperimentFilter(text=q.strip(), status=status, tag=tag, owner=owner)
    items, next_cursor = experiment_list.page(asked, limit=limit, cursor=cursor)
    return ExperimentPage(items=items, next_cursor=next_cursor)


@router.get(EXPERIMENT, tags=TAGS, summary="Read an experiment", response_description="Its ETag is its version")
def read_experiment(key: Key) -> Response[ExperimentShown]:
    """As it is stored at this moment. `GET /api/admin/audit?entity=experiment:<key>` tells what it was before."""
    return shown(experiments.get(key))


@router.put(EXPERIMENT, tags=TAGS, summary="Change an experiment", response_description=AS_IT_IS)
def change_experiment(
    key: Key, body: ExperimentChange, caller: Caller, if_match: IfMatch = None
) -> Response[ExperimentShown]:
    """Changes the fields that are sent and leaves the others as they are; a list that is sent replaces the whole list.

    A draft can be changed freely. Once it has started only what keeps its result valid may change: names, description,
    hypothesis, owner, tags, testers, more traffic, the last day; new weights or variants open a phase. Say which
    version you changed, as `version` or as `If-Match`: without one the answer is 422, and if somebody changed it
    meanwhile it is 409 or 412, with the experiment as it is now under `current`.
    """
    return shown(experiments.change(key, body.edit(), required(basis(if_match, body.version)), caller))


@router.put(f"{EXPERIMENT}/start", tags=TAGS, summary="Start an experiment", response_description=AS_IT_IS)
def start_experiment(
    key: Key, caller: Caller, if_match: IfMatch = None, body: OptionalMove = None
) -> Response[ExperimentShown]:
    """A draft with a primary metric starts to enrol users, unless another experiment of its group has the same ones.

    A move that is not possible is answered with 409, the status it has as `state`, and what is `allowed` in that.
    """
    return shown(experiments.start(key, _basis(if_match, body), caller))


@router.put(f"{EXPERIMENT}/pause", tags=TAGS, summary="Pause an experiment", response_description=AS_IT_IS)
def pause_experiment(
    key: Key, caller: Caller, if_match: IfMatch = None, body: OptionalMove = None
) -> Response[ExperimentShown]:
    """Who is enrolled keeps the variant, nobody new is enrolled, and nothing is counted."""
    return shown(experiments.pause(key, _basis(if_match, body), caller))


@router.put(f"{EXPERIMENT}/resume", tags=TAGS, summary="Resume an experiment", response_description=AS_IT_IS)
def resume_experiment(
    key: Key, caller: Caller, if_match: IfMatch = None, body: OptionalMove = None
) -> Response[ExperimentShown]:
    """Goes on where it was paused; nobody gets another variant by it."""
    return shown(experiments.resume(key, _basis(if_match, body), caller))


@router.delete(EXPERIMENT, tags=TAGS, summary="Delete an experiment", status_code=HTTPStatus.NO_CONTENT)
def delete_experiment(key: Key, caller: Caller, if_match: IfMatch = None) -> Response[None]:
    """Whoever still asks for it is told that it is unknown; the audit keeps what it was. While it runs: 409."""
    experiments.delete(key, basis(if_match), caller)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _basis(if_match: str | None, body: ExperimentMove | None) -> Basis:
    return basis(if_match, body.version if body else None)


def shown(experiment: Experiment, status: HTTPStatus = HTTPStatus.OK) -> Response[ExperimentShown]:
    """The experiment as an answer, with its version as ETag."""
    headers: dict[str, str | list[str]] = {"ETag": etag(experiment.version), "Cache-Control": "no-store"}
    body = ExperimentShown.of(experiment)
    return Response(status_code=status, content_type="application/json", headers=headers, body=body)
