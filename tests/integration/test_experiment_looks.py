"""The scheduled looks at experiments, and what they decide."""

from dataclasses import replace
from datetime import timedelta
from itertools import count as numbers

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregate.handler import handler as aggregate
from sextant.domain.experiment_metrics import Goal, MetricRole
from sextant.domain.experiments import Correction, Crossover, ExperimentEdit, Treatment
from sextant.statistics.group_sequential import bounds
from sextant.statistics.spending import obrien_fleming
from sextant.store import experiment_changes
from sextant.store import experiment_looks as store
from sextant.usecases import due_looks, experiment_results
from sextant.usecases.deadlines import Deadline
from tests.integration.conftest import CONTEXT
from tests.integration.counted import (
    FIRST,
    PAID,
    SPENT,
    converted,
    count,
    day,
    kept,
    noon,
    ordinary_day,
    result,
    soon,
    stored,
    take,
)
from tests.unit.domain.sample_experiments import variants

pytestmark = pytest.mark.usefixtures("tables")
TEN_DAYS = FIRST + timedelta(days=9)
_NAMES = numbers()


def test_looks_taken_late_equal_looks_taken_on_time() -> None:
    """Whether each day or all at once, by the tick or by whoever asks: the same looks to the last digit."""
    on_time, late = stored(end_date=TEN_DAYS), stored(key="late", uid="1a7e", end_date=TEN_DAYS)
    for number in range(1, 8):
        for experiment in (on_time, late):
            ordinary_day(experiment, number, treatment=50 + number)
        due_looks.take_all(noon(number), soon())
        # What the late one has is not kept before the end.
        for look in list(kept(late)):
            look.delete()

    found = store.looks(on_time.counted_as, 1)

    assert len(found) == 6
    assert list(result(late, 7).looks) == list(result(on_time, 7).looks)
    assert store.looks(late.counted_as, 1) == found


def test_the_bounds_are_those_of_the_plan() -> None:
    """Equal days of a plan of ten: the bounds that spend 5 % by O'Brien and Fleming."""
    experiment = stored(end_date=TEN_DAYS)
    for number in range(1, 11):
        ordinary_day(experiment, number)
    looks = take(experiment, 11)
    fractions = [number / 10 for number in range(1, 11)]

    assert [look.information_fraction for look in looks] == pytest.approx(fractions)
    expected = bounds(fractions, [obrien_fleming(0.05, fraction) for fraction in fractions])
    assert [look.z_bound for look in looks] == pytest.approx(expected)
    assert looks[-1].alpha_spent == pytest.approx(0.05)
    assert [look.final for look in looks] == [False] * 9 + [True]


def test_a_look_is_kept_for_good() -> None:
    """Not even other counters change it, nor does another look of its number replace it."""
    experiment = stored()
    ordinary_day(experiment, 1)
    (look,) = take(experiment, 2)
    count(experiment, 1, "control", 1_000)

    assert not store.put(experiment.counted_as, 1, replace(look, users=1))
    assert take(experiment, 2) == [look]
    assert [look.day for look in result(experiment, 2).looks] == [day(1)]


def test_a_day_is_looked_at_when_it_has_settled() -> None:
    """Five minutes after midnight, not before."""
    experiment = stored()
    ordinary_day(experiment, 1)
    midnight = noon(2).replace(hour=0)

    assert due_looks.take_all(midnight + timedelta(minutes=4), soon()) == 0
    assert due_looks.take_all(midnight + timedelta(minutes=5), soon()) == 1
    assert store.looks(experiment.counted_as, 1)[0].day == day(1)


def test_days_without_users_are_not_looked_at() -> None:
    """They would spend alpha on what was seen already."""
    experiment = stored()
    ordinary_day(experiment, 1)
    count(experiment, 2, "control", 0, converted(3))
    ordinary_day(experiment, 4)

    assert [look.day for look in take(experiment, 9)] == [day(1), day(4)]


def test_what_there_is_no_time_for_is_taken_the_next_time() -> None:
    """A deadline that has passed leaves everything."""
    experiment = stored()
    ordinary_day(experiment, 1)

    assert due_looks.take_all(noon(2), Deadline.in_seconds(-1)) == 0
    assert len(take(experiment, 2)) == 1


def test_a_winner_is_found_by_a_look_and_shipped() -> None:
    """A strong difference crosses the early bound; from then on the answer stays, whatever comes."""
    experiment = stored(end_date=TEN_DAYS)
    for number in range(1, 6):
        ordinary_day(experiment, number, treatment=85)
    found = result(experiment, 6)

    assert found.decision.verdict == "ship"
    assert found.decision.variant == "treatment"
    assert found.metrics[0].verdict == "better"
    comparison = found.metrics[0].variants[1].comparison
    assert comparison is not None
    assert (comparison.crossed, comparison.direction) == (True, "good")
    assert "better than the control by Paid" in found.decision.reasons[0].text
    ordinary_day(experiment, 6, treatment=0)
    assert result(experiment, 7).decision.verdict == "ship"


