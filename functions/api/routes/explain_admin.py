"""Why flags are worth what they are, for admins."""

from datetime import UTC, datetime

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api import explanations
from api.routes.flags_admin import FLAG, TAGS, Key
from sextant.schemas.explain import ExplainQuestion, FlagExplained
from sextant.usecases import flag_explanations

router = APIGatewayHttpRouter()


@router.post(
    f"{FLAG}/explain",
    tags=TAGS,
    summary="Explain a flag's value",
    response_description="What the user gets, and each rule in order: whether it applies, and why",
)
def explain_flag(key: Key, body: ExplainQuestion) -> Response[FlagExplained]:
    """Every rule is shown, those too that the simple controls stand for.

    Of each, what it asked and what it found: which comparison of a condition failed, what another flag is worth, into
    which bucket the user falls and which ones were wanted. Rules after the one that decided are `not_reached`. What the
    context leaves out is filled in from the user's profile, as for applications. Nothing is counted as an evaluation.
    """
    found = flag_explanations.explain(key, body.context, body.at or datetime.now(UTC))
    return Response(
        status_code=200,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
        body=explanations.shown(found),
    )
