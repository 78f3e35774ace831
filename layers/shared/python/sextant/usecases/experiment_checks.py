"""What must be true of an experiment before it is written: of itself, and of those that run beside it."""

from datetime import date

from sextant.domain import experiment_namespaces, experiment_problems
from sextant.domain.errors import FieldError
from sextant.domain.experiment_namespaces import LIVE
from sextant.domain.experiments import Experiment
from sextant.domain.hashing import BUCKETS
from sextant.store import experiments as store
from sextant.usecases import flag_checks


def check(experiment: Experiment) -> None:
    """Refuse an experiment with which something is wrong in itself.

    Raises:
        InvalidError: What is wrong, by field.
    """
    if found := experiment_problems.problems(experiment):
        raise flag_checks.refusal(found)


def check_start(draft: Experiment, today: date) -> None:
    """Refuse to start a draft that lacks what a running experiment needs.

    Raises:
        InvalidError: What it lacks, by field.
    """
    found = [*experiment_problems.problems(draft), *experiment_problems.start_problems(draft, today)]
    if found:
        raise flag_checks.refusal(found)


def check_among_others(before: Experiment | None, after: Experiment | None) -> int | None:
    """Refuse a change after which two live experiments would take the same users of one group.

    Returns:
        The version of all flags together which the change must still find, since another change at the same time could
        make it wrong; or None if no other experiment matters.

    Raises:
        InvalidError: Whose users they are.
    """
    if not _takes_users(before, after) or after is None:
        return None
    version = flag_checks.settled_version()
    others = store.all_experiments()
    if taken := experiment_namespaces.overlaps(after, others):
        raise flag_checks.refusal([_overlap(after, taken, others)])
    return version


def _takes_users(before: Experiment | None, after: Experiment | None) -> bool:
    """Whether a change takes users of a group that were not the experiment's before."""
    if after is None or after.namespace is None or after.status not in LIVE:
        return False
    return before is None or before.status not in LIVE or before.namespace != after.namespace


def _overlap(experiment: Experiment, taken: list[Experiment], others: list[Experiment]) -> FieldError:
    name = experiment.namespace.name if experiment.namespace else ""
    free = [
        f"{each.start / BUCKETS:g} to {each.end / BUCKETS:g}"
        for each in experiment_namespaces.free_ranges(name, others)
    ]
    message = (
        f"Users of this part of {name!r} are in {', '.join(each.key for each in taken[:5])}, which has not ended; "
        "take another part, or complete what has it first."
    )
    return FieldError("namespace", message, f"free: {', '.join(free)}" if free else "nothing of this group is free")