@pytest.mark.parametrize("goal", list(Goal))
def test_a_winner_that_has_turned_is_not_shipped(goal: Goal) -> None:
    """Found better in the first week, and worse by all that came since: it runs on to the end, and then stops."""
    experiment = stored(end_date=day(28), metrics=(replace(PAID, goal=goal),))
    few, many = ("control", "treatment") if goal is Goal.INCREASE else ("treatment", "control")
    for number in range(1, 8):
        count(experiment, number, few, 5_000, converted(500))
        count(experiment, number, many, 5_000, converted(800))
    assert result(experiment, 8).decision.verdict == "ship"
    for number in range(8, 28):
        count(experiment, number, few, 5_000, converted(700))
        count(experiment, number, many, 5_000, converted(500))
    running, ended = result(experiment, 28), result(experiment, 29)

    assert (running.decision.verdict, running.decision.variant) == ("keep_running", None)
    assert [each.code for each in running.decision.reasons] == ["primary_reversed", "undecided"]
    assert "at look 2, but the data since point the other way" in running.decision.reasons[0].text
    assert (ended.decision.verdict, ended.decision.variant) == ("stop", None)
    assert [each.code for each in ended.decision.reasons] == ["primary_reversed"]
    comparison = ended.metrics[0].variants[1].comparison
    assert comparison is not None
    assert (comparison.crossed, comparison.crossed_at_look, comparison.direction) == (True, 2, "good")
    assert ended.metrics[0].verdict == "better"


def test_a_decision_is_the_same_however_crossed_users_are_shown() -> None:
    """They alone have turned it: it is decided as the experiment counts them, in words and all."""
    experiment = stored(end_date=TEN_DAYS)
    for number in range(1, 6):
        ordinary_day(experiment, number, treatment=85)
    count(experiment, 5, "treatment", 100, converted(100))
    count(experiment, 5, "treatment", 100, converted(400), crossed=True)
    first, excluded = (
        experiment_results.result(experiment.key, noon(6), phase=None, crossover=each) for each in reversed(Crossover)
    )
    difference = excluded.metrics[0].variants[1].comparison

    assert difference is not None
    assert (difference.difference or 0) < 0
    assert first.decision.verdict == "ship"
    assert excluded.decision == first.decision


def test_p_below_alpha_between_looks_is_no_winner() -> None:
    """After one of ten days p is 0.01 and the bound far away: it runs on, and says why."""
    experiment = stored(end_date=TEN_DAYS)
    ordinary_day(experiment, 1, treatment=78)
    found = result(experiment, 2)
    comparison = found.metrics[0].variants[1].comparison

    assert comparison is not None
    assert (comparison.p or 1) < 0.05
    assert found.decision.verdict == "keep_running"
    assert "9 days" in found.decision.reasons[0].text or "8 days" in found.decision.reasons[0].text
    assert any("no finding" in warning for warning in found.warnings)


def test_harm_stops_it() -> None:
    """A primary metric that is worse."""
    experiment = stored(end_date=TEN_DAYS)
    for number in range(1, 6):
        ordinary_day(experiment, number, treatment=25)
    decision = result(experiment, 6).decision

    assert (decision.verdict, decision.variant) == ("stop", "treatment")
    assert decision.reasons[0].code == "primary_worse"


def test_a_harmed_guardrail_stops_a_winner() -> None:
    """However good the primary metric is, while a margin lets small harm pass."""
    guard = replace(PAID, id="back", name="Came back", role=MetricRole.GUARDRAIL)
    harmed = stored(end_date=TEN_DAYS, metrics=(PAID, guard))
    spared = stored(key="spared", uid="5fa2", end_date=TEN_DAYS, metrics=(PAID, replace(guard, margin=0.5)))
    for number in range(1, 6):
        for experiment in (harmed, spared):
            count(experiment, number, "control", 500, {**converted(50), **converted(200, "back")})
            count(experiment, number, "treatment", 500, {**converted(85), **converted(140, "back")})
    stop, ship = result(harmed, 6), result(spared, 6)

    assert stop.decision.verdict == "stop"
    assert [reason.code for reason in stop.decision.reasons] == ["guardrail_harmed", "primary_better"]
    assert [each.state for each in stop.guardrails] == ["harmed"]
    assert ship.decision.verdict == "ship"
    assert [each.state for each in ship.guardrails] == ["ok"]
    assert "ruled out" in ship.guardrails[0].text


