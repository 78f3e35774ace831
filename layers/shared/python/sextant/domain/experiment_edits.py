"""What may be changed about an experiment that has started, without making its result worthless."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Final

from sextant.domain.errors import FieldError
from sextant.domain.experiment_metrics import Metric
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import DEFAULT_PLANNED_DAYS, FULL_TRAFFIC, Experiment, ExperimentEdit, Variant
from sextant.domain.flags import UNSET

ALWAYS: Final = frozenset({"name", "description", "hypothesis", "owner", "tags", "overrides", "client_visible"})
"""What changes no number: how the experiment is described, and who tests it."""

_WHOM = "Users of before and after would be compared as one. Complete this experiment and start another."
_PLAN = "Changed with results in sight, it makes them say what one likes. Complete this experiment and start another."
_FIXED: Final[Mapping[str, tuple[str, str]]] = {
    "condition": ("condition", _WHOM),
    "roles": ("roles", _WHOM),
    "segments": ("segments", _WHOM),
    "namespace": ("namespace", _WHOM),
    "start_date": ("startDate", "It is the day on which the experiment was started."),
    "planned_users": ("plannedUsers", _PLAN),
    "alpha": ("alpha", _PLAN),
    "power": ("power", _PLAN),
    "correction": ("correction", _PLAN),
    "crossover": ("crossover", f"{_PLAN} Both ways of counting are reported anyway; `?crossover=` shows the other."),
}
"""What may not change once an experiment has started, by its field in requests, and why."""


def problems(experiment: Experiment, edit: ExperimentEdit, today: date) -> list[FieldError]:
    """What of an edit the status of the experiment does not allow, and why; a draft may be edited freely.

    Args:
        experiment: As it is stored.
        edit: What is to be changed; naming what is so already changes nothing.
        today: The day of the business that this is.
    """
    if experiment.status is ExperimentStatus.DRAFT:
        return []
    changed = _changed(experiment, edit)
    return [error for name in changed for error in _of(name, experiment, edit, today)]


def _changed(experiment: Experiment, edit: ExperimentEdit) -> list[str]:
    given = {each.name: getattr(edit, each.name) for each in fields(edit)}
    edited = experiment.edited(edit, by=experiment.updated_by, now=experiment.updated_at)
    return [name for name in given if getattr(edited, name) != getattr(experiment, name)]


def _of(name: str, experiment: Experiment, edit: ExperimentEdit, today: date) -> Iterator[FieldError]:
    status = experiment.status.value
    if name in ALWAYS:
        return
    if name in _FIXED:
        field, reason = _FIXED[name]
        yield FieldError(field, f"It cannot change while the experiment is {status}. {reason}", "as it is")
    elif name == "variants":
        yield from _of_variants(experiment, edit.variants or ())
    elif name == "metrics":
        yield from _of_metrics(experiment, edit.metrics or ())
    elif experiment.status is ExperimentStatus.COMPLETED:
        field = {"traffic": "trafficPercentage", "end_date": "endDate"}[name]
        yield FieldError(field, "The experiment is over, so that it can only be described better.", "as it is")
    elif name == "traffic":
        yield from _of_traffic(experiment, edit.traffic or 0)
    else:
        yield from _of_end(experiment, None if edit.end_date is UNSET else edit.end_date, today)


def _of_variants(experiment: Experiment, variants: tuple[Variant, ...]) -> Iterator[FieldError]:
    """Names may be bettered, while what users get, and how many get it, belongs to a phase."""
    if list(map(_unnamed, variants)) != list(map(_unnamed, experiment.variants)):
        key, status = experiment.key, experiment.status.value
        message = f"Variants, their weights, values and order cannot change while the experiment is {status}."
        if experiment.status is not ExperimentStatus.COMPLETED:
            message = f"{message} Open a phase with POST /api/admin/experiments/{key}/phases; it says whom that moves."
        yield FieldError("variants", message, "as they are, but for name and description")


def _unnamed(variant: Variant) -> Variant:
    # What is served is compared, since a value that is not said is the id.
    return replace(variant, name="", description="", value=variant.served)


def _of_metrics(experiment: Experiment, metrics: tuple[Metric, ...]) -> Iterator[FieldError]:
    now = [replace(metric, name="") for metric in experiment.metrics]
    if [replace(metric, name="") for metric in metrics] != now:
        message = (
            f"Metrics cannot change while the experiment is {experiment.status.value}, but for their names: what was "
            "done before would be missing, and a goal that is chosen with results in sight proves nothing."
        )
        yield FieldError("metrics", message, "as they are, but for name")


def _of_traffic(experiment: Experiment, traffic: int) -> Iterator[FieldError]:
    if traffic < experiment.traffic:
        now = experiment.traffic * 100 / FULL_TRAFFIC
        message = f"Traffic can only grow once an experiment has started; it is {now:g} %. To stop new users, pause it."
        yield FieldError("trafficPercentage", message, f"{now:g} to 100")


def _of_end(experiment: Experiment, end: date | None, today: date) -> Iterator[FieldError]:
    last = end
    if last is None and experiment.start_date:
        last = experiment.start_date + timedelta(days=DEFAULT_PLANNED_DAYS - 1)
    if last is not None and last < today:
        means = "" if end else f" null is {DEFAULT_PLANNED_DAYS} days from the start."
        message = f"The last day would be {last}, which is over; give today or a later day.{means}"
        yield FieldError("endDate", message, f"{today} or later")
