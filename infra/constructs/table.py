"""A DynamoDB table as every table of Sextant is: on demand, encrypted, recoverable, protected."""

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra.config import Config


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index over string keys.

    Attributes:
        name: how queries name it.
        hash_key: attribute it is partitioned by.
        range_key: attribute it is sorted by.
        whole_items: whether it carries all attributes, or only keys and what `included` names.
        included: attributes that it carries beside the keys, if not all.
    """

    name: str
    hash_key: str
    range_key: str
    whole_items: bool = False
    included: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keys:
    """What a table is keyed by; every key is a string.

    Attributes:
        hash_key: attribute it is partitioned by.
        range_key: attribute it is sorted by, if it is.
        expires_at: attribute that holds an item's last moment in Unix seconds, if items expire.
        indexes: its indexes.
    """

    hash_key: str
    range_key: str | None = None
    expires_at: str | None = None
    indexes: tuple[Index, ...] = ()


class DataTable(dynamodb.Table):
    """A table whose name is generated and handed to functions by their environment."""

    def __init__(self, scope: Construct, construct_id: str, config: Config, keys: Keys) -> None:
        """Make the table and its indexes."""
        super().__init__(
            scope,
            construct_id,
            partition_key=_string(keys.hash_key),
            sort_key=_string(keys.range_key) if keys.range_key else None,
            time_to_live_attribute=keys.expires_at,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True,
            ),
            deletion_protection=config.protect_data,
            removal_policy=removal_policy(config),
        )
        for index in keys.indexes:
            self._add_index(index)

    def _add_index(self, index: Index) -> None:
        self.add_global_secondary_index(
            index_name=index.name,
            partition_key=_string(index.hash_key),
            sort_key=_string(index.range_key),
            projection_type=_projection(index),
            non_key_attributes=list(index.included) or None,
        )


def removal_policy(config: Config) -> cdk.RemovalPolicy:
    """What becomes of a stateful resource whose stack is deleted."""
    return cdk.RemovalPolicy.RETAIN if config.protect_data else cdk.RemovalPolicy.DESTROY


def _projection(index: Index) -> dynamodb.ProjectionType:
    if index.whole_items:
        return dynamodb.ProjectionType.ALL
    return dynamodb.ProjectionType.INCLUDE if index.included else dynamodb.ProjectionType.KEYS_ONLY


def _string(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
