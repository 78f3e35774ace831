"""A queue of work for one function, and where messages go that no attempt could work off."""

import aws_cdk as cdk
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import Config
from infra.constructs.acknowledge import acknowledge
from infra.constructs.dead_letters import PLAIN_HTTP, DeadLetters
from infra.constructs.table import removal_policy

ATTEMPTS = 6
"""The first and five more, each later than the one before."""
# As AWS advises: a function that is throttled must not see a message a second time while the first is at work.
VISIBILITY_IN_TIMEOUTS = 6


class WorkQueue(sqs.Queue):
    """A queue whose messages are kept for as long as SQS can, until they are worked off or given up.

    Attributes:
        dead_letters: where those end that were given up.
    """

    def __init__(self, scope: Construct, construct_id: str, config: Config, *, timeout_seconds: int) -> None:
        """Make the queue and its dead letters, encrypted and, where that can be, over TLS only.

        Args:
            scope: the stack.
            construct_id: the queue's name in it; the dead letters' is the same with `DeadLetters` behind.
            config: what the stage is made of.
            timeout_seconds: when the function that works the messages off is cut off.
        """
        self.dead_letters = DeadLetters(scope, f"{construct_id}DeadLetters", config)
        super().__init__(
            scope,
            construct_id,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=config.require_tls,
            visibility_timeout=cdk.Duration.seconds(VISIBILITY_IN_TIMEOUTS * timeout_seconds),
            retention_period=cdk.Duration.days(14),
            dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=ATTEMPTS, queue=self.dead_letters),
            removal_policy=removal_policy(config),
        )
        if not config.require_tls:
            acknowledge(self, {"AwsSolutions-SQS4": PLAIN_HTTP})
