"""Taking flags in: all that is wrong with them told before the first is written, and each written on its own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sextant.domain.audit import Action
from sextant.domain.errors import FieldError, ImportInterruptedError, InvalidError, UnavailableError
from sextant.domain.flag_transfer import Mode, Plan, Step, Terms, plan
from sextant.domain.principals import Principal
from sextant.schemas.flag_transfer import Documents, FlagImportOutcome, outcome
from sextant.store import experiments
from sextant.store import flags as store
from sextant.usecases import flag_checks, flag_writing
from sextant.usecases.deadlines import Deadline
from sextant.usecases.flag_writing import Change

_ATTEMPTS = 20


def preview(documents: Documents, terms: Terms, caller: Principal) -> FlagImportOutcome:
    """What taking the flags in would change, and what is wrong with them; nothing is written."""
    _, found = _planned(documents, terms, caller)
    return outcome(documents, found.steps, found.problems, dry_run=True)


def take_in(documents: Documents, terms: Terms, caller: Principal, deadline: Deadline) -> FlagImportOutcome:
    """Take the flags in, one after the other, so that at no time one is without what it requires.

    Each is written in a transaction of its own, with the audit's entry, and only while the flags are what they were
    when all was checked; if others change one meanwhile, what is left is checked again. Done again after it was
    interrupted it finishes, since flags that are as they shall be are left alone.

    Raises:
        InvalidError: What is wrong with them; nothing is written.
        ImportInterruptedError: It stopped half-way; what was written until then.
    """
    taking = _Import(documents, terms, caller, deadline)
    try:
        taking.run()
    except (InvalidError, UnavailableError) as error:
        if not taking.written and isinstance(error, InvalidError):
            raise
        raise taking.interrupted(error) from error
    return outcome(documents, taking.written, (), dry_run=False)


@dataclass(frozen=True, slots=True)
class _Import:
    """An import under way.

    Attributes:
        written: What it has written so far.
    """

    documents: Documents
    terms: Terms
    caller: Principal
    deadline: Deadline
    written: list[Step] = field(default_factory=list)

    def run(self) -> None:
        """Check and write until nothing is left to be written."""
        for _ in range(_ATTEMPTS):
            version, found = _planned(self.documents, self.terms, self.caller)
            if found.problems:
                raise flag_checks.refusal(found.problems)
            if self._write(found.steps, version):
                return
        raise UnavailableError("The flags are being changed by many at once.")

    def interrupted(self, error: InvalidError | UnavailableError) -> ImportInterruptedError:
        """The error, with what was written before it."""
        done = outcome(self.documents, self.written, (), dry_run=False)
        message = (
            f"{error.message} Until then {len(done.created)} flags were made, {len(done.updated)} changed and "
            f"{len(done.deleted)} deleted; see `written`. Import the same document again to finish."
        )
        return ImportInterruptedError(message, error.errors, written=done.model_dump(mode="json"))

    def _write(self, steps: Sequence[Step], version: int) -> bool:
        """Whether all steps are done; if not, other flags have changed since they were planned."""
        for done, step in enumerate(steps):
            if self.deadline.passed:
                raise UnavailableError("The time of one request is over.")
            if not flag_writing.write_checked(self._change(step), unless_changed_since=version + done):
                return False
            self.written.append(step)
        return True

    def _change(self, step: Step) -> Change:
        now = datetime.now(UTC)
        if step.after is None:
            return Change(Action.FLAG_DELETED, step.before, None, self.caller, now)
        return Change(Action.FLAG_IMPORTED, step.before, replace(step.after, updated_at=now), self.caller, now)


def _planned(documents: Documents, terms: Terms, caller: Principal) -> tuple[int, Plan]:
    """The version of all flags together, and what taking the flags in changes of them."""
    version = flag_checks.settled_version()
    stored = {flag.key: flag for flag in store.listed()}
    found = plan(documents.incoming, stored, terms, check=flag_checks.problems, by=caller.id, now=datetime.now(UTC))
    taken = _taken([step.key for step in found.steps if step.before is None], documents)
    problems = [*documents.problems, *_partial(documents, terms), *found.problems, *taken]
    return version, Plan(found.steps, problems)


def _taken(made: Collection[str], documents: Documents) -> list[FieldError]:
    """Which of the flags that would be made have the key of an experiment."""
    if not made:
        return []
    taken = {experiment.key for experiment in experiments.listed()}.intersection(made)
    message = "There is an experiment of this key, and applications ask for both by their keys; choose another one."
    return [FieldError(each.path, message, "a key of its own") for each in documents.incoming if each.key in taken]


def _partial(documents: Documents, terms: Terms) -> Sequence[FieldError]:
    if documents.complete or terms.mode is not Mode.REPLACE:
        return ()
    message = "This document holds some of the flags only, and mode=replace would delete all others; use mode=merge."
    return [FieldError("complete", message, "true")]
