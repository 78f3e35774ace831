"""Experiments on the wire, for admins."""

from datetime import date
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, Field, StrictBool, StrictFloat, StrictInt

from sextant.domain import experiment_status
from sextant.domain.errors import InvalidError
from sextant.domain.experiment_metrics import MAX_METRICS
from sextant.domain.experiment_problems import repeated_users
from sextant.domain.experiment_status import ExperimentStatus, Move
from sextant.domain.experiments import (
    MAX_OVERRIDES,
    Conclusion,
    Correction,
    Crossover,
    Experiment,
    ExperimentEdit,
)
from sextant.domain.flags import KEY_PATTERN, UNSET
from sextant.domain.principals import Role
from sextant.schemas.base import Answer, Body, Moment
from sextant.schemas.experiment_buckets import ExperimentNamespace, ExperimentPhase
from sextant.schemas.experiment_metrics import ExperimentMetric, NewExperimentMetric
from sextant.schemas.experiment_variants import ExperimentVariant, Variants
from sextant.schemas.flag_percentages import Percentage, basis_points, percentage
from sextant.schemas.flag_schedule import DaySent

_MAX_TAGS = 20
_MAX_SEGMENTS = 20

_Element = TypeVar("_Element")


def _distinct(values: list[_Element]) -> list[_Element]:
    return list(dict.fromkeys(values))


class ExperimentOverride(Body):
    """A tester, who gets a variant whatever is drawn and is never counted."""

    user_id: Annotated[str, Field(min_length=1, max_length=128)]
    variant: Annotated[str, Field(description="Id of the variant")]


_Name = Annotated[
    str, Field(min_length=1, max_length=200, description="What people call it", examples=["Blue pay button"])
]
_Description = Annotated[str, Field(max_length=2_000, description="What is tried")]
_Hypothesis = Annotated[str, Field(max_length=2_000, description="What is expected of it, and why")]
_Owner = Annotated[str, Field(max_length=200, description="Who answers for it", examples=["payments team"])]
_Tag = Annotated[str, Field(min_length=1, max_length=50)]
_Tags = Annotated[list[_Tag], Field(max_length=_MAX_TAGS, description="To find it by"), AfterValidator(_distinct)]
_Traffic = Annotated[Percentage, Field(description="The share of the targeted users who take part")]
_Condition = Annotated[
    dict[str, Any],
    Field(
        description="What must hold of a user's attributes, in GrowthBook's language; empty for everybody",
        examples=[{"country": {"$in": ["IN", "GB"]}}],
    ),
]
_Roles = Annotated[
    list[Role],
    Field(max_length=len(Role), description="Who takes part; empty for everybody"),
    AfterValidator(_distinct),
]
_Segment = Annotated[str, Field(min_length=1, max_length=100)]
_Segments = Annotated[
    list[_Segment],
    Field(max_length=_MAX_SEGMENTS, description="Of which segments one must be; empty for any"),
    AfterValidator(_distinct),
]
_Namespace = Annotated[
    ExperimentNamespace | None, Field(description="Keeps it apart from other experiments; null for none")
]
_Overrides = Annotated[
    list[ExperimentOverride], Field(json_schema_extra={"maxItems": MAX_OVERRIDES}, description="Testers")
]
_Metrics = Annotated[
    list[NewExperimentMetric], Field(json_schema_extra={"maxItems": MAX_METRICS}, description="What is measured")
]
_StartDate = Annotated[DaySent | None, Field(description="Planned first day; the day it was started once it runs")]
_EndDate = Annotated[
    DaySent | None, Field(description="Planned last day, which with the first says how many looks there are")
]
_PlannedUsers = Annotated[
    StrictInt | None,
    Field(json_schema_extra={"minimum": 1}, description="How many are to be enrolled; null to go by days"),
]
_Alpha = Annotated[
    StrictFloat,
    Field(allow_inf_nan=False, description="Accepted probability of a false winner, over all looks"),
]
_Power = Annotated[
    StrictFloat,
    Field(allow_inf_nan=False, description="Wanted probability of finding the effect that is planned for"),
]
_Correction = Annotated[Correction, Field(description="How p-values are adjusted over variants and metrics of a role")]
_Crossover = Annotated[
    Crossover, Field(description="How users who saw two variants count in the headline; both ways are reported")
]
_ClientVisible = Annotated[StrictBool, Field(description="Whether data files of devices carry it while it runs")]
Version = Annotated[StrictInt, Field(ge=1, description="The version this change is based on", examples=[3])]

