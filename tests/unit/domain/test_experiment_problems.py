"""What can be wrong with an experiment on its own, each thing with its field."""

from dataclasses import replace
from datetime import date, timedelta
from typing import cast

import pytest

from sextant.domain import experiment_problems
from sextant.domain.experiment_metrics import Goal, Measure, Metric, MetricRole, MetricType
from sextant.domain.experiments import FULL_TRAFFIC, MAX_OVERRIDES, Experiment, Namespace, Variant
from sextant.domain.principals import Role
from tests.unit.domain.sample_experiments import BUYS, TODAY, draft, reweighted, running, variants

RATIO = replace(BUYS, type=MetricType.RATIO, denominator=Measure("session_started"))
REVENUE = replace(BUYS, type=MetricType.REVENUE, currency="INR")
COUNT = replace(BUYS, type=MetricType.COUNT)


def told(**settings: object) -> list[str]:
    """The fields that are wrong."""
    return fields(draft(**settings))


def fields(experiment: Experiment) -> list[str]:
    """The fields that are wrong, each of which is told in words."""
    found = experiment_problems.problems(experiment)
    assert all(error.message for error in found)
    return [error.field for error in found]


def told_of_metric(metric: Metric, **settings: object) -> list[str]:
    """What is wrong with one metric, below it."""
    changed = cast("Metric", replace(metric, **settings))  # type: ignore[arg-type]
    return [field.removeprefix("metrics[0].") for field in told(metrics=(changed,))]


def test_a_sound_experiment_has_no_problems() -> None:
    """With everything that can be set."""
    experiment = running(
        variants=(*variants(a=50, b=25.5), Variant(id="c", name="C", weight=0, value={"size": [1, None]})),
        traffic=1,
        condition={"city": {"$in": ["Pune"]}},
        roles=(Role.CLIENT,),
        segments=("big",),
        namespace=Namespace("home", 0, 1),
        overrides={"maya": "a", "ravi": "c"},
        metrics=(
            replace(BUYS, window=timedelta(hours=72)),
            replace(COUNT, id="orders", numerator=Measure("order_placed", "items"), cap=20, covariate="ordersBefore"),
            replace(REVENUE, id="money", goal=Goal.DECREASE),
            replace(RATIO, id="rate", role=MetricRole.GUARDRAIL, margin=0.02),
        ),
        end_date=TODAY,
        planned_users=20_000,
        alpha=0.01,
        power=0.95,
    )
    assert fields(experiment) == []


def test_the_name_of_a_route_is_no_key() -> None:
    """It would never be reached."""
    assert told(key="plan") == ["key"]


@pytest.mark.parametrize("count", [0, 1, 21])
def test_an_experiment_compares_2_to_20_variants(count: int) -> None:
    """None, one and too many are each told as what they are."""
    made = variants(**{f"v{number}": 1 for number in range(count)})
    assert told(variants=made, overrides={}, planned_users=None) == ["variants"]


def test_ids_are_unique() -> None:
    """The second of a kind is named."""
    twice = (*variants(a=1, b=1), *variants(a=1))
    assert told(variants=twice) == ["variants[2].id"]
    assert told(metrics=(BUYS, replace(BUYS, id="x"), BUYS)) == ["metrics[2].id"]


@pytest.mark.parametrize("weight", [-1, -0.001, float("nan"), float("inf"), float("-inf"), -(10**400)])
def test_a_weight_is_a_finite_number_from_0(weight: float) -> None:
    """Whatever the others are."""
    assert told(variants=variants(a=1, b=weight)) == ["variants[1].weight"]


def test_somebody_must_get_something() -> None:
    """Weights that are all 0 share out nothing."""
    assert told(variants=variants(a=0, b=0)) == ["variants"]


def test_a_weight_is_worth_a_bucket_or_nothing() -> None:
    """Less would look like a share, and nobody would get it."""
    assert told(variants=variants(a=99_999, b=1)) == ["variants[1].weight"]
    assert told(variants=variants(a=9_999, b=1)) == []
    assert told(variants=variants(a=1e308, b=1e308)) == []


