"""Evaluation as OpenFeature's remote protocol has it: a flag that cannot be decided has an error and no value."""

from collections.abc import Mapping

from sextant.domain import anonymity
from sextant.domain.features import Decision, DecisionReason
from sextant.domain.openfeature import ErrorCode, Undecided
from sextant.domain.targeting import USER_ATTRIBUTE
from sextant.usecases.evaluation import Question

_KEY_MISSING = Undecided(
    ErrorCode.TARGETING_KEY_MISSING, "This flag draws by user: send who it is as targetingKey in the context."
)
_IN_A_CIRCLE = Undecided(ErrorCode.GENERAL, "This flag requires itself through others; an admin has to untangle them.")


def decide_all(question: Question) -> Mapping[str, Decision | Undecided]:
    """What every flag is worth, or why it has no value, by key."""
    return {key: _outcome(question, key, decision) for key, decision in question.all().items()}


def decide_one(question: Question, key: str) -> Decision | Undecided:
    """What one flag is worth, or why it has no value.

    Raises:
        NotFoundError: There is no such flag.
    """
    return _outcome(question, key, question.one(key))


def _outcome(question: Question, key: str, decision: Decision) -> Decision | Undecided:
    if decision.reason is DecisionReason.ERROR:
        return _IN_A_CIRCLE
    if not question.attributes.get(USER_ATTRIBUTE) and _needs_a_user(question, key):
        return _KEY_MISSING
    return decision


def _needs_a_user(question: Question, key: str) -> bool:
    return anonymity.is_undecidable(question.snapshot.served.needing_a_user[key], question.attributes)
