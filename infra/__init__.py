"""The CDK app: what Sextant needs from AWS, as stacks."""
