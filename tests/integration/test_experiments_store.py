"""Experiments in their table: what is written comes back, and no two things have one key."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from pynamodb.transactions import TransactWrite

from sextant.domain import flags as flag_domain
from sextant.domain.experiment_metrics import Goal, Measure, Metric, MetricRole, MetricType
from sextant.domain.experiments import (
    MAX_EXPERIMENTS,
    Conclusion,
    Correction,
    Crossover,
    Experiment,
    ExperimentEdit,
    Namespace,
    Treatment,
    Variant,
    make,
)
from sextant.domain.flags import FlagEdit
from sextant.domain.principals import Role
from sextant.store import experiment_changes, flags, flags_version
from sextant.store import experiments as store
from sextant.store.audit import AuditItem
from sextant.store.experiment_changes import ExperimentCountItem, Refusal
from sextant.store.transactions import Part

NOW = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)
VARIANTS = (
    Variant(id="a", name="A", weight=1),
    Variant(id="b", name="B", description="Blue", weight=1 / 3, value={"colour": ["blue", None, 1.5]}),
)
METRICS = (
    Metric(id="bought", name="Bought", type=MetricType.BINOMIAL, numerator=Measure("payment_completed")),
    Metric(
        id="clicks",
        name="Clicks a session",
        type=MetricType.RATIO,
        role=MetricRole.GUARDRAIL,
        goal=Goal.DECREASE,
        numerator=Measure("clicked", "times"),
        denominator=Measure("session_started"),
        cap=9,
        window=timedelta(hours=36),
        covariate="clicks_before",
        margin=0.02,
    ),
)
EDIT = ExperimentEdit(
    name="All",
    description="d",
    hypothesis="h",
    owner="o",
    tags=("x", "y"),
    variants=VARIANTS,
    traffic=1_234,
    condition={"country": {"$in": ["IN"]}},
    roles=(Role.CA,),
    segments=("s",),
    namespace=Namespace("checkout", 0, 5_000),
    overrides={"maya": "b"},
    metrics=METRICS,
    start_date=date(2026, 1, 1),
    end_date=date(2026, 2, 1),
    planned_users=20_000,
    alpha=0.01,
    power=0.9,
    correction=Correction.BENJAMINI_HOCHBERG,
    crossover=Crossover.FIRST_SEEN,
    client_visible=False,
)

_CHANGES = count()

pytestmark = pytest.mark.usefixtures("tables")


def recorded(change: int | None = None) -> Part:
    """An entry of the audit: one that was not there before, unless it is said which."""
    entry = AuditItem(
        "experiment:all",
        str(next(_CHANGES) if change is None else change),
        collection="entries",
        actor="a",
        actor_kind="user",
        entry_id=f"{NOW}",
        at=NOW,
        action="experiment.created",
        states=b"",
        request_id="r",
    )
    return lambda transaction: transaction.save(entry, condition=AuditItem.entity.does_not_exist())


def experiment(key: str = "all", edit: ExperimentEdit = EDIT) -> Experiment:
    """A draft at version 1, not stored."""
    return replace(make(key, edit, by="admin-1", now=NOW), version=1)


def write(before: Experiment | None, after: Experiment | None, since: int | None = None) -> Refusal | None:
    """What refuses a change, or None."""
    return experiment_changes.write(before, after, recorded(), at=NOW, unless_changed_since=since)


def test_everything_comes_back_as_it_was_written() -> None:
    """A draft, and one whose whole life is behind it."""
    draft = experiment()
    assert experiment_changes.write(None, draft, recorded(), at=NOW) is None
    assert store.get("all") == draft
    lived = (
        draft.started(by="b", now=NOW, today=NOW.date())
        .paused(by="c", now=NOW + timedelta(days=1))
        .resumed(by="c", now=NOW + timedelta(days=2))
        .in_new_phase(
            (replace(VARIANTS[0], weight=3), VARIANTS[1]), Treatment.RESTART, "Why", by="d", now=NOW + timedelta(days=3)
        )
        .completed(Conclusion(winner="b", reason="It won", rolled_out_to="flag", result_hash="f00"), by="e", now=NOW)
    )
    assert write(draft, replace(lived, version=2)) is None
    assert store.all_experiments() == [replace(lived, version=2)]


def test_what_is_not_set_stays_so() -> None:
    """None is not the same as nothing."""
    bare = experiment(edit=ExperimentEdit(variants=VARIANTS))
    write(None, bare)
    assert store.get("all") == bare
    assert store.get("other") is None


def test_experiments_are_listed_by_key_and_on_from_one() -> None:
    """In pages as small as one likes."""
    for key in ("c", "a", "b"):
        write(None, experiment(key))
    assert [each.key for each in store.listed(page_size=1)] == ["a", "b", "c"]
    assert [each.key for each in store.listed(after="a")] == ["b", "c"]


def test_what_changed_meanwhile_is_not_overwritten() -> None:
    """Nor made twice, nor deleted; and the version of flags is not raised for nothing."""
    draft = experiment()
    assert experiment_changes.write(None, draft, recorded(-1), at=NOW) is None
    number = flags_version.read(consistent=True).number
    stale = replace(draft, version=9)
    assert write(None, draft) is Refusal.EXPERIMENT
    assert write(stale, draft) is Refusal.EXPERIMENT
    assert write(stale, None) is Refusal.EXPERIMENT
    assert experiment_changes.write(draft, draft, recorded(-1), at=NOW) is Refusal.ENTRY
    assert write(draft, draft, number + 1) is Refusal.OTHERS
    assert flags_version.read(consistent=True).number == number == 1
    assert store.get("all") == draft


def test_every_change_is_a_change_of_the_flags_too() -> None:
    """So that warm functions learn of both from one look; their number stays what it is."""
    draft = experiment()
    write(None, draft)
    write(draft, replace(draft, version=2))
    write(replace(draft, version=2), None)
    version = flags_version.read(consistent=True)
    assert (version.number, version.flags) == (3, 0)


def test_there_are_only_so_many() -> None:
    """The last there is room for is taken, and one that is deleted makes room."""
    ExperimentCountItem("count", "experiments", number=MAX_EXPERIMENTS - 1).save()
    first = experiment("first")
    assert write(None, first) is None
    assert write(None, experiment("second")) is Refusal.FULL
    assert write(first, None) is None
    assert write(None, experiment("second")) is None


def test_what_is_kept_for_good_is_put_with_it() -> None:
    """Or not at all."""
    draft = experiment()
    row = ExperimentCountItem("results", "r", number=1)

    def kept(transaction: TransactWrite) -> None:
        transaction.save(row)

    assert experiment_changes.write(draft, draft, recorded(), at=NOW, kept=[kept]) is Refusal.EXPERIMENT
    assert list(ExperimentCountItem.query("results")) == []
    write(None, draft)
    assert (
        experiment_changes.write(draft, draft, recorded(), at=NOW, unless_changed_since=9, kept=[kept])
        is Refusal.OTHERS
    )
    assert experiment_changes.write(draft, draft, recorded(), at=NOW, kept=[kept]) is None
    assert len(list(ExperimentCountItem.query("results"))) == 1


def test_a_flag_and_an_experiment_never_have_one_key() -> None:
    """Whichever comes first, even when another thing is wrong as well."""
    flag = replace(flag_domain.make("flag", FlagEdit(), by="admin-1", now=NOW), version=1)
    assert flags.write(None, flag, recorded(), at=NOW) is None
    assert write(None, experiment("flag"), 9) is Refusal.FLAG
    write(None, experiment("taken"))
    taken = replace(flag, key="taken")
    assert flags.write(None, taken, recorded(), at=NOW, unless_changed_since=9) is flags.Refusal.EXPERIMENT
    assert (store.get("flag"), flags.get("taken")) == (None, None)
