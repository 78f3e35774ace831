"""Which variant somebody gets, and their taking part from then on."""

from collections.abc import Mapping
from dataclasses import dataclass

from sextant.aws.observability import count
from sextant.domain import exposures
from sextant.domain.assignments import Assignment, AssignmentReason, is_outdated
from sextant.domain.conditions import Attributes
from sextant.domain.errors import FieldError, InvalidError, NotFoundError
from sextant.domain.experiment_status import ExperimentStatus
from sextant.domain.experiments import Experiment, Variant
from sextant.domain.exposures import Change, Exposure
from sextant.domain.hashing import hashed_text
from sextant.domain.principals import Principal
from sextant.domain.targeting import USER_ATTRIBUTE
from sextant.domain.users import ANONYMOUS_PREFIX, is_user_id
from sextant.store import assignments
from sextant.usecases import barring, evaluation
from sextant.usecases.counting import settled
from sextant.usecases.deadlines import Deadline
from sextant.usecases.flag_cache import flag_cache
from sextant.usecases.served_experiments import ServedExperiments


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody gets of an experiment.

    Attributes:
        experiment: The experiment.
        variant: The variant, or None.
        reason: Why.
        assignment: What is stored of them, if they take part.
        fresh: Whether the experiment is up to date, and not from memory because DynamoDB fails.
    """

    experiment: Experiment
    variant: Variant | None
    reason: AssignmentReason
    assignment: Assignment | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a call is about.

    Attributes:
        subject: What their assignment is kept under.
        id: What is hashed.
        alias: What the assignment of the guest is kept under that they were before, if that is told.
    """

    subject: str
    id: str
    alias: str | None

    @property
    def is_guest(self) -> bool:
        """Whether it is somebody without a user id."""
        return self.subject.startswith(ANONYMOUS_PREFIX)


def variant(key: str, caller: Principal, told: Mapping[str, object], *, anonymous_id: str | None, now: int) -> Answered:
    """The variant of an experiment for whom a call is about, who takes part from then on.

    Args:
        key: Key of the experiment.
        caller: Who calls.
        told: What the call says of the user: attributes by name, `id` and `roles` among them.
        anonymous_id: The device or visit, of a guest or beside a user.
        now: The moment of the call, in milliseconds since 1970.

    Raises:
        NotFoundError: There is no such experiment.
        InvalidError: No user can be named so.
        ForbiddenError: A user's token named another user, or a role it does not carry.
        UnavailableError: It cannot be told just now.
    """
    attributes = evaluation.of_caller(caller, told)
    snapshot, fresh = flag_cache().current()
    if not fresh:
        count("FlagsServedStale")
    experiment = experiment_named(key, snapshot.experiments)
    call = _Call(snapshot.experiments, experiment, attributes, person(attributes.get(USER_ATTRIBUTE), anonymous_id))
    found, reason, assignment = call.answer(now)
    return Answered(experiment, experiment.variant(found) if found else None, reason, assignment, fresh)


def experiment_named(key: str, served: ServedExperiments) -> Experiment:
    """The experiment of this key.

    Raises:
        NotFoundError: There is none.
    """
    if key not in served.experiments:
        raise NotFoundError(f"There is no experiment {key!r}.")
    return served.experiments[key]


def person(user_id: object, anonymous_id: str | None) -> Person | None:
    """Whom a call is about: a user if one is named, else a guest, else nobody.

    Raises:
        InvalidError: No user can be named so.
    """
    user = hashed_text(user_id)
    alias = f"{ANONYMOUS_PREFIX}{anonymous_id}" if anonymous_id else None
    if user:
        if not is_user_id(user):
            message = f"A user's id has 1 to 128 characters and does not begin with {ANONYMOUS_PREFIX}."
            raise InvalidError(message, [FieldError("userId", message)])
        return Person(user, user, alias)
    return Person(alias, anonymous_id, None) if alias and anonymous_id else None


_Answer = tuple[str | None, AssignmentReason, Assignment | None]


