"""Planning an experiment before it is started."""

import json
import math
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sextant.usecases.experiment_plan import inflation
from tests.integration.conftest import ADMIN, CLIENT, Answer, Call
from tests.integration.experiments import URL, fields

RATE = {"baseline": 0.1, "minimumEffect": 0.1}


def ask(admin_api: Call, **question: object) -> Answer:
    """What comes of a question."""
    return admin_api("POST", f"{URL}/plan", body=question, caller=ADMIN)


def plan(admin_api: Call, **question: object) -> dict[str, Any]:
    """A plan."""
    answer = ask(admin_api, **question)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.json
    return found


def test_one_look_takes_what_textbooks_say(admin_api: Call) -> None:
    """R: power.prop.test(p1=.1, p2=.11, power=.8) gives 14,750.79 users in each group."""
    found = plan(admin_api, **RATE, looks=1)

    assert [each["users"] for each in found["usersPerVariant"]] == [14_751, 14_751]
    assert (found["users"], found["inflation"], found["days"], found["curve"]) == (29_502, 1.0, None, [])
    assert found["minimumDifference"] == pytest.approx(0.01)


def test_means_take_what_the_formula_says(admin_api: Call) -> None:
    """(z(.975) + z(.8))² · 2 · (deviation / difference)² users in each arm."""
    found = plan(admin_api, mean=2_500, standardDeviation=6_000, minimumDifference=125, looks=1)
    expected = 2 * (1.959_963_985 + 0.841_621_234) ** 2 * (6_000 / 125) ** 2

    assert found["usersPerVariant"][0]["users"] == math.ceil(expected)
    assert found["minimumEffect"] == pytest.approx(0.05)


@pytest.mark.parametrize(("looks", "published"), [(2, 1.008), (5, 1.028), (10, 1.040)])
def test_looks_take_a_few_users_more(looks: int, published: float) -> None:
    """About the factors of Jennison & Turnbull (2000) for O'Brien and Fleming's bounds: 1.008, 1.028, 1.040."""
    assert inflation(0.05, 0.8, looks) == pytest.approx(published, abs=0.012)


def test_days_follow_from_the_traffic(admin_api: Call) -> None:
    """Of 10,000 users a day a half takes part; there is a look each day, and the curve meets the plan at its end."""
    found = plan(admin_api, **RATE, usersPerDay=10_000, trafficPercentage=50)
    at_end = next(point for point in found["curve"] if point["days"] == found["days"])

    assert found["days"] == math.ceil(found["users"] / 5_000) == 7
    assert found["weeks"] == 1
    assert found["looks"] == 6
    assert at_end["minimumDetectableEffect"] == pytest.approx(0.093, abs=0.004)
    effects = [point["minimumDetectableEffect"] for point in found["curve"]]
    assert effects == sorted(effects, reverse=True)
    assert any("whole weeks" in line for line in found["text"])


def test_more_comparisons_take_more_users(admin_api: Call) -> None:
    """Three variants and two metrics share alpha four ways."""
    found = plan(admin_api, **RATE, variants=3, metrics=2, looks=1)

    assert found["comparisonAlpha"] == pytest.approx(0.05 / 4)
    assert [each["share"] for each in found["usersPerVariant"]] == pytest.approx([1 / 3] * 3)
    assert found["usersPerVariant"][0]["users"] > 14_751


def test_the_smallest_variant_decides(admin_api: Call) -> None:
    """With weights of 8, 1 and 1 a treatment has an eighth of the control's users."""
    found = plan(admin_api, **RATE, weights=[8, 1, 1], looks=1)
    control, small, _ = (each["users"] for each in found["usersPerVariant"])

    assert control / small == pytest.approx(8, rel=1e-3)
    assert found["users"] > plan(admin_api, **RATE, variants=3, looks=1)["users"]


