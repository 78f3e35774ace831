"""Features in GrowthBook's language, and their evaluation.

One document is the whole truth about a feature: the server evaluates it here, and SDKs evaluate the same on a device.
SDKs remember buckets if they are told to; the server remembers none, and evaluates as an SDK does that has nothing to
remember yet.
"""

from collections.abc import Mapping, Sequence
from typing import TypedDict, cast

from sextant.domain import prerequisites, rule_outcomes
from sextant.domain.conditions import Attributes, SavedGroups
from sextant.domain.decisions import Decide, Decision, DecisionReason, decided, variant_of
from sextant.domain.draws import Bucket
from sextant.domain.hashing import first_bucket
from sextant.domain.prerequisites import Family, FeatureWithParents, RuleWithParents
from sextant.domain.rule_outcomes import Outcome, draw_of
from sextant.domain.rules import Filter, Meta, ParentCondition, Rule, Share

__all__ = [
    "Bucket",
    "Decide",
    "Decision",
    "DecisionReason",
    "Feature",
    "Filter",
    "Meta",
    "ParentCondition",
    "Rule",
    "Share",
    "bucket_of",
    "decided",
    "draw_of",
    "first_bucket",
    "prepare",
    "prepare_all",
    "variant_of",
]


class Feature(TypedDict, total=False):
    """What a feature is worth: the first rule that applies decides, else the default (null if absent)."""

    defaultValue: object
    rules: Sequence[Rule]


def prepare(feature: Feature, *, key: str) -> Decide:
    """The feature as a function of a user's attributes; parents that it requires are all unknown here."""
    return prepare_all({key: feature})[key]


def prepare_all(features: Mapping[str, Feature], *, saved_groups: SavedGroups | None = None) -> dict[str, Decide]:
    """Each feature as a function of a user's attributes, by key; parents are looked up among them.

    Args:
        features: Features by key.
        saved_groups: What `$inGroup`, `$notInGroup` and `$savedGroup` name, by id: lists of values, or typed groups.
    """
    requiring = {key for key, feature in features.items() if _has_parents(feature)}
    family = Family(
        {key: _alone(feature, key, saved_groups) for key, feature in features.items() if key not in requiring},
        {key: _with_parents(features[key], key, saved_groups) for key in requiring},
    )
    return {key: family.decider(key) for key in features}


def bucket_of(rule: Rule, key: str, attributes: Attributes) -> Bucket | None:
    """The bucket that a rule of the feature puts a user into, or None if it draws none or has nothing to hash."""
    draw = draw_of(rule, key=key)
    return draw.bucket(attributes) if draw else None


def _rules(feature: Feature) -> Sequence[Rule]:
    return feature.get("rules") or ()


def _has_parents(feature: Feature) -> bool:
    return any(rule.get("parentConditions") for rule in _rules(feature))


def _alone(feature: Feature, key: str, saved_groups: SavedGroups | None) -> Decide:
    default = _default(feature)
    # The last rule that can apply knows the default, so that the usual feature, of one rule, costs one call.
    outcomes: list[Outcome] = []
    for rule in reversed(_rules(feature)):
        otherwise = None if outcomes else default
        outcome = rule_outcomes.prepare(rule, key=key, saved_groups=saved_groups, otherwise=otherwise)
        if outcome is not None:
            outcomes.insert(0, outcome)
    if not outcomes:
        return lambda _: default
    if len(outcomes) == 1:
        return cast("Decide", outcomes[0])

    def decide(attributes: Attributes) -> Decision:
        for outcome in outcomes:
            decision = outcome(attributes)
            if decision is not None:
                return decision
        return default

    return decide


def _with_parents(feature: Feature, key: str, saved_groups: SavedGroups | None) -> FeatureWithParents:
    rules = [
        RuleWithParents(
            prerequisites.parents(rule.get("parentConditions") or (), saved_groups),
            rule_outcomes.prepare(rule, key=key, saved_groups=saved_groups),
            gated=decided(None, DecisionReason.TARGETING_MATCH, rule.get("id")),
        )
        for rule in _rules(feature)
    ]
    return FeatureWithParents(rules, _default(feature))


def _default(feature: Feature) -> Decision:
    return decided(feature.get("defaultValue"), DecisionReason.DEFAULT)
