"""One template, several places: stages differ where `infra/config.py` says so, and nowhere else."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import pytest

from infra.config import LOCAL, PROD, Config
from tests.infra.access import FUNCTIONS
from tests.infra.synthesis import Synthesis

# CDK makes parts of names from hashes of paths, and those paths begin with the stage's name. What an asset holds does
# not depend on the stage; when nothing is bundled its hash means nothing.
_FROM_HASHES = re.compile(r"[0-9A-F]{8}|[0-9a-f]{64}")

# What each field of Config changes between the stages. A new difference needs a field, and a line here.
EXPLAINED = {
    "stage": {"Tags", "Tags.sextant:stage", "UserPoolTags.sextant:stage"},
    "protect_data": {"DeletionPolicy", "UpdateReplacePolicy", "DeletionProtectionEnabled", "DeletionProtection"},
    "package_layers": {"Layers", "the resource Layers/Core", "the resource Layers/Stats"},
    "bootstrapped": {"Parameters", "Rules"},
    "require_tls": {
        "PolicyDocument.Statement",
        "the resource Aggregation/Policy",
        "the resource AggregationDeadLetters/Policy",
    },
    "aws_endpoint": {"Environment.Variables.OIDC_JWKS_URL"},
    "settle_seconds": {"Environment.Variables.SETTLE_SECONDS"},
    "deletes_expired_rows": {"Environment.Variables.DELETES_EXPIRED_ROWS"},
    "aggregations_at_once": {"ScalingConfig.MaximumConcurrency"},
    "log_retention_days": {"RetentionInDays"},
}


@dataclass(frozen=True)
class Fact:
    """One value in a template, and where it stands."""

    resource: str
    place: str
    value: str


def _facts(synthesis: Synthesis) -> set[Fact]:
    return {*_resource_facts(synthesis), *_template_facts(synthesis)}


def _resource_facts(synthesis: Synthesis) -> Iterator[Fact]:
    for each in synthesis.resources:
        resource = _normal(each.name, synthesis.config)
        attributes = {key: value for key, value in each.whole.items() if key not in {"Properties", "Metadata"}}
        for place, value in _flattened("", each.properties | _plain(attributes, synthesis)):
            yield Fact(resource, place, _normal(value, synthesis.config))


def _plain(attributes: dict[str, Any], synthesis: Synthesis) -> dict[str, Any]:
    dependencies = [_normal(each, synthesis.config) for each in attributes.pop("DependsOn", [])]
    return attributes | {"DependsOn": sorted(dependencies)}


def _template_facts(synthesis: Synthesis) -> Iterator[Fact]:
    for stack, template in synthesis.templates.items():
        for part, value in template.items():
            if part not in {"Resources", "Outputs"}:
                yield Fact(f"the stack {stack}", part, _normal(json.dumps(value), synthesis.config))


def _flattened(place: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict) and value:
        for key, each in value.items():
            yield from _flattened(f"{place}.{key}".removeprefix("."), each)
    else:
        yield place, json.dumps(value)


def _normal(text: str, config: Config) -> str:
    text = text.replace(f"Sextant-{config.stage}-", "Sextant-").replace(f"Sextant{config.stage}", "Sextant")
    return _FROM_HASHES.sub("#", text)


def _differences(one: Synthesis, other: Synthesis) -> set[str]:
    """Places at which two stages differ; a resource that only one of them has counts as one place."""
    ones, others = _facts(one), _facts(other)
    lonely = {fact.resource for fact in ones} ^ {fact.resource for fact in others}
    return {f"the resource {fact.resource}" if fact.resource in lonely else fact.place for fact in ones ^ others}


def test_a_stages_name_decides_nothing(prod: Synthesis, local_as_prod: Synthesis) -> None:
    """A stage named `local` with the config of `prod` is `prod`, so all other differences come from config."""
    assert _differences(prod, local_as_prod) == EXPLAINED["stage"]


def test_stages_differ_only_as_their_configs_explain(prod: Synthesis, local: Synthesis) -> None:
    """Every place at which the templates differ belongs to a field of Config that differs."""
    assert _differences(prod, local) == set().union(*EXPLAINED.values())


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_the_same_in_every_stage(prod: Synthesis, local: Synthesis, function: str) -> None:
    """What passes locally, where IAM is enforced too, passes on AWS."""
    assert local.permissions(function) == prod.permissions(function)


def test_queues_differ_by_the_refusal_of_plain_http_alone(prod: Synthesis, local: Synthesis) -> None:
    """MiniStack speaks no TLS, so with that statement nobody could reach a queue there."""
    on_aws, here = _queue_statements(prod), _queue_statements(local)
    refusals = [each for each in on_aws if each["Effect"] == "Deny"]

    queues = prod.of_kind("AWS::SQS::Queue")
    assert [each["Condition"] for each in refusals] == [{"Bool": {"aws:SecureTransport": "false"}}] * len(queues)
    assert here == [each for each in on_aws if each not in refusals]


def _queue_statements(synthesis: Synthesis) -> list[dict[str, Any]]:
    policies = synthesis.of_kind("AWS::SQS::QueuePolicy").values()
    statements = [each for policy in policies for each in policy["PolicyDocument"]["Statement"]]
    normal: list[dict[str, Any]] = json.loads(_normal(json.dumps(statements), synthesis.config))
    return normal


def test_every_field_that_differs_is_explained() -> None:
    """The explanations cover the fields that differ, and no others."""
    different = {field.name for field in fields(Config) if getattr(PROD, field.name) != getattr(LOCAL, field.name)}

    assert different == EXPLAINED.keys()
