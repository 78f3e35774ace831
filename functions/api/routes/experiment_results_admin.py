"""What experiments found, and what they would take, for admins.

The statistics behind it take long to import, so each route does that when it is first asked: whoever edits a flag shall
not wait for them.
"""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import experiment_csv, tables
from api.kept_answers import Format
from api.routes.experiments_admin import EXPERIMENT, EXPERIMENTS, TAGS, Key
from sextant.domain.experiments import Crossover
from sextant.schemas.experiment_plans import ExperimentPlan, ExperimentPlanQuestion
from sextant.schemas.experiment_results import ExperimentResult

router = APIGatewayHttpRouter()


@router.post(
    f"{EXPERIMENTS}/plan",
    tags=TAGS,
    summary="Plan an experiment",
    response_description="How many users and days it takes",
)
def plan_experiment(body: ExperimentPlanQuestion) -> ExperimentPlan:
    """How many users of each variant find an effect with the wanted power, looks and comparisons considered.

    Give `baseline` for a rate, or `mean` and `standardDeviation`; and the least effect that is worth finding, as
    `minimumEffect` (a lift) or `minimumDifference`. With `usersPerDay` the answer says how many days it takes, and what
    is found after fewer or more.
    """
    from sextant.usecases import experiment_plan  # noqa: PLC0415

    return experiment_plan.plan(body)


@router.get(
    f"{EXPERIMENT}/metrics",
    tags=TAGS,
    summary="The result of an experiment",
    responses={
        int(HTTPStatus.OK): {
            "description": "Figures, decision and everything that they rest on",
            "content": {"application/json": {"model": ExperimentResult}, "text/csv": {"schema": {"type": "string"}}},
        }
    },
)
def show_experiment_result(
    key: Key,
    phase: Annotated[int | None, Query(ge=1, description="Number of the phase; the last if left out")] = None,
    crossover: Annotated[
        Crossover | None,
        Query(description="How users count who saw two variants; as the experiment says if left out"),
    ] = None,
    format: Annotated[Format, Query(description="`csv`: a row for each metric and variant")] = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[ExperimentResult | str]:
    """What is found is what the scheduled looks found, however often this is asked and whichever way users count.

    Looks that are due are taken before the answer. A completed experiment answers the result that it was completed
    with. As CSV the number of rows is in the header `X-Row-Count`.
    """
    from sextant.usecases import experiment_results  # noqa: PLC0415

    found = experiment_results.result(key, datetime.now(UTC), phase=phase, crossover=crossover)
    if format is Format.CSV:
        return _csv(found)
    return Response(
        status_code=HTTPStatus.OK,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
        body=found,
    )


def _csv(found: ExperimentResult) -> Response[ExperimentResult | str]:
    written = experiment_csv.table(found)
    name = f"{found.experiment_key}-phase-{found.phase or 0}.csv"
    headers = {"Cache-Control": "no-store", **tables.headers(written, name)}
    return Response(status_code=HTTPStatus.OK, content_type=tables.CONTENT_TYPE, headers=headers, body=written.text)
