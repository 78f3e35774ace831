"""Structured logs and embedded metrics; one logger and one metrics object a function."""

from contextvars import ContextVar
from functools import cache

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "Sextant"

# Set by the CDK app through POWERTOOLS_SERVICE_NAME and POWERTOOLS_LOG_LEVEL.
logger = Logger()


_request_id: ContextVar[str] = ContextVar("request_id", default="none")


def begin_request(request_id: str, route: object) -> None:
    """From now on everything is done, logged and remembered on behalf of this request."""
    _request_id.set(request_id)
    logger.clear_state()
    logger.append_keys(requestId=request_id, route=route)


def current_request_id() -> str:
    """Id of the request on whose behalf this runs, which the logs carry too; `none` outside of any."""
    return _request_id.get()


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
