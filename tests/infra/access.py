"""What each function is granted and told, held against the templates on one side and against what it does on the other.

A change here is a change of what a stolen function could do.
"""

from collections.abc import Mapping

FUNCTIONS = ("Client", "Admin", "Authorizer", "Aggregate")

# Actions on each table, or on an index of it.
ACTIONS: Mapping[str, Mapping[str, set[str]]] = {
    "Client": {
        "Flags": {"GetItem", "Query"},
        "Profiles": {"GetItem", "BatchGetItem", "PutItem"},
        "SdkKeys": {"GetItem"},
        "Events": {"BatchGetItem", "PutItem"},
        "Metrics": {"Query", "UpdateItem", "PutItem"},
        "Experiments": {"Query"},
        "Assignments": {"GetItem", "PutItem"},
        "Counters": {"UpdateItem"},
        "RejectedEvents": {"PutItem"},
    },
    "Admin": {
        "Flags": {"GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"},
        "Experiments": {"GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"},
        "Counters": {"Query", "UpdateItem"},
        "SdkKeys": {"GetItem", "Query", "PutItem", "UpdateItem"},
        "Metrics": {"GetItem", "Query", "PutItem", "UpdateItem"},
        "Profiles": {"GetItem", "BatchGetItem", "PutItem"},
        "Profiles/index/byShard": {"Query"},
        "Profiles/index/byCohort": {"Query"},
        "Events": {"BatchGetItem", "Query", "PutItem"},
        "RejectedEvents": {"BatchGetItem", "Query", "DeleteItem"},
        "RejectedEvents/index/byDay": {"Query"},
        "RejectedEvents/index/byName": {"Query"},
        "Assignments": {"GetItem", "Query", "PutItem"},
        "Assignments/index/byUser": {"Query"},
        "Audit": {"GetItem", "BatchGetItem", "Query", "PutItem"},
        "Audit/index/byTime": {"Query"},
        "Audit/index/byActor": {"Query"},
    },
    "Authorizer": {"SdkKeys": {"GetItem"}},
    "Aggregate": {
        "Events": {"BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"},
        "Events/index/byBucket": {"Query"},
        "Profiles": {"GetItem", "BatchGetItem", "PutItem", "DeleteItem"},
        "Profiles/index/byShard": {"Query"},
        "Assignments": {"GetItem", "Query", "DeleteItem"},
        "Assignments/index/byUser": {"Query"},
        "Metrics": {"GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"},
        "Experiments": {"Query", "PutItem"},
        "Counters": {"Query"},
        "RejectedEvents": {"Query", "DeleteItem"},
    },
}

# The setting that holds each table's name.
TABLE_SETTINGS: Mapping[str, str] = {
    "Flags": "FLAGS_TABLE",
    "Profiles": "PROFILES_TABLE",
    "Events": "EVENTS_TABLE",
    "Metrics": "METRICS_TABLE",
    "SdkKeys": "SDK_KEYS_TABLE",
    "Audit": "AUDIT_TABLE",
    "Experiments": "EXPERIMENTS_TABLE",
    "Assignments": "ASSIGNMENTS_TABLE",
    "Counters": "COUNTERS_TABLE",
    "RejectedEvents": "REJECTED_EVENTS_TABLE",
}

OTHER_SETTINGS: Mapping[str, set[str]] = {
    "Client": {"BUSINESS_TIME_ZONE", "EVENT_SHARDS", "RETENTION_DAYS", "SETTLE_SECONDS"},
    "Admin": {"AGGREGATION_QUEUE_URL", "BUSINESS_TIME_ZONE", "EVENT_SHARDS", "RETENTION_DAYS", "SETTLE_SECONDS"},
    "Authorizer": {"OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_JWKS_URL", "OIDC_ROLES_CLAIM"},
    "Aggregate": {
        "AGGREGATION_QUEUE_URL",
        "BUSINESS_TIME_ZONE",
        "DELETES_EXPIRED_ROWS",
        "EVENT_SHARDS",
        "RETENTION_DAYS",
        "SETTLE_SECONDS",
    },
}


def tables_of(function: str) -> set[str]:
    """The tables that a function uses in any way."""
    return {resource.split("/")[0] for resource in ACTIONS[function]}


def settings_of(function: str) -> set[str]:
    """All settings that a function is told."""
    return {TABLE_SETTINGS[table] for table in tables_of(function)} | OTHER_SETTINGS[function]
