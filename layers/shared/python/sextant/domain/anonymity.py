"""Which features cannot be decided for a user who is not named, since what decides would hash who they are.

A twin of each feature answers that in the rule language itself: where a rule would hash the missing `id`, its twin
forces a value that no feature has. So conditions, prerequisites and the order of rules are told by the one evaluator,
and nothing is decided twice.
"""

from collections.abc import Iterator, Mapping

from sextant.domain import features as evaluator
from sextant.domain.features import Decide, Feature, ParentCondition, Rule
from sextant.domain.references import draws_lots, filtered_attributes

_USER_ATTRIBUTE = "id"
_NEEDS_A_USER = "\x00 cannot be told without knowing the user"


def undecidable(features: Mapping[str, Feature]) -> dict[str, Decide]:
    """By feature what tells, from attributes without `id`, whether it needs one: see `is_undecidable`."""
    return evaluator.prepare_all({key: _twin(feature) for key, feature in features.items()})


def is_undecidable(decide: Decide, attributes: Mapping[str, object]) -> bool:
    """Whether the feature behind `decide` needs to know who the user is, all else being as `attributes` say."""
    return decide(attributes).value == _NEEDS_A_USER


def _twin(feature: Feature) -> Feature:
    rules = [twin for rule in feature.get("rules", ()) for twin in _twins(rule)]
    return {"defaultValue": feature.get("defaultValue"), "rules": rules}


def _twins(rule: Rule) -> Iterator[Rule]:
    """What stands for one rule: for each parent that needs a user one that needs one too, then the rule itself."""
    parents = list(rule.get("parentConditions", ()))
    for parent in parents:
        yield _needing(rule, [{"id": parent["id"], "condition": {"value": _NEEDS_A_USER}}])
    if _USER_ATTRIBUTE in filtered_attributes(rule):
        yield _needing(rule, parents)
    elif draws_lots(rule) and rule.get("hashAttribute", _USER_ATTRIBUTE) == _USER_ATTRIBUTE:
        fallback = None if rule.get("disableStickyBucketing") else rule.get("fallbackAttribute")
        yield _needing(rule, parents, unless=fallback)
        if fallback:
            yield rule
    else:
        yield rule


def _needing(rule: Rule, parents: list[ParentCondition], *, unless: str | None = None) -> Rule:
    """A rule for whomever `rule` would hash, unless another attribute can be hashed instead."""
    tests = [rule.get("condition") or {}]
    if unless:
        tests.append({"$or": [{unless: {"$exists": False}}, {unless: ""}]})
    twin: Rule = {"condition": {"$and": tests}, "force": _NEEDS_A_USER}
    if parents:
        twin["parentConditions"] = parents
    return twin
