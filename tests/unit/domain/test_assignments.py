"""Who gets which variant and why not, and the promises that are made to users who have one."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.domain import allocations, assignments
from sextant.domain.assignments import Assigned, Assignment, AssignmentReason
from sextant.domain.experiments import FULL_TRAFFIC, Experiment, Namespace, Treatment
from sextant.domain.hashing import BUCKETS, bucketer, hashed_text
from sextant.domain.principals import Role
from tests.unit.domain.experiment_strategies import experiments, users
from tests.unit.domain.sample_experiments import draft, reweighted, running, variants
from tests.unit.domain.sample_flags import NOW

USERS = 100_000
THIRDS = {"control": 1 / 3, "b": 1 / 3, "c": 1 / 3}
STANDARD_DEVIATIONS = 4


@pytest.fixture(scope="module")
def everybody() -> list[dict[str, object]]:
    """As many users as the proofs are about."""
    return [{"id": f"user-{number}"} for number in range(USERS)]


def given_to(experiment: Experiment, everybody: Sequence[dict[str, object]]) -> list[str | None]:
    """The variant of each user."""
    assign = assignments.prepare(experiment)
    return [assign(user).variant for user in everybody]


def moved(before: list[str | None], after: list[str | None]) -> int:
    """How many users had a variant and have not the same one any more."""
    return sum(one is not None and one != other for one, other in zip(before, after, strict=True))


def is_near(count: int, share: float, of: int = USERS) -> bool:
    """Whether a share of so many users may come out as this many."""
    return abs(count - of * share) <= STANDARD_DEVIATIONS * math.sqrt(of * share * (1 - share))


def test_pause_and_resume_move_nobody(everybody: list[dict[str, object]]) -> None:
    """Of 100,000 users, and however often."""
    before = running()
    after = before
    for _ in range(2):
        after = after.paused(by="admin", now=NOW).resumed(by="admin", now=NOW)
    assert given_to(after, everybody) == given_to(before, everybody)


def test_more_traffic_moves_nobody_who_is_enrolled(everybody: list[dict[str, object]]) -> None:
    """10, then 50, then 100 % of 100,000 users: each step adds users and takes none away."""
    steps = [given_to(running(traffic=traffic), everybody) for traffic in (1_000, 5_000, FULL_TRAFFIC)]
    assert [moved(before, after) for before, after in combinations(steps, 2)] == [0, 0, 0]
    enrolled = [sum(each is not None for each in step) for step in steps]
    assert is_near(enrolled[0], 0.1)
    assert is_near(enrolled[1], 0.5)
    assert enrolled[2] == USERS


def test_other_weights_move_half_the_sum_of_the_changes(everybody: list[dict[str, object]]) -> None:
    """Thirds to 50, 25 and 25: a sixth of 100,000 users, all of them to who grew."""
    before = running(variants=variants(**THIRDS))
    after = reweighted(before, {"control": 50, "b": 25, "c": 25})
    had, have = given_to(before, everybody), given_to(after, everybody)
    assert is_near(moved(had, have), 1 / 6)
    assert {new for old, new in zip(had, have, strict=True) if old != new} == {"control"}
    counts = Counter(have)
    assert all(is_near(counts[name], share) for name, share in {"control": 0.5, "b": 0.25, "c": 0.25}.items())


def test_variants_get_their_shares_of_those_in_traffic(everybody: list[dict[str, object]]) -> None:
    """The two draws know nothing of each other, nor of the group's."""
    experiment = running(variants=variants(a=1, b=3), traffic=3_000, namespace=Namespace("home", 0, 5_000))
    counts = Counter(given_to(experiment, everybody))
    assert is_near(USERS - counts[None], 0.15)
    assert is_near(counts["a"], 0.25, of=USERS - counts[None])


def test_nobody_is_in_two_parts_of_a_group(everybody: list[dict[str, object]]) -> None:
    """Three experiments that share one out between them have all users, and none of them twice."""
    parts = [(0, 2_000), (2_000, 5_000), (5_000, BUCKETS)]
    taken = [
        given_to(running(key=f"e{start}", seed=f"s{start}", namespace=Namespace("home", start, end)), everybody)
        for start, end in parts
    ]
    assert all(sum(each is not None for each in user) == 1 for user in zip(*taken, strict=True))
    for (start, end), users_of in zip(parts, taken, strict=True):
        assert is_near(sum(each is not None for each in users_of), (end - start) / BUCKETS)


def test_two_experiments_draw_apart(everybody: list[dict[str, object]]) -> None:
    """Who has which variant in one says nothing of the other."""
    one, other = (given_to(running(seed=seed), everybody) for seed in ("seed-1", "seed-2"))
    both = Counter(zip(one, other, strict=True))
    assert len(both) == 4
    assert all(is_near(count, 0.25) for count in both.values())


