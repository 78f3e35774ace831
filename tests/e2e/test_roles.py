"""Each function's role holds what the function needs, and no more: asked of IAM itself."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local.site import ACCOUNT
from tests.e2e.running import Platform

TRUSTED_BY_THE_TEST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"},
    ],
}


@contextmanager
def as_function(name: str) -> Iterator[Any]:
    """DynamoDB as this function sees it, under its role."""
    function = boto3.client("lambda").get_function_configuration(FunctionName=name)
    role_arn = function["Role"]
    boto3.client("iam").update_assume_role_policy(
        RoleName=role_arn.rsplit("/", 1)[-1], PolicyDocument=json.dumps(TRUSTED_BY_THE_TEST)
    )
    lent = boto3.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="test")["Credentials"]
    yield boto3.client(
        "dynamodb",
        aws_access_key_id=lent["AccessKeyId"],
        aws_secret_access_key=lent["SecretAccessKey"],
        aws_session_token=lent["SessionToken"],
    )


def table_of(function: str, variable: str) -> str:
    """The name of a table, as a function is told it."""
    configuration = boto3.client("lambda").get_function_configuration(FunctionName=function)
    return configuration["Environment"]["Variables"][variable]


def test_the_client_function_may_not_write_flags(platform: Platform) -> None:
    """What only the admin function may do is refused to the client function, which reads the very same table."""
    deployment = platform.deployment
    flags = table_of(deployment.admin_function, "FLAGS_TABLE")
    item = {"collection": {"S": "a test of roles"}, "key": {"S": "k"}}
    with as_function(deployment.admin_function) as admin:
        admin.put_item(TableName=flags, Item=item)
    with as_function(deployment.client_function) as client:
        assert client.get_item(TableName=flags, Key=item)["Item"] == item
        with pytest.raises(ClientError) as refused:
            client.put_item(TableName=flags, Item=item)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    with as_function(deployment.admin_function) as admin:
        admin.delete_item(TableName=flags, Key=item)


def test_no_function_may_scan(platform: Platform) -> None:
    """A scan reads everything, and is billed for it."""
    deployment = platform.deployment
    flags = table_of(deployment.admin_function, "FLAGS_TABLE")
    for function in (deployment.admin_function, deployment.client_function):
        with as_function(function) as role, pytest.raises(ClientError, match="AccessDenied"):
            role.scan(TableName=flags)


def test_the_client_function_may_neither_list_nor_make_sdk_keys(platform: Platform) -> None:
    """It looks up the one key that a data file is asked with, and never learns who else may call."""
    deployment = platform.deployment
    keys = table_of(deployment.admin_function, "SDK_KEYS_TABLE")
    key = {"collection": {"S": "c"}, "keyId": {"S": "k"}}
    with as_function(deployment.client_function) as client:
        assert "Item" not in client.get_item(TableName=keys, Key=key)
        with pytest.raises(ClientError, match="AccessDenied"):
            client.put_item(TableName=keys, Item=key)
        with pytest.raises(ClientError, match="AccessDenied"):
            client.query(
                TableName=keys,
                KeyConditionExpression="#c = :c",
                ExpressionAttributeNames={"#c": "collection"},
                ExpressionAttributeValues={":c": {"S": "c"}},
            )
