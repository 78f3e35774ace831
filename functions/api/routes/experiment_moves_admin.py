"""Ending experiments and opening new phases of them, for admins."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api.callers import Caller
from api.preconditions import IfMatch, basis, etag
from api.routes.experiments_admin import AS_IT_IS, EXPERIMENT, TAGS, Key, shown
from sextant.schemas.experiment_moves import ExperimentCompletion, ExperimentPhasePreview, NewExperimentPhase
from sextant.schemas.experiments import ExperimentShown
from sextant.usecases import experiment_phases, experiment_rollout
from sextant.usecases.experiment_rollout import Ending

router = APIGatewayHttpRouter()


@router.put(f"{EXPERIMENT}/complete", tags=TAGS, summary="Complete an experiment", response_description=AS_IT_IS)
def complete_experiment(
    key: Key, body: ExperimentCompletion, caller: Caller, if_match: IfMatch = None
) -> Response[ExperimentShown]:
    """Ends it for good, with its winner, the reason and its result as of now.

    With `rollOut` a flag serves the winner to everybody from then on: it is made if there is none, and is else changed,
    its roles, users and rules included. If that is interrupted, the same request again finishes it.
    """
    ending = Ending(body.winner, body.reason, body.roll_out.flag if body.roll_out else None)
    return shown(experiment_rollout.complete(key, ending, basis(if_match, body.version), caller))


@router.post(
    f"{EXPERIMENT}/phases",
    tags=TAGS,
    summary="Open a new phase",
    response_description="The experiment as it is now, or with `dryRun` what the phase would do",
)
def open_phase(
    key: Key, body: NewExperimentPhase, caller: Caller, if_match: IfMatch = None
) -> Response[ExperimentShown | ExperimentPhasePreview]:
    """Other weights or variants for an experiment that runs or is paused, which move the fewest users possible.

    With `dryRun` nothing is written: the answer says how many users would move, and how they would be treated.
    """
    based = basis(if_match, body.version)
    if body.dry_run:
        return _answered(ExperimentPhasePreview.of(experiment_phases.preview(key, body, based)))
    opened = experiment_phases.open_phase(key, body, based, caller)
    return _answered(ExperimentShown.of(opened), {"ETag": etag(opened.version)})


def _answered(
    body: ExperimentShown | ExperimentPhasePreview, headers: Mapping[str, str] = MappingProxyType({})
) -> Response[ExperimentShown | ExperimentPhasePreview]:
    told: dict[str, str | list[str]] = {**headers, "Cache-Control": "no-store"}
    return Response(status_code=HTTPStatus.OK, content_type="application/json", headers=told, body=body)
