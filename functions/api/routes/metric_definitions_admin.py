"""What the figures mean."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import tables
from api.kept_answers import AskedFormat, Format, IfNoneMatch, documented, kept
from api.tables import Table
from sextant.domain.metric_registry import METRICS
from sextant.domain.rollups import DEFINITION_VERSION
from sextant.schemas.metric_definitions import MetricDefinition, MetricDefinitions

router = APIGatewayHttpRouter()

KEPT_SECONDS = 300


@router.get(
    "/api/admin/metrics/definitions",
    tags=["Metrics"],
    summary="What every metric means",
    responses=documented(MetricDefinitions, "Every metric, by name"),
)
def list_metric_definitions(
    if_none_match: IfNoneMatch = None,
    format: AskedFormat = Format.JSON,  # noqa: A002 - the parameter's name
) -> Response[str]:
    """Each with its definition in words, its version, what it is made of, and its unit.

    Figures of other answers name the metric that they are in the OpenAPI document, as `x-metric`.
    """
    definitions = [
        MetricDefinition(
            name=each.name,
            title=each.title,
            words=each.words,
            version=each.version,
            inputs=list(each.inputs),
            unit=each.unit,
        )
        for each in METRICS
    ]
    return kept(
        MetricDefinitions(definition_version=DEFINITION_VERSION, definitions=definitions),
        lambda: _table(definitions),
        name="metric-definitions",
        asked=format,
        seconds_left=KEPT_SECONDS,
        if_none_match=if_none_match,
    )


def _table(definitions: list[MetricDefinition]) -> Table:
    return tables.table(
        ("name", "title", "words", "version", "inputs", "unit"),
        [(each.name, each.title, each.words, each.version, ", ".join(each.inputs), each.unit) for each in definitions],
    )
