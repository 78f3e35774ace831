"""What each exposure, second variant and conversion adds to the counters."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.domain import assignment_effects
from sextant.domain.assignment_effects import Conversion, ConversionReason, Effect
from sextant.domain.assignments import Assignment
from sextant.domain.experiment_metrics import LARGEST_VALUE, Measure, Metric, MetricType, Part, UserTotals, moments
from sextant.domain.experiments import Conclusion, Experiment, Treatment
from tests.unit.domain.sample_experiments import BUYS, draft, reweighted, running
from tests.unit.domain.sample_flags import NOW

AT = 1_768_644_900_000
HOUR = 3_600_000
MONEY = Metric(id="money", name="Money", type=MetricType.REVENUE, currency="INR", cap=500, numerator=Measure("paid"))
RATE = Metric(
    id="rate",
    name="Rate",
    type=MetricType.RATIO,
    numerator=Measure("clicked"),
    denominator=Measure("viewed"),
    covariate="orders",
)
METRICS = (BUYS, MONEY, RATE)
SOON = replace(BUYS, id="soon", window=timedelta(hours=1))


def enrolled(experiment: Experiment, variant: str = "control", **attributes: object) -> Assignment:
    """What is stored of a user after the first exposure."""
    return assignment_effects.enrolled(experiment, variant, at=AT, attributes=attributes).assignment


def converted(
    experiment: Experiment,
    assignment: Assignment | None,
    metric: Metric = BUYS,
    *,
    part: Part = Part.NUMERATOR,
    value: int = 1,
    at: int = AT,
) -> Conversion:
    """A conversion at the moment of exposure."""
    return assignment_effects.converted(experiment, assignment, metric, part=part, value=value, at=at)


def effect_of(conversion: Conversion) -> Effect:
    """What it changes, of one that counts."""
    assert conversion.reason is ConversionReason.COUNTED
    assert conversion.effect is not None
    return conversion.effect


def test_an_exposure_counts_a_user_once_in_the_current_phase() -> None:
    """And begins with nothing done."""
    experiment = reweighted(running(metrics=METRICS), {"control": 1, "treatment": 2})
    effect = assignment_effects.enrolled(experiment, "treatment", at=AT, attributes={})
    assert effect.assignment == Assignment(variant="treatment", phase=2, exposed_at=AT, seen=("treatment",))
    assert (effect.all, effect.crossed) == ({"users": 1}, {})


@pytest.mark.parametrize(
    ("value", "thousandths"),
    [
        (3, 3_000),
        (-1.5, -1_500),
        (0.0004, 0),
        (None, 0),
        ("3", 0),
        (True, 0),
        (float("nan"), 0),
        (float("inf"), 0),
        (LARGEST_VALUE, LARGEST_VALUE * 1_000),
        (10**400, 0),
    ],
)
def test_a_covariate_is_taken_at_exposure(value: object, thousandths: int) -> None:
    """In thousandths; what is no number within bounds counts as 0."""
    effect = assignment_effects.enrolled(running(metrics=METRICS), "control", at=AT, attributes={"orders": value})
    assert effect.assignment.totals == ({"rate": UserTotals(x=thousandths)} if thousandths else {})
    assert effect.all.get("rate.x", 0) == thousandths
    assert effect.all.get("rate.xx", 0) == thousandths**2


def test_a_restart_counts_anew_and_remembers_what_was_seen() -> None:
    """Who changes hands has seen two variants; the covariate stays what it was before anything was shown."""
    before = replace(enrolled(running(metrics=METRICS), orders=2), version=4)
    again = reweighted(running(metrics=METRICS), {"control": 1, "treatment": 3}, Treatment.RESTART)
    later = AT + HOUR
    moved = assignment_effects.enrolled(again, "treatment", at=later, attributes={"orders": 9}, before=before)
    assert moved.assignment == Assignment(
        variant="treatment",
        phase=2,
        exposed_at=later,
        seen=("control", "treatment"),
        totals={"rate": UserTotals(x=2_000)},
        version=5,
    )
    assert moved.all == moved.crossed == {"users": 1, "rate.x": 2_000, "rate.xx": 4_000_000}
    stayed = assignment_effects.enrolled(again, "control", at=later, attributes={}, before=before)
    assert stayed.assignment.seen == ("control",)
    assert stayed.crossed == {}


def test_what_was_seen_under_another_id_counts_as_seen() -> None:
    """A guest who signs in, and gets something else."""
    effect = assignment_effects.enrolled(running(), "control", at=AT, attributes={}, also_seen=["treatment"])
    assert effect.assignment.seen == ("treatment", "control")
    assert effect.all == effect.crossed == {"users": 1}
    same = assignment_effects.enrolled(running(), "control", at=AT, attributes={}, also_seen=["control"])
    assert not same.assignment.crossed


def test_with_a_second_variant_all_that_was_done_crosses() -> None:
    """Nothing is taken from the set of all users, and nothing is added to it."""
    experiment = running(metrics=METRICS)
    assignment = effect_of(converted(experiment, enrolled(experiment), MONEY, value=300)).assignment
    effect = assignment_effects.crossed(experiment, assignment, "treatment")
    assert effect is not None
    assert effect.assignment.seen == ("control", "treatment")
    assert effect.assignment.version == assignment.version + 1
    assert effect.all == {}
    assert effect.crossed == {"users": 1, "money.users": 1, "money.y": 300, "money.yy": 90_000}


def test_one_crosses_once() -> None:
    """The same variant again is nothing new, and a third one is remembered without being counted."""
    experiment = running()
    assignment = enrolled(experiment)
    assert assignment_effects.crossed(experiment, assignment, "control") is None
    twice = assignment_effects.crossed(experiment, replace(assignment, seen=("control", "b")), "c")
    assert twice is not None
    assert (twice.assignment.seen, twice.all, twice.crossed) == (("control", "b", "c"), {}, {})


def test_what_a_restart_left_behind_is_not_counted_any_more() -> None:
    """Neither conversions nor a crossing, which the next exposure is to know of."""
    assignment = enrolled(running())
    again = reweighted(running(), {"control": 1, "treatment": 3}, Treatment.RESTART)
    assert converted(again, assignment).reason is ConversionReason.NOT_ENROLLED
    effect = assignment_effects.crossed(again, assignment, "treatment")
    assert effect is not None
    assert (effect.assignment.crossed, effect.all, effect.crossed) == (True, {}, {})


def test_a_conversion_of_who_crossed_counts_in_both_sets() -> None:
    """So that it can be taken away again."""
    experiment = running()
    assignment = replace(enrolled(experiment), seen=("control", "treatment"))
    effect = effect_of(converted(experiment, assignment))
    assert effect.all == effect.crossed == {"buys.users": 1, "buys.y": 1}


def test_a_binomial_conversion_counts_once() -> None:
    """The second changes nothing, and says so."""
    experiment = running()
    effect = effect_of(converted(experiment, enrolled(experiment), value=77))
    assert effect.all == {"buys.users": 1, "buys.y": 1}
    assert effect.assignment.version == 2
    assert converted(experiment, effect.assignment) == Conversion(ConversionReason.ALREADY_COUNTED)


def test_what_is_beyond_the_cap_changes_no_counter() -> None:
    """It counts, up to the cap, and the user's own sum goes on."""
    experiment = running(metrics=METRICS)
    first = effect_of(converted(experiment, enrolled(experiment), MONEY, value=400))
    second = effect_of(converted(experiment, first.assignment, MONEY, value=400))
    assert second.all == {"money.y": 100, "money.yy": 250_000 - 160_000}
    third = effect_of(converted(experiment, second.assignment, MONEY, value=400))
    assert third.all == {}
    assert third.assignment.totals["money"] == UserTotals(y=1_200)


