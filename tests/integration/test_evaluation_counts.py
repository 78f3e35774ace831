"""Counting evaluations: exact whatever fails in between, cheap, and never in the way of an answer."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from botocore.exceptions import ReadTimeoutError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sextant.domain.evaluations import LONGEST_VALUE, Counted, Outcome, summed
from sextant.domain.features import Decision, DecisionReason
from sextant.store import evaluation_counts as store
from sextant.store.base import connection
from sextant.usecases import evaluation_counts
from sextant.usecases.evaluation_counts import EvaluationCounts
from tests.integration.dynamodb_faults import counted, refusing, slow

DAY = date(2026, 1, 17)
ON = Decision(value=True, reason=DecisionReason.SPLIT, rule="rollout", variant="on")
OFF = Decision(value=False, reason=DecisionReason.DEFAULT, rule=None, variant="off")
PATIENT_SECONDS = 5.0

pytestmark = pytest.mark.usefixtures("tables")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)

    def __call__(self) -> float:
        return self.now.timestamp()

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    """The time at which things are counted."""
    return Clock()


@pytest.fixture
def counts(clock: Clock) -> EvaluationCounts:
    """The counts of a process that has just begun."""
    return EvaluationCounts(clock)


def stored(day: date = DAY) -> dict[str, dict[str, int]]:
    """How often each flag came out as each value, as stored."""
    return {
        flag: {str(outcome.value): each.times for outcome, each in outcomes.items()}
        for flag, outcomes in summed(store.of_open_day(day)).items()
    }


def settled(counts: EvaluationCounts, clock: Clock, wanted: dict[str, dict[str, int]]) -> None:
    """Wait for a write that is under way, as the next invocations would find it."""
    until = time.monotonic() + PATIENT_SECONDS
    while stored() != wanted and time.monotonic() < until:
        clock.move(10)
        counts.flush_due()
        time.sleep(0.05)
    assert stored() == wanted


@contextmanager
def answers_lost(times: int = 10_000) -> Iterator[list[str]]:
    """DynamoDB does what it is asked, and the answer gets lost."""
    lost: list[str] = []

    def handler(event_name: str, **_event: object) -> None:
        if len(lost) < times:
            lost.append(event_name)
            raise ReadTimeoutError(endpoint_url="https://dynamodb")

    events = connection().client.meta.events
    events.register_first("after-call.dynamodb.PutItem", handler)
    try:
        yield lost
    finally:
        events.unregister("after-call.dynamodb.PutItem", handler)


def test_the_first_invocation_stores_at_once(counts: EvaluationCounts) -> None:
    """So what is called seldom is counted exactly."""
    counts.add_all({"a": ON, "b": OFF})
    counts.add("a", OFF)
    counts.flush_due()

    assert stored() == {"a": {"true": 1, "false": 1}, "b": {"false": 1}}


def test_storing_costs_one_write_in_ten_seconds(counts: EvaluationCounts, clock: Clock) -> None:
    """A minute of an invocation a second: seven writes, and every evaluation is in the last."""
    with counted(connection().client) as seen:
        for _ in range(61):
            counts.add_all({"a": ON})
            counts.flush_due()
            clock.move(1)
    assert [operation for operation, _ in seen] == ["PutItem"] * 7
    assert stored() == {"a": {"true": 61}}


def test_an_idle_process_writes_nothing(counts: EvaluationCounts, clock: Clock) -> None:
    """Invocations that evaluate no flag cost nothing."""
    counts.add("a", ON)
    counts.flush_due()
    with counted(connection().client) as seen:
        for _ in range(5):
            clock.move(60)
            counts.flush_due()
    assert seen == []


def test_what_two_processes_counted_adds_up(clock: Clock) -> None:
    """Each overwrites only what it wrote itself."""
    for _ in range(2):
        process = EvaluationCounts(clock)
        process.add_all({"a": ON})
        process.flush_due()
        clock.move(10)
        process.add_all({"a": ON})
        process.flush_due()

    assert stored() == {"a": {"true": 4}}


def test_a_write_whose_answer_is_lost_counts_once(counts: EvaluationCounts, clock: Clock) -> None:
    """It is stored and seems to have failed; writing it again changes nothing."""
    counts.add_all({"a": ON})
    with answers_lost() as lost:
        counts.flush_due()
    assert lost
    assert stored() == {"a": {"true": 1}}

    clock.move(10)
    counts.add("a", ON)
    counts.flush_due()
    assert stored() == {"a": {"true": 2}}


def test_a_write_that_arrives_late_does_not_undo_a_later_one(counts: EvaluationCounts, clock: Clock) -> None:
    """What the earlier one carries is older, so it is refused."""
    counts.add("a", ON)
    counts.flush_due()
    ((item,),) = [list(store.EvaluationsItem.query(f"evaluations#{DAY}"))]
    late = list(store.of_open_day(DAY))
    clock.move(10)
    counts.add("a", ON)
    counts.flush_due()

    process, _, part = item.bucket.partition("#")
    store.put(DAY, process, int(part), late, revision=int(item.revision))

    assert stored() == {"a": {"true": 2}}


def test_a_write_that_fails_goes_with_the_next(counts: EvaluationCounts, clock: Clock) -> None:
    """Nobody is told, and nothing is lost."""
    counts.add("a", ON)
    with refusing(connection().client, "PutItem"):
        counts.flush_due()
    assert stored() == {}

    clock.move(10)
    counts.flush_due()
    assert stored() == {"a": {"true": 1}}


def test_a_slow_write_does_not_hold_up_the_answer(counts: EvaluationCounts, clock: Clock) -> None:
    """The invocation ends; a later one finds the write done, and never is a second one begun meanwhile."""
    counts.add("a", ON)
    with slow(connection().client, 0.6, "PutItem"), counted(connection().client) as seen:
        begun = time.monotonic()
        counts.flush_due()
        counts.add("a", ON)
        clock.move(10)
        counts.flush_due()
        assert time.monotonic() - begun < 0.5
        assert [operation for operation, _ in seen] == ["PutItem"]
        time.sleep(0.7)
    settled(counts, clock, {"a": {"true": 2}})


def test_a_count_belongs_to_its_day(counts: EvaluationCounts, clock: Clock) -> None:
    """What was counted before midnight and stored after it stays with the day before; days are the business's."""
    clock.now = datetime(2026, 6, 16, 22, 59, 58, tzinfo=UTC)  # 23:59:58 in London
    counts.add("a", ON)
    clock.move(4)
    counts.add("a", ON)
    counts.add("a", OFF)
    counts.flush_due()

    assert stored(date(2026, 6, 16)) == {"a": {"true": 1}}
    assert stored(date(2026, 6, 17)) == {"a": {"true": 1, "false": 1}}


