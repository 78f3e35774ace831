"""New phases of an experiment: what they would do to whom, and what may not be one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sextant.domain import allocations, experiment_problems, experiment_status, variant_problems
from sextant.domain.errors import FieldError, IllegalMoveError
from sextant.domain.experiment_namespaces import LIVE
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Experiment, Treatment, Variant
from sextant.domain.hashing import BUCKETS

MOST_PHASES: Final = 100

Enrolled = Mapping[int, Mapping[str, int]]
"""How many users take part, by the number of the phase that they count in and by variant."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Users who would get another variant.

    Attributes:
        source: The variant that they would get as things are.
        target: The one they would get then.
        share: Which share of all users, from 0 to 1.
        users: About how many of those who are enrolled.
    """

    source: str
    target: str
    share: float
    users: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a new phase would do.

    Attributes:
        moved_share: The share of all users who would get another variant, from 0 to 1; no smaller one is possible.
        moves: From where to where.
        enrolled_users: How many are enrolled.
        treatment: What becomes of them, in words.
    """

    moved_share: float
    moves: tuple[Moved, ...]
    enrolled_users: int
    treatment: str


def problems(experiment: Experiment, variants: tuple[Variant, ...], treatment: Treatment) -> list[FieldError]:
    """What keeps these variants from being a new phase of an experiment.

    Raises:
        IllegalMoveError: It neither runs nor is paused.
    """
    _require_live(experiment)
    found = list(variant_problems.problems(variants))
    if found:
        return found
    found = [*variant_problems.problems_of_running(variants), *_of_changes(experiment, variants, treatment)]
    if len(experiment.phases) >= MOST_PHASES:
        message = f"There have been {len(experiment.phases)} phases; at most {MOST_PHASES} are kept. Start anew."
        found.append(FieldError("variants", message, f"at most {MOST_PHASES} phases"))
    # The ranges of all phases are kept, so that even a small change may be one too many.
    return found or experiment_problems.problems(
        experiment.in_new_phase(variants, treatment, "", by=experiment.updated_by, now=experiment.updated_at)
    )


def preview(experiment: Experiment, variants: tuple[Variant, ...], treatment: Treatment, enrolled: Enrolled) -> Preview:
    """What a new phase would do to users, of sound variants and an experiment that has started.

    Args:
        experiment: As it is now.
        variants: With the new weights.
        treatment: What is to become of users who are enrolled.
        enrolled: How many there are.
    """
    current = experiment.phases[-1].allocation
    after = allocations.reallocate(current, {each.id: each.weight for each in variants})
    buckets = allocations.moved(current, after)
    counted = {number: users for number, users in enrolled.items() if number >= _first_counted(experiment)}
    users = _moved_users(experiment, after, counted)
    moves = tuple(
        Moved(*pair, buckets.get(pair, 0) / BUCKETS, round(users.get(pair, 0))) for pair in {**buckets, **users}
    )
    everybody = sum(sum(by_variant.values()) for by_variant in counted.values())
    return Preview(sum(buckets.values()) / BUCKETS, moves, everybody, _in_words(treatment, moves, everybody))


def _require_live(experiment: Experiment) -> None:
    status = experiment.status
    if status not in LIVE:
        why = "a draft's variants can be edited" if status is ExperimentStatus.DRAFT else "it is over"
        message = f"An experiment that is {status} takes no new phase: {why}."
        raise IllegalMoveError(message, status, experiment_status.allowed(status))


def _of_changes(experiment: Experiment, variants: tuple[Variant, ...], treatment: Treatment) -> Iterator[FieldError]:
    control = experiment.control.id
    given = {each.id: each for each in variants}
    if variants[0].id != control:
        message = f"The control is {control!r}, since the phases are compared; let it stand first."
        yield FieldError("variants[0].id", message, control)
    for each in experiment.variants:
        if each.id not in given:
            message = f"{each.id!r} is missing, while users have it and results name it; give it a weight of 0 instead."
            yield FieldError("variants", message, f"{each.id} among them")
        elif given[each.id].served != each.served:
            number = variants.index(given[each.id])
            message = f"Users of {each.id!r} have got another value so far; add a variant for the new one."
            yield FieldError(f"variants[{number}].value", message, "as it is")
    weights = {each.id: each.weight for each in variants}
    is_same = list(given) == list(experiment.weights) and allocations.sizes(weights) == allocations.sizes(
        experiment.weights
    )
    if is_same and treatment is Treatment.KEEP:
        message = "Variants and their shares are what they are now; change some, or restart."
        yield FieldError("variants", message, "other weights or variants")


def _first_counted(experiment: Experiment) -> int:
    """The earliest phase whose users are still taken as enrolled."""
    return max((phase.number for phase in experiment.phases if phase.treatment is Treatment.RESTART), default=1)


def _moved_users(
    experiment: Experiment, after: allocations.Allocation, enrolled: Enrolled
) -> dict[tuple[str, str], Fraction]:
    """About how many users have which variant and would get which other one, if all were assigned anew.

    Users of a phase are spread evenly over the buckets that their variant had in it.
    """
    found: dict[tuple[str, str], Fraction] = {}
    for phase in experiment.phases:
        users = enrolled.get(phase.number, {})
        sizes = allocations.sizes(phase.weights)
        for pair, buckets in allocations.moved(phase.allocation, after).items():
            if count := users.get(pair[0], 0):
                found[pair] = found.get(pair, Fraction(0)) + Fraction(count * buckets, sizes[pair[0]])
    return found


def _in_words(treatment: Treatment, moves: tuple[Moved, ...], enrolled: int) -> str:
    moving = sum(each.users for each in moves)
    if treatment is Treatment.KEEP:
        return (
            f"All {enrolled:,} enrolled users keep their variant and go on counting in the phase that enrolled them; "
            f"about {moving:,} of them would get another one by the new weights. Only users who enrol from now on are "
            "assigned by these and counted in the new phase. A device that decides for itself goes by the new weights, "
            "and whoever it shows another variant is counted as having seen two."
        )
    return (
        f"All {enrolled:,} enrolled users are assigned anew when they come back, and count from then on in the new "
        f"phase only. About {moving:,} of them get another variant; they are marked as having seen two, which the "
        "result counts by the one they get now or leaves out, and reports either way."
    )
