"""The function that admins call; nobody else gets past its guard."""

from api import cold_start  # isort: skip - first, so that it counts for everything below

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from api import unknown_queries
from api.app import Api, GatewayEvent
from api.routes import (
    analytics,
    audit_admin,
    backfill_admin,
    cas_admin,
    event_schemas_admin,
    experiment_moves_admin,
    experiment_results_admin,
    experiments_admin,
    explain_admin,
    flag_history_admin,
    flag_stats_admin,
    flag_transfer_admin,
    flags_admin,
    journeys_admin,
    metric_definitions_admin,
    metrics_admin,
    rejected_events_admin,
    restatements_admin,
    retention_admin,
    revenue_admin,
    sdk_keys,
    users_admin,
)
from sextant.domain.principals import Principal

api = Api(guard=Principal.require_admin, body_limits=flag_transfer_admin.BODY_LIMITS)
api.resolver.use([unknown_queries.refuse])
api.resolver.include_router(flag_transfer_admin.router)
api.resolver.include_router(sdk_keys.router)
api.resolver.include_router(flags_admin.router)
api.resolver.include_router(flag_history_admin.router)
api.resolver.include_router(flag_stats_admin.router)
api.resolver.include_router(explain_admin.router)
api.resolver.include_router(experiment_results_admin.router)
api.resolver.include_router(experiments_admin.router)
api.resolver.include_router(experiment_moves_admin.router)
api.resolver.include_router(analytics.router)
api.resolver.include_router(revenue_admin.router)
api.resolver.include_router(retention_admin.router)
api.resolver.include_router(cas_admin.router)
api.resolver.include_router(journeys_admin.router)
api.resolver.include_router(metric_definitions_admin.router)
api.resolver.include_router(metrics_admin.router)
api.resolver.include_router(restatements_admin.router)
api.resolver.include_router(backfill_admin.router)
api.resolver.include_router(event_schemas_admin.router)
api.resolver.include_router(rejected_events_admin.router)
api.resolver.include_router(audit_admin.router)
api.resolver.include_router(users_admin.router)


def handler(event: GatewayEvent, context: LambdaContext) -> dict[str, Any]:
    """Answer one request of the gateway."""
    return api.handle(event, context)


cold_start.over()
