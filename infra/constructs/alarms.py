"""Alarms that reach a person through one SNS topic."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.function import PythonFunction

PERIOD = cdk.Duration.minutes(5)
NAMESPACE = "Sextant"
"""Under which our functions count."""


class AlarmTopic(sns.Topic):
    """Where alarms go; subscribe an address or a chat to it.

    Not encrypted by a key: CloudWatch cannot publish under the AWS managed one, and one of our own costs each month.
    Messages hold names and numbers of alarms, nothing about anybody.
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        """Make the topic, with TLS required of publishers."""
        super().__init__(scope, construct_id, enforce_ssl=True)


class Alarms(Construct):
    """The alarms of one stack."""

    def __init__(self, scope: Construct, construct_id: str, topic: sns.ITopic) -> None:
        """Start with none."""
        super().__init__(scope, construct_id)
        self._action = actions.SnsAction(topic)

    def watch_function(self, function: PythonFunction) -> None:
        """Alarm on any error of a function and on any throttle."""
        name = function.node.id
        self.alarm(f"{name}Errors", function.function.metric_errors(period=PERIOD, statistic="Sum"))
        self.alarm(f"{name}Throttles", function.function.metric_throttles(period=PERIOD, statistic="Sum"))

    def watch_dead_letters(self, name: str, queue: sqs.Queue) -> None:
        """Alarm as soon as one message lies in a dead-letter queue."""
        waiting = queue.metric_approximate_number_of_messages_visible(period=PERIOD, statistic="Maximum")
        self.alarm(name, waiting)

    def watch_count(self, name: str, function: PythonFunction, metric_name: str) -> None:
        """Alarm as soon as a function counts one of something that should never be."""
        service = {"service": function.service}
        self.alarm(
            name,
            cloudwatch.Metric(
                namespace=NAMESPACE,
                metric_name=metric_name,
                dimensions_map=service,
                period=PERIOD,
                statistic="Sum",
            ),
        )

    def alarm(self, name: str, metric: cloudwatch.Metric) -> None:
        """Alarm when a metric counts one or more within a period; silence is no alarm."""
        alarm = metric.create_alarm(
            self,
            name,
            threshold=1,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(self._action)
