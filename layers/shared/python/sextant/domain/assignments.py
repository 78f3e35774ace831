"""Who gets which variant of an experiment, and why somebody gets none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from sextant.domain import conditions, draws, experiment_targeting
from sextant.domain.conditions import Attributes, Condition, Test
from sextant.domain.experiment_metrics import UserTotals
from sextant.domain.experiments import Experiment, Treatment
from sextant.domain.hashing import hashed_text
from sextant.domain.rules import Filter
from sextant.domain.targeting import USER_ATTRIBUTE


class AssignmentReason(StrEnum):
    """Why a user gets a variant, or none.

    Attributes:
        OVERRIDE: An admin named the user as a tester of this variant; nothing of theirs is counted.
        ENROLLED: The user takes part.
        NOT_STARTED: The experiment is a draft.
        PAUSED: Nobody new takes part for now.
        COMPLETED: The experiment is over; everybody gets the winner, if there is one.
        NO_USER: There is no id that a variant could be drawn for, or it is that of a user who was erased.
        NOT_TARGETED: The user is not whom the experiment is for.
        OTHER_EXPERIMENT: The mutual-exclusion group gives the user to another experiment.
        NOT_IN_TRAFFIC: The user is not in the share of users that takes part.
    """

    OVERRIDE = "override"
    ENROLLED = "enrolled"
    NOT_STARTED = "not_started"
    PAUSED = "paused"
    COMPLETED = "completed"
    NO_USER = "no_user"
    NOT_TARGETED = "not_targeted"
    OTHER_EXPERIMENT = "other_experiment"
    NOT_IN_TRAFFIC = "not_in_traffic"


class Assigned(NamedTuple):
    """What the rules give a user.

    Attributes:
        variant: Id of the variant, or None.
        reason: Why.
        override: Whether the user is a tester, who is never counted.
    """

    variant: str | None
    reason: AssignmentReason
    override: bool = False


Assigner = Callable[[Attributes], Assigned]
"""What an experiment's rules give to a user of these attributes, whatever its status and what is stored of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What is stored of a user who takes part.

    Attributes:
        variant: The variant that they got first in this phase, under which they count.
        phase: The phase that they count in.
        exposed_at: When they got it first in this phase, in milliseconds since 1970.
        seen: All variants that they have seen, in order; of earlier phases too if a restart moved them.
        totals: What they have done since, by the id of the metric; ids that are missing have done nothing.
        version: Raised by one with each change.
        unit: Of a user who was enrolled as a guest: what that guest's assignment is kept under, which all that the
            user does counts in, since it is one person. None where they count here.
        signed_in: Of a guest: the user who counts here.
        crossed_by_sign_in: Whether they crossed since a guest and a user are drawn apart, and by nothing else before.
    """

    variant: str
    phase: int
    exposed_at: int
    seen: tuple[str, ...]
    totals: Mapping[str, UserTotals] = field(default_factory=dict)
    version: int = 1
    unit: str | None = None
    signed_in: str | None = None
    crossed_by_sign_in: bool = False

    @property
    def crossed(self) -> bool:
        """Whether the user has seen more than one variant, so that neither can be credited with what they do."""
        return len(self.seen) > 1


def is_outdated(assignment: Assignment, experiment: Experiment) -> bool:
    """Whether the experiment has been restarted since, so that the user is to be assigned anew."""
    return any(phase.number > assignment.phase for phase in experiment.phases if phase.treatment is Treatment.RESTART)


def prepare(experiment: Experiment) -> Assigner:
    """The experiment's rules as a function of a user's attributes; it decides as the compiled feature does."""
    rule = experiment_targeting.drawing_rule(experiment)
    overrides = {user: Assigned(given, AssignmentReason.OVERRIDE, True) for user, given in experiment.overrides.items()}
    refusals = _refusals(experiment, rule.get("condition"))
    choose = draws.chooser(draws.of_rule(rule, seed=experiment.key), rule["ranges"])
    enrolled = [Assigned(meta["key"], AssignmentReason.ENROLLED) for meta in rule["meta"]]
    no_user = Assigned(None, AssignmentReason.NO_USER)

    def assign(attributes: Attributes) -> Assigned:
        user = attributes.get(USER_ATTRIBUTE)
        if overrides and isinstance(user, str) and user in overrides:
            return overrides[user]
        if not hashed_text(user):
            return no_user
        for test, refused in refusals:
            if not test(attributes):
                return refused
        chosen = choose(attributes)
        return no_user if chosen is None else enrolled[chosen]

    return assign


def is_drawn(experiment: Experiment, user: str) -> bool:
    """Whether the traffic and the mutual-exclusion group let a user in, of whom nothing but the id is known."""
    known = {USER_ATTRIBUTE: user}
    return all(test(known) for test, _refused in _refusals(experiment, None))


def _refusals(experiment: Experiment, condition: Condition | None) -> list[tuple[Test, Assigned]]:
    """What must hold of a user, and what those are told of whom it does not."""
    tests = [
        (conditions.prepare(condition) if condition else None, AssignmentReason.NOT_TARGETED),
        (_within(experiment_targeting.namespace_filter(experiment)), AssignmentReason.OTHER_EXPERIMENT),
        (_within(experiment_targeting.traffic_filter(experiment)), AssignmentReason.NOT_IN_TRAFFIC),
    ]
    return [(test, Assigned(None, reason)) for test, reason in tests if test]


def _within(given: Filter | None) -> Test | None:
    return draws.within_any(draws.of_filter(given), given["ranges"]) if given else None
