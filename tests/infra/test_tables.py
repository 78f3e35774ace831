"""Tables: their keys are those of the models, and what they hold is safe."""

from dataclasses import dataclass
from typing import Any

import pytest
from pynamodb.models import Model

from sextant.store.assignments import AssignmentItem
from sextant.store.audit import AuditItem
from sextant.store.counters import CounterItem
from sextant.store.events import EventItem
from sextant.store.experiment_items import ExperimentItem
from sextant.store.flags import FlagItem
from sextant.store.metrics import MetricItem
from sextant.store.profiles import ProfileItem
from sextant.store.rejected_events import RejectedEventItem
from sextant.store.sdk_keys import SdkKeyItem
from tests.infra.access import ACTIONS
from tests.infra.synthesis import Synthesis

MODELS = {
    "Events": EventItem,
    "Profiles": ProfileItem,
    "Metrics": MetricItem,
    "Flags": FlagItem,
    "SdkKeys": SdkKeyItem,
    "Audit": AuditItem,
    "Experiments": ExperimentItem,
    "Assignments": AssignmentItem,
    "Counters": CounterItem,
    "RejectedEvents": RejectedEventItem,
}


@dataclass(frozen=True)
class Shape:
    """What a table is keyed by, in words that template and model share."""

    keys: set[tuple[str, str]]
    types: set[tuple[str, str]]
    indexes: dict[str, tuple[set[tuple[str, str]], str, set[str]]]
    expires_at: str | None


def _keys(schema: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(each["AttributeName"], each["KeyType"]) for each in schema}


def _types(definitions: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(each["AttributeName"], each["AttributeType"]) for each in definitions}


def _projection(projection: dict[str, Any]) -> tuple[str, set[str]]:
    return projection["ProjectionType"], set(projection.get("NonKeyAttributes", ()))


def shape_of_template(table: dict[str, Any]) -> Shape:
    """The shape that CloudFormation is asked for."""
    return Shape(
        keys=_keys(table["KeySchema"]),
        types=_types(table["AttributeDefinitions"]),
        indexes={
            index["IndexName"]: (_keys(index["KeySchema"]), *_projection(index["Projection"]))
            for index in table.get("GlobalSecondaryIndexes", [])
        },
        expires_at=table.get("TimeToLiveSpecification", {}).get("AttributeName"),
    )


def shape_of_model(model: type[Model]) -> Shape:
    """The shape that the store's code relies on."""
    schema = model._get_schema()
    expiry = model.get_attributes().get("expires_at")
    return Shape(
        keys=_keys(schema["key_schema"]),
        types=_types(schema["attribute_definitions"]),
        indexes={
            index["index_name"]: (_keys(index["key_schema"]), *_projection(index["projection"]))
            for index in schema["global_secondary_indexes"]
        },
        expires_at=expiry.attr_name if expiry else None,
    )


@pytest.mark.parametrize("name", MODELS)
def test_a_table_is_keyed_as_its_model_is(prod: Synthesis, name: str) -> None:
    """Keys, key types, indexes with their projection and the TTL attribute are the model's own."""
    table = prod.of_kind("AWS::DynamoDB::Table")[name]

    assert shape_of_template(table) == shape_of_model(MODELS[name])


def test_every_table_has_a_model(prod: Synthesis) -> None:
    """No table is deployed that no code can read."""
    assert prod.of_kind("AWS::DynamoDB::Table").keys() == MODELS.keys()


@pytest.mark.parametrize("name", ["Events", "Metrics", "RejectedEvents"])
def test_items_expire_at_a_number(name: str) -> None:
    """DynamoDB deletes by Unix seconds and silently keeps what holds anything else."""
    assert MODELS[name].get_attributes()["expires_at"].attr_type == "N"


@pytest.mark.parametrize("name", MODELS)
def test_a_table_is_protected(prod: Synthesis, name: str) -> None:
    """On demand, encrypted, recoverable to any second, and not deletable by accident."""
    table = prod.of_kind("AWS::DynamoDB::Table")[name]

    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["SSESpecification"]["SSEEnabled"] is True
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["DeletionProtectionEnabled"] is True


def test_nobody_can_change_or_delete_an_audit_entry() -> None:
    """No function holds a right that could, and an entry never expires by itself."""
    held = {action for granted in ACTIONS.values() for action in granted.get("Audit", ())}

    assert held == {"GetItem", "BatchGetItem", "Query", "PutItem"}
    assert "expires_at" not in AuditItem.get_attributes()


@pytest.mark.parametrize("name", MODELS)
def test_a_table_has_no_name_of_its_own(prod: Synthesis, name: str) -> None:
    """Names are generated, so that a replaced table never collides with the one it replaces."""
    assert "TableName" not in prod.of_kind("AWS::DynamoDB::Table")[name]


@pytest.mark.parametrize(
    "kind", ["AWS::DynamoDB::Table", "AWS::Cognito::UserPool", "AWS::SQS::Queue", "AWS::Logs::LogGroup"]
)
def test_what_holds_data_outlives_its_stack(prod: Synthesis, kind: str) -> None:
    """Neither deleting a stack nor replacing a resource deletes data."""
    holders = [each for each in prod.resources if each.kind == kind]

    assert holders
    assert {(each.whole["DeletionPolicy"], each.whole["UpdateReplacePolicy"]) for each in holders} == {
        ("Retain", "Retain")
    }


def test_the_data_stack_refuses_to_be_deleted(prod: Synthesis) -> None:
    """Termination protection is on for the stack that holds data."""
    manifest = prod.manifest["artifacts"]["Sextant-prod-data"]

    assert manifest["properties"]["terminationProtection"] is True
