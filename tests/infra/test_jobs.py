"""Background work and alarms: what runs, what happens when it fails, who hears of it."""

import json

import pytest

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


def test_dead_letters_are_encrypted_and_kept_as_long_as_can_be(prod: Synthesis) -> None:
    """A person has fourteen days to look, and nobody reads along."""
    queue = prod.of_kind("AWS::SQS::Queue")["DeadLetters"]

    assert queue["SqsManagedSseEnabled"] is True
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_errors_and_throttles_of_a_function_raise_an_alarm(prod: Synthesis, function: str, metric: str) -> None:
    """One is enough, and silence is no alarm."""
    alarm = prod.of_kind("AWS::CloudWatch::Alarm")[f"Watch/{function}{metric}"]

    assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == ("AWS/Lambda", metric, "Sum")
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": f"{{{function}/Function}}"}]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanOrEqualToThreshold", 1)
    assert alarm["TreatMissingData"] == "notBreaching"


def test_one_dead_letter_raises_an_alarm(prod: Synthesis) -> None:
    """The first message in the dead-letter queue is told at once."""
    alarm = prod.of_kind("AWS::CloudWatch::Alarm")["Watch/DeadLetters"]

    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": "{DeadLetters.QueueName}"}]
    assert (alarm["EvaluationPeriods"], alarm["Threshold"]) == (1, 1)


def test_every_alarm_reaches_somebody(prod: Synthesis) -> None:
    """All alarms go to the one topic that people subscribe to."""
    assert {tuple(alarm["AlarmActions"]) for alarm in prod.of_kind("AWS::CloudWatch::Alarm").values()} == {
        ("{Alarms}",)
    }
