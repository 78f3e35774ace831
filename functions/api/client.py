"""The function that applications and their users call."""

from api import cold_start  # isort: skip - first, so that it counts for everything below

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from api import ofrep_errors
from api.app import Api, GatewayEvent
from api.routes import events, experiments, features, flags, ofrep, segment, service
from sextant.usecases import evaluation_counts


def is_public(path: str) -> bool:
    """Whether a path answers without a credential."""
    return path in service.PUBLIC_PATHS or path.startswith(features.PUBLIC_PREFIX)


def takes_constants(path: str) -> bool:
    """Whether a path takes batches whose events stand for themselves: Python's clients write `NaN` into one of them."""
    return path == events.PATH or path.startswith(segment.PREFIX)


api = Api(
    is_public=is_public,
    answers_strays=True,
    tellers={ofrep_errors.PREFIX: ofrep_errors.response},
    shortcuts={**flags.SHORTCUTS, **ofrep.SHORTCUTS},
    plain_text_below=segment.PREFIX,
    takes_constants=takes_constants,
    at_end=evaluation_counts.flush_due,
)
api.resolver.include_router(service.router)
api.resolver.include_router(events.router)
api.resolver.include_router(segment.router)
api.resolver.include_router(flags.router)
api.resolver.include_router(experiments.router)
api.resolver.include_router(ofrep.router)
api.resolver.include_router(features.router)


def handler(event: GatewayEvent, context: LambdaContext) -> dict[str, Any]:
    """Answer one request of the gateway."""
    return api.handle(event, context)


cold_start.over()