def test_a_drop_is_planned_too(admin_api: Call) -> None:
    """Finding that a rate falls from 10 to 9 % takes fewer users than that it rises to 11 %."""
    found = plan(admin_api, baseline=0.1, minimumEffect=-0.1, looks=1, usersPerDay=4_000)

    assert found["users"] == 2 * 13_495
    assert all(point["minimumDetectableEffect"] < 0 for point in found["curve"])


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({}, "baseline"),
        ({"baseline": 0.1}, "minimumEffect"),
        ({"baseline": 0.1, "mean": 3, "standardDeviation": 1, "minimumEffect": 0.1}, "mean"),
        ({"baseline": 0, "minimumEffect": 0.1}, "baseline"),
        ({"baseline": 1, "minimumEffect": 0.1}, "baseline"),
        ({"baseline": 0.5, "minimumEffect": 1.0}, "minimumEffect"),
        ({"baseline": 0.5, "minimumDifference": -0.5}, "minimumDifference"),
        ({"baseline": 0.1, "minimumEffect": 0}, "minimumEffect"),
        ({"baseline": 0.1, "minimumEffect": 1e-300}, "minimumEffect"),
        ({"baseline": 0.1, "minimumEffect": 0.1, "minimumDifference": 0.1}, "minimumEffect"),
        ({"mean": 10, "minimumEffect": 0.1}, "standardDeviation"),
        ({"mean": 0, "standardDeviation": 1, "minimumEffect": 0.1}, "mean"),
        ({"mean": 10, "standardDeviation": 0, "minimumEffect": 0.1}, "standardDeviation"),
        ({**RATE, "standardDeviation": 1}, "standardDeviation"),
        ({**RATE, "alpha": 0}, "alpha"),
        ({**RATE, "power": 1}, "power"),
        ({**RATE, "power": 0.2}, "power"),
        ({**RATE, "variants": 1}, "variants"),
        ({**RATE, "variants": -3}, "variants"),
        ({**RATE, "variants": 1_000_000_000}, "variants"),
        ({**RATE, "variants": 3, "weights": [1, 1]}, "variants"),
        ({**RATE, "weights": [0, 1]}, "weights"),
        ({**RATE, "metrics": 0}, "metrics"),
        ({**RATE, "looks": 101}, "looks"),
        ({**RATE, "usersPerDay": 0}, "usersPerDay"),
        ({**RATE, "usersPerDay": "many"}, "usersPerDay"),
        ({**RATE, "trafficPercentage": 0}, "trafficPercentage"),
        ({**RATE, "trafficPercentage": 101}, "trafficPercentage"),
        ({**RATE, "traffic": 50}, "traffic"),
        ({"baseline": 1e-17, "minimumEffect": -0.5, "usersPerDay": 1e12}, "baseline"),
        ({"baseline": 9e-10, "minimumEffect": 0.1}, "baseline"),
        ({"baseline": 1 - 1e-10, "minimumEffect": -0.1}, "baseline"),
        ({"mean": 1e-300, "standardDeviation": 1, "minimumDifference": 1e12}, "mean"),
        ({"mean": 1, "standardDeviation": 1e-300, "minimumEffect": 0.1}, "standardDeviation"),
        ({"mean": 1, "standardDeviation": 1e13, "minimumEffect": 0.1}, "standardDeviation"),
        ({"mean": 1e-12, "standardDeviation": 1, "minimumDifference": 1e-300}, "minimumDifference"),
        ({**RATE, "usersPerDay": 1e-310}, "usersPerDay"),
        ({**RATE, "usersPerDay": 1e13}, "usersPerDay"),
        ({**RATE, "trafficPercentage": 1e-310}, "trafficPercentage"),
        ({**RATE, "weights": [1, 1e-300]}, "weights"),
        ({**RATE, "alpha": 5e-324, "variants": 3}, "alpha"),
        ({**RATE, "alpha": 1e-9, "metrics": 20, "variants": 20, "looks": 100}, "alpha"),
        ({**RATE, "alpha": 0.6, "power": 0.8}, "alpha"),
        ({**RATE, "alpha": 0.5, "power": 0.5}, "power"),
        ({**RATE, "power": 0.999_95}, "power"),
    ],
)
def test_a_question_without_sense_is_refused(admin_api: Call, question: dict[str, object], field: str) -> None:
    """With the field that is wrong."""
    assert field in fields(ask(admin_api, **question))


@pytest.mark.parametrize(
    "question", [{"baseline": 1e-9, "minimumEffect": 1e-6, "usersPerDay": 1}, {"baseline": 0.5, "minimumEffect": 0.99}]
)
def test_extremes_are_planned(admin_api: Call, question: dict[str, object]) -> None:
    """An effect that nobody lives to see, and one that a dozen users show."""
    found = plan(admin_api, **question)

    assert found["users"] >= 4
    assert "Infinity" not in str(found)


SIZES = st.one_of(st.sampled_from([1e-12, 1.0, 1e12]), st.floats(-12, 12).map(lambda power: max(10**power, 1e-12)))
SIGNED = st.tuples(SIZES, st.sampled_from([1, -1])).map(math.prod)
RATES = st.builds(
    lambda baseline, effect: {"baseline": baseline, "minimumEffect": effect},
    st.one_of(st.sampled_from([1e-9, 0.5, 1 - 1e-9]), st.floats(1e-9, 1 - 1e-9)),
    st.one_of(st.sampled_from([-0.999_999, -1e-12, 1e-12, 1e-9, 1e8]), st.floats(-1, 1)),
)
MEANS = st.builds(
    lambda mean, deviation, name, change: {"mean": mean, "standardDeviation": deviation, name: change},
    SIGNED,
    SIZES,
    st.sampled_from(["minimumEffect", "minimumDifference"]),
    SIGNED,
)
REST = st.fixed_dictionaries(
    {},
    optional={
        "alpha": st.one_of(st.sampled_from([1e-4, 0.5]), st.floats(1e-4, 0.5)),
        "power": st.one_of(st.sampled_from([0.51, 0.9999]), st.floats(0.51, 0.9999)),
        "weights": st.lists(SIZES, min_size=2, max_size=20),
        "metrics": st.integers(1, 20),
        "looks": st.integers(1, 100),
        "usersPerDay": SIZES,
        "trafficPercentage": st.floats(0.01, 100),
    },
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(known=st.one_of(RATES, MEANS), rest=REST)
def test_whatever_is_not_refused_has_a_finite_plan(
    admin_api: Call, known: dict[str, float], rest: dict[str, object]
) -> None:
    """Up to the very bounds of every field: a plan or a problem that names the field, and no infinite number."""
    answer = ask(admin_api, **known, **rest)
    if answer.status == 422:
        assert fields(answer)
        return
    assert answer.status == 200, answer.body
    found = json.loads(answer.body, parse_constant=lambda name: pytest.fail(f"{name} is no number"))
    assert found["users"] >= 4


def test_as_many_looks_and_comparisons_as_there_can_be_are_planned_at_once(admin_api: Call) -> None:
    """The density of the walk is followed through 100 looks once, not anew for each drift that is tried."""
    inflation.cache_clear()
    began = time.thread_time()
    found = plan(admin_api, **RATE, alpha=1e-4, power=0.9999, metrics=20, variants=20, looks=100)

    assert time.thread_time() - began < 1.5
    assert found["comparisonAlpha"] == pytest.approx(1e-4 / 380)
    assert 1 < found["inflation"] < 1.02


def test_only_admins_plan(admin_api: Call) -> None:
    """As with all else here."""
    assert admin_api("POST", f"{URL}/plan", body=RATE, caller=CLIENT).status == 403