# Never read, since `edit` takes only what was sent; see the settings of flags.
_LEFT_OUT: Any = Field(default_factory=lambda: None)


class ExperimentSettings(Body):
    """What an admin may set; a field that is left out is not touched."""

    name: _Name = _LEFT_OUT
    description: _Description = _LEFT_OUT
    hypothesis: _Hypothesis = _LEFT_OUT
    owner: _Owner = _LEFT_OUT
    tags: _Tags = _LEFT_OUT
    variants: Variants = _LEFT_OUT
    traffic_percentage: _Traffic = _LEFT_OUT
    condition: _Condition = _LEFT_OUT
    roles: _Roles = _LEFT_OUT
    segments: _Segments = _LEFT_OUT
    namespace: _Namespace = _LEFT_OUT
    overrides: _Overrides = _LEFT_OUT
    metrics: _Metrics = _LEFT_OUT
    start_date: _StartDate = _LEFT_OUT
    end_date: _EndDate = _LEFT_OUT
    planned_users: _PlannedUsers = _LEFT_OUT
    alpha: _Alpha = _LEFT_OUT
    power: _Power = _LEFT_OUT
    correction: _Correction = _LEFT_OUT
    crossover: _Crossover = _LEFT_OUT
    client_visible: _ClientVisible = _LEFT_OUT

    def edit(self) -> ExperimentEdit:
        """The fields that were sent, in the domain's terms.

        Raises:
            InvalidError: A tester is named twice.
        """
        sent = self.model_fields_set
        namespace = self.namespace.namespace() if "namespace" in sent and self.namespace else None
        overrides = _by_user(self.overrides) if "overrides" in sent else None
        return ExperimentEdit(
            name=self.name if "name" in sent else None,
            description=self.description if "description" in sent else None,
            hypothesis=self.hypothesis if "hypothesis" in sent else None,
            owner=self.owner if "owner" in sent else None,
            tags=tuple(self.tags) if "tags" in sent else None,
            variants=tuple(each.variant() for each in self.variants) if "variants" in sent else None,
            traffic=basis_points(self.traffic_percentage) if "traffic_percentage" in sent else None,
            condition=self.condition if "condition" in sent else None,
            roles=tuple(self.roles) if "roles" in sent else None,
            segments=tuple(self.segments) if "segments" in sent else None,
            namespace=namespace if "namespace" in sent else UNSET,
            overrides=overrides,
            metrics=tuple(each.metric() for each in self.metrics) if "metrics" in sent else None,
            start_date=self.start_date if "start_date" in sent else UNSET,
            end_date=self.end_date if "end_date" in sent else UNSET,
            planned_users=self.planned_users if "planned_users" in sent else UNSET,
            alpha=self.alpha if "alpha" in sent else None,
            power=self.power if "power" in sent else None,
            correction=self.correction if "correction" in sent else None,
            crossover=self.crossover if "crossover" in sent else None,
            client_visible=self.client_visible if "client_visible" in sent else None,
        )


class NewExperiment(ExperimentSettings):
    """What an experiment is made from: a draft, for everybody unless said otherwise."""

    key: Annotated[
        str, Field(pattern=KEY_PATTERN, description="Names it in code, for ever", examples=["blue_pay_button"])
    ]
    name: _Name
    variants: Variants


class ExperimentChange(ExperimentSettings):
    """What to change; fields that are left out stay as they are, and null clears what may be null."""

    version: Version | None = None


class ExperimentMove(Body):
    """The version that a move is based on; without one it applies to whatever is current."""

    version: Version | None = None


class ExperimentConclusion(Answer):
    """How an experiment ended."""

    winner: Annotated[str | None, Field(description="Id of the variant that won; null for none")]
    reason: str
    rolled_out_to: Annotated[str | None, Field(description="Key of the flag that serves the winner from then on")]
    result_hash: Annotated[str, Field(description="Of the sufficient statistics of the frozen result")]

    @classmethod
    def of(cls, conclusion: Conclusion) -> Self:
        """The conclusion on the wire."""
        return cls(
            winner=conclusion.winner,
            reason=conclusion.reason,
            rolled_out_to=conclusion.rolled_out_to,
            result_hash=conclusion.result_hash,
        )