@pytest.mark.parametrize("value", [float("inf"), "\ud800", [[1, {"a": float("nan")}]]])
def test_a_value_is_json(value: object) -> None:
    """What others could not read is refused."""
    made = (Variant(id="a", name="A", weight=1), Variant(id="b", name="B", weight=1, value=value))
    assert told(variants=made) == ["variants[1].value"]


@pytest.mark.parametrize("traffic", [-1, FULL_TRAFFIC + 1])
def test_traffic_is_per_cent(traffic: int) -> None:
    """No less than nobody and no more than everybody."""
    assert told(traffic=traffic) == ["trafficPercentage"]


def test_a_condition_is_one_that_flags_would_take() -> None:
    """With its own path."""
    assert told(condition={"city": {"$like": "Pu%"}}) == ["condition.city.$like"]
    assert told(condition={"city": "\ud800"}) == ["condition"]


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (0, 10_001), (5, 5), (6, 5)])
def test_a_part_of_a_group_is_within_it(start: int, end: int) -> None:
    """And holds a bucket at least."""
    assert told(namespace=Namespace("home", start, end)) == ["namespace"]


def test_a_group_has_a_name() -> None:
    """Spaces are none."""
    assert told(namespace=Namespace(" ", 0, 5)) == ["namespace.name"]


def test_testers_get_variants_that_exist() -> None:
    """Each is told by place, with the variants that there are."""
    assert told(overrides={"maya": "control", "ravi": "x", "": "control"}) == [
        "overrides[1].variant",
        "overrides[2].userId",
    ]
    assert told(overrides={f"u{number}": "control" for number in range(MAX_OVERRIDES + 1)}) == ["overrides"]


def test_a_tester_is_named_once() -> None:
    """A list may say two things of one user, which an experiment cannot hold."""
    found = experiment_problems.repeated_users(["maya", "ravi", "maya"])
    assert [error.field for error in found] == ["overrides[2].userId"]


@pytest.mark.parametrize(
    ("metric", "settings", "wrong"),
    [
        (BUYS, {"numerator": Measure(" ")}, ["event"]),
        (BUYS, {"numerator": Measure("paid", "amount")}, ["property"]),
        (BUYS, {"cap": 5}, ["cap"]),
        (BUYS, {"denominator": Measure("viewed")}, ["denominator"]),
        (BUYS, {"currency": "INR"}, ["currency"]),
        (RATIO, {"denominator": None}, ["denominator"]),
        (RATIO, {"denominator": Measure("")}, ["denominator.event"]),
        (RATIO, {"denominator": BUYS.numerator}, ["denominator"]),
        (REVENUE, {"currency": None}, ["currency"]),
        (REVENUE, {"currency": "inr"}, ["currency"]),
        (REVENUE, {"currency": "XXX"}, ["currency"]),
        (COUNT, {"cap": 0}, ["cap"]),
        (COUNT, {"cap": -5}, ["cap"]),
        (COUNT, {"cap": 10**13}, ["cap"]),
        (COUNT, {"window": timedelta(0)}, ["windowHours"]),
        (COUNT, {"window": timedelta(hours=-1)}, ["windowHours"]),
        (COUNT, {"window": timedelta(days=366)}, ["windowHours"]),
        (COUNT, {"covariate": ""}, ["covariate"]),
        (COUNT, {"covariate": "$in"}, ["covariate"]),
        (COUNT, {"role": MetricRole.GUARDRAIL, "margin": -0.1}, ["margin"]),
        (COUNT, {"role": MetricRole.GUARDRAIL, "margin": 2.0}, ["margin"]),
        (COUNT, {"role": MetricRole.GUARDRAIL, "margin": float("nan")}, ["margin"]),
        (COUNT, {"margin": 0.1}, ["margin"]),
    ],
)
def test_a_metric_is_what_its_type_asks_for(metric: Metric, settings: dict[str, object], wrong: list[str]) -> None:
    """What it lacks, and what would mean nothing of it."""
    assert told_of_metric(metric, **settings) == wrong