@settings(deadline=None)
@given(experiment=experiments(), more=st.integers(0, FULL_TRAFFIC), user=users())
def test_who_takes_part_keeps_the_variant_whatever_the_traffic(
    experiment: Experiment, more: int, user: dict[str, object]
) -> None:
    """Of any experiment and any user."""
    before = assignments.prepare(experiment)(user)
    larger = replace(experiment, traffic=max(more, experiment.traffic))
    if before.variant is not None:
        assert assignments.prepare(larger)(user) == before


@settings(deadline=None)
@given(experiment=experiments(), user=users())
def test_the_bucket_decides_among_those_who_take_part(experiment: Experiment, user: dict[str, object]) -> None:
    """By the allocation of the current phase."""
    assigned = assignments.prepare(experiment)(user)
    if assigned.reason is AssignmentReason.ENROLLED:
        bucket = bucketer(experiment.seed, 2)(hashed_text(user["id"]))
        assert assigned.variant == allocations.variant_of(experiment.phases[-1].allocation, bucket)


def test_the_reason_says_what_kept_somebody_out() -> None:
    """In the order in which one would ask: is there a user, is it for them, are they free, are they drawn."""
    out = running(
        condition={"city": "Pune"},
        roles=(Role.CLIENT,),
        segments=("big",),
        namespace=Namespace("home", 0, 1),
        traffic=0,
    )
    pune: dict[str, object] = {"id": "u", "city": "Pune", "roles": ["CLIENT"], "segments": ["big"]}

    def reason(experiment: Experiment, user: dict[str, object]) -> AssignmentReason:
        variant, reason, override = assignments.prepare(experiment)(user)
        assert variant is None
        assert not override
        return reason

    assert reason(out, {"city": "Pune"}) is AssignmentReason.NO_USER
    for lacking in ("city", "roles", "segments"):
        assert reason(out, {**pune, lacking: []}) is AssignmentReason.NOT_TARGETED
    assert reason(out, pune) is AssignmentReason.OTHER_EXPERIMENT
    assert reason(replace(out, namespace=None), pune) is AssignmentReason.NOT_IN_TRAFFIC
    assigned = assignments.prepare(replace(out, namespace=None, traffic=FULL_TRAFFIC))(pune)
    assert assigned.reason is AssignmentReason.ENROLLED


@pytest.mark.parametrize("nobody", [{}, {"id": ""}, {"id": None}, {"id": True}, {"id": []}, {"id": math.nan}])
def test_who_cannot_be_told_apart_takes_no_part(nobody: dict[str, object]) -> None:
    """Not even at full traffic, where no bucket is left out."""
    assert assignments.prepare(running())(nobody) == Assigned(None, AssignmentReason.NO_USER)


def test_a_tester_gets_what_was_set_whatever_else_holds() -> None:
    """Out of traffic, out of the group and not targeted."""
    experiment = running(
        overrides={"maya": "treatment"}, traffic=0, condition={"city": "Pune"}, namespace=Namespace("home", 0, 1)
    )
    assign = assignments.prepare(experiment)
    assert assign({"id": "maya"}) == Assigned("treatment", AssignmentReason.OVERRIDE, override=True)
    assert assign({"id": "ravi"}).reason is AssignmentReason.NOT_TARGETED


def test_a_variant_without_weight_gets_nobody_new(everybody: list[dict[str, object]]) -> None:
    """The others share everybody."""
    found = Counter(given_to(running(variants=variants(a=1, b=0, c=1)), everybody))
    assert found.keys() == {"a", "c"}


def test_a_draft_can_be_tried() -> None:
    """As what it would be once started."""
    user: dict[str, object] = {"id": "u"}
    assert assignments.prepare(draft())(user) == assignments.prepare(running())(user)


def test_only_a_restart_outdates_an_assignment() -> None:
    """A phase that keeps users keeps those of before; those of the restart itself are its own."""
    kept = reweighted(running(), {"control": 1, "treatment": 2})
    restarted = reweighted(kept, {"control": 1, "treatment": 3}, Treatment.RESTART)
    later = reweighted(restarted, {"control": 1, "treatment": 4})

    def outdated(experiment: Experiment) -> list[int]:
        of = [Assignment(variant="control", phase=number, exposed_at=0, seen=("control",)) for number in (1, 2, 3, 4)]
        return [each.phase for each in of if assignments.is_outdated(each, experiment)]

    assert outdated(kept) == []
    assert outdated(restarted) == outdated(later) == [1, 2]
