"""What conversions come to: whatever the order, the repeats and the crossings, counters hold what users have done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.domain import experiments, exposures
from sextant.domain.assignments import Assignment
from sextant.domain.conversions import Conversion, ConversionReason, converted
from sextant.domain.experiment_counts import Cell, Tally
from sextant.domain.experiment_metrics import LARGEST_VALUE, Measure, Metric, MetricType, Part, moments
from sextant.domain.experiments import ExperimentEdit, Treatment, Variant
from sextant.domain.exposures import Change, Exposure

NOW = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)
AT = 1_000_000
DAY = date(2026, 1, 17)
BINOMIAL = Metric(id="b", name="B", type=MetricType.BINOMIAL, numerator=Measure("e"))
COUNT = Metric(id="c", name="C", type=MetricType.COUNT, numerator=Measure("e"), covariate="visits")
REVENUE = Metric(id="r", name="R", type=MetricType.REVENUE, numerator=Measure("e"), currency="GBP", cap=50)
RATIO = Metric(id="q", name="Q", type=MetricType.RATIO, numerator=Measure("e"), denominator=Measure("f"))
METRICS = (BINOMIAL, COUNT, REVENUE, RATIO)
EXPERIMENT = experiments.make(
    "button",
    ExperimentEdit(variants=tuple(Variant(id=each, name=each, weight=1) for each in ("a", "b", "c")), metrics=METRICS),
    by="admin",
    now=NOW,
).started(by="admin", now=NOW, today=DAY)
ENROLLED = exposures.enrolled(EXPERIMENT, Exposure("a", 1, AT, {"visits": 2}))
MAYA = ENROLLED.after


def of(metric: Metric, value: int = 1, *, mark: str | None = None, at: int = AT) -> Conversion:
    """A conversion of a metric's numerator."""
    return Conversion(metric, Part.NUMERATOR, value, at, mark, mark)


def reasons(*conversions: Conversion, before: Assignment = MAYA, counted: Sequence[str] = ()) -> list[str]:
    """What becomes of conversions."""
    return [each.value for each in converted(before, conversions, counted=counted).reasons]


def test_a_binomial_metric_counts_a_user_once() -> None:
    """The second time changes nothing."""
    found = converted(MAYA, [of(BINOMIAL), of(BINOMIAL)])
    assert found.reasons == [ConversionReason.COUNTED, ConversionReason.ALREADY_COUNTED]
    assert found.change
    assert found.change.everybody == Tally(0, {"b": {"users": 1, "y": 1}})
    assert converted(found.change.after, [of(BINOMIAL)]).change is None


def test_a_mark_counts_once_within_one_request_and_over_several() -> None:
    """Marks that are known to be there are left out."""
    assert reasons(of(COUNT, mark="x"), of(COUNT, mark="x"), of(COUNT, mark="y"), counted=("y",)) == [
        "counted",
        "already_counted",
        "already_counted",
    ]


@pytest.mark.parametrize(
    ("at", "just_now", "reason"),
    [
        (AT - 1, False, "before_exposure"),
        (AT - 1, True, "counted"),
        (AT, False, "counted"),
        (AT + 60_000, False, "counted"),
        (AT + 60_001, False, "outside_window"),
        (AT + 60_001, True, "outside_window"),
    ],
)
def test_what_counts_lies_between_the_exposure_and_the_windows_end(at: int, just_now: bool, reason: str) -> None:  # noqa: FBT001 - a parameter of the test
    """Both included; what happens just now is after the exposure, by whichever clock that was written down."""
    metric = replace(BINOMIAL, window=timedelta(minutes=1))
    assert reasons(replace(of(metric, at=at), just_now=just_now)) == [reason]


def test_a_cap_limits_what_a_users_sum_counts_as() -> None:
    """And not what is known of the user."""
    found = converted(MAYA, [of(REVENUE, 40, mark="x"), of(REVENUE, 40, mark="y")])
    assert found.change
    assert found.change.after.totals["r"].y == 80
    assert found.change.everybody.sums == {"r": {"users": 1, "y": 50, "yy": 2_500}}


def test_only_who_crossed_counts_as_crossed() -> None:
    """From the crossing on, in both sums."""
    first = converted(MAYA, [of(COUNT, 2, mark="x")]).change
    assert first
    assert not first.crossed
    crossing = exposures.crossed(EXPERIMENT, first.after, "b")
    assert crossing
    assert not crossing.everybody
    assert crossing.crossed.users == 1
    second = converted(crossing.after, [of(COUNT, 3, mark="y")]).change
    assert second
    assert second.crossed == second.everybody


