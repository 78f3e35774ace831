"""What flags may require of each other."""

from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from sextant.domain import flag_requirements
from sextant.domain.features import Rule
from sextant.domain.flag_prerequisites import Prerequisite
from sextant.domain.flags import Flag
from tests.unit.domain.sample_flags import flag

ON = {"value": True}
KEYS = st.sampled_from("abcde")


def requiring(key: str, *parents: str, **settings: object) -> Flag:
    """A flag that requires others."""
    return flag(key=key, prerequisites=tuple(Prerequisite(parent, ON) for parent in parents), **settings)


def by_rule(key: str, parent: str) -> Flag:
    """A flag one of whose rules requires another."""
    return flag(key=key, rules=(Rule(id="r", force=True, parentConditions=[{"id": parent, "condition": ON}]),))


def told(of: Flag, *others: Flag) -> list[tuple[str, str]]:
    """The fields that are wrong, and the messages."""
    found = flag_requirements.problems(of, {each.key: each for each in others})
    return [(error.field, error.message) for error in found]


def test_what_is_required_must_be_there() -> None:
    """A missing one is told with the place that names it."""
    ((field, message),) = told(requiring("a", "b", "c"), flag(key="b"))
    assert field == "prerequisites[1].flag"
    assert "no flag 'c'" in message


def test_what_is_required_must_be_in_use() -> None:
    """An archived flag is unknown to callers, and so would never be what is asked of it."""
    ((field, message),) = told(by_rule("a", "b"), flag(key="b", archived=True))
    assert field == "rules[0].parentConditions[0].id"
    assert "archived" in message


def test_a_cycle_is_told_from_end_to_end() -> None:
    """Through prerequisites and rules alike, and also the shortest one."""
    ((_, message),) = told(requiring("a", "b"), by_rule("b", "c"), requiring("c", "a"))
    assert "a → b → c → a" in message
    ((_, message),) = told(requiring("a", "a"))
    assert "a → a" in message


def test_what_devices_see_requires_only_what_they_see() -> None:
    """They could not decide it otherwise."""
    ((field, message),) = told(requiring("a", "b", client_visible=True), flag(key="b"))
    assert field == "prerequisites[0].flag"
    assert "visible" in message
    assert told(requiring("a", "b", client_visible=True), flag(key="b", client_visible=True)) == []
    assert told(requiring("a", "b"), flag(key="b", client_visible=True)) == []


def test_who_requires_a_flag_is_found() -> None:
    """By prerequisites and rules; neither the flag itself nor what is archived."""
    others = [requiring("a", "x"), by_rule("b", "x"), requiring("c", "y"), requiring("d", "x", archived=True)]
    assert [each.key for each in flag_requirements.requiring("x", [*others, flag(key="x")])] == ["a", "b"]


@given(edges=st.lists(st.tuples(KEYS, KEYS), max_size=12))
def test_flags_saved_one_after_the_other_never_require_themselves(edges: list[tuple[str, str]]) -> None:
    """Whatever is asked for in whatever order: an edge is refused if and only if it closes a cycle."""
    stored = {key: flag(key=key) for key in "abcde"}
    for key, parent in edges:
        parents = {*flag_requirements.required(stored[key]), parent}
        wanted = requiring(key, *sorted(parents))
        graph = {each.key: flag_requirements.required(each) for each in {**stored, key: wanted}.values()}
        try:
            TopologicalSorter(graph).prepare()
            closes = False
        except CycleError:
            closes = True
        refused = told(wanted, *stored.values()) != []
        assert refused is closes
        if not refused:
            stored[key] = wanted
