"""What a function is told by its environment, read once and only when first asked for."""

import os
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class MissingSettingError(RuntimeError):
    """The environment lacks a variable that this function was expected to be given, or holds a wrong one."""


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise MissingSettingError(f"the environment variable {name} is not set; the CDK app sets it for every function")
    return value


def _whole(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise MissingSettingError(f"the environment variable {name} holds {value!r}; a whole number was expected")
    return int(value)


class Settings:
    """The typed settings of one function; `infra/` writes the same names into the function's environment."""

    @cached_property
    def flags_table(self) -> str:
        """Name of the table of flags."""
        return _required("FLAGS_TABLE")

    @cached_property
    def profiles_table(self) -> str:
        """Name of the table of user profiles."""
        return _required("PROFILES_TABLE")

    @cached_property
    def events_table(self) -> str:
        """Name of the table of raw events."""
        return _required("EVENTS_TABLE")

    @cached_property
    def metrics_table(self) -> str:
        """Name of the table of roll-ups, daily metrics and dirty marks."""
        return _required("METRICS_TABLE")

    @cached_property
    def sdk_keys_table(self) -> str:
        """Name of the table of SDK keys."""
        return _required("SDK_KEYS_TABLE")

    @cached_property
    def audit_table(self) -> str:
        """Name of the table of audit entries."""
        return _required("AUDIT_TABLE")

    @cached_property
    def experiments_table(self) -> str:
        """Name of the table of experiments and their looks."""
        return _required("EXPERIMENTS_TABLE")

    @cached_property
    def assignments_table(self) -> str:
        """Name of the table of who is enrolled in which experiment."""
        return _required("ASSIGNMENTS_TABLE")

    @cached_property
    def counters_table(self) -> str:
        """Name of the table of what experiments count."""
        return _required("COUNTERS_TABLE")

    @cached_property
    def rejected_events_table(self) -> str:
        """Name of the table of events that broke the schema of their name."""
        return _required("REJECTED_EVENTS_TABLE")

    @cached_property
    def aggregation_queue_url(self) -> str:
        """Where messages for the aggregate function go."""
        return _required("AGGREGATION_QUEUE_URL")

    @cached_property
    def deletes_expired_rows(self) -> bool:
        """Whether the clean-up deletes expired rows itself, since no TTL does."""
        return os.environ.get("DELETES_EXPIRED_ROWS") == "true"

    @cached_property
    def oidc_issuer(self) -> str:
        """The `iss` that a user's token must carry."""
        return _required("OIDC_ISSUER")

    @cached_property
    def oidc_audiences(self) -> tuple[str, ...]:
        """The client ids of which a user's token must name one."""
        return tuple(filter(None, (part.strip() for part in _required("OIDC_AUDIENCE").split(","))))

    @cached_property
    def oidc_jwks_url(self) -> str:
        """Where the issuer publishes its signing keys."""
        return _required("OIDC_JWKS_URL")

    @cached_property
    def oidc_roles_claim(self) -> str:
        """The claim that lists a user's roles."""
        return os.environ.get("OIDC_ROLES_CLAIM", "cognito:groups")

    @cached_property
    def business_time_zone(self) -> ZoneInfo:
        """The zone whose midnights divide the business's days."""
        name = os.environ.get("BUSINESS_TIME_ZONE", "UTC")
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise MissingSettingError(f"BUSINESS_TIME_ZONE holds {name!r}; an IANA zone was expected") from error

    @cached_property
    def event_shards(self) -> int:
        """Over how many index partitions the events of one 15-minute bucket are spread."""
        return _whole("EVENT_SHARDS", 4)

    @cached_property
    def retention_days(self) -> int:
        """How many days old an event may be when it arrives, unless it is imported."""
        return _whole("RETENTION_DAYS", 90)

    @cached_property
    def settle_seconds(self) -> int:
        """Age that a dirty mark must reach before its bucket is recomputed, since the index lags behind the table."""
        return _whole("SETTLE_SECONDS", 30)

    def forget(self) -> None:
        """Drop what was read, so that the next use reads the environment again."""
        self.__dict__.clear()


settings = Settings()
