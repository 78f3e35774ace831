"""What events tell experiments: which variant somebody saw, and what they add to a metric."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sextant.domain import experiments, measured_events
from sextant.domain.events import Event, Facts
from sextant.domain.experiment_metrics import LARGEST_VALUE, Measure, Metric, MetricType
from sextant.domain.experiments import ExperimentEdit, Treatment, Variant
from sextant.domain.measured_events import Viewed

NOW = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)
VARIANTS = tuple(Variant(id=each, name=each, weight=1) for each in ("a", "b"))
EXPERIMENT = experiments.make("button", ExperimentEdit(variants=VARIANTS), by="admin", now=NOW).started(
    by="admin", now=NOW, today=NOW.date()
)


def event(name: str = "e", facts: Facts | None = None, properties: str = "{}") -> Event:
    """An event of Maya's."""
    return Event(event_id="1", name=name, at=0, user_id="maya", properties=properties, facts=facts or Facts())


def metric(kind: MetricType, measured: str | None = None, **fields: Any) -> Metric:  # noqa: ANN401 - fields of a metric
    """A metric of the event `e`."""
    return Metric(id="m", name="M", type=kind, numerator=Measure("e", measured), **fields)


@pytest.mark.parametrize("kind", [MetricType.BINOMIAL, MetricType.COUNT, MetricType.RATIO])
def test_an_event_counts_as_one_where_no_property_is_added_up(kind: MetricType) -> None:
    """Whatever else was sent with it."""
    one = metric(kind)
    assert measured_events.value_of(one, one.numerator, event(), {"value": 9}) == 1


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (0, 0),
        (7, 7),
        (LARGEST_VALUE, LARGEST_VALUE),
        (LARGEST_VALUE + 1, None),
        (-1, None),
        (1.5, None),
        (2.0, None),
        ("7", None),
        (True, None),
        (None, None),
        ([7], None),
    ],
)
def test_only_whole_numbers_from_0_are_added_up(sent: object, value: int | None) -> None:
    """Anything else cannot be counted."""
    items = metric(MetricType.COUNT, "items")
    assert measured_events.value_of(items, items.numerator, event(), {"items": sent}) == value


@pytest.mark.parametrize(
    ("measured", "facts", "properties", "value"),
    [
        (None, Facts(amount_minor=500, currency="GBP"), {}, 500),
        ("amountMinor", Facts(amount_minor=500, currency="GBP"), {"amountMinor": 500}, 500),
        (None, Facts(amount_minor=500, currency="EUR"), {}, None),
        ("tip", Facts(amount_minor=500, currency="GBP"), {"tip": 20}, 20),
        ("price", Facts(), {"price": 20}, 20),
        ("price", Facts(), {"price": 20, "currency": "GBP"}, 20),
        ("price", Facts(), {"price": 20, "currency": "USD"}, None),
        (None, Facts(), {}, None),
    ],
)
def test_money_is_added_up_in_the_metrics_currency_only(
    measured: str | None, facts: Facts, properties: dict[str, Any], value: int | None
) -> None:
    """A property without a currency is in the one that the metric names."""
    revenue = metric(MetricType.REVENUE, measured, currency="GBP")
    assert measured_events.value_of(revenue, revenue.numerator, event(facts=facts), properties) == value


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ({"experimentKey": "button", "variant": "a"}, Viewed("button", "a")),
        ({"experimentId": "button", "variationId": 1}, Viewed("button", 1)),
        ({"experimentKey": "button"}, None),
        ({"variant": "a"}, None),
        ({"experimentKey": 5, "variant": "a"}, None),
        ({"experimentKey": "button", "variant": True}, None),
        ({"experimentKey": "button", "variant": {"id": "a"}}, None),
    ],
)
def test_an_exposure_names_an_experiment_and_a_variant(properties: dict[str, Any], found: Viewed | None) -> None:
    """By our names or by GrowthBook's."""
    assert measured_events.viewed(properties) == found


@pytest.mark.parametrize(("told", "variant"), [("a", "a"), (0, "a"), (1, "b"), (2, None), (-1, None), ("c", None)])
def test_a_variant_is_told_by_its_id_or_its_place(told: str | int, variant: str | None) -> None:
    """Its place among the variations of the data file."""
    assert measured_events.variant_told(EXPERIMENT, told) == variant


def test_a_variant_is_believed_if_a_phase_gives_it() -> None:
    """The newest that does."""
    variants = tuple(Variant(id=each, name=each, weight=weight) for each, weight in (("a", 0), ("b", 1)))
    opened = EXPERIMENT.in_new_phase(variants, Treatment.KEEP, "", by="admin", now=NOW)
    found = {
        (variant, measured_events.phase_that_gives(opened, variant, f"user-{number}"))
        for number in range(40)
        for variant in ("a", "b")
    }
    assert found == {("a", 1), ("a", None), ("b", 2)}


@pytest.mark.parametrize("properties", ["[]", "5", "null"])
def test_properties_that_are_no_object_hold_nothing(properties: str) -> None:
    """Nothing can be found in them."""
    assert measured_events.properties_of(event(properties=properties)) == {}


def test_an_id_is_told_as_its_event_is_stored() -> None:
    """Of business events as it is, of others apart from them."""
    assert measured_events.stored_id(Measure("payment_completed"), "1") == event("payment_completed").stored_id
    assert measured_events.stored_id(Measure("clicked"), "1") == event("clicked").stored_id
