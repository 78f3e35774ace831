"""Where messages end that no attempt could work off."""

import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Config
from infra.constructs.acknowledge import acknowledge
from infra.constructs.table import removal_policy

PLAIN_HTTP = "Only the local stage takes plain HTTP, from the machine that it runs on."


class DeadLetters(sqs.Queue):
    """A queue that keeps what failed for as long as SQS can, so that a person has time to look."""

    def __init__(self, scope: Construct, construct_id: str, config: Config) -> None:
        """Make the queue, encrypted and, where that can be, over TLS only."""
        super().__init__(
            scope,
            construct_id,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=config.require_tls,
            retention_period=cdk.Duration.days(14),
            removal_policy=removal_policy(config),
        )
        if not config.require_tls:
            acknowledge(self, {"AwsSolutions-SQS4": PLAIN_HTTP})