def test_harm_beyond_a_margin_is_found_after_the_difference_was() -> None:
    """Each look holds the margin against its own bound, not against that of the look which found the difference."""
    guard = replace(PAID, id="back", name="Came back", role=MetricRole.GUARDRAIL, margin=0.02)
    experiment = stored(end_date=day(28), metrics=(PAID, guard))
    for number in range(1, 9):
        for variant, back in (("control", 10_000), ("treatment", 9_650)):
            count(experiment, number, variant, 20_000, {**converted(2_000), **converted(back, "back")})
    looks = take(experiment, 9)
    rows = [look.comparison("back", "treatment") for look in looks]

    assert rows[-1] is not None
    assert rows[-1].crossed_at is not None
    assert rows[-1].crossed_at < 7
    assert [row.harmed for row in rows if row][-1]
    assert [each.state for each in result(experiment, 9).guardrails] == ["harmed"]


def test_a_guardrail_where_less_is_better_is_harmed_by_more() -> None:
    """Complaints."""
    guard = replace(PAID, id="complaints", name="Complaints", role=MetricRole.GUARDRAIL, goal=Goal.DECREASE)
    experiment = stored(end_date=TEN_DAYS, metrics=(guard,))
    for number in range(1, 6):
        ordinary_day(experiment, number, treatment=85, metric="complaints")

    assert [each.state for each in result(experiment, 6).guardrails] == ["harmed"]


def test_the_plan_ends_without_a_winner() -> None:
    """At its planned end, also if nobody comes any more by then."""
    experiment = stored(end_date=TEN_DAYS)
    for number in range(1, 9):
        ordinary_day(experiment, number)
    before, after = result(experiment, 10), result(experiment, 11)

    assert before.decision.verdict == "keep_running"
    assert after.decision.verdict == "stop"
    assert after.decision.reasons[0].code == "inconclusive"
    assert (after.looks[-1].day, after.looks[-1].final) == (day(10), True)
    assert after.metrics[0].verdict == "no_difference"
    ordinary_day(experiment, 11, treatment=500)
    assert result(experiment, 13).decision == after.decision


def test_a_plan_that_is_cut_short_leaves_alpha_unspent() -> None:
    """Who ends it when |z| looks good must not win by that: by bounds of its own end this one would be found."""
    experiment = stored(end_date=day(28))
    for number in range(1, 8):
        ordinary_day(experiment, number, treatment=58)
    early = experiment.edited(ExperimentEdit(end_date=day(7)), by="admin", now=noon(7))
    assert experiment_changes.write(experiment, replace(early, version=2), lambda _: None, at=noon(7)) is None
    looks = take(early, 8)
    found = result(early, 8)

    assert (looks[-1].final, looks[-1].information_fraction) == (True, 0.25)
    row = looks[-1].comparison("paid", "treatment")
    assert row is not None
    assert row.z is not None
    assert abs(row.z) > bounds([1.0], [0.05])[0]  # type: ignore[operator] # there is one
    assert (row.crossed, found.decision.verdict, found.decision.reasons[0].code) == (0, "stop", "inconclusive")
    assert any("cut short" in warning for warning in found.warnings)


def test_a_last_day_that_is_moved_after_the_last_look_is_warned_of() -> None:
    """It changes neither the answer nor how many looks there were; a phase that is opened then goes by it."""
    experiment = stored(end_date=TEN_DAYS)
    for number in range(1, 11):
        ordinary_day(experiment, number)
    before = result(experiment, 12)
    later = replace(experiment.edited(ExperimentEdit(end_date=day(60)), by="admin", now=noon(12)), version=2)
    assert experiment_changes.write(experiment, later, lambda _: None, at=noon(12)) is None
    for number in range(12, 20):
        ordinary_day(later, number, treatment=100)
    after = result(later, 20)

    assert (before.decision.reasons[0].code, len(before.looks)) == ("inconclusive", 10)
    assert (after.decision, len(after.looks), after.method.looks_planned) == (before.decision, 10, 10)
    comparison = after.metrics[0].variants[1].comparison
    assert comparison is not None
    assert comparison.power is None
    assert not any("was moved" in warning for warning in before.warnings)
    warned = "The plan ended on 2026-01-10 with its last look, and the last day was moved to 2026-03-01 afterwards"
    assert any(warning.startswith(warned) for warning in after.warnings)

    opened = later.in_new_phase(later.variants, Treatment.RESTART, "Once more", by="admin", now=noon(20))
    assert experiment_changes.write(later, replace(opened, version=3), lambda _: None, at=noon(20)) is None
    new = result(opened, 20)
    assert (new.phase, new.method.looks_planned, new.decision.reasons[0].code) == (2, 41, "no_look_yet")
    old = experiment_results.result(experiment.key, noon(20), phase=1, crossover=None)
    assert not any("was moved" in warning for warning in [*new.warnings, *old.warnings])


