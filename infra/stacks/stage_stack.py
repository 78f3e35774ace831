"""A stack as every stack of Sextant is: named after its stage, bound to no account and no region."""

import aws_cdk as cdk
from constructs import Construct

from infra.config import Config


class StageStack(cdk.Stack):
    """One of a stage's stacks, `Sextant-<stage>-<purpose>`."""

    def __init__(self, scope: Construct, config: Config, purpose: str, *, holds: str, stateful: bool = False) -> None:
        """Name the stack.

        Args:
            scope: the app.
            config: what the stage is made of.
            purpose: the last part of the name.
            holds: what is in it, for people who find it in the console.
            stateful: whether the stack itself must refuse deletion where data is protected.
        """
        super().__init__(
            scope,
            f"Sextant-{config.stage}-{purpose}",
            description=f"Sextant: {holds}",
            termination_protection=stateful and config.protect_data,
            synthesizer=cdk.DefaultStackSynthesizer() if config.bootstrapped else cdk.CliCredentialsStackSynthesizer(),
        )
