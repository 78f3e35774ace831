"""New phases: how many users they move, what is said about that, and what may not be one."""

from dataclasses import replace

import pytest

from sextant.domain import assignments, experiment_phases
from sextant.domain.errors import IllegalMoveError
from sextant.domain.experiment_phases import MOST_PHASES, Enrolled, Moved, Preview
from sextant.domain.experiments import Conclusion, Experiment, Treatment, Variant
from tests.unit.domain.sample_experiments import draft, reweighted, running, variants
from tests.unit.domain.sample_flags import NOW

THIRDS = running(variants=variants(control=1, b=1, c=1))
HALF = variants(control=50, b=25, c=25)


def previewed(enrolled: Enrolled, treatment: Treatment = Treatment.RESTART, experiment: Experiment = THIRDS) -> Preview:
    """What 50, 25 and 25 would do."""
    return experiment_phases.preview(experiment, HALF, treatment, enrolled)


def told(*made: Variant, treatment: Treatment = Treatment.KEEP, experiment: Experiment = THIRDS) -> list[str]:
    """The fields that keep these variants from being a phase."""
    return [error.field for error in experiment_phases.problems(experiment, made, treatment)]


def test_a_preview_says_who_would_move_where() -> None:
    """A sixth of everybody, and as many of those who are enrolled."""
    found = previewed({1: {"control": 10_000, "b": 6_000, "c": 3_000}})
    assert found.moved_share == 0.1666
    assert found.enrolled_users == 19_000
    assert found.moves == (Moved("b", "control", 0.0833, 1_500), Moved("c", "control", 0.0833, 750))


def test_a_preview_is_what_happens_to_users() -> None:
    """20,000 who were assigned by the allocations of two phases, and are assigned anew."""
    once = running(variants=variants(control=1, b=1))
    twice = reweighted(once, {"control": 1, "b": 1, "c": 2})
    after = twice.in_new_phase(HALF, Treatment.RESTART, "", by="admin", now=NOW)
    assigned = [assignments.prepare(each) for each in (once, twice, after)]
    enrolled: dict[int, dict[str, int]] = {1: {}, 2: {}}
    truth = 0
    for number in range(20_000):
        user: dict[str, object] = {"id": f"user-{number}"}
        phase = 1 + number % 2
        had, gets = assigned[phase - 1](user).variant or "", assigned[2](user).variant
        enrolled[phase][had] = enrolled[phase].get(had, 0) + 1
        truth += had != gets
    expected = sum(each.users for each in previewed(enrolled, experiment=twice).moves)
    assert abs(expected - truth) < 4 * (20_000 * 0.25) ** 0.5


def test_users_of_before_a_restart_are_enrolled_no_more() -> None:
    """They come back as new ones."""
    experiment = reweighted(THIRDS, {"control": 1, "b": 2, "c": 3}, Treatment.RESTART)
    found = previewed({1: {"control": 5_000, "b": 5_000}, 2: {"control": 300}}, experiment=experiment)
    assert found.enrolled_users == 300


def test_the_words_say_what_becomes_of_users() -> None:
    """Those who are kept keep their variant, and those who start anew may have seen two."""
    enrolled = {1: {"control": 10_000, "b": 6_000, "c": 3_000}}
    keep, restart = (previewed(enrolled, treatment).treatment for treatment in Treatment)
    assert keep.startswith("All 19,000 enrolled users keep their variant")
    assert "2,250" in keep
    assert restart.startswith("All 19,000 enrolled users are assigned anew")
    assert "About 2,250 of them get another variant" in restart


def test_nobody_moves_when_nothing_changes() -> None:
    """A restart by the same weights."""
    same = experiment_phases.preview(THIRDS, THIRDS.variants, Treatment.RESTART, {1: {"b": 7}})
    assert (same.moved_share, same.moves, same.enrolled_users) == (0, (), 7)


def test_other_weights_and_more_variants_are_a_phase() -> None:
    """So is a restart by the same ones, and a weight of 0."""
    assert told(*HALF) == []
    assert told(*variants(control=1, b=1, c=1, d=1)) == []
    assert told(*variants(control=1, b=1, c=0)) == []
    assert told(*THIRDS.variants, treatment=Treatment.RESTART) == []
    assert told(*HALF, experiment=THIRDS.paused(by="admin", now=NOW)) == []


def test_a_phase_that_changes_nothing_is_none() -> None:
    """However the same shares are written."""
    assert told(*variants(control=33, b=33, c=33)) == ["variants"]


@pytest.mark.parametrize(
    ("made", "wrong"),
    [
        (variants(control=1), ["variants"]),
        (variants(control=1, b=-1, c=1), ["variants[1].weight"]),
        (variants(control=0, b=0, c=0), ["variants"]),
        (variants(control=1, b=0, c=0), ["variants"]),
        (variants(control=0, b=1, c=1), ["variants[0].weight"]),
        (variants(b=1, control=2, c=1), ["variants[0].id"]),
        (variants(control=1, b=2), ["variants"]),
        ((*variants(control=1, b=2), Variant(id="c", name="C", weight=1, value="other")), ["variants[2].value"]),
    ],
)
def test_what_is_no_phase_is_told_by_field(made: tuple[Variant, ...], wrong: list[str]) -> None:
    """Unsound variants, nothing to compare, another control, one that users have and one that is not what it was."""
    assert told(*made) == wrong
    assert told(*made, treatment=Treatment.RESTART) == wrong


def test_there_is_an_end_to_phases() -> None:
    """All of them are kept."""
    phases = tuple(replace(THIRDS.phases[0], number=number + 1) for number in range(MOST_PHASES))
    assert told(*HALF, experiment=replace(THIRDS, phases=phases)) == ["variants"]


def test_a_phase_must_be_small_enough_to_be_kept() -> None:
    """With all that the experiment holds besides."""
    assert told(*HALF, experiment=replace(THIRDS, description="x" * 190_000)) == ["description"]


def test_only_what_is_live_takes_a_phase() -> None:
    """A draft is edited, and what is over stays as it is; each says what can be done."""
    over = running().completed(Conclusion(winner=None, reason=""), by="admin", now=NOW)
    for experiment, possible in ((draft(), "start"), (over, "Nothing can be done")):
        with pytest.raises(IllegalMoveError, match=possible):
            experiment_phases.problems(experiment, HALF, Treatment.KEEP)