def test_who_sees_a_variant_again_changes_nothing() -> None:
    """And a third variant adds nothing that was not added at the second."""
    assert exposures.crossed(EXPERIMENT, MAYA, "a") is None
    second = exposures.crossed(EXPERIMENT, MAYA, "b")
    assert second
    third = exposures.crossed(EXPERIMENT, second.after, "c")
    assert third
    assert third.after.seen == ("a", "b", "c")
    assert third.counted(DAY) == {}
    assert exposures.crossed(EXPERIMENT, third.after, "b") is None


def test_a_restart_begins_at_zero_and_knows_who_had_another_variant() -> None:
    """Whoever keeps theirs has not crossed."""
    before = replace(MAYA, version=7)
    moved = exposures.enrolled(EXPERIMENT, Exposure("b", 2, AT + 5, {}), before)
    stays = exposures.enrolled(EXPERIMENT, Exposure("a", 2, AT + 5, {}), before)
    assert (moved.after.seen, moved.after.version, moved.crossed.users) == (("a", "b"), 8, 1)
    assert (stays.after.seen, stays.after.version, stays.crossed.users) == (("a",), 8, 0)
    assert moved.counted(DAY).keys() == {Cell(2, False, "b", DAY), Cell(2, True, "b", DAY)}


def test_a_covariate_stays_what_it_was_at_the_very_first_exposure() -> None:
    """A restart finds users whom the experiment may have changed."""
    again = exposures.enrolled(EXPERIMENT, Exposure("b", 2, AT + 5, {"visits": 90}), MAYA)
    assert again.after.totals["c"].x == MAYA.totals["c"].x == 2_000


def test_what_a_restart_left_behind_is_not_counted_any_more() -> None:
    """A crossing is remembered for the next exposure, and adds to no sum of the phase that is over."""
    restarted = EXPERIMENT.in_new_phase(EXPERIMENT.variants, Treatment.RESTART, "", by="admin", now=NOW)
    found = exposures.crossed(restarted, MAYA, "b")
    assert found
    assert (found.after.crossed, found.counted(DAY)) == (True, {})


@pytest.mark.parametrize(
    ("visits", "kept"),
    [(2, 2_000), (0.0005, 0), (1.2345, 1_234), (-3, -3_000), (True, 0), ("7", 0), (None, 0), (float("nan"), 0)],
)
def test_a_covariate_is_kept_in_thousandths(visits: object, kept: int) -> None:
    """What is no number is 0."""
    change = exposures.enrolled(EXPERIMENT, Exposure("a", 1, AT, {"visits": visits}))
    assert change.after.totals["c"].x == kept


@pytest.mark.parametrize("visits", [float("inf"), -float("inf"), 10**400])
def test_a_covariate_beyond_all_bounds_is_cut_at_them(visits: float) -> None:
    """A sum of squares must not run out of digits."""
    change = exposures.enrolled(EXPERIMENT, Exposure("a", 1, AT, {"visits": visits}))
    assert abs(change.after.totals["c"].x) == LARGEST_VALUE * 1_000


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from("abc")),
        st.builds(
            Conversion,
            metric=st.sampled_from(METRICS),
            part=st.just(Part.NUMERATOR),
            value=st.integers(0, 10**12),
            at=st.integers(AT - 2, AT + 5),
            mark=st.sampled_from("mnopq"),
        ),
        st.builds(
            Conversion,
            metric=st.just(RATIO),
            part=st.just(Part.DENOMINATOR),
            value=st.integers(0, 100),
            at=st.just(AT),
            mark=st.sampled_from("uvw"),
        ),
    ),
    max_size=30,
)


@given(ACTIONS, st.integers(1, 5))
def test_counters_hold_what_the_user_has_done(actions: list[object], at_once: int) -> None:
    """However conversions are batched and wherever the user crosses; and those of the crossed hold all of it."""
    changes: list[Change] = [ENROLLED]
    counted: set[str] = set()
    waiting: list[Conversion] = []

    def flush() -> None:
        found = converted(changes[-1].after, waiting, counted=counted).change
        waiting.clear()
        if found:
            changes.append(found)
            counted.update(found.marks)

    for action in actions:
        if isinstance(action, Conversion):
            waiting.append(action)
            if len(waiting) == at_once:
                flush()
        elif isinstance(action, tuple):
            flush()
            if crossing := exposures.crossed(EXPERIMENT, changes[-1].after, action[0]):
                changes.append(crossing)
    flush()
    after = changes[-1].after
    truth = Tally(1, {each.id: moments(each, after.totals[each.id]) for each in METRICS if each.id in after.totals})
    everybody = sum((each.everybody for each in changes), Tally())
    crossed = sum((each.crossed for each in changes), Tally())
    assert _pruned(everybody) == _pruned(truth)
    assert _pruned(crossed) == (_pruned(truth) if after.crossed else Tally())
    assert after.version == len(changes)


def _pruned(tally: Tally) -> Tally:
    sums = {name: {moment: value for moment, value in each.items() if value} for name, each in tally.sums.items()}
    return Tally(tally.users, {name: each for name, each in sums.items() if each})
