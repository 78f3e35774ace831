"""What may be changed about an experiment that has started, and why the rest may not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sextant.domain import experiment_edits
from sextant.domain.experiment_metrics import Measure, MetricRole
from sextant.domain.experiments import (
    Conclusion,
    Correction,
    Crossover,
    Experiment,
    ExperimentEdit,
    Namespace,
)
from sextant.domain.principals import Role
from tests.unit.domain.sample_experiments import BUYS, TODAY, draft, running, variants
from tests.unit.domain.sample_flags import NOW

TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)
CONTROL, TREATMENT = variants(control=1, treatment=1)

LIVE = [running(traffic=5_000), running(traffic=5_000).paused(by="admin", now=NOW)]
OVER = running(traffic=5_000).completed(Conclusion(winner=None, reason=""), by="admin", now=NOW)

FORBIDDEN = [
    ("variants", ExperimentEdit(variants=variants(control=1, treatment=2))),
    ("variants", ExperimentEdit(variants=(CONTROL, replace(TREATMENT, value="other")))),
    ("variants", ExperimentEdit(variants=(TREATMENT, CONTROL))),
    ("variants", ExperimentEdit(variants=variants(control=1, treatment=1, third=1))),
    ("trafficPercentage", ExperimentEdit(traffic=4_999)),
    ("condition", ExperimentEdit(condition={"city": "Pune"})),
    ("roles", ExperimentEdit(roles=(Role.CA,))),
    ("segments", ExperimentEdit(segments=("big",))),
    ("namespace", ExperimentEdit(namespace=Namespace("home", 0, 5))),
    ("metrics", ExperimentEdit(metrics=())),
    ("metrics", ExperimentEdit(metrics=(replace(BUYS, role=MetricRole.SECONDARY),))),
    ("metrics", ExperimentEdit(metrics=(replace(BUYS, numerator=Measure("paid")),))),
    ("startDate", ExperimentEdit(start_date=None)),
    ("startDate", ExperimentEdit(start_date=TOMORROW)),
    ("endDate", ExperimentEdit(end_date=YESTERDAY)),
    ("plannedUsers", ExperimentEdit(planned_users=5_000)),
    ("alpha", ExperimentEdit(alpha=0.1)),
    ("power", ExperimentEdit(power=0.9)),
    ("correction", ExperimentEdit(correction=Correction.BENJAMINI_HOCHBERG)),
    ("crossover", ExperimentEdit(crossover=Crossover.EXCLUDE)),
]

HARMLESS = ExperimentEdit(
    name="Better",
    description="d",
    hypothesis="h",
    owner="maya",
    tags=("t",),
    overrides={"maya": "treatment"},
    client_visible=False,
    variants=(replace(CONTROL, name="As it was"), replace(TREATMENT, description="Bolder")),
    metrics=(replace(BUYS, name="Purchases"),),
)


def told(experiment: Experiment, edit: ExperimentEdit, today: date = TODAY) -> list[str]:
    """The fields that may not change so."""
    return [error.field for error in experiment_edits.problems(experiment, edit, today)]


@pytest.mark.parametrize(("field", "edit"), FORBIDDEN)
@pytest.mark.parametrize("experiment", [*LIVE, OVER], ids=["running", "paused", "completed"])
def test_what_would_spoil_the_result_is_refused(experiment: Experiment, field: str, edit: ExperimentEdit) -> None:
    """By its field, with the reason."""
    (error,) = experiment_edits.problems(experiment, edit, TODAY)
    assert error.field == field
    assert error.expected


@pytest.mark.parametrize("edit", [each for _, each in FORBIDDEN])
def test_a_draft_may_be_edited_freely(edit: ExperimentEdit) -> None:
    """Nothing has been counted yet."""
    assert told(draft(traffic=5_000), edit) == []


@pytest.mark.parametrize("experiment", [*LIVE, OVER], ids=["running", "paused", "completed"])
def test_words_and_testers_may_always_change(experiment: Experiment) -> None:
    """They change no number."""
    assert told(experiment, HARMLESS) == []


@pytest.mark.parametrize("experiment", LIVE, ids=["running", "paused"])
def test_traffic_may_grow_and_the_end_may_move(experiment: Experiment) -> None:
    """To today at the earliest."""
    assert told(experiment, ExperimentEdit(traffic=5_001)) == []
    assert told(experiment, ExperimentEdit(end_date=TODAY)) == []
    assert told(replace(experiment, end_date=TODAY), ExperimentEdit(end_date=TOMORROW)) == []


def test_no_end_is_28_days_from_the_start() -> None:
    """Which must not be over."""
    experiment = replace(LIVE[0], end_date=TODAY + timedelta(days=100))
    clear = ExperimentEdit(end_date=None)
    assert told(experiment, clear, TODAY + timedelta(days=27)) == []
    assert told(experiment, clear, TODAY + timedelta(days=28)) == ["endDate"]


def test_what_is_over_keeps_its_traffic_and_its_end() -> None:
    """Neither means anything any more."""
    assert told(OVER, ExperimentEdit(traffic=9_000, end_date=TOMORROW)) == ["trafficPercentage", "endDate"]


def test_other_weights_are_sent_where_they_belong() -> None:
    """To a new phase, while there can be one."""
    edit = ExperimentEdit(variants=variants(control=1, treatment=2))
    (error,) = experiment_edits.problems(LIVE[0], edit, TODAY)
    assert "/api/admin/experiments/checkout/phases" in error.message
    (error,) = experiment_edits.problems(OVER, edit, TODAY)
    assert "phases" not in error.message


def test_saying_what_is_so_changes_nothing() -> None:
    """Someone who sends the whole experiment back means only what differs, an end that is past included."""
    experiment = replace(LIVE[0], end_date=YESTERDAY)
    edit = ExperimentEdit(
        name=experiment.name,
        variants=(CONTROL, replace(TREATMENT, value="treatment")),
        traffic=experiment.traffic,
        condition=dict(experiment.condition),
        namespace=None,
        metrics=experiment.metrics,
        start_date=experiment.start_date,
        end_date=YESTERDAY,
        planned_users=None,
        alpha=0.05,
    )
    assert told(experiment, edit) == []


def test_everything_is_told_at_once() -> None:
    """In the order of the fields."""
    edit = ExperimentEdit(alpha=0.5, traffic=1, roles=(Role.CA,), name="x")
    assert told(LIVE[0], edit) == ["trafficPercentage", "roles", "alpha"]
