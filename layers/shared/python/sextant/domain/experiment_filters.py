"""Which experiments a listing shows."""

from dataclasses import dataclass

from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Experiment


@dataclass(frozen=True, slots=True)
class ExperimentFilter:
    """What a listing asks for; an experiment must meet all of it.

    Attributes:
        text: Stands anywhere in the key, name, description, hypothesis, owner or a tag, in any case.
        status: Where in its life it is; None for anywhere.
        tag: One of its tags, exactly.
        owner: Its owner, in any case.
    """

    text: str = ""
    status: ExperimentStatus | None = None
    tag: str | None = None
    owner: str | None = None

    @property
    def scope(self) -> str:
        """Tells the listing from every other."""
        return repr(self)

    def admits(self, experiment: Experiment) -> bool:
        """Whether the listing shows an experiment."""
        return (
            self.status in (None, experiment.status)
            and (self.tag is None or self.tag in experiment.tags)
            and (self.owner is None or self.owner.casefold() == experiment.owner.casefold())
            and self._is_in(experiment)
        )

    def _is_in(self, experiment: Experiment) -> bool:
        needle = self.text.casefold()
        parts = (
            experiment.key,
            experiment.name,
            experiment.description,
            experiment.hypothesis,
            experiment.owner,
            *experiment.tags,
        )
        return not needle or any(needle in part.casefold() for part in parts)
