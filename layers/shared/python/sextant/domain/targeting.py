"""What an admin sets on a flag, compiled to GrowthBook's language."""

from collections.abc import Iterable

from sextant.domain import features
from sextant.domain.conditions import Attributes
from sextant.domain.features import Decide, DecisionReason, Feature, Rule
from sextant.domain.flags import FULL_ROLLOUT, Flag

USER_ATTRIBUTE = "id"
ROLES_ATTRIBUTE = "roles"
_HASH_VERSION = 2
_DISABLED = features.decided(value=False, reason=DecisionReason.DISABLED)


def attributes(user_id: str | None, roles: Iterable[str]) -> Attributes:
    """What is known of a user, as rules see it; a user who is not known has no `id` at all."""
    known: dict[str, object] = {ROLES_ATTRIBUTE: sorted(roles)}
    return known if user_id is None else {USER_ATTRIBUTE: user_id, **known}


def compiled(flag: Flag) -> Feature:
    """The flag as a feature; a disabled one has no rules.

    In order: who is excluded, who is included, then everyone with one of the roles and within the roll-out.
    """
    return {"defaultValue": False, "rules": _rules(flag) if flag.enabled else []}


def decider(flag: Flag) -> Decide:
    """The flag's compiled feature, ready to evaluate; it says of itself when the flag is disabled."""
    return features.prepare(compiled(flag), key=flag.key) if flag.enabled else lambda _attributes: _DISABLED


def _rules(flag: Flag) -> list[Rule]:
    rules: list[Rule] = []
    if flag.excluded_user_ids:
        rules.append(_for_users("excluded", flag.excluded_user_ids, force=False))
    if flag.user_ids:
        rules.append(_for_users("included", flag.user_ids, force=True))
    if flag.rollout:
        rules.append(_rollout(flag))
    return rules


def _for_users(rule_id: str, user_ids: Iterable[str], *, force: bool) -> Rule:
    return {"id": rule_id, "condition": {USER_ATTRIBUTE: {"$in": list(user_ids)}}, "force": force}


def _rollout(flag: Flag) -> Rule:
    # A range, not a coverage: SDKs in the field take in whoever has n <= coverage, one bucket too many and somebody at
    # 0 %, while every SDK treats a range as half-open. And even at 100 %, so that a user without an id stays out.
    rule: Rule = {
        "id": "rollout",
        "force": True,
        "range": (0.0, flag.rollout / FULL_ROLLOUT),
        "seed": flag.seed,
        "hashAttribute": USER_ATTRIBUTE,
        "hashVersion": _HASH_VERSION,
    }
    if flag.roles:
        rule["condition"] = {ROLES_ATTRIBUTE: {"$in": [role.value for role in flag.roles]}}
    return rule
