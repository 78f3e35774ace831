"""Roles: each function may do what it does, and nothing else."""

import pytest

from tests.infra.access import ACTIONS, FUNCTIONS, tables_of
from tests.infra.synthesis import Synthesis

# What a function does beside its tables: its own log, traces (which know no resources), its dead letters, its queue.
TRACES = {("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*")}
TAKING = ("ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes", "GetQueueUrl")
QUEUES = {
    "Admin": {("sqs:SendMessage", "{Aggregation.Arn}")},
    "Aggregate": {
        ("sqs:SendMessage", "{DeadLetters.Arn}"),
        ("sqs:SendMessage", "{Aggregation.Arn}"),
        *((f"sqs:{action}", "{Aggregation.Arn}") for action in TAKING),
    },
}


def _log(function: str) -> set[tuple[str, str]]:
    log = f"{{{function}/Logs.Arn}}"
    return {("logs:CreateLogStream", log), ("logs:PutLogEvents", log)}


def _on_tables(function: str) -> set[tuple[str, str]]:
    return {
        (f"dynamodb:{action}", _arn(resource)) for resource, actions in ACTIONS[function].items() for action in actions
    }


def _arn(resource: str) -> str:
    table, *index = resource.split("/", 1)
    return "/".join((f"{{{table}.Arn}}", *index))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_exactly_what_it_does(prod: Synthesis, function: str) -> None:
    """Its role's policies add up to the allowed set: no wildcard on a table, no action too many or too few."""
    allowed = _on_tables(function) | _log(function) | TRACES | QUEUES.get(function, set())

    assert prod.permissions(function) == allowed


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_policy_only_allows_and_asks_no_exceptions(prod: Synthesis, function: str) -> None:
    """Statements are plain: Allow, Action, Resource. `NotAction` or `NotResource` would slip past the exact set."""
    for statement in prod.statements(function):
        assert statement.keys() == {"Action", "Effect", "Resource"}
        assert statement["Effect"] == "Allow"


def test_each_function_has_a_role_of_its_own(prod: Synthesis) -> None:
    """Four functions, four roles, and no managed or inline policy that the exact sets would not see."""
    functions = prod.of_kind("AWS::Lambda::Function").values()
    roles = prod.of_kind("AWS::IAM::Role").values()

    assert len({function["Role"] for function in functions}) == len(functions) == len(roles) == len(FUNCTIONS)
    assert not any("ManagedPolicyArns" in role or "Policies" in role for role in roles)


def test_only_lambda_takes_on_a_role(prod: Synthesis) -> None:
    """Each role trusts the Lambda service and nobody else."""
    trusted = {
        str(statement["Principal"])
        for role in prod.of_kind("AWS::IAM::Role").values()
        for statement in role["AssumeRolePolicyDocument"]["Statement"]
    }

    assert trusted == {"{'Service': 'lambda.amazonaws.com'}"}


def test_nobody_may_scan(prod: Synthesis) -> None:
    """A Scan reads a whole table; every listing is a Query."""
    actions = {action for function in FUNCTIONS for action, _ in prod.permissions(function)}

    assert "dynamodb:Scan" not in actions


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_knows_only_the_tables_it_may_use(prod: Synthesis, function: str) -> None:
    """The names in its environment are those of the tables in its policy."""
    variables = prod.function(function)["Environment"]["Variables"]
    known = {value for name, value in variables.items() if name.endswith("_TABLE")}

    assert known == {f"{{{table}}}" for table in tables_of(function)}
