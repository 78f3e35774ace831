"""The app as a whole: it asks no account anything, and cdk-nag looks at all of it."""

from pathlib import Path

import pytest
from aws_cdk import aws_sns as sns

from infra.app import build
from infra.config import PROD
from tests.infra.synthesis import Synthesis, make_app


@pytest.mark.parametrize("stage", ["prod", "local"])
def test_cdk_nag_finds_nothing_unacknowledged(stage: str, request: pytest.FixtureRequest) -> None:
    """AwsSolutions runs within synth and has nothing to report in any stage."""
    synthesis: Synthesis = request.getfixturevalue(stage)
    (report,) = synthesis.validation["pluginReports"]

    assert (report["pluginName"], report["violations"]) == ("AwsSolutions", [])


def test_cdk_nag_stops_a_synth_that_is_not_safe(tmp_path: Path) -> None:
    """A topic that takes messages without TLS, in one of our stacks, fails the synth."""
    app = make_app(tmp_path, bundled=False)
    build(app, PROD)
    sns.Topic(app.node.find_child("Sextant-prod-data"), "Careless")

    with pytest.raises(RuntimeError, match=r"AwsSolutions-SNS3"):
        app.synth()


def test_every_acknowledgement_is_needed_and_says_why(prod: Synthesis) -> None:
    """Each acknowledged rule has a finding behind it and carries a sentence."""
    (report,) = prod.validation["pluginReports"]
    found = {each["ruleName"] for each in report["suppressedViolations"]}
    acknowledged = {rule.removeprefix("AwsSolutions::"): reason for rule, reason in prod.acknowledgements()}

    assert acknowledged.keys() == found
    assert all(reason.endswith(".") and len(reason.split()) >= 5 for reason in acknowledged.values())


def test_stacks_belong_to_no_account_and_no_region(prod: Synthesis) -> None:
    """Nothing is looked up, so anybody can synthesize without an account."""
    stacks = [each for each in prod.manifest["artifacts"].values() if each["type"] == "aws:cloudformation:stack"]

    assert {each["environment"] for each in stacks} == {"aws://unknown-account/unknown-region"}
    assert "missing" not in prod.manifest


def test_the_data_stack_comes_first(prod: Synthesis) -> None:
    """The other stacks import from it and from nowhere else."""
    artifacts = prod.manifest["artifacts"]

    for stack in ("api", "jobs"):
        dependencies = {each for each in artifacts[f"Sextant-prod-{stack}"]["dependencies"] if "assets" not in each}
        assert dependencies == {"Sextant-prod-data"}


def test_templates_fit_into_cloudformation(prod: Synthesis) -> None:
    """Far from the limit of 500 resources a stack."""
    assert all(len(template["Resources"]) < 200 for template in prod.templates.values())
