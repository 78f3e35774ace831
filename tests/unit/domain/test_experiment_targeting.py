"""Compiled experiments against the `growthbook` package: a device draws what the server draws."""

from typing import cast

import pytest
from growthbook import GrowthBook
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.domain import assignments, data_file, experiment_targeting, references
from sextant.domain.assignments import Assigned, AssignmentReason
from sextant.domain.experiments import FULL_TRAFFIC, Experiment, Namespace, Treatment, Variant
from sextant.domain.features import Feature
from sextant.domain.hashing import BUCKETS
from sextant.domain.principals import Role
from tests.unit.domain.experiment_strategies import experiments, users
from tests.unit.domain.sample_experiments import draft, reweighted, running, variants

thorough = settings(deadline=None, max_examples=400)


def on_a_device(feature: Feature, experiment: Experiment, user: dict[str, object]) -> tuple[object, str, str | None]:
    """The value that the package finds, by which way, and what it calls the variation that it drew."""
    oracle = GrowthBook(attributes=user, features={experiment.key: dict(feature)})
    result = oracle.eval_feature(experiment.key)
    drawn = result.experimentResult.key if result.source == "experiment" else None
    oracle.destroy()
    return result.value, result.source, drawn


def on_the_server(assigned: Assigned, experiment: Experiment) -> tuple[object, str, str | None]:
    """What the package should find for a user whom we give this."""
    variant = experiment.variant(assigned.variant) if assigned.variant else None
    value = (variant or experiment.control).served
    if variant is None:
        return value, "defaultValue", None
    return (value, "force", None) if assigned.override else (value, "experiment", variant.id)


@thorough
@given(experiment=experiments(), user=users())
def test_a_device_decides_as_the_server(experiment: Experiment, user: dict[str, object]) -> None:
    """Overrides, conditions, groups, traffic and ranges of any number of phases included."""
    expected = on_the_server(assignments.prepare(experiment)(user), experiment)
    assert on_a_device(experiment_targeting.compiled(experiment), experiment, user) == expected


@thorough
@given(experiment=experiments(), user=users())
def test_a_device_decides_the_same_by_what_is_published(experiment: Experiment, user: dict[str, object]) -> None:
    """Where testers are fingerprints, and conditions what every SDK knows."""
    expected = on_the_server(assignments.prepare(experiment)(user), experiment)
    published = data_file.published(experiment_targeting.compiled(experiment), seed=experiment.seed)
    assert on_a_device(published, experiment, user) == expected


@settings(deadline=None)
@given(experiment=experiments())
def test_no_tester_is_published_in_clear(experiment: Experiment) -> None:
    """Only fingerprints of them."""
    published = data_file.published(experiment_targeting.compiled(experiment), seed=experiment.seed)
    for rule in published["rules"][:-1]:
        assert rule["id"].startswith(experiment_targeting.OVERRIDE_PREFIX)
        assert rule["condition"] == {"id": {"$type": "string"}}


@pytest.mark.parametrize("traffic", [700, FULL_TRAFFIC])
def test_devices_agree_over_thousands_of_users(traffic: int) -> None:
    """One experiment that has been through three phases, of which the last leaves many small ranges."""
    experiment = running(
        variants=variants(a=1, b=1, c=1), traffic=traffic, namespace=Namespace("home", 1_000, 9_000), seed="f00"
    )
    experiment = reweighted(experiment, {"a": 50, "b": 25, "c": 25})
    experiment = reweighted(experiment, {"a": 20, "b": 40, "c": 15, "d": 25}, Treatment.RESTART)
    feature = experiment_targeting.compiled(experiment)
    assign = assignments.prepare(experiment)
    reasons = set()
    for number in range(2_000):
        user: dict[str, object] = {"id": f"user-{number}"}
        assigned = assign(user)
        reasons.add(assigned.reason)
        assert on_a_device(feature, experiment, user) == on_the_server(assigned, experiment)
    assert {AssignmentReason.ENROLLED, AssignmentReason.OTHER_EXPERIMENT} <= reasons


def test_what_an_admin_set_becomes_rules_in_one_order() -> None:
    """Testers of each variant, then the draw; a variant with two ranges appears twice."""
    experiment = running(
        variants=(
            Variant(id="control", name="As it was", weight=1),
            Variant(id="b", name="Bigger", weight=1, value={"size": 2}),
        ),
        traffic=1_000,
        condition={"city": "Pune"},
        roles=(Role.CLIENT,),
        segments=("big",),
        namespace=Namespace("home", 2_500, 5_000),
        overrides={"maya": "b", "ravi": "control", "asha": "b"},
    )
    experiment = experiment.in_new_phase(
        (*experiment.variants, Variant(id="c", name="Bold", weight=2)),
        Treatment.RESTART,
        "",
        by="admin",
        now=experiment.updated_at,
    )
    feature = experiment_targeting.compiled(experiment)
    assert feature["defaultValue"] == "control"
    assert feature["rules"] == [
        {"id": "override:control", "condition": {"id": {"$in": ["ravi"]}}, "force": "control"},
        {"id": "override:b", "condition": {"id": {"$in": ["maya", "asha"]}}, "force": {"size": 2}},
        {
            "id": "experiment",
            "key": "checkout",
            "name": "Checkout",
            "phase": "1",
            "variations": ["control", "c", {"size": 2}, "c"],
            "ranges": [(0.0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.0)],
            "meta": [
                {"key": "control", "name": "As it was"},
                {"key": "c", "name": "Bold"},
                {"key": "b", "name": "Bigger"},
                {"key": "c", "name": "Bold"},
            ],
            "seed": "3d7c",
            "hashAttribute": "id",
            "hashVersion": 2,
            "bucketVersion": 1,
            "condition": {
                "$and": [{"city": "Pune"}, {"roles": {"$in": ["CLIENT"]}, "segments": {"$in": ["big"]}}],
            },
            "filters": [
                {"seed": "namespace:home", "ranges": [(0.25, 0.5)], "hashVersion": 2, "attribute": "id"},
                {"seed": "3d7c:traffic", "ranges": [(0.0, 0.1)], "hashVersion": 2, "attribute": "id"},
            ],
        },
    ]


def test_what_is_not_set_is_not_compiled() -> None:
    """Full traffic of everybody needs no filter and no condition; a draft is what its first phase would be."""
    (rule,) = experiment_targeting.compiled(draft())["rules"]
    assert not {"filters", "condition"} & rule.keys()
    assert (rule["phase"], rule["bucketVersion"], rule["ranges"]) == ("0", 0, [(0.0, 0.5), (0.5, 1.0)])
    assert experiment_targeting.compiled(draft()) == experiment_targeting.compiled(running())


@settings(deadline=None)
@given(traffic=st.integers(0, BUCKETS))
def test_each_hundredth_of_a_per_cent_of_traffic_is_one_bucket(traffic: int) -> None:
    """As devices compare: a bucket's number over 10,000 with the edge."""
    found = experiment_targeting.traffic_filter(draft(traffic=traffic))
    start, end = found["ranges"][0] if found else (0.0, 1.0)
    assert sum(start <= number / BUCKETS < end for number in range(BUCKETS)) == traffic


def test_what_it_looks_at_is_known() -> None:
    """So that callers can be told which attributes an experiment needs."""
    experiment = running(condition={"city": "Pune"}, roles=(Role.CA,))
    found = references.attributes_of({"checkout": experiment_targeting.compiled(experiment)})
    assert cast("set[str]", found["checkout"]) == {"city", "roles", "id"}
