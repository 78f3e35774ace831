"""Background work and alarms: what runs, what happens when it fails, who hears of it."""

import json

import pytest

from infra.config import PROD
from sextant.aws import observability
from sextant.usecases import nightly
from tests.infra.access import FUNCTIONS
from tests.infra.synthesis import Synthesis


def test_the_tick_comes_each_minute(prod: Synthesis) -> None:
    """One enabled rule invokes the aggregate function with the agreed event."""
    (rule,) = prod.of_kind("AWS::Events::Rule").values()
    (target,) = rule["Targets"]

    assert (rule["ScheduleExpression"], rule["State"]) == ("rate(1 minute)", "ENABLED")
    assert target["Arn"] == "{Aggregate/Function.Arn}"
    assert json.loads(target["Input"]) == {"action": "tick"}


def test_a_tick_that_cannot_be_delivered_or_done_becomes_a_dead_letter(prod: Synthesis) -> None:
    """Both the rule's target and the function's own asynchronous queue end in the same place."""
    (rule,) = prod.of_kind("AWS::Events::Rule").values()

    assert rule["Targets"][0]["DeadLetterConfig"] == {"Arn": "{DeadLetters.Arn}"}
    assert prod.function("Aggregate")["DeadLetterConfig"] == {"TargetArn": "{DeadLetters.Arn}"}


def test_a_tick_waits_for_the_slowest(prod: Synthesis) -> None:
    """A tick runs for five minutes at most; the next waits longer than that before it is given up."""
    function = prod.function("Aggregate")
    (waiting,) = prod.of_kind("AWS::Lambda::EventInvokeConfig").values()

    assert function["Timeout"] == 300
    assert waiting["MaximumEventAgeInSeconds"] > function["Timeout"]


@pytest.mark.parametrize("name", ["DeadLetters", "AggregationDeadLetters", "Aggregation"])
def test_queues_are_encrypted_and_kept_as_long_as_can_be(prod: Synthesis, name: str) -> None:
    """A person has fourteen days to look, and nobody reads along."""
    queue = prod.of_kind("AWS::SQS::Queue")[name]

    assert queue["SqsManagedSseEnabled"] is True
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_a_message_is_tried_six_times_and_seen_by_one_at_a_time(prod: Synthesis) -> None:
    """It stays hidden for six of the function's timeouts, as AWS advises, and then ends in the queue's dead letters."""
    queue = prod.of_kind("AWS::SQS::Queue")["Aggregation"]

    assert queue["VisibilityTimeout"] == 6 * prod.function("Aggregate")["Timeout"]
    assert queue["RedrivePolicy"] == {"deadLetterTargetArn": "{AggregationDeadLetters.Arn}", "maxReceiveCount": 6}


def test_messages_go_to_the_aggregate_function_one_by_one_and_fail_one_by_one(prod: Synthesis) -> None:
    """A bounded number at a time, so that the account's other functions keep their room."""
    (source,) = prod.of_kind("AWS::Lambda::EventSourceMapping").values()

    assert (source["EventSourceArn"], source["FunctionName"]) == ("{Aggregation.Arn}", "{Aggregate/Function}")
    assert (source["BatchSize"], source["FunctionResponseTypes"]) == (1, ["ReportBatchItemFailures"])
    assert source["ScalingConfig"] == {"MaximumConcurrency": PROD.aggregations_at_once}


def test_drift_raises_an_alarm(prod: Synthesis) -> None:
    """Under the name, the namespace and the service by which the function counts it."""
    alarm = prod.of_kind("AWS::CloudWatch::Alarm")["Watch/Drift"]
    service = prod.function("Aggregate")["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]

    assert (alarm["Namespace"], alarm["MetricName"]) == (observability.NAMESPACE, nightly.DRIFT_METRIC)
    assert alarm["Dimensions"] == [{"Name": "service", "Value": service}]
    assert (alarm["Statistic"], alarm["Threshold"], alarm["TreatMissingData"]) == ("Sum", 1, "notBreaching")


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_errors_and_throttles_of_a_function_raise_an_alarm(prod: Synthesis, function: str, metric: str) -> None:
    """One is enough, and silence is no alarm."""
    alarm = prod.of_kind("AWS::CloudWatch::Alarm")[f"Watch/{function}{metric}"]

    assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == ("AWS/Lambda", metric, "Sum")
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": f"{{{function}/Function}}"}]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanOrEqualToThreshold", 1)
    assert alarm["TreatMissingData"] == "notBreaching"


@pytest.mark.parametrize("name", ["DeadLetters", "AggregationDeadLetters"])
def test_one_dead_letter_raises_an_alarm(prod: Synthesis, name: str) -> None:
    """The first message in a dead-letter queue is told at once."""
    alarm = prod.of_kind("AWS::CloudWatch::Alarm")[f"Watch/{name}"]

    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": f"{{{name}.QueueName}}"}]
    assert (alarm["EvaluationPeriods"], alarm["Threshold"]) == (1, 1)


def test_every_alarm_reaches_somebody(prod: Synthesis) -> None:
    """All alarms go to the one topic that people subscribe to."""
    assert {tuple(alarm["AlarmActions"]) for alarm in prod.of_kind("AWS::CloudWatch::Alarm").values()} == {
        ("{Alarms}",)
    }