class ExperimentShown(Answer):
    """An experiment, as it is stored."""

    key: Annotated[str, Field(examples=["blue_pay_button"])]
    uid: Annotated[str, Field(description="Tells it from one of the same key that was deleted")]
    name: str
    description: str
    hypothesis: str
    owner: str
    tags: list[str]
    status: ExperimentStatus
    allowed_moves: Annotated[list[Move], Field(description="What may be done to its status")]
    variants: list[ExperimentVariant]
    traffic_percentage: Annotated[float, Field(description="0 to 100", examples=[50])]
    condition: dict[str, Any]
    roles: list[Role]
    segments: list[str]
    namespace: ExperimentNamespace | None
    overrides: list[ExperimentOverride]
    metrics: list[ExperimentMetric]
    start_date: date | None
    end_date: date | None
    planned_users: int | None
    alpha: float
    power: float
    correction: Correction
    crossover: Crossover
    client_visible: bool
    phases: list[ExperimentPhase]
    started_at: Moment | None
    paused_at: Annotated[
        Moment | None, Field(description="Since when it is paused; null unless it is, or was at its end")
    ]
    completed_at: Moment | None
    conclusion: ExperimentConclusion | None
    seed: Annotated[str, Field(description="Salts the hash that draws variants; never changes")]
    version: Annotated[int, Field(description="Raised by every change; also the ETag", examples=[3])]
    created_at: Moment
    created_by: str
    updated_at: Moment
    updated_by: str

    @classmethod
    def of(cls, experiment: Experiment) -> Self:
        """The experiment on the wire."""
        return cls(
            key=experiment.key,
            uid=experiment.uid,
            name=experiment.name,
            description=experiment.description,
            hypothesis=experiment.hypothesis,
            owner=experiment.owner,
            tags=list(experiment.tags),
            status=experiment.status,
            allowed_moves=list(experiment_status.allowed(experiment.status)),
            variants=ExperimentVariant.each_of(experiment.variants),
            traffic_percentage=percentage(experiment.traffic),
            condition=dict(experiment.condition),
            roles=list(experiment.roles),
            segments=list(experiment.segments),
            namespace=ExperimentNamespace.of(experiment.namespace) if experiment.namespace else None,
            overrides=_overrides_shown(experiment),
            metrics=[ExperimentMetric.of(each) for each in experiment.metrics],
            start_date=experiment.start_date,
            end_date=experiment.end_date,
            planned_users=experiment.planned_users,
            alpha=experiment.alpha,
            power=experiment.power,
            correction=experiment.correction,
            crossover=experiment.crossover,
            client_visible=experiment.client_visible,
            phases=[ExperimentPhase.of(each) for each in experiment.phases],
            started_at=experiment.started_at,
            paused_at=experiment.paused_at,
            completed_at=experiment.completed_at,
            conclusion=ExperimentConclusion.of(experiment.conclusion) if experiment.conclusion else None,
            seed=experiment.seed,
            version=experiment.version,
            created_at=experiment.created_at,
            created_by=experiment.created_by,
            updated_at=experiment.updated_at,
            updated_by=experiment.updated_by,
        )


class ExperimentPage(Answer):
    """One page of experiments, in the order of their keys."""

    items: list[ExperimentShown]
    next_cursor: Annotated[str | None, Field(description="Send it as `cursor` for what follows; null at the end")] = (
        None
    )


def _by_user(overrides: list[ExperimentOverride]) -> dict[str, str]:
    if twice := list(repeated_users(each.user_id for each in overrides)):
        raise InvalidError(f"{twice[0].field}: {twice[0].message}", twice)
    return {each.user_id: each.variant for each in overrides}


def _overrides_shown(experiment: Experiment) -> list[ExperimentOverride]:
    shown: list[dict[str, Any]] = [
        {"userId": user, "variant": variant} for user, variant in experiment.overrides.items()
    ]
    return [ExperimentOverride(**each) for each in shown]
