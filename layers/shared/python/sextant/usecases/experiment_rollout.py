"""Completing experiments, and serving the winner to everybody from a flag.

An experiment that is complete stays so, while a flag may be changed by others at the same time. So the experiment is
completed first, together with its result as of then; then the flag is written; then the experiment notes the flag's
key. Each step records itself. Whatever stops this half-way, the same request again goes on where it stopped.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sextant.domain import experiment_status, flags
from sextant.domain.audit import Action
from sextant.domain.errors import FieldError, InvalidError, SextantError
from sextant.domain.experiment_status import ExperimentStatus, Move
from sextant.domain.experiments import Conclusion, Experiment, Variant
from sextant.domain.features import Rule
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import FULL_ROLLOUT, Flag, FlagEdit
from sextant.domain.json_values import is_number
from sextant.domain.principals import Principal
from sextant.domain.versions import Basis
from sextant.store import experiments as store
from sextant.store import flags as flag_store
from sextant.usecases import experiment_writing, experiments, flag_checks, flag_writing
from sextant.usecases.attempts import attempts

_WINNER_RULE = "winner"


@dataclass(frozen=True, slots=True)
class Ending:
    """How an experiment is to end.

    Attributes:
        winner: Id of the variant that won, or None for none.
        reason: Why.
        flag: Key of the flag that is to serve the winner, or None.
    """

    winner: str | None
    reason: str
    flag: str | None = None


def complete(key: str, ending: Ending, basis: Basis, caller: Principal) -> Experiment:
    """The experiment, over for good, and its winner rolled out if that is asked for.

    Raises:
        NotFoundError: There is no such experiment.
        StaleVersionError: This is based on a version that is not current.
        IllegalMoveError: It neither runs nor is paused, nor did it end like this before.
        InvalidError: It has no such variant, or the flag cannot serve it.
        RequiredByError: Others require the flag in a way that this would break.
    """
    completed = _completed(key, ending, basis, caller)
    return _rolled_out(completed, ending.flag, caller) if ending.flag else completed


def _completed(key: str, ending: Ending, basis: Basis, caller: Principal) -> Experiment:
    # The statistics take long to import, and most of what admins do needs none.
    from sextant.usecases import experiment_results  # noqa: PLC0415

    for _ in attempts():
        found = experiments.get(key)
        if _is_half_done(found, ending):
            return found
        found = experiments.current(key, basis)
        experiment_status.after(found.status, Move.COMPLETE)
        _check(found, ending, caller)
        now = datetime.now(UTC)
        frozen = experiment_results.freeze(found, now)
        conclusion = Conclusion(winner=ending.winner, reason=ending.reason, result_hash=frozen.hash)
        after = found.completed(conclusion, by=caller.id, now=now)
        if stored := experiment_writing.store_over(Action.EXPERIMENT_COMPLETED, found, after, caller, [frozen.part]):
            return stored
    raise experiment_writing.too_busy(key)


def _is_half_done(found: Experiment, ending: Ending) -> bool:
    """Whether this very request was begun before, so that the flag is what is left of it."""
    conclusion = found.conclusion
    if found.status is not ExperimentStatus.COMPLETED or conclusion is None or ending.flag is None:
        return False
    same = (conclusion.winner, conclusion.reason) == (ending.winner, ending.reason)
    return same and conclusion.rolled_out_to in (None, ending.flag)


def _check(found: Experiment, ending: Ending, caller: Principal) -> None:
    """Refuse an ending before anything is written that could not be carried through."""
    if ending.winner is not None and found.variant(ending.winner) is None:
        known = ", ".join(variant.id for variant in found.variants)
        raise _invalid("winner", f"There is no variant {ending.winner!r}; name one of them, or null for none.", known)
    if ending.flag is None:
        return
    if ending.winner is None:
        raise _invalid("rollOut", "There is no winner that could be rolled out; name one, or leave this out.")
    _check_flag(found, ending.flag, found.variant(ending.winner) or found.control, caller)


def _check_flag(experiment: Experiment, key: str, winner: Variant, caller: Principal) -> None:
    if store.get(key):
        message = f"There is an experiment {key!r}, and a flag cannot have its key; choose another one."
        raise _invalid("rollOut.flag", message, "the key of a flag, or a new one")
    before = flag_store.get(key)
    if before and before.archived:
        raise _invalid("rollOut.flag", f"The flag {key!r} is archived; restore it, or choose another key.")
    if before and before.value_type is not _type_that_takes(winner.served, before.value_type):
        message = f"The flag {key!r} is of type {before.value_type.value}, which the winner's value is not."
        raise _invalid("rollOut.flag", f"{message} Choose another key.", "a flag whose type takes the value")
    after = _serving(before, experiment, key, winner, caller)
    try:
        flag_checks.check(before, after)
        flag_checks.check_among_others(before, after)
    except InvalidError as error:
        raise _invalid("rollOut.flag", f"The flag {key!r} could not be stored: {error.message}") from error


def _rolled_out(completed: Experiment, key: str, caller: Principal) -> Experiment:
    conclusion = completed.conclusion
    if conclusion is None or conclusion.rolled_out_to == key:
        return completed
    winner = completed.variant(conclusion.winner or "") or completed.control
    _serve(completed, key, winner, caller)
    for _ in attempts():
        found = experiments.get(completed.key)
        if found.conclusion is None or found.conclusion.rolled_out_to == key:
            return found
        noted = replace(
            found,
            conclusion=replace(found.conclusion, rolled_out_to=key),
            updated_at=datetime.now(UTC),
            updated_by=caller.id,
        )
        if stored := experiment_writing.store_over(Action.EXPERIMENT_ROLLED_OUT, found, noted, caller):
            return stored
    raise experiment_writing.too_busy(completed.key)


def _serve(experiment: Experiment, key: str, winner: Variant, caller: Principal) -> None:
    """Let the flag serve the winner to everybody; one that does so already is left alone."""
    for _ in attempts():
        _check_flag(experiment, key, winner, caller)
        before = flag_store.get(key)
        after = _serving(before, experiment, key, winner, caller)
        if before is None:
            try:
                flag_writing.create(Action.FLAG_CREATED, after, caller)
            except SextantError:
                if flag_store.get(key) is None:
                    raise
                continue
            return
        if _is_same(before, after) or flag_writing.store_over(Action.FLAG_UPDATED, before, after, caller):
            return
    raise flag_writing.too_busy(key)


def _serving(before: Flag | None, experiment: Experiment, key: str, winner: Variant, caller: Principal) -> Flag:
    """The flag as it serves the winner to everybody, by a rule that asks for no id; off, it serves the control."""
    now = datetime.now(UTC)
    everybody: Rule = {"id": _WINNER_RULE, "force": winner.served}
    edit = FlagEdit(
        value=winner.served,
        enabled=True,
        rollout=FULL_ROLLOUT,
        roles=(),
        segments=(),
        user_ids=(),
        excluded_user_ids=(),
        rules=(everybody,),
        prerequisites=(),
        schedule=(),
    )
    if before:
        return before.edited(edit, by=caller.id, now=now)
    made = replace(
        edit,
        name=experiment.name,
        description=f"Serves the winner of the experiment {experiment.key}; switched off, its control.",
        owner=experiment.owner,
        default_value=experiment.control.served,
        client_visible=experiment.client_visible,
    )
    value_type = _common_type(winner.served, experiment.control.served)
    return flags.make(key, made, by=caller.id, now=now, value_type=value_type)


def _is_same(before: Flag, after: Flag) -> bool:
    untouched = replace(
        after, retargeted_at=before.retargeted_at, updated_at=before.updated_at, updated_by=before.updated_by
    )
    # As text, since Python takes True for 1.
    return repr(untouched) == repr(before)


def _common_type(winner: object, control: object) -> ValueType:
    """The type of flag that takes both values."""
    type_of_winner = _type_that_takes(winner)
    return type_of_winner if _type_that_takes(control) is type_of_winner else ValueType.JSON


def _type_that_takes(value: object, wanted: ValueType | None = None) -> ValueType:
    """The type of flag that a value fits best; `json` fits any, if that is what is wanted."""
    if wanted is ValueType.JSON:
        return ValueType.JSON
    if isinstance(value, bool):
        return ValueType.BOOLEAN
    if isinstance(value, str):
        return ValueType.STRING
    return ValueType.NUMBER if is_number(value) else ValueType.JSON


def _invalid(field: str, message: str, expected: str | None = None) -> InvalidError:
    return InvalidError(message, [FieldError(field, message, expected)])
