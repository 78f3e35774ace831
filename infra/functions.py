"""What each function is: its handler, its size, what it is told, and what it may do with which table.

Every permission to touch data is on this page. No function scans, and none has an action for later.
"""

from infra.config import AGGREGATE_TIMEOUT_SECONDS, Config, OidcIssuer
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.function import Access, FunctionSpec
from infra.stacks.data import DataStack

# The gateway gives an integration 30 s; a function that is cut off first says so in its own log.
API_TIMEOUT_SECONDS = 29
# The gateway waits no longer for an authorizer.
AUTHORIZER_TIMEOUT_SECONDS = 10

# Beside what edits them: no flag may have an experiment's key and no experiment a flag's, which a transaction checks.
_EDITED = ("GetItem", "Query", "PutItem", "DeleteItem", "ConditionCheckItem")

_FORGOTTEN = ("GetItem", "BatchGetItem", "PutItem", "DeleteItem")
_LISTED = ("BatchGetItem", "Query", "DeleteItem")
_TAKEN_FROM = ("BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")


def client_function(config: Config, data: DataStack) -> FunctionSpec:
    """Evaluates flags, enrols in experiments and takes events, from people and from SDK keys."""
    return FunctionSpec(
        service="client",
        handler="api.client.handler",
        access=(
            Access("FLAGS_TABLE", data.flags, ("GetItem", "Query")),
            Access("PROFILES_TABLE", data.profiles, ("GetItem", "BatchGetItem", "PutItem")),
            Access("SDK_KEYS_TABLE", data.sdk_keys, ("GetItem",)),
            Access("EVENTS_TABLE", data.events, ("BatchGetItem", "PutItem")),
            Access("METRICS_TABLE", data.metrics, ("Query", "UpdateItem", "PutItem")),
            Access("EXPERIMENTS_TABLE", data.experiments, ("Query",)),
            Access("ASSIGNMENTS_TABLE", data.assignments, ("GetItem", "PutItem")),
            Access("COUNTERS_TABLE", data.counters, ("UpdateItem",)),
            Access("REJECTED_EVENTS_TABLE", data.rejected_events, ("PutItem",)),
        ),
        environment={
            **_business_days(config),
            **_settling(config),
            **_retention(config),
            **_shards(config),
        },
        timeout_seconds=API_TIMEOUT_SECONDS,
        memory_mb=config.api_memory_mb,
        snap_start=config.snap_start,
    )


def admin_function(config: Config, data: DataStack) -> FunctionSpec:
    """Edits flags, experiments and SDK keys, and reads figures; the audit it can neither change nor delete."""
    return FunctionSpec(
        service="admin",
        handler="api.admin.handler",
        access=(
            Access("FLAGS_TABLE", data.flags, (*_EDITED, "UpdateItem")),
            Access("EXPERIMENTS_TABLE", data.experiments, (*_EDITED, "UpdateItem")),
            Access("COUNTERS_TABLE", data.counters, ("Query", "UpdateItem")),
            Access("SDK_KEYS_TABLE", data.sdk_keys, ("GetItem", "Query", "PutItem", "UpdateItem")),
            Access("METRICS_TABLE", data.metrics, ("GetItem", "Query", "PutItem", "UpdateItem")),
            # An erasure begins with an item there, and tells what is held of the user.
            Access("PROFILES_TABLE", data.profiles, ("GetItem", "BatchGetItem", "PutItem"), ("byShard", "byCohort")),
            # What broke a schema is taken in after all from here, as any event is.
            Access("EVENTS_TABLE", data.events, ("BatchGetItem", "Query", "PutItem")),
            Access("REJECTED_EVENTS_TABLE", data.rejected_events, _LISTED, queried_indexes=("byDay", "byName")),
            Access("ASSIGNMENTS_TABLE", data.assignments, ("GetItem", "Query", "PutItem"), queried_indexes=("byUser",)),
            Access("AUDIT_TABLE", data.audit, ("GetItem", "BatchGetItem", "Query", "PutItem"), ("byTime", "byActor")),
        ),
        environment={
            **_business_days(config),
            **_settling(config),
            **_retention(config),
            **_shards(config),
            **_queue(data),
        },
        sends_to=(data.aggregation,),
        statistics=True,
        timeout_seconds=API_TIMEOUT_SECONDS,
        memory_mb=config.api_memory_mb,
        snap_start=config.snap_start,
    )


def authorizer_function(config: Config, data: DataStack) -> FunctionSpec:
    """Says who is calling, for every route that asks."""
    return FunctionSpec(
        service="authorizer",
        handler="api.authorizer.handler",
        access=(Access("SDK_KEYS_TABLE", data.sdk_keys, ("GetItem",)),),
        environment=_issuer_environment(data.issuer),
        timeout_seconds=AUTHORIZER_TIMEOUT_SECONDS,
        memory_mb=config.api_memory_mb,
        snap_start=config.snap_start,
    )


def aggregate_function(config: Config, data: DataStack, dead_letters: DeadLetters) -> FunctionSpec:
    """Turns dirty quarters of an hour into metrics, each minute, and takes the looks at experiments that are due."""
    return FunctionSpec(
        service="aggregate",
        handler="aggregate.handler.handler",
        access=(
            # An erasure takes events, the profile and parts in experiments away; events that money is made of it moves.
            Access("EVENTS_TABLE", data.events, _TAKEN_FROM, queried_indexes=("byBucket",)),
            Access("PROFILES_TABLE", data.profiles, _FORGOTTEN, queried_indexes=("byShard",)),
            Access("ASSIGNMENTS_TABLE", data.assignments, ("GetItem", "Query", "DeleteItem"), ("byUser",)),
            Access("METRICS_TABLE", data.metrics, ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")),
            Access("EXPERIMENTS_TABLE", data.experiments, ("Query", "PutItem")),
            Access("COUNTERS_TABLE", data.counters, ("Query",)),
            Access("REJECTED_EVENTS_TABLE", data.rejected_events, ("Query", "DeleteItem")),
        ),
        environment={
            **_business_days(config),
            **_settling(config),
            **_retention(config),
            **_shards(config),
            **_queue(data),
            "DELETES_EXPIRED_ROWS": "true" if config.deletes_expired_rows else "false",
        },
        # What takes longer than it may run goes on as a new message.
        sends_to=(data.aggregation,),
        statistics=True,
        timeout_seconds=AGGREGATE_TIMEOUT_SECONDS,
        memory_mb=config.aggregate_memory_mb,
        dead_letters=dead_letters,
    )


def _business_days(config: Config) -> dict[str, str]:
    return {"BUSINESS_TIME_ZONE": config.business_time_zone}


def _settling(config: Config) -> dict[str, str]:
    return {"SETTLE_SECONDS": str(config.settle_seconds)}


def _retention(config: Config) -> dict[str, str]:
    return {"RETENTION_DAYS": str(config.retention_days)}


def _queue(data: DataStack) -> dict[str, str]:
    return {"AGGREGATION_QUEUE_URL": data.aggregation.queue_url}


def _shards(config: Config) -> dict[str, str]:
    return {"EVENT_SHARDS": str(config.event_shards)}


def _issuer_environment(issuer: OidcIssuer) -> dict[str, str]:
    return {
        "OIDC_ISSUER": issuer.issuer,
        "OIDC_AUDIENCE": issuer.audience,
        "OIDC_JWKS_URL": issuer.jwks_url,
        "OIDC_ROLES_CLAIM": issuer.roles_claim,
    }
