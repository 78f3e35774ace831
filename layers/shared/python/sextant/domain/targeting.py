"""What an admin sets on a flag, compiled to GrowthBook's language."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import cast

from sextant.domain import features, flag_numbers
from sextant.domain.conditions import Condition
from sextant.domain.features import Decide, DecisionReason, Feature, Rule
from sextant.domain.flags import FULL_ROLLOUT, Flag
from sextant.domain.principals import Role

USER_ATTRIBUTE = "id"
ROLES_ATTRIBUTE = "roles"
SEGMENTS_ATTRIBUTE = "segments"
HASH_VERSION = 2


def compiled(flag: Flag, now: datetime) -> Feature:
    """The flag as a feature, as it is at a moment; one that is off has no rules.

    In order: what it requires, who is excluded, who is included, its rules, then everyone with one of the roles, in one
    of the segments and within the roll-out.
    """
    effective = flag.effective(now)
    rules = list(_rules(flag, effective.rollout)) if effective.enabled else []
    return flag_numbers.of_one_kind({"defaultValue": flag.default_value, "rules": rules}, flag)


def deciders(flags: Iterable[Flag], now: datetime) -> dict[str, Decide]:
    """Each flag as it is at a moment, ready to evaluate, by key; archived ones are not served."""
    served = {flag.key: flag for flag in flags if not flag.archived}
    return prepared(served, {key: compiled(flag, now) for key, flag in served.items()}, now)


def prepared(flags: Mapping[str, Flag], documents: Mapping[str, Feature], now: datetime) -> dict[str, Decide]:
    """Flags ready to evaluate, by key; one that is off says so of itself.

    Args:
        flags: The flags, by key.
        documents: What each of them is `compiled` to.
        now: For which moment they are.
    """
    off = {key: _always_off(documents[key]) for key, flag in flags.items() if not flag.effective(now).enabled}
    return {**features.prepare_all(documents), **off}


def next_change(flags: Iterable[Flag], now: datetime) -> datetime | None:
    """When time changes the first of these flags, or None."""
    moments = (flag.effective(now).next_change_at for flag in flags if not flag.archived)
    return min(filter(None, moments), default=None)


def for_users(rule_id: str, user_ids: Iterable[str], value: object) -> Rule:
    """A rule that gives named users a value."""
    return {"id": rule_id, "condition": {USER_ATTRIBUTE: {"$in": list(user_ids)}}, "force": value}


def audience(roles: Iterable[Role], segments: Iterable[str]) -> Condition:
    """The condition of whoever has one of the roles and is in one of the segments; none of either is anybody."""
    wanted = {ROLES_ATTRIBUTE: [role.value for role in roles], SEGMENTS_ATTRIBUTE: list(segments)}
    return {attribute: {"$in": values} for attribute, values in wanted.items() if values}


def _always_off(document: Feature) -> Decide:
    decision = features.decided(document["defaultValue"], DecisionReason.DISABLED)
    return lambda _attributes: decision


def _rules(flag: Flag, rollout: int) -> Iterator[Rule]:
    for prerequisite in flag.prerequisites:
        # What must not fail is negated and ends the flag with its default: a gate would give devices null instead.
        yield {
            "id": f"prerequisite:{prerequisite.flag}",
            "force": flag.default_value,
            "parentConditions": [{"id": prerequisite.flag, "condition": {"$not": prerequisite.condition}}],
        }
    if flag.excluded_user_ids:
        yield for_users("excluded", flag.excluded_user_ids, flag.default_value)
    if flag.user_ids:
        yield for_users("included", flag.user_ids, flag.value)
    yield from map(_half_open, flag.rules)
    if rollout:
        yield _rollout(flag, rollout)


def _half_open(rule: Rule) -> Rule:
    """The rule with a range for a forced value's coverage.

    SDKs in the field take in whoever has n <= coverage, one bucket too many and somebody at 0 %, while every SDK treats
    a range as half-open.
    """
    if "force" not in rule or "coverage" not in rule:
        return rule
    ranged = {name: value for name, value in rule.items() if name != "coverage"}
    return cast("Rule", {**ranged, "range": [0, rule["coverage"]]})


def _rollout(flag: Flag, rollout: int) -> Rule:
    # A range even at 100 %, so that a user without an id stays out.
    rule: Rule = {
        "id": "rollout",
        "force": flag.value,
        "range": (0.0, rollout / FULL_ROLLOUT),
        "seed": flag.seed,
        "hashAttribute": USER_ATTRIBUTE,
        "hashVersion": HASH_VERSION,
    }
    if condition := audience(flag.roles, flag.segments):
        rule["condition"] = condition
    return rule
