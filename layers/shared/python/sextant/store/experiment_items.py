"""How an experiment is stored as an item."""

import json
from datetime import date
from typing import Any, cast

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from sextant.domain.conditions import Condition
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Correction, Crossover, Experiment
from sextant.domain.principals import Role
from sextant.store import experiment_parts as parts
from sextant.store.base import TableModel

EXPERIMENTS = "experiments"
"""The one partition of all experiments."""


class ExperimentItem(TableModel):
    """One experiment; what is nested is kept as JSON text."""

    class Meta:
        setting = "experiments_table"

    collection = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    uid = UnicodeAttribute()
    seed = UnicodeAttribute()
    name = UnicodeAttribute()
    description = UnicodeAttribute()
    hypothesis = UnicodeAttribute()
    owner = UnicodeAttribute()
    # pynamodb types a list by its Python elements and makes it by its attributes: Any bridges the two.
    tags: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    status = UnicodeAttribute()
    variants = UnicodeAttribute()
    # Hundredths of a per cent, since DynamoDB keeps whole numbers exactly.
    traffic = NumberAttribute(attr_name="trafficBasisPoints")
    condition = UnicodeAttribute()
    roles: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    segments: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    namespace = UnicodeAttribute(null=True)
    overrides = UnicodeAttribute()
    metrics = UnicodeAttribute()
    start_date = UnicodeAttribute(null=True, attr_name="startDate")
    end_date = UnicodeAttribute(null=True, attr_name="endDate")
    longest_end = UnicodeAttribute(null=True, attr_name="longestEnd")
    planned_users = NumberAttribute(null=True, attr_name="plannedUsers")
    # As text, since DynamoDB's decimals are not Python's floats.
    alpha = UnicodeAttribute()
    power = UnicodeAttribute()
    correction = UnicodeAttribute()
    crossover = UnicodeAttribute()
    client_visible = BooleanAttribute(attr_name="clientVisible")
    phases = UnicodeAttribute()
    started_at = UTCDateTimeAttribute(null=True, attr_name="startedAt")
    paused_at = UTCDateTimeAttribute(null=True, attr_name="pausedAt")
    completed_at = UTCDateTimeAttribute(null=True, attr_name="completedAt")
    conclusion = UnicodeAttribute(null=True)
    version = NumberAttribute()
    created_at = UTCDateTimeAttribute(attr_name="createdAt")
    created_by = UnicodeAttribute(attr_name="createdBy")
    updated_at = UTCDateTimeAttribute(attr_name="updatedAt")
    updated_by = UnicodeAttribute(attr_name="updatedBy")


def item_of(experiment: Experiment) -> ExperimentItem:
    """The item of an experiment."""
    return ExperimentItem(
        EXPERIMENTS,
        experiment.key,
        uid=experiment.uid,
        seed=experiment.seed,
        name=experiment.name,
        description=experiment.description,
        hypothesis=experiment.hypothesis,
        owner=experiment.owner,
        tags=list(experiment.tags),
        status=experiment.status.value,
        variants=parts.variant_text(experiment.variants),
        traffic=experiment.traffic,
        condition=parts.text_of(experiment.condition),
        roles=[role.value for role in experiment.roles],
        segments=list(experiment.segments),
        namespace=parts.namespace_text(experiment.namespace),
        overrides=parts.text_of(dict(experiment.overrides)),
        metrics=parts.metric_text(experiment.metrics),
        start_date=experiment.start_date.isoformat() if experiment.start_date else None,
        end_date=experiment.end_date.isoformat() if experiment.end_date else None,
        longest_end=experiment.longest_end.isoformat() if experiment.longest_end else None,
        planned_users=experiment.planned_users,
        alpha=repr(float(experiment.alpha)),
        power=repr(float(experiment.power)),
        correction=experiment.correction.value,
        crossover=experiment.crossover.value,
        client_visible=experiment.client_visible,
        phases=parts.phase_text(experiment.phases),
        started_at=experiment.started_at,
        paused_at=experiment.paused_at,
        completed_at=experiment.completed_at,
        conclusion=parts.conclusion_text(experiment.conclusion),
        version=experiment.version,
        created_at=experiment.created_at,
        created_by=experiment.created_by,
        updated_at=experiment.updated_at,
        updated_by=experiment.updated_by,
    )


def experiment_of(item: ExperimentItem) -> Experiment:
    """The experiment of an item."""
    return Experiment(
        key=item.key,
        uid=item.uid,
        seed=item.seed,
        name=item.name,
        description=item.description,
        hypothesis=item.hypothesis,
        owner=item.owner,
        tags=tuple(item.tags),
        status=ExperimentStatus(item.status),
        variants=parts.variants_of(item.variants),
        traffic=int(item.traffic),
        condition=cast("Condition", json.loads(item.condition)),
        roles=tuple(Role(role) for role in item.roles),
        segments=tuple(item.segments),
        namespace=parts.namespace_of(item.namespace),
        overrides=json.loads(item.overrides),
        metrics=parts.metrics_of(item.metrics),
        start_date=_day(item.start_date),
        end_date=_day(item.end_date),
        longest_end=_day(item.longest_end),
        planned_users=int(item.planned_users) if item.planned_users else None,
        alpha=float(item.alpha),
        power=float(item.power),
        correction=Correction(item.correction),
        crossover=Crossover(item.crossover),
        client_visible=item.client_visible,
        phases=parts.phases_of(item.phases),
        started_at=item.started_at,
        paused_at=item.paused_at,
        completed_at=item.completed_at,
        conclusion=parts.conclusion_of(item.conclusion),
        version=int(item.version),
        created_at=item.created_at,
        created_by=item.created_by,
        updated_at=item.updated_at,
        updated_by=item.updated_by,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