def test_conversions_after_the_last_user_still_count_at_the_end() -> None:
    """The last look spends what is left although no user is new, so a difference that shows only then is found."""
    experiment = stored(end_date=TEN_DAYS)
    for number in range(1, 6):
        ordinary_day(experiment, number)
    count(experiment, 9, "treatment", 0, converted(100))

    assert result(experiment, 11).decision.verdict == "ship"


def test_a_plan_by_users_ends_with_them() -> None:
    """Its fraction is that of the users who are enrolled."""
    experiment = stored(planned_users=4_000)
    for number in range(1, 5):
        ordinary_day(experiment, number)
    looks = take(experiment, 9)

    assert [look.information_fraction for look in looks] == [0.25, 0.5, 0.75, 1.0]
    assert result(experiment, 9).decision.verdict == "stop"
    assert result(experiment, 9).method.looks_planned == 4


def test_nobody_at_all_ends_it_too() -> None:
    """With a look at nobody."""
    experiment = stored(end_date=TEN_DAYS)
    found = result(experiment, 11)

    assert (found.looks[-1].users, found.looks[-1].z_bound) == (0, None)
    assert found.decision.verdict == "stop"
    assert found.metrics[0].verdict == "not_enough_data"


@pytest.mark.parametrize("correction", list(Correction))
def test_several_comparisons_share_alpha(correction: Correction) -> None:
    """What is found leaves its alpha to the others; how much of it depends on the correction."""
    experiment = stored(end_date=TEN_DAYS, correction=correction, variants=variants(control=1, good=1, fair=1, same=1))
    for number in range(1, 11):
        for variant, conversions in (("control", 50), ("good", 80), ("fair", 60), ("same", 50)):
            count(experiment, number, variant, 500, converted(conversions))
    looks = take(experiment, 11)
    first, last = looks[0], looks[-1]
    by_variant = {row.variant: row for row in last.comparisons}

    assert [row.alpha for row in first.comparisons] == pytest.approx([0.05 / 3] * 3)
    assert by_variant["good"].crossed == 1
    assert (by_variant["good"].crossed_at or 0) < (by_variant["fair"].crossed_at or 0)
    at = {Correction.HOLM: 0.025, Correction.BENJAMINI_HOCHBERG: 0.05 * 2 / 3}
    assert by_variant["fair"].alpha == pytest.approx(at[correction])
    assert by_variant["same"].crossed == 0


def test_metrics_of_each_role_share_alpha_among_themselves() -> None:
    """So that a secondary metric takes nothing from the primary ones."""
    secondary = replace(SPENT, role=MetricRole.SECONDARY)
    experiment = stored(metrics=(PAID, secondary))
    ordinary_day(experiment, 1)
    (look,) = take(experiment, 2)

    assert [row.alpha for row in look.comparisons] == [0.05, 0.05]


def test_the_tick_takes_looks_at_all_running_experiments() -> None:
    """And once it has, it does not even read their counters again that day."""
    one, two = stored(), stored(key="two", uid="2b")
    for experiment in (one, two):
        ordinary_day(experiment, 1)

    assert due_looks.take_all(noon(2), soon()) == 2
    assert due_looks.take_all(noon(2), soon()) == 0


def test_the_function_behind_the_clock_takes_them() -> None:
    """With its tick."""
    experiment = stored()
    ordinary_day(experiment, 1)
    with time_machine.travel(noon(2), tick=False):
        aggregate({"action": "tick"}, CONTEXT)  # type: ignore[arg-type]

    assert [look.day for look in store.looks(experiment.counted_as, 1)] == [day(1)]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=4))
def test_verdicts_are_what_the_last_look_found(days: list[tuple[int, int]]) -> None:
    """Whatever the counters: the metric's verdict, the decision and the look say one thing."""
    name = f"e{next(_NAMES)}"
    experiment = stored(key=name, uid=name, end_date=day(4))
    for number, (control, treatment) in enumerate(days, start=1):
        count(experiment, number, "control", 400, converted(control))
        count(experiment, number, "treatment", 400, converted(treatment))
    found = result(experiment, 9)
    crossed = found.looks[-1].comparisons[0].crossed

    assert found.looks[-1].final
    assert found.metrics[0].verdict == {1: "better", -1: "worse", 0: "no_difference"}[crossed]
    comparison = found.metrics[0].variants[1].comparison
    still_better = comparison is not None and (comparison.difference or 0) > 0
    assert found.decision.verdict == ("ship" if crossed == 1 and still_better else "stop")
