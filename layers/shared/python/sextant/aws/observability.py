"""Structured logs and embedded metrics; one logger and one metrics object a function."""

from functools import cache

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "Sextant"

# Set by the CDK app through POWERTOOLS_SERVICE_NAME and POWERTOOLS_LOG_LEVEL.
logger = Logger()


@cache
def metrics() -> Metrics:
    """The function's CloudWatch metrics, written as embedded metric format on flush."""
    return Metrics(namespace=NAMESPACE)


def count(name: str, value: int = 1) -> None:
    """Add to a counter of this invocation."""
    metrics().add_metric(name=name, unit=MetricUnit.Count, value=value)


def flush_metrics() -> None:
    """Write the invocation's counters, if there are any, as one log line."""
    if metrics().metric_set:
        metrics().flush_metrics()
