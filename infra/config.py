"""The one place where stages differ: a frozen `Config` for each stage.

Everything else in `infra/` is a function of a `Config`, and nothing decides by a stage's name. What belongs to one
deployment rather than to a stage (an architecture, snapshots, an existing OIDC issuer, the business's time zone) comes
as CDK context (`-c name=value`) and lands in the same dataclass.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal
from zoneinfo import available_timezones

# Longer than that no function may run, and queues wait for it; the gateway gives an API function 30 s.
AGGREGATE_TIMEOUT_SECONDS: Final = 300

Architecture = Literal["arm64", "x86_64"]
LogRetentionDays = Literal[1, 30]
LookUp = Callable[[str], str | None]


class ConfigurationError(ValueError):
    """The context given with `-c` cannot be deployed; the message says what to give instead."""


@dataclass(frozen=True, slots=True)
class OidcIssuer:
    """Who signs user tokens: the stage's own user pool, or an issuer that exists already.

    Attributes:
        issuer: what its tokens carry as `iss`.
        audience: what they carry as `aud`; several are separated by commas.
        jwks_url: where its public keys are.
        roles_claim: the claim that lists `ADMIN`, `CLIENT` and `CA`.
    """

    issuer: str
    audience: str
    jwks_url: str
    roles_claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What one stage is made of.

    Attributes:
        stage: part of every stack's name.
        architecture: of every function and of the wheels in its layers.
        protect_data: whether stateful resources refuse deletion and outlive their stack.
        package_layers: whether third-party packages travel as layers. MiniStack's workers find them in their own
            environment, and would unpack the layers once for each worker.
        bootstrapped: whether deployments assume the roles that `cdk bootstrap` makes, or act as whoever deploys.
        require_tls: whether queues refuse plain HTTP, which is all that MiniStack speaks.
        aws_endpoint: where AWS answers when it is not AWS, as functions see it.
        external_issuer: who signs user tokens instead of the stage's own user pool.
        business_time_zone: the IANA zone whose midnights cut the business's days.
        event_shards: partitions of the events' time index for each quarter of an hour.
        retention_days: how old an event may be when it arrives; imports of history may be older. How long after their
            arrival events are shown, too.
        deletes_expired_rows: whether the clean-up deletes expired rows itself, where no TTL does.
        aggregations_at_once: how many messages of the aggregation queue are worked on at a time; the account's other
            functions need room beside them.
        settle_seconds: how old a dirty mark must be before it is aggregated: the time index is eventually consistent.
        log_level: what functions log.
        log_retention_days: how long logs are kept.
        requests_per_second: what the HTTP API lets through, steadily.
        request_burst: what it lets through at once.
        cors_origins: pages that may call the API. Any may: no cookie is ever read, so a page needs a credential.
        api_memory_mb: memory of the API functions; CPU comes with it, and a cold start is all CPU.
        aggregate_memory_mb: memory of the aggregate function.
        snap_start: whether API functions start from a snapshot. It takes most of a cold start away, but each published
            version costs about 4 USD a month for each GB, used or not; idle, Sextant is to cost next to nothing.
    """

    stage: str
    architecture: Architecture = "arm64"
    protect_data: bool = True
    package_layers: bool = True
    bootstrapped: bool = True
    require_tls: bool = True
    aws_endpoint: str | None = None
    external_issuer: OidcIssuer | None = None
    business_time_zone: str = "UTC"
    event_shards: int = 4
    retention_days: int = 90
    deletes_expired_rows: bool = False
    aggregations_at_once: int = 4
    settle_seconds: int = 30
    log_level: str = "INFO"
    log_retention_days: LogRetentionDays = 30
    requests_per_second: int = 500
    request_burst: int = 1000
    cors_origins: tuple[str, ...] = ("*",)
    api_memory_mb: int = 1024
    aggregate_memory_mb: int = 1024
    snap_start: bool = False


PROD: Final = Config(stage="prod")

LOCAL: Final = Config(
    stage="local",
    protect_data=False,
    package_layers=False,
    bootstrapped=False,
    require_tls=False,
    aws_endpoint="http://localhost:4566",
    settle_seconds=5,
    deletes_expired_rows=True,
    aggregations_at_once=2,
    log_retention_days=1,
)

STAGES: Final = {config.stage: config for config in (PROD, LOCAL)}


def configure(look_up: LookUp) -> Config:
    """The stage named by the context's `stage` (default `prod`), with what the rest of the context says.

    Args:
        look_up: the value of a context key, or None where it was not given.

    Raises:
        ConfigurationError: a value is unknown, or an issuer is only half described.
    """
    name = look_up("stage") or PROD.stage
    if name not in STAGES:
        raise ConfigurationError(f"-c stage={name}: there is no such stage. Known: {', '.join(sorted(STAGES))}")
    config = STAGES[name]
    return replace(
        config,
        architecture=_architecture(look_up("architecture") or config.architecture),
        aws_endpoint=_without_slash(look_up("aws_endpoint")) or config.aws_endpoint,
        business_time_zone=_time_zone(look_up("business_time_zone") or config.business_time_zone),
        external_issuer=_external_issuer(look_up) or config.external_issuer,
        snap_start=_switch("snap_start", look_up, default=config.snap_start),
    )


def _architecture(name: str) -> Architecture:
    match name:
        case "arm64" | "x86_64":
            return name
        case _:
            raise ConfigurationError(f"-c architecture={name}: Lambda runs on arm64 or x86_64")


def _without_slash(url: str | None) -> str | None:
    return url.rstrip("/") if url else None


def _time_zone(name: str) -> str:
    if name not in available_timezones():
        raise ConfigurationError(f"-c business_time_zone={name}: give an IANA name such as Europe/London")
    return name


def _switch(name: str, look_up: LookUp, *, default: bool) -> bool:
    match look_up(name):
        case None:
            return default
        case "true" | "false" as given:
            return given == "true"
        case other:
            raise ConfigurationError(f"-c {name}={other}: give true or false")


def _external_issuer(look_up: LookUp) -> OidcIssuer | None:
    issuer, audience = look_up("oidc_issuer"), look_up("oidc_audience")
    if not issuer and not audience:
        return None
    if not issuer or not audience:
        raise ConfigurationError(
            "an existing OIDC issuer needs both -c oidc_issuer=https://… and -c oidc_audience=…",
        )
    return OidcIssuer(
        issuer=issuer,
        audience=audience,
        jwks_url=look_up("oidc_jwks_url") or f"{issuer.rstrip('/')}/.well-known/jwks.json",
        roles_claim=look_up("oidc_roles_claim") or "roles",
    )
