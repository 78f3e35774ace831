"""Experiments through their life: what each step keeps and changes."""

from datetime import date, timedelta

import pytest

from sextant.domain import experiments
from sextant.domain.errors import IllegalMoveError
from sextant.domain.experiment_metrics import MetricRole
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Conclusion, ExperimentEdit, Namespace, Treatment, Variant
from sextant.domain.hashing import BUCKETS
from tests.unit.domain.sample_experiments import BUYS, TODAY, draft, reweighted, running, variants
from tests.unit.domain.sample_flags import NOW

LATER = NOW + timedelta(hours=1)
CONCLUSION = Conclusion(winner="treatment", reason="It sells more.")


def test_a_new_experiment_is_a_draft_of_its_own() -> None:
    """Named as its key; two of one key share neither the hash's salt nor what is counted."""
    edit = ExperimentEdit(variants=variants(a=1, b=1))
    one, other = (experiments.make("checkout", edit, by="maya", now=NOW) for _ in range(2))
    assert (one.status, one.name, one.created_by, one.phase) == (ExperimentStatus.DRAFT, "checkout", "maya", None)
    assert one.seed != other.seed
    assert one.counted_as != other.counted_as


def test_an_edit_changes_what_it_names() -> None:
    """None leaves a thing as it is, and clears what can be cleared."""
    before = draft(namespace=Namespace("home", 0, 5_000), end_date=TODAY, owner="maya")
    after = before.edited(ExperimentEdit(namespace=None, traffic=500), by="ravi", now=LATER)
    assert (after.namespace, after.traffic) == (None, 500)
    assert (after.end_date, after.owner, after.seed) == (TODAY, "maya", before.seed)
    assert (after.updated_by, after.updated_at) == ("ravi", LATER)


def test_a_start_opens_the_first_phase() -> None:
    """By the weights of the draft, on the day of the business."""
    started = running(variants=variants(a=3, b=1))
    assert started.status is ExperimentStatus.RUNNING
    assert (started.started_at, started.start_date) == (NOW, TODAY)
    (phase,) = started.phases
    assert (phase.number, phase.weights, phase.treatment) == (1, {"a": 3, "b": 1}, Treatment.KEEP)
    assert [(each.variant, each.size) for each in phase.allocation] == [("a", 7_500), ("b", 2_500)]


def test_pause_and_resume_keep_the_phase() -> None:
    """Not a bucket moves."""
    before = running()
    paused = before.paused(by="admin", now=LATER)
    assert (paused.status, paused.paused_at) == (ExperimentStatus.PAUSED, LATER)
    resumed = paused.resumed(by="admin", now=LATER)
    assert (resumed.status, resumed.paused_at, resumed.phases) == (ExperimentStatus.RUNNING, None, before.phases)


def test_an_end_is_kept_with_its_conclusion() -> None:
    """Whether it ran or was paused."""
    for before in (running(), running().paused(by="admin", now=NOW)):
        over = before.completed(CONCLUSION, by="admin", now=LATER)
        assert (over.status, over.completed_at, over.conclusion) == (ExperimentStatus.COMPLETED, LATER, CONCLUSION)


def test_what_is_not_allowed_is_refused() -> None:
    """A draft is not paused, and what is over does not start again."""
    with pytest.raises(IllegalMoveError, match="start"):
        draft().paused(by="admin", now=NOW)
    over = running().completed(CONCLUSION, by="admin", now=NOW)
    with pytest.raises(IllegalMoveError):
        over.started(by="admin", now=NOW, today=TODAY)


def test_a_new_phase_goes_on_from_the_one_before() -> None:
    """With the next number, the new weights and ranges of the old ones; earlier phases stay as they were."""
    before = running()
    after = reweighted(before, {"control": 1, "treatment": 3}, Treatment.RESTART)
    assert after.phases[0] == before.phases[0]
    assert after.phase is not None
    assert (after.phase.number, after.phase.treatment) == (2, Treatment.RESTART)
    assert [(each.variant, each.start) for each in after.phase.allocation] == [("control", 0), ("treatment", 2_500)]
    assert after.weights == after.phase.weights == {"control": 1, "treatment": 3}


def test_things_are_found_by_id() -> None:
    """And nothing by an id that nobody has."""
    experiment = draft()
    assert experiment.control.id == "control"
    assert experiment.variant("treatment") == experiment.variants[1]
    assert experiment.metric("buys") == BUYS
    assert (experiment.variant("x"), experiment.metric("x")) == (None, None)
    assert experiment.metrics_of(MetricRole.PRIMARY) == (BUYS,)
    assert experiment.metrics_of(MetricRole.GUARDRAIL) == ()


def test_a_variant_serves_its_value_or_its_id() -> None:
    """False is a value, and null is none."""
    assert Variant(id="a", name="A", weight=1).served == "a"
    assert Variant(id="a", name="A", weight=1, value=False).served is False


def test_a_plan_counts_its_first_and_last_day() -> None:
    """28 days, unless both are given."""
    assert draft().planned_days() == 28
    assert draft(start_date=TODAY, end_date=TODAY).planned_days() == 1
    assert draft(start_date=TODAY, end_date=date(2026, 1, 30)).planned_days() == 14


def test_full_traffic_is_every_bucket() -> None:
    """A hundredth of a per cent is one."""
    assert draft().traffic == experiments.FULL_TRAFFIC == BUCKETS
