"""A Lambda function as every function of Sextant is: a role of its own, a log group, tracing, alarms."""

from dataclasses import dataclass, field

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Config
from infra.constructs.acknowledge import acknowledge
from infra.constructs.assets import core_layer, shared_layer, stats_layer
from infra.constructs.table import DataTable, removal_policy

RUNTIME = lambda_.Runtime.PYTHON_3_13


@dataclass(frozen=True, slots=True)
class Access:
    """What a function may do with one table.

    Attributes:
        variable: environment variable that gives the function the table's name.
        table: the table.
        actions: DynamoDB actions on the table itself, such as `GetItem`.
        queried_indexes: the indexes it may query.
    """

    variable: str
    table: DataTable
    actions: tuple[str, ...] = ()
    queried_indexes: tuple[str, ...] = ()

    def statements(self) -> list[iam.PolicyStatement]:
        """The actions by name, on the table or the index by name."""
        arn = self.table.table_arn
        on_table = [_allow(self.actions, arn)] if self.actions else []
        return on_table + [_allow(("Query",), f"{arn}/index/{index}") for index in self.queried_indexes]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSpec:
    """What one function is.

    Attributes:
        service: its name in logs, traces and metrics.
        handler: `package.module.function` inside its asset.
        access: what it may do with which tables.
        timeout_seconds: when it is cut off.
        memory_mb: memory, and CPU in proportion.
        environment: what it is told beside the tables' names.
        sends_to: the queues that it may put messages on.
        statistics: whether it computes results of experiments, for which it gets a layer more.
        snap_start: whether it starts from a snapshot.
        dead_letters: where an asynchronous call ends that failed for good.
    """

    service: str
    handler: str
    access: tuple[Access, ...]
    timeout_seconds: int
    memory_mb: int
    environment: dict[str, str] = field(default_factory=dict)
    sends_to: tuple[sqs.IQueue, ...] = ()
    statistics: bool = False
    snap_start: bool = False
    dead_letters: sqs.IQueue | None = None


class Layers(Construct):
    """The layers of a stack's functions. Each stack has its own, for an exported layer could never change."""

    def __init__(self, scope: Construct, construct_id: str, config: Config) -> None:
        """Make the `shared` layer, and those with third-party packages where these travel."""
        super().__init__(scope, construct_id)
        self._architecture = architecture_of(config)
        self._everywhere = [self._make("Shared", shared_layer())]
        self._of_statistics: list[lambda_.LayerVersion] = []
        if config.package_layers:
            self._everywhere.append(self._make("Core", core_layer(config)))
            self._of_statistics.append(self._make("Stats", stats_layer(config)))

    def of(self, spec: FunctionSpec) -> list[lambda_.LayerVersion]:
        """The layers that a function needs."""
        return self._everywhere + (self._of_statistics if spec.statistics else [])

    def _make(self, name: str, code: lambda_.Code) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name,
            code=code,
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[self._architecture],
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )


class PythonFunction(Construct):
    """One function, its role and its log group.

    Attributes:
        service: its name in logs, traces and metrics.
        function: the function itself.
        target: what callers invoke: the function, or with SnapStart the alias of its newest version.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        config: Config,
        spec: FunctionSpec,
        *,
        code: lambda_.Code,
        layers: Layers,
    ) -> None:
        """Make the function with exactly the permissions its spec names."""
        super().__init__(scope, construct_id)
        self.service = spec.service
        log_group = logs.LogGroup(
            self,
            "Logs",
            retention=log_retention(config),
            removal_policy=removal_policy(config),
        )
        self.role = self._make_role(spec, log_group)
        self.function = lambda_.Function(
            self,
            "Function",
            code=code,
            handler=spec.handler,
            runtime=RUNTIME,
            architecture=architecture_of(config),
            layers=layers.of(spec),
            role=self.role,
            log_group=log_group,
            memory_size=spec.memory_mb,
            timeout=cdk.Duration.seconds(spec.timeout_seconds),
            tracing=lambda_.Tracing.ACTIVE,
            environment=_environment(config, spec),
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if spec.snap_start else None,
            dead_letter_queue=spec.dead_letters,
        )
        self.target: lambda_.IFunction = self._live_alias() if spec.snap_start else self.function
        _acknowledge_what_is_meant(self)

    def _make_role(self, spec: FunctionSpec, log_group: logs.LogGroup) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log_group.grant_write(role)
        for access in spec.access:
            for statement in access.statements():
                role.add_to_policy(statement)
        for queue in spec.sends_to:
            # One action, where `grant_send_messages` would give three.
            role.add_to_policy(iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[queue.queue_arn]))
        return role

    def _live_alias(self) -> lambda_.Alias:
        return lambda_.Alias(self, "Live", alias_name="live", version=self.function.current_version)


def architecture_of(config: Config) -> lambda_.Architecture:
    """The architecture in CDK's words."""
    return {"arm64": lambda_.Architecture.ARM_64, "x86_64": lambda_.Architecture.X86_64}[config.architecture]


def log_retention(config: Config) -> logs.RetentionDays:
    """How long a log group keeps its lines."""
    return {
        1: logs.RetentionDays.ONE_DAY,
        30: logs.RetentionDays.ONE_MONTH,
    }[config.log_retention_days]


def _environment(config: Config, spec: FunctionSpec) -> dict[str, str]:
    return {
        "POWERTOOLS_SERVICE_NAME": spec.service,
        "POWERTOOLS_LOG_LEVEL": config.log_level,
        **{access.variable: access.table.table_name for access in spec.access},
        **spec.environment,
    }


def _allow(actions: tuple[str, ...], resource: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=[f"dynamodb:{action}" for action in actions], resources=[resource])


def _acknowledge_what_is_meant(function: PythonFunction) -> None:
    newest = "python3.13 is the runtime that every dependency has wheels for and is tested on."
    acknowledge(function.function, {"AwsSolutions-L1": newest})
    acknowledge(function.role, {"AwsSolutions-IAM5[Resource::*]": "X-Ray's two write actions know no resources."})