def test_the_last_moment_is_of_the_evaluation_and_not_of_the_write(counts: EvaluationCounts, clock: Clock) -> None:
    """A process may lie frozen for an hour between the two."""
    counts.flush_due()
    counts.add("a", ON)
    evaluated = clock()
    clock.move(3600)
    counts.add("b", ON)
    counts.flush_due()

    found = summed(store.of_open_day(DAY))
    assert found["a"] == {Outcome("on", "true"): Counted(1, int(evaluated * 1000))}
    assert found["b"] == {Outcome("on", "true"): Counted(1, int(clock() * 1000))}


def test_what_does_not_fit_one_item_is_spread_over_several(counts: EvaluationCounts, clock: Clock) -> None:
    """5,000 flags with long keys and many values, none of them counted twice when it grows."""
    many = {f"{number:0100}": (ON, OFF)[number % 2] for number in range(5_000)}
    counts.add_all(many)
    counts.flush_due()
    clock.move(10)
    counts.add_all(dict.fromkeys(many, ON))
    counts.flush_due()

    settled(
        counts,
        clock,
        {key: {"true": 2} if decision is ON else {"false": 1, "true": 1} for key, decision in many.items()},
    )
    assert len(list(store.EvaluationsItem.query(f"evaluations#{DAY}"))) > 1


def test_a_long_value_is_counted_under_its_variant(counts: EvaluationCounts) -> None:
    """The item would not hold every long value of every flag."""
    counts.add("a", Decision("x" * LONGEST_VALUE, DecisionReason.DEFAULT, None, "long"))
    counts.flush_due()

    assert summed(store.of_open_day(DAY))["a"].keys() == {Outcome("long", None)}


def test_counts_expire(counts: EvaluationCounts) -> None:
    """After more days than anybody may ask for."""
    counts.add("a", ON)
    counts.flush_due()

    (item,) = store.EvaluationsItem.query(f"evaluations#{DAY}")
    assert item.expires_at == datetime(2026, 1, 17, tzinfo=UTC).timestamp() + 401 * 86_400


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.dictionaries(st.sampled_from("abc"), st.integers(0, 60), min_size=1),
            st.just("flush"),
        ),
        max_size=60,
    )
)
def test_the_counts_are_those_of_a_plain_count(steps: list[dict[str, int] | str]) -> None:
    """Whatever is evaluated together, from prepared decisions or from new ones, and whenever it is stored."""
    connection()
    for item in store.EvaluationsItem.query(f"evaluations#{DAY}"):
        item.delete()
    clock = Clock()
    counts = EvaluationCounts(clock)
    wanted: dict[str, dict[str, int]] = {}
    for step in [*steps, "flush"]:
        if isinstance(step, str):
            clock.move(10)
            counts.flush_due()
            continue
        counts.add_all({flag: Decision(value, DecisionReason.DEFAULT, None, "v") for flag, value in step.items()})
        for flag, value in step.items():
            of_flag = wanted.setdefault(flag, {})
            of_flag[str(value)] = of_flag.get(str(value), 0) + 1
    settled(counts, clock, wanted)


def test_counting_costs_less_than_a_fifth_of_a_microsecond(counts: EvaluationCounts) -> None:
    """For each of 200 flags, by the processor's time, adding up not yet included."""
    decisions = {f"flag_{number}": (ON, OFF)[number % 2] for number in range(200)}
    counts.add_all(decisions)
    begun = time.process_time()
    for _ in range(90):
        counts.add_all(decisions)
    assert (time.process_time() - begun) / 90 / 200 < 0.2e-6


def _tell_inherited(told: "multiprocessing.SimpleQueue[bool]") -> None:
    told.put(evaluation_counts.evaluation_counts() is _PARENTS)


_PARENTS = evaluation_counts.evaluation_counts()


def test_a_forked_process_begins_with_nothing() -> None:
    """It would otherwise store its parent's counts again."""
    context = multiprocessing.get_context("fork")
    told: multiprocessing.SimpleQueue[bool] = context.SimpleQueue()
    child = context.Process(target=_tell_inherited, args=(told,))
    child.start()
    child.join()

    assert told.get() is False