@dataclass(frozen=True, slots=True)
class _Call:
    """One call for a variant."""

    served: ServedExperiments
    experiment: Experiment
    attributes: dict[str, object]
    person: Person | None

    def answer(self, now: int) -> _Answer:
        experiment, person = self.experiment, self.person
        override = experiment.overrides.get(person.id) if person and not person.is_guest else None
        if person and override and experiment.variant(override):
            return override, AssignmentReason.OVERRIDE, self._noted(person, override)
        match experiment.status:
            case ExperimentStatus.DRAFT:
                return None, AssignmentReason.NOT_STARTED, None
            case ExperimentStatus.COMPLETED:
                winner = experiment.conclusion.winner if experiment.conclusion else None
                return winner, AssignmentReason.COMPLETED, None
        if person is None:
            return None, AssignmentReason.NO_USER, None
        return self._of(person, assignments.read(experiment.counted_as, person.subject), now)

    def _of(self, person: Person, stored: Assignment | None, now: int) -> _Answer:
        experiment = self.experiment
        running = experiment.status is ExperimentStatus.RUNNING
        found = stored
        if not running and (stored is None or experiment.variant(stored.variant) is None):
            return None, AssignmentReason.PAUSED, None
        if running and not (stored and holds(experiment, stored)):
            if barring.is_barred(person.subject):
                return None, AssignmentReason.NO_USER, None
            attributes = self._all_attributes(person)
            drawn, reason, _ = self.served.assigner(experiment.key)(attributes)
            if drawn is None or experiment.phase is None:
                return None, reason, None
            exposure = Exposure(drawn, experiment.phase.number, now, attributes)
            found = enrol(experiment, person.subject, stored, exposure, alias=person.alias)
        if found and running and person.alias:
            found = with_alias(experiment, person.subject, found, person.alias)
        return found.variant if found else None, AssignmentReason.ENROLLED, found

    def _all_attributes(self, person: Person) -> Attributes:
        wanted = frozenset() if person.is_guest else self.served.attributes(self.experiment.key)
        return evaluation.with_profile({**self.attributes, USER_ATTRIBUTE: person.id}, wanted)

    def _noted(self, person: Person, override: str) -> Assignment | None:
        """What is stored of a tester, who has now seen this variant too."""
        if self.experiment.status not in {ExperimentStatus.RUNNING, ExperimentStatus.PAUSED}:
            return None
        stored = assignments.read(self.experiment.counted_as, person.subject)
        if self.experiment.status is not ExperimentStatus.RUNNING:
            return stored
        return stored and crossed(self.experiment, person.subject, stored, override)


def holds(experiment: Experiment, assignment: Assignment) -> bool:
    """Whether a user still has the variant that they were assigned."""
    return experiment.variant(assignment.variant) is not None and not is_outdated(assignment, experiment)


def enrol(
    experiment: Experiment,
    subject: str,
    stored: Assignment | None,
    exposure: Exposure,
    *,
    alias: str | None = None,
    deadline: Deadline | None = None,
) -> Assignment | None:
    """A user's assignment once they take part; it may be of another variant, if somebody else was faster.

    A guest who takes part and signs in stays one unit. The user gets the variant that the rules give them, as on
    devices; what they do counts under the one that the guest saw first.

    Args:
        experiment: In which experiment.
        subject: Whose assignment it is.
        stored: What is believed to be stored of them.
        exposure: What they get if they do not take part yet.
        alias: What the assignment of the guest is kept under that they were before, if that is told.
        deadline: When to begin nothing more.

    Raises:
        UnavailableError: It cannot be written just now.
    """
    guest = _signed_in(experiment, alias, subject, exposure.variant, deadline) if alias else None

    def propose(before: Assignment | None, _counted: frozenset[str]) -> Change | None:
        if before and holds(experiment, before):
            return None
        if alias and guest:
            return exposures.joined(exposure, alias, guest, before)
        return exposures.enrolled(experiment, exposure, before)

    return settled(experiment, subject, stored, propose, deadline=deadline)


def crossed(
    experiment: Experiment,
    subject: str,
    stored: Assignment,
    variant: str,
    *,
    by_sign_in: bool = False,
    deadline: Deadline | None = None,
) -> Assignment:
    """The assignment of a user who has now seen this variant too.

    Raises:
        UnavailableError: It cannot be written just now.
    """
    if variant in stored.seen:
        return stored

    def propose(before: Assignment | None, _counted: frozenset[str]) -> Change | None:
        return exposures.crossed(experiment, before, variant, by_sign_in=by_sign_in) if before else None

    if stored.unit:
        settled(experiment, stored.unit, assignments.read(experiment.counted_as, stored.unit), propose)
        return stored
    return settled(experiment, subject, stored, propose, deadline=deadline) or stored


def with_alias(
    experiment: Experiment, subject: str, stored: Assignment, alias: str, *, deadline: Deadline | None = None
) -> Assignment:
    """The assignment of a user who is a guest elsewhere, too.

    If both were enrolled before anybody could know that they are one, they are two units; if those saw different
    variants, both have seen two.
    """
    if stored.unit == alias:
        return stored
    guest = assignments.read(experiment.counted_as, alias)
    if guest is None or not holds(experiment, guest):
        return stored
    crossed(experiment, alias, guest, stored.variant, by_sign_in=True, deadline=deadline)
    return crossed(experiment, subject, stored, guest.variant, by_sign_in=True, deadline=deadline)


def _signed_in(
    experiment: Experiment, alias: str, user: str, variant: str, deadline: Deadline | None
) -> Assignment | None:
    """The guest's assignment in which a user counts from now on; None if no guest takes part, or another's does."""

    def propose(before: Assignment | None, _counted: frozenset[str]) -> Change | None:
        if before is None or not holds(experiment, before):
            return None
        return exposures.signed_in(experiment, before, user, variant)

    # They may have been enrolled a moment ago.
    known = assignments.read(experiment.counted_as, alias, consistent=True)
    guest = settled(experiment, alias, known, propose, deadline=deadline)
    return guest if guest and holds(experiment, guest) and guest.signed_in == user else None
