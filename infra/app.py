"""Synthesizes the stacks of one stage: `npx cdk synth`, or `python -m infra.app`."""

from collections.abc import Mapping

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from infra.config import Config, configure
from infra.stacks.api import ApiStack
from infra.stacks.data import DataStack
from infra.stacks.jobs import JobsStack

# Here and not in cdk.json, so that tests synthesize what the CLI does.
FEATURE_FLAGS: Mapping[str, object] = {
    "@aws-cdk/aws-iam:minimizePolicies": True,
    # The data stack keeps what the others still use.
    "@aws-cdk/core:defaultCrossStackReferences": "strong",
    "@aws-cdk/aws-lambda:recognizeLayerVersion": True,
}


def build(app: cdk.App, config: Config) -> None:
    """Put the stacks of one stage into an app that has none.

    Args:
        app: the app; nothing is looked up from an account, so it needs no environment.
        config: what the stage is made of.
    """
    data = DataStack(app, config)
    ApiStack(app, config, data)
    JobsStack(app, config, data)
    cdk.Tags.of(app).add("sextant:stage", config.stage)
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def main() -> None:
    """Synthesize what the CLI's context asks for."""
    app = cdk.App(context=dict(FEATURE_FLAGS), analytics_reporting=False)
    build(app, configure(app.node.try_get_context))
    app.synth()


if __name__ == "__main__":
    main()