def test_when_something_happened_decides_whether_it_counts() -> None:
    """From the very moment of exposure to the very end of the window."""
    experiment = running(metrics=(BUYS, SOON))
    assignment = enrolled(experiment)
    reasons = [
        converted(experiment, assignment, metric, at=at).reason
        for metric, at in [(BUYS, AT - 1), (BUYS, AT), (SOON, AT + HOUR), (SOON, AT + HOUR + 1), (BUYS, AT + 9 * HOUR)]
    ]
    assert reasons == ["before_exposure", "counted", "counted", "outside_window", "counted"]


def test_nothing_counts_while_an_experiment_does_not_run() -> None:
    """Nor for who does not take part."""
    experiment = running()
    assignment = enrolled(experiment)
    paused = experiment.paused(by="admin", now=NOW)
    over = paused.completed(Conclusion(winner=None, reason=""), by="admin", now=NOW)
    assert converted(draft(), None).reason is ConversionReason.NOT_RUNNING
    assert converted(paused, assignment).reason is ConversionReason.PAUSED
    assert converted(over, assignment).reason is ConversionReason.NOT_RUNNING
    assert converted(experiment, None).reason is ConversionReason.NOT_ENROLLED


def added(counters: Counter[str], changes: Mapping[str, int]) -> None:
    """Add as a table does, where what is 0 may stand or not."""
    for name, change in changes.items():
        counters[name] += change


STEPS = st.tuples(
    st.sampled_from([*METRICS, None]), st.sampled_from(Part), st.integers(0, 10**6), st.sampled_from(["b", "c"])
)


@settings(deadline=None)
@given(steps=st.lists(STEPS, max_size=12), orders=st.integers(-5, 5))
def test_counters_always_add_up_to_what_users_have_done(
    steps: list[tuple[Metric | None, Part, int, str]], orders: int
) -> None:
    """In whatever order things happen: both sets hold the moments of the user's totals, or nothing of them."""
    experiment = running(metrics=METRICS)
    effect = assignment_effects.enrolled(experiment, "control", at=AT, attributes={"orders": orders})
    everybody: Counter[str] = Counter()
    who_crossed: Counter[str] = Counter()
    assignment = effect.assignment
    for step in [None, *steps]:
        if step:
            metric, part, value, variant = step
            part = part if metric is RATE else Part.NUMERATOR
            happened = (
                converted(experiment, assignment, metric, part=part, value=value).effect
                if metric
                else assignment_effects.crossed(experiment, assignment, variant)
            )
            if happened is None:
                continue
            effect = happened
        added(everybody, effect.all)
        added(who_crossed, effect.crossed)
        assignment = effect.assignment
    truth = Counter({"users": 1})
    for metric in METRICS:
        for name, value in moments(metric, assignment.totals.get(metric.id, UserTotals())).items():
            truth[f"{metric.id}.{name}"] = value
    assert everybody == truth
    assert who_crossed == (truth if assignment.crossed else Counter())
