"""Experiments to try things on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from sextant.domain.experiment_metrics import Measure, Metric, MetricType
from sextant.domain.experiments import Experiment, Treatment, Variant
from tests.unit.domain.sample_flags import NOW

TODAY = date(2026, 1, 17)
BUYS = Metric(id="buys", name="Buys", type=MetricType.BINOMIAL, numerator=Measure("order_placed"))


def variants(**weights: float) -> tuple[Variant, ...]:
    """Variants by weight, each of which serves its id."""
    return tuple(Variant(id=name, name=name.title(), weight=weight) for name, weight in weights.items())


def draft(**settings: object) -> Experiment:
    """A draft of two equal variants and one primary metric, but for the settings given."""
    bare = Experiment(
        key="checkout",
        uid="5e3a",
        seed="3d7c",
        name="Checkout",
        variants=variants(control=1, treatment=1),
        metrics=(BUYS,),
        version=1,
        created_at=NOW,
        created_by="admin",
        updated_at=NOW,
        updated_by="admin",
    )
    return replace(bare, **settings)  # type: ignore[arg-type]


def running(**settings: object) -> Experiment:
    """The same, started."""
    return draft(**settings).started(by="admin", now=NOW, today=TODAY)


def reweighted(
    experiment: Experiment,
    weights: Mapping[str, float],
    treatment: Treatment = Treatment.KEEP,
    values: Mapping[str, object] = MappingProxyType({}),
) -> Experiment:
    """The experiment in a new phase."""
    wanted = tuple(replace(each, value=values.get(each.id)) for each in variants(**weights))
    return experiment.in_new_phase(wanted, treatment, "", by="admin", now=NOW)
