"""What a tracked event tells an experiment: that somebody saw a variant, or did what a metric measures."""

import json
from typing import Any, Final, NamedTuple

from sextant.domain import allocations
from sextant.domain.assignments import is_drawn
from sextant.domain.events import BEHAVIOURAL_PREFIX, BUSINESS_EVENTS, Event
from sextant.domain.experiment_metrics import LARGEST_VALUE, Measure, Metric, MetricType
from sextant.domain.experiments import Experiment
from sextant.domain.hashing import bucketer
from sextant.domain.targeting import HASH_VERSION

EXPERIMENT_VIEWED: Final = "experiment_viewed"
"""What a device tracks when somebody gets a variant that it drew by itself."""

_AMOUNT: Final = "amountMinor"


class Viewed(NamedTuple):
    """That somebody got a variant on a device.

    Attributes:
        experiment: Key of the experiment.
        variant: Id of the variant; or, as a number, where it stands among the variations of the data file.
    """

    experiment: str
    variant: str | int


def properties_of(event: Event) -> dict[str, Any]:
    """What was sent with an event, parsed."""
    found = json.loads(event.properties)
    return found if isinstance(found, dict) else {}


def viewed(properties: dict[str, Any]) -> Viewed | None:
    """What an event of the name `experiment_viewed` says; both GrowthBook's names and ours are understood."""
    experiment = properties.get("experimentKey", properties.get("experimentId"))
    variant = properties.get("variant", properties.get("variationId"))
    if isinstance(experiment, str) and isinstance(variant, str | int) and not isinstance(variant, bool):
        return Viewed(experiment, variant)
    return None


def variant_told(experiment: Experiment, told: str | int) -> str | None:
    """The id of the variant that a device means, or None if there is no such variant."""
    if isinstance(told, str):
        return told if experiment.variant(told) else None
    ranges = experiment.phase.allocation if experiment.phase else ()
    return ranges[told].variant if 0 <= told < len(ranges) else None


def phase_that_gives(experiment: Experiment, variant: str, user: str) -> int | None:
    """The newest phase that gives a user this variant, or None if none does: a device may be a phase behind.

    None for testers too, who get theirs without being drawn, and for whom the traffic or the mutual-exclusion group
    leaves out: no device draws for them, whatever it has tracked.
    """
    if user in experiment.overrides or not is_drawn(experiment, user):
        return None
    bucket = bucketer(experiment.seed, HASH_VERSION)(user)
    for phase in reversed(experiment.phases):
        if allocations.variant_of(phase.allocation, bucket) == variant:
            return phase.number
    return None


def value_of(metric: Metric, measure: Measure, event: Event, properties: dict[str, Any]) -> int | None:
    """What an event adds to a sum of a metric, or None for what cannot be counted.

    That is: anything but a whole number from 0, and money in another currency than the metric's.
    """
    if metric.type is MetricType.REVENUE:
        return _money(metric, measure, event, properties)
    if measure.property is None or metric.type is MetricType.BINOMIAL:
        return 1
    return _whole(properties.get(measure.property))


def stored_id(measure: Measure, event_id: str) -> str:
    """The id under which an event of the measure's name would be stored: what is reported both ways counts once."""
    return event_id if measure.event in BUSINESS_EVENTS else f"{BEHAVIOURAL_PREFIX}{event_id}"


def _money(metric: Metric, measure: Measure, event: Event, properties: dict[str, Any]) -> int | None:
    currency = event.facts.currency or properties.get("currency", metric.currency)
    if currency != metric.currency:
        return None
    name = measure.property or _AMOUNT
    if name == _AMOUNT and event.facts.amount_minor is not None:
        return _whole(event.facts.amount_minor)
    return _whole(properties.get(name))


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= LARGEST_VALUE else None
