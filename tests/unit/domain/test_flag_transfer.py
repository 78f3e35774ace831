"""What taking flags in would change, without any database."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.errors import FieldError
from sextant.domain.flag_order import levels
from sextant.domain.flag_prerequisites import Prerequisite
from sextant.domain.flag_requirements import required
from sextant.domain.flag_schedule import ScheduledChange
from sextant.domain.flag_transfer import Incoming, Mode, Plan, Step, Terms, plan
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import MAX_FLAGS, Flag, FlagEdit
from tests.unit.domain.sample_flags import NOW, flag

MERGED = Terms()
LATER = NOW + timedelta(days=1)


def incoming(key: str = "flag", **more: object) -> Incoming:
    """A flag to take in; what is no part of its frame is its edit."""
    frame = {name: more.pop(name) for name in ("seed", "archived", "value_type", "path") if name in more}
    bare = Incoming(
        path=f"flags[{key}]",
        key=key,
        value_type=ValueType.BOOLEAN,
        seed=None,
        archived=False,
        edit=FlagEdit(**more),  # type: ignore[arg-type]
    )
    return replace(bare, **frame)  # type: ignore[arg-type]


def planned(
    flags: Iterable[Incoming], *stored: Flag, terms: Terms = MERGED, problems: tuple[FieldError, ...] = ()
) -> Plan:
    """The plan, where every flag that is looked at has these problems."""
    return plan(
        list(flags), {each.key: each for each in stored}, terms, check=lambda _flag: problems, by="me", now=LATER
    )


def requiring(*keys: str) -> tuple[Prerequisite, ...]:
    """That these flags are on."""
    return tuple(Prerequisite(key, {"value": True}) for key in keys)


def keys(steps: Iterable[Step]) -> list[str]:
    """Which flags are written, in order."""
    return [step.key for step in steps]


def test_a_flag_that_is_as_it_shall_be_is_left_alone() -> None:
    """Nothing is written, and nothing looked at again."""
    stored = flag(tags=("a",))
    found = planned([incoming(tags=("a",), enabled=True)], stored, problems=(FieldError("x", "would be told"),))
    assert found == Plan([], [])


def test_a_schedule_that_is_due_makes_no_difference() -> None:
    """An export of yesterday holds what has happened since as what was to come."""
    change = (ScheduledChange(NOW + timedelta(hours=1), enabled=False),)
    stored = flag(schedule=change)
    assert planned([incoming(schedule=change, enabled=True)], stored).steps == []
    assert planned([incoming(schedule=change, enabled=True)], stored.folded(LATER)).steps == []


def test_what_is_wrong_is_told_by_the_path_of_the_flag() -> None:
    """Wherever in the request it is."""
    found = planned([incoming(path="features.f")], problems=(FieldError("rules[0].weights", "sum", "1"),))
    assert found.problems == [FieldError("features.f.rules[0].weights", "sum", "1")]


def test_others_stay_or_go() -> None:
    """As the mode says; what requires goes before what is required."""
    stored = [flag(key="a"), flag(key="b", prerequisites=requiring("a")), flag(key="c")]
    assert planned([incoming("c")], *stored).steps == []
    gone = planned([incoming("c")], *stored, terms=Terms(Mode.REPLACE))
    assert [(step.key, step.after) for step in gone.steps] == [("b", None), ("a", None)]
    assert gone.problems == []


def test_another_seed_is_a_problem_until_it_is_allowed() -> None:
    """And a change in either case."""
    wanted = [incoming(seed="other")]
    refused, allowed = planned(wanted, flag()), planned(wanted, flag(), terms=Terms(allow_seed_change=True))
    assert [each.field for each in refused.problems] == ["flags[flag].seed"]
    assert allowed.problems == []
    assert [step.after.seed for step in allowed.steps if step.after] == ["other"]


def test_there_may_be_so_many_flags_only() -> None:
    """Those that stay count."""
    stored = [flag(key=f"f{number}") for number in range(MAX_FLAGS)]
    assert planned([incoming("f0")], *stored).problems == []
    assert [each.field for each in planned([incoming("new")], *stored).problems] == ["flags"]


@st.composite
def graphs(draw: st.DrawFn) -> list[Flag]:
    """Flags that require each other without going round, in any order."""
    count = draw(st.integers(1, 12))
    found = []
    for number in range(count):
        parents = draw(st.sets(st.integers(0, number - 1), max_size=4)) if number else set()
        found.append(flag(key=f"f{number:02}", prerequisites=requiring(*(f"f{each:02}" for each in sorted(parents)))))
    return draw(st.permutations(found))


@given(graphs())
def test_what_is_required_comes_first(flags: list[Flag]) -> None:
    """At no time is a flag written whose parents are not."""
    ordered = [each for level in levels(flags) for each in level]
    assert sorted(each.key for each in ordered) == sorted(each.key for each in flags)
    written: set[str] = set()
    for each in ordered:
        assert required(each) <= written
        written.add(each.key)


@given(graphs(), graphs())
def test_no_step_leaves_a_flag_without_what_it_requires(before: list[Flag], after: list[Flag]) -> None:
    """From any set of flags to any other, with those that are not wanted deleted."""
    wanted = [incoming(each.key, prerequisites=each.prerequisites) for each in after]
    found = planned(wanted, *before, terms=Terms(Mode.REPLACE))
    assert found.problems == []
    there = {each.key: each for each in before}
    for step in found.steps:
        if step.after:
            there[step.key] = step.after
        else:
            del there[step.key]
        assert all(required(each) <= there.keys() for each in there.values())
    assert {key: required(each) for key, each in there.items()} == {each.key: required(each) for each in after}
    again = planned(wanted, *there.values(), terms=Terms(Mode.REPLACE))
    assert again.steps == []


def test_flags_that_go_round_are_still_all_there() -> None:
    """They are refused when saved; an export of what is stored all the same hides none."""
    ring = [flag(key="a", prerequisites=requiring("b")), flag(key="b", prerequisites=requiring("a"))]
    assert [[each.key for each in level] for level in levels(ring)] == [["a", "b"]]
