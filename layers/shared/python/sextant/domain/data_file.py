"""Features as they travel to devices, where anybody may read them."""

from functools import lru_cache
from typing import cast

from sextant.domain.features import Feature, Filter, Rule
from sextant.domain.fingerprints import fingerprint
from sextant.domain.known_operators import widely_known

_USER_ATTRIBUTE = "id"
_KEPT_LISTS = 2_048


def published(feature: Feature, *, seed: str) -> Feature:
    """The feature as every SDK understands it, and without any list of users in clear.

    A device decides the same by their fingerprints.

    Args:
        feature: As the server evaluates it.
        seed: The flag's own, which makes its fingerprints unlike those of any other flag.
    """
    return {
        **feature,
        "rules": [_published(rule, seed, number) for number, rule in enumerate(feature.get("rules", ()))],
    }


def _published(rule: Rule, seed: str, number: int) -> Rule:
    # What admins note down for each other decides nothing, and may name whom a rule is for.
    told = cast("Rule", {each: value for each, value in rule.items() if each != "description"})
    user_ids = _listed(told)
    if user_ids is None:
        return _understood(told)
    name = told.get("id", str(number))
    shown = cast("Rule", {each: value for each, value in told.items() if each != "condition"})
    # A hash cannot tell 5 from "5", as a list can.
    shown["condition"] = {_USER_ATTRIBUTE: {"$type": "string"}}
    shown["filters"] = [*_fingerprint(user_ids, f"{seed}:{name}"), *told.get("filters", ())]
    return shown


def _understood(rule: Rule) -> Rule:
    shown = cast("Rule", dict(rule))
    if "condition" in rule:
        shown["condition"] = widely_known(rule["condition"])
    if "parentConditions" in rule:
        shown["parentConditions"] = [
            {**parent, "condition": widely_known(parent["condition"])} for parent in rule["parentConditions"]
        ]
    return shown


def _listed(rule: Rule) -> tuple[str, ...] | None:
    """The users that a rule is for, if that is all that its condition says."""
    match rule.get("condition"):
        case {"id": {"$in": [*user_ids], **others}, **more} if user_ids and not others and not more:
            return tuple(str(each) for each in user_ids) if _are_texts(user_ids) else None
    return None


def _are_texts(values: list[object]) -> bool:
    return all(isinstance(each, str) for each in values)


@lru_cache(_KEPT_LISTS)
def _fingerprint(user_ids: tuple[str, ...], seed: str) -> tuple[Filter, ...]:
    # Kept, since a list seldom changes when its flag does, and each takes thousands of hashes.
    return tuple(fingerprint(user_ids, seed=seed, attribute=_USER_ATTRIBUTE))
