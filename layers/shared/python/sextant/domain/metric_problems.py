"""What can be wrong with the metrics of an experiment."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from sextant.domain.currencies import is_currency
from sextant.domain.errors import FieldError
from sextant.domain.experiment_metrics import LARGEST_VALUE, MAX_METRICS, Metric, MetricRole, MetricType

LONGEST_WINDOW: Final = timedelta(days=365)


def problems(metrics: Sequence[Metric]) -> Iterator[FieldError]:
    """What is wrong with metrics, each thing with its field."""
    if len(metrics) > MAX_METRICS:
        message = (
            f"There are {len(metrics)} metrics; at most {MAX_METRICS} are taken. Keep those that decide something."
        )
        yield FieldError("metrics", message, f"at most {MAX_METRICS} metrics")
    seen: set[str] = set()
    for number, metric in enumerate(metrics):
        field = f"metrics[{number}]"
        if metric.id in seen:
            message = f"Two metrics are called {metric.id!r}; counters are kept under the id, so give each its own."
            yield FieldError(f"{field}.id", message, "a unique id")
        seen.add(metric.id)
        yield from _of_measures(metric, field)
        yield from _of_type(metric, field)
        yield from _of_limits(metric, field)


def _of_measures(metric: Metric, field: str) -> Iterator[FieldError]:
    if not metric.numerator.event.strip():
        yield FieldError(f"{field}.event", "It names no event; say which event the metric counts.", "an event's name")
    if metric.denominator and not metric.denominator.event.strip():
        message = "It names no event; say which event the metric is divided by."
        yield FieldError(f"{field}.denominator.event", message, "an event's name")
    if metric.denominator == metric.numerator:
        message = "It is the numerator itself, so that the ratio is always 1; divide by something else."
        yield FieldError(f"{field}.denominator", message)


def _of_type(metric: Metric, field: str) -> Iterator[FieldError]:
    kind = metric.type
    if kind is MetricType.RATIO and metric.denominator is None:
        message = "A ratio is divided by something; say which event, and which property of it if it is a sum."
        yield FieldError(f"{field}.denominator", message, 'an object, such as {"event": "session_started"}')
    if kind is not MetricType.RATIO and metric.denominator is not None:
        message = f"A metric of type {kind.value} has no denominator; leave it out, or make the metric a ratio."
        yield FieldError(f"{field}.denominator", message, "only for type ratio")
    yield from _of_currency(metric, field)
    if kind is MetricType.BINOMIAL:
        for name, given in (("cap", metric.cap), ("property", metric.numerator.property)):
            if given is not None:
                message = (
                    f"A binomial metric counts whether somebody did it at all, so {name} says nothing; leave it out."
                )
                yield FieldError(f"{field}.{name}", message, "not for type binomial")


def _of_currency(metric: Metric, field: str) -> Iterator[FieldError]:
    expected = "an ISO 4217 code, such as INR"
    if metric.type is not MetricType.REVENUE:
        if metric.currency is not None:
            message = f"A metric of type {metric.type.value} has no currency; leave it out, or make the metric revenue."
            yield FieldError(f"{field}.currency", message, "only for type revenue")
    elif metric.currency is None:
        message = "Revenue is of one currency, since sums of several mean nothing; say which."
        yield FieldError(f"{field}.currency", message, expected)
    elif not is_currency(metric.currency):
        message = f"{metric.currency[:10]!r} is no currency; send its code in capitals."
        yield FieldError(f"{field}.currency", message, expected)


def _of_limits(metric: Metric, field: str) -> Iterator[FieldError]:
    if metric.cap is not None and not 1 <= metric.cap <= LARGEST_VALUE:
        message = (
            f"A cap of {metric.cap} is out of bounds; give the most that one user may count as, or null for no cap."
        )
        yield FieldError(f"{field}.cap", message, f"1 to {LARGEST_VALUE:,}")
    if metric.window is not None and not timedelta(0) < metric.window <= LONGEST_WINDOW:
        hours = LONGEST_WINDOW // timedelta(hours=1)
        message = "The window is how long after exposure conversions count; give hours above 0, or null for no end."
        yield FieldError(f"{field}.windowHours", message, f"above 0, at most {hours:,}")
    if metric.covariate is not None and not _is_attribute(metric.covariate):
        message = "The covariate is no name of an attribute; name one that is a number and known before exposure."
        yield FieldError(f"{field}.covariate", message, "an attribute's name, such as ordersBefore")
    if not 0 <= metric.margin < 1:
        message = "The margin is a share of the control's value, not per cent; give 0 or more, and less than 1."
        yield FieldError(f"{field}.margin", message, "0 <= margin < 1")
    elif metric.margin and metric.role is not MetricRole.GUARDRAIL:
        message = f"A {metric.role.value} metric has no margin; leave it out, or make the metric a guardrail."
        yield FieldError(f"{field}.margin", message, "only for role guardrail")


def _is_attribute(name: str) -> bool:
    return bool(name.strip()) and not name.startswith("$")