def test_there_are_at_most_20_metrics() -> None:
    """Each of them makes a winner by chance likelier."""
    assert told(metrics=tuple(replace(BUYS, id=f"m{number}") for number in range(21))) == ["metrics"]


def test_a_plan_ends_after_it_begins() -> None:
    """On the same day at the earliest, and within a year."""
    assert told(start_date=TODAY, end_date=TODAY - timedelta(days=1)) == ["endDate"]
    assert told(start_date=TODAY, end_date=TODAY + timedelta(days=366)) == ["endDate"]
    assert told(start_date=TODAY, end_date=TODAY) == []


@pytest.mark.parametrize(
    ("name", "field", "wrong"),
    [
        ("planned_users", "plannedUsers", [-1, 0, 1, 10**10]),
        ("alpha", "alpha", [-0.05, 0, 0.51, 5, float("nan")]),
        ("power", "power", [0, 0.4, 1, 80, float("nan")]),
    ],
)
def test_the_design_is_within_reason(name: str, field: str, wrong: list[float]) -> None:
    """Probabilities are no per cent, and users are counted."""
    for value in wrong:
        assert told(**{name: value}) == [field]


def test_everything_is_told_at_once() -> None:
    """So that nobody has to ask twice."""
    wrong = told(variants=variants(a=-1, b=1), traffic=-1, condition={"$x": 1}, metrics=(BUYS, BUYS), alpha=5)
    assert wrong == ["variants[0].weight", "trafficPercentage", "condition.$x", "metrics[1].id", "alpha"]


def test_devices_see_nobody_in_clear_and_no_slow_pattern() -> None:
    """Unless they do not see the experiment."""
    for condition in ({"id": {"$in": ["maya"]}}, {"mail": {"$regex": "(a+)+$"}}):
        assert told(condition=condition) == ["condition"]
        assert told(condition=condition, client_visible=False) == []


def test_testers_may_be_named_in_an_experiment_that_devices_see() -> None:
    """They travel as fingerprints."""
    assert told(overrides={"maya": "control"}) == []


def test_an_experiment_has_a_size() -> None:
    """As devices get it, the control's value twice and testers apart, and as it is stored."""
    large = (Variant(id="a", name="A", weight=1, value="x" * 45_000), Variant(id="b", name="B", weight=1, value="y"))
    assert told(variants=large) == []
    large = (*large[:1], replace(large[1], value="y" * 10_000))
    assert told(variants=large) == ["variants"]
    assert told(description="é" * 95_000) == ["description"]
    many = {f"{number:0128}": "control" for number in range(MAX_OVERRIDES)}
    assert told(overrides=many) == []


def test_what_phases_leave_behind_is_part_of_the_size() -> None:
    """Each of them is kept for good."""
    one = running()
    assert experiment_problems.stored_bytes(reweighted(one, {"control": 2, "treatment": 1})) > (
        experiment_problems.stored_bytes(one)
    )


def told_of_start(**settings: object) -> list[str]:
    """What keeps a draft from being started."""
    return [error.field for error in experiment_problems.start_problems(draft(**settings), TODAY)]


def test_a_sound_draft_can_be_started() -> None:
    """On its last day at the latest."""
    assert told_of_start() == []
    assert told_of_start(end_date=TODAY) == []


def test_a_start_takes_more_than_a_draft() -> None:
    """Something that decides, users, two variants to compare, the control among them, and days to come."""
    assert told_of_start(metrics=()) == ["metrics"]
    assert told_of_start(metrics=(replace(BUYS, role=MetricRole.SECONDARY),)) == ["metrics"]
    assert told_of_start(traffic=0) == ["trafficPercentage"]
    assert told_of_start(variants=variants(a=1, b=0)) == ["variants"]
    assert told_of_start(variants=variants(a=0, b=1, c=1)) == ["variants[0].weight"]
    assert told_of_start(end_date=date(2026, 1, 16)) == ["endDate"]
