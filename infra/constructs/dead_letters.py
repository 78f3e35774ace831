"""Where messages end that no attempt could work off."""

import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Config
from infra.constructs.table import removal_policy


class DeadLetters(sqs.Queue):
    """A queue that keeps what failed for as long as SQS can, so that a person has time to look."""

    def __init__(self, scope: Construct, construct_id: str, config: Config) -> None:
        """Make the queue, encrypted and over TLS only."""
        super().__init__(
            scope,
            construct_id,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=cdk.Duration.days(14),
            removal_policy=removal_policy(config),
        )
