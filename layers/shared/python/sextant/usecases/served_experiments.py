"""All experiments prepared for assignment and counting."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from sextant.domain import assignments, experiment_targeting, references
from sextant.domain.assignments import Assigner
from sextant.domain.experiment_metrics import Measure, Metric, Part
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Experiment
from sextant.domain.features import Feature


class Measured(NamedTuple):
    """That events of a name count in a running experiment."""

    experiment: Experiment
    metric: Metric
    part: Part
    measure: Measure


class ServedExperiments:
    """Experiments as they were at one moment; what few calls ask for is made when it is first asked for.

    Attributes:
        experiments: All of them, by key.
    """

    def __init__(self, experiments: Iterable[Experiment]) -> None:
        """Prepare nothing yet."""
        self.experiments: Mapping[str, Experiment] = {each.key: each for each in experiments}
        self._assigners: dict[str, Assigner] = {}
        self._attributes: dict[str, frozenset[str]] = {}

    def assigner(self, key: str) -> Assigner:
        """The rules of an experiment as a function of a user's attributes."""
        if key not in self._assigners:
            self._assigners[key] = assignments.prepare(self.experiments[key])
        return self._assigners[key]

    def attributes(self, key: str) -> frozenset[str]:
        """The names of all attributes that an experiment looks at when somebody enrols."""
        if key not in self._attributes:
            experiment = self.experiments[key]
            asked = references.attributes_of({key: experiment_targeting.compiled(experiment)})[key]
            self._attributes[key] = asked.union(each.covariate for each in experiment.metrics if each.covariate)
        return self._attributes[key]

    @cached_property
    def running(self) -> Mapping[str, Experiment]:
        """Those that enrol and count, by key."""
        return {key: each for key, each in self.experiments.items() if each.status is ExperimentStatus.RUNNING}

    @cached_property
    def published(self) -> Mapping[str, Feature]:
        """Those that devices may see, in GrowthBook's language, by key."""
        return {key: experiment_targeting.compiled(each) for key, each in self.running.items() if each.client_visible}

    @cached_property
    def measured(self) -> Mapping[str, tuple[Measured, ...]]:
        """By the name of an event, everything that it counts in."""
        found: dict[str, list[Measured]] = {}
        for experiment in self.running.values():
            for metric in experiment.metrics:
                for part, measure in metric.parts:
                    found.setdefault(measure.event, []).append(Measured(experiment, metric, part, measure))
        return {name: tuple(each) for name, each in found.items()}
