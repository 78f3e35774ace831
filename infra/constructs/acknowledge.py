"""cdk-nag findings that are meant, each with its reason."""

import aws_cdk as cdk
from constructs import IConstruct


def acknowledge(construct: IConstruct, findings: dict[str, str]) -> None:
    """Accept cdk-nag findings on a construct and everything below it.

    Args:
        construct: where the findings are.
        findings: the reason for each rule, `AwsSolutions-X1` or `AwsSolutions-X1[finding]`.
    """
    validations = cdk.Validations.of(construct)
    for rule, reason in findings.items():
        validations.acknowledge(cdk.Acknowledgment(id=f"AwsSolutions::{rule}", reason=reason))
