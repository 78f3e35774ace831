"""The function that applications and their users call."""

from api import cold_start  # isort: skip - first, so that it counts for everything below

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from api.app import Api, GatewayEvent
from api.routes import events, flags, service

api = Api(public_paths=service.PUBLIC_PATHS, answers_strays=True)
api.resolver.include_router(service.router)
api.resolver.include_router(events.router)
api.resolver.include_router(flags.router)


def handler(event: GatewayEvent, context: LambdaContext) -> dict[str, Any]:
    """Answer one request of the gateway."""
    return api.handle(event, context)


cold_start.over()
