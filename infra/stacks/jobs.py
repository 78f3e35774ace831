"""Work in the background: the aggregation tick, and what others ask the aggregate function for."""

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_event_sources as event_sources
from constructs import Construct

from infra.config import AGGREGATE_TIMEOUT_SECONDS, Config
from infra.constructs.alarms import Alarms
from infra.constructs.assets import aggregate_code
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.function import Layers, PythonFunction
from infra.constructs.work_queue import WorkQueue
from infra.functions import aggregate_function
from infra.stacks.data import DataStack
from infra.stacks.stage_stack import StageStack

TICK = {"action": "tick"}
# The next tick does what a late one would have done, so none waits for ever; but it waits longer than the slowest may
# take, so that only a tick that really failed becomes a dead letter.
TICK_MAX_AGE = cdk.Duration.seconds(2 * AGGREGATE_TIMEOUT_SECONDS)
TICK_RETRIES = 2
DRIFT = "DriftFound"
"""What the function counts when stored numbers are not what their events say."""


class JobsStack(StageStack):
    """The aggregate function, its schedule and its dead letters."""

    def __init__(self, scope: Construct, config: Config, data: DataStack) -> None:
        """Make the function and tick it each minute."""
        super().__init__(scope, config, "jobs", holds="schedules and background work")
        dead_letters = DeadLetters(self, "DeadLetters", config)
        aggregate = PythonFunction(
            self,
            "Aggregate",
            config,
            aggregate_function(config, data, dead_letters),
            code=aggregate_code(),
            layers=Layers(self, "Layers", config),
        )
        aggregate.function.configure_async_invoke(max_event_age=TICK_MAX_AGE, retry_attempts=TICK_RETRIES)
        self._tick(aggregate, dead_letters)
        self._work_off(aggregate, data.aggregation, config)
        alarms = Alarms(self, "Watch", data.alarm_topic)
        alarms.watch_function(aggregate)
        alarms.watch_dead_letters("DeadLetters", dead_letters)
        alarms.watch_dead_letters("AggregationDeadLetters", data.aggregation.dead_letters)
        alarms.watch_count("Drift", aggregate, DRIFT)
        cdk.CfnOutput(self, "AggregateFunction", value=aggregate.function.function_name)

    def _tick(self, aggregate: PythonFunction, dead_letters: DeadLetters) -> None:
        target = targets.LambdaFunction(
            aggregate.target,
            event=events.RuleTargetInput.from_object(TICK),
            dead_letter_queue=dead_letters,
            max_event_age=TICK_MAX_AGE,
            retry_attempts=TICK_RETRIES,
        )
        events.Rule(
            self,
            "Tick",
            description="Aggregates what has settled, each minute",
            schedule=events.Schedule.rate(cdk.Duration.minutes(1)),
            targets=[target],
        )

    def _work_off(self, aggregate: PythonFunction, queue: WorkQueue, config: Config) -> None:
        source = event_sources.SqsEventSource(
            queue,
            # One message may take all the time that the function has; a second would only wait for it, and fail.
            batch_size=1,
            # Here and not by reserved concurrency: what is above it then waits on the queue and is not throttled.
            max_concurrency=config.aggregations_at_once,
            report_batch_item_failures=True,
        )
        aggregate.target.add_event_source(source)
