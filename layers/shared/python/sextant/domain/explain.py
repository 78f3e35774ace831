"""Why a flag is worth what it is to a user: every rule in order, and what decided.

Whether a rule applies is asked of the evaluator itself, with that rule alone; the checks then tell why.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sextant.domain import features as evaluator
from sextant.domain import references, targeting
from sextant.domain.conditions import Attributes
from sextant.domain.features import Decide, Decision, DecisionReason, Feature, Rule
from sextant.domain.flags import Effective, Flag
from sextant.domain.rule_checks import Check, checks, shown


class RuleKind(StrEnum):
    """Which of an admin's controls a rule comes from."""

    PREREQUISITE = "prerequisite"
    EXCLUDED = "excluded"
    INCLUDED = "included"
    CUSTOM = "custom"
    ROLLOUT = "rollout"


class Reached(StrEnum):
    """What became of a rule."""

    MATCHED = "matched"
    NOT_MATCHED = "not_matched"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedRule:
    """One rule.

    Attributes:
        rule: The rule.
        kind: What it comes from.
        reached: Whether it was looked at, and applied.
        checks: What it asked, if it was looked at.
        decision: What it decided, if it applied.
    """

    rule: Rule
    kind: RuleKind
    reached: Reached
    checks: Sequence[Check] = ()
    decision: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a flag is worth what it is to a user at a moment.

    Attributes:
        flag: The flag as it is stored.
        at: The moment.
        effective: What schedule and progressive roll-out have made of it by then.
        attributes: What is known of the user.
        decision: What it is worth, or None if it is archived and so served to nobody.
        rules: All its rules in order.
        summary: The whole in a sentence.
    """

    flag: Flag
    at: datetime
    effective: Effective
    attributes: Attributes
    decision: Decision | None
    rules: Sequence[ExplainedRule]
    summary: str


def explained(flag: Flag, flags: Iterable[Flag], attributes: Attributes, at: datetime) -> Explanation:
    """Why the flag is worth what it is to a user.

    Args:
        flag: The flag.
        flags: All flags, since it may require some; it may be among them.
        attributes: What is known of the user.
        at: The moment; one to come shows what is scheduled.
    """
    served = {each.key: each for each in (*flags, flag) if not each.archived}
    effective = flag.effective(at)
    features = {key: targeting.compiled(each, at) for key, each in served.items()}
    # One that is off has no rules; these are what it would have, to be shown and not to be evaluated.
    on = replace(flag, enabled=True, rollout=effective.rollout, schedule=(), progressive_rollout=None)
    rules = list(zip(_kinds(on, at), targeting.compiled(on, at).get("rules", ()), strict=True))
    if flag.archived or not effective.enabled:
        decision = None if flag.archived else targeting.deciders([flag], at)[flag.key](attributes)
        walked = [ExplainedRule(rule=rule, kind=kind, reached=Reached.NOT_REACHED) for kind, rule in rules]
    else:
        needed = {key: features[key] for key in references.needed_for(flag.key, features)}
        decision = evaluator.prepare_all(needed)[flag.key](attributes)
        walked = list(_walk(rules, flag.key, needed, attributes))
    return Explanation(
        flag=flag,
        at=at,
        effective=effective,
        attributes=attributes,
        decision=decision,
        rules=walked,
        summary=_summary(decision),
    )


def _kinds(flag: Flag, at: datetime) -> list[RuleKind]:
    """Where each rule of the compiled flag comes from, in their order."""
    return [
        *([RuleKind.PREREQUISITE] * len(flag.prerequisites)),
        *([RuleKind.EXCLUDED] if flag.excluded_user_ids else []),
        *([RuleKind.INCLUDED] if flag.user_ids else []),
        *([RuleKind.CUSTOM] * len(flag.rules)),
        *([RuleKind.ROLLOUT] if flag.effective(at).rollout else []),
    ]


def _walk(
    rules: Iterable[tuple[RuleKind, Rule]], key: str, features: Mapping[str, Feature], attributes: Attributes
) -> Iterator[ExplainedRule]:
    deciders = evaluator.prepare_all({each: feature for each, feature in features.items() if each != key})
    decided = False
    for kind, rule in rules:
        if decided:
            yield ExplainedRule(rule=rule, kind=kind, reached=Reached.NOT_REACHED)
            continue
        decision = _alone(rule, key, features)(attributes)
        # Of a feature with one rule, the default is what comes out exactly if the rule does not apply.
        decided = decision.reason is not DecisionReason.DEFAULT
        yield ExplainedRule(
            rule=rule,
            kind=kind,
            reached=Reached.MATCHED if decided else Reached.NOT_MATCHED,
            checks=checks(rule, key, attributes, deciders),
            decision=decision if decided else None,
        )


def _alone(rule: Rule, key: str, features: Mapping[str, Feature]) -> Decide:
    """The flag as if it had this one rule."""
    only: Feature = {"defaultValue": None, "rules": [rule]}
    return evaluator.prepare_all({**features, key: only})[key]


def _summary(decision: Decision | None) -> str:
    if decision is None:
        return "The flag is archived: callers are told that it is unknown."
    value = shown(decision.value)
    match decision.reason:
        case DecisionReason.DISABLED:
            return f"The flag is off, so everybody gets its default value {value}."
        case DecisionReason.ERROR:
            return "The flag requires itself through others, so it has no value."
        case DecisionReason.DEFAULT:
            return f"No rule applies, so the user gets the default value {value}."
        case _:
            return f"The rule {decision.rule!r} applies, so the user gets {value}."
