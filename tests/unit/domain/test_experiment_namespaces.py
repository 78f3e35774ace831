"""Mutual-exclusion groups: who holds which part, and what is free."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.domain import experiment_namespaces
from sextant.domain.experiments import Conclusion, Experiment, Namespace
from sextant.domain.hashing import BUCKETS
from tests.unit.domain.experiment_strategies import namespaces
from tests.unit.domain.sample_experiments import draft, running
from tests.unit.domain.sample_flags import NOW


def holding(start: int, end: int, *, key: str = "other", name: str = "home") -> Experiment:
    """A running experiment with a part of a group."""
    return running(key=key, namespace=Namespace(name, start, end))


def overlapping(experiment: Experiment, *others: Experiment) -> list[str]:
    """The keys of those that want the same users."""
    return [each.key for each in experiment_namespaces.overlaps(experiment, others)]


def test_parts_that_share_a_bucket_overlap() -> None:
    """Next to each other they do not."""
    mine = draft(namespace=Namespace("home", 2_000, 4_000))
    assert overlapping(mine, holding(0, 2_000), holding(4_000, 5_000)) == []
    assert overlapping(mine, holding(3_999, 4_001, key="a"), holding(0, 9_000, key="b")) == ["a", "b"]


def test_only_what_is_live_holds_its_part() -> None:
    """Paused too, since its users are to be nobody else's; a draft and what is over do not."""
    mine = draft(namespace=Namespace("home", 0, BUCKETS))
    other = holding(0, 5_000)
    paused = other.paused(by="admin", now=NOW)
    over = other.completed(Conclusion(winner=None, reason=""), by="admin", now=NOW)
    assert overlapping(mine, other) == overlapping(mine, paused) == ["other"]
    assert overlapping(mine, over, draft(key="other", namespace=other.namespace)) == []


def test_nobody_is_in_the_way_of_themselves_or_of_another_group() -> None:
    """Nor of an experiment without a group."""
    mine = holding(0, 5_000, key="mine")
    assert overlapping(mine, mine, holding(0, 5_000, name="search"), running(key="free")) == []
    assert overlapping(running(key="free"), mine) == []


def test_what_is_free_is_told() -> None:
    """Of a new group all of it, of a full one nothing."""
    parts = [holding(2_000, 4_000), holding(3_000, 5_000), holding(9_000, BUCKETS)]
    assert experiment_namespaces.free_ranges("home", parts) == [
        Namespace("home", 0, 2_000),
        Namespace("home", 5_000, 9_000),
    ]
    assert experiment_namespaces.free_ranges("new", parts) == [Namespace("new", 0, BUCKETS)]
    assert experiment_namespaces.free_ranges("home", [holding(0, BUCKETS)]) == []


@settings(deadline=None)
@given(parts=st.lists(namespaces(), max_size=5))
def test_what_is_free_overlaps_with_nobody_and_nothing_else_is(parts: list[Namespace]) -> None:
    """Each bucket is either held or free."""
    held = [running(key=f"e{number}", namespace=part) for number, part in enumerate(parts)]
    free = experiment_namespaces.free_ranges("home", held)
    for part in free:
        assert overlapping(draft(namespace=part), *held) == []
    taken = {bucket for part in parts if part.name == "home" for bucket in range(part.start, part.end)}
    assert sum(part.end - part.start for part in free) == BUCKETS - len(taken)
