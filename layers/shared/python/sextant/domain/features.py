"""Features in GrowthBook's language, and their evaluation.

One document is the whole truth about a feature: the server evaluates it here, and SDKs evaluate the same on a device.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, TypedDict

from sextant.domain import conditions
from sextant.domain.conditions import Attributes, Condition, Test
from sextant.domain.hashing import BUCKETS, absorb, bucket, hashed_text

Share = tuple[float, float] | list[float]
"""From (inclusive) and to (exclusive), as shares of all buckets."""


class Filter(TypedDict, total=False):
    """Lets in who falls into one of the ranges under a seed of its own.

    Attributes:
        seed: What the hash is salted with.
        ranges: Shares that are let in.
        attribute: Which attribute is hashed; "id" if left out.
        hashVersion: 1 or 2; 2 if left out.
    """

    seed: str
    ranges: Sequence[Share]
    attribute: str
    hashVersion: int


class ParentCondition(TypedDict, total=False):
    """What must hold of another feature's value.

    Attributes:
        id: Key of the other feature.
        condition: Must hold of `{"value": <the other's value>}`.
        gate: Whether failing ends the feature with null; otherwise it only skips the rule.
    """

    id: str
    condition: Condition
    gate: bool


class Meta(TypedDict, total=False):
    """What a variation is called; of one that passes through, the rules after this one decide."""

    key: str
    name: str
    passthrough: bool


class Rule(TypedDict, total=False):
    """One rule: whom it applies to, and either a value that it forces or variations that it draws from.

    Attributes:
        id: Names the rule in answers.
        description: What it is for; no part of evaluation.
        condition: What must hold of the attributes; absent for everybody.
        parentConditions: What must hold of other features.
        filters: Every one must let the user in.
        force: The value; null counts as absent.
        variations: What is drawn from, where nothing is forced.
        weights: Share of each variation; equal if absent, or if they do not sum to about 1.
        coverage: Which share of each variation, or of everybody for a forced value, the rule applies to.
        range: Which users a forced value applies to; beats `coverage`.
        ranges: Which users each variation applies to; beats `weights` and `coverage`.
        meta: What the variations are called.
        seed: What the hash is salted with; else `key` for variations, else the feature's key.
        hashAttribute: Which attribute is hashed ("id" if absent); a user without it is in no range.
        fallbackAttribute: Hashed where `hashAttribute` is missing.
        hashVersion: 1 (the default, which correlates neighbouring flags) or 2.
        namespace: Name, from and to: of variations, which users at all.
        key: Names the experiment that the variations belong to.
        name: What it is called.
        phase: Which of its phases runs.
        minBucketVersion: For SDKs that remember buckets: which memories are too old.
        bucketVersion: For SDKs that remember buckets: under which version.
        disableStickyBucketing: For SDKs that remember buckets: not here; nor is `fallbackAttribute` used then.
    """

    id: str
    description: str
    condition: Condition
    parentConditions: Sequence[ParentCondition]
    filters: Sequence[Filter]
    force: object
    variations: Sequence[object]
    weights: Sequence[float]
    coverage: float
    range: Share
    ranges: Sequence[Share]
    meta: Sequence[Meta]
    seed: str
    hashAttribute: str
    fallbackAttribute: str
    hashVersion: int
    namespace: tuple[str, float, float] | list[object]
    key: str
    name: str
    phase: str
    minBucketVersion: int
    bucketVersion: int
    disableStickyBucketing: bool


class Feature(TypedDict, total=False):
    """What a feature is worth: the first rule that applies decides, else the default (null if absent)."""

    defaultValue: object
    rules: Sequence[Rule]


class DecisionReason(StrEnum):
    """Why a value came out, in OpenFeature's words; ERROR is a feature that requires itself."""

    DEFAULT = "DEFAULT"
    DISABLED = "DISABLED"
    ERROR = "ERROR"
    SPLIT = "SPLIT"
    TARGETING_MATCH = "TARGETING_MATCH"


class Decision(NamedTuple):
    """What a feature is worth to a user.

    Attributes:
        value: The value, a JSON value.
        reason: Why.
        rule: Id of the rule that decided, or None.
        variant: A short name of the value: "on" and "off", what a variation is called, or a label.
    """

    value: object
    reason: DecisionReason
    rule: str | None = None
    variant: str = ""


Decide = Callable[[Attributes], Decision]


def prepare(feature: Feature, *, key: str) -> Decide:
    """The feature as a function of a user's attributes; parents that it requires are all unknown here."""
    return prepare_all({key: feature})[key]


def prepare_all(
    features: Mapping[str, Feature],
    *,
    saved_groups: Mapping[str, object] | None = None,  # noqa: ARG001 - the next commit uses it
) -> dict[str, Decide]:
    """Each feature as a function of a user's attributes, by key; parents are looked up among them.

    Args:
        features: Features by key.
        saved_groups: What `$inGroup`, `$notInGroup` and `$savedGroup` name, by id: lists of values, or typed groups.
    """
    return {key: _prepared(feature) for key, feature in features.items()}


def decided(value: object, reason: DecisionReason, rule: str | None = None) -> Decision:
    """A decision for a value, named as values are named."""
    return Decision(value, reason, rule, variant_of(value))


def variant_of(value: object) -> str:
    """A short name of a value."""
    return ("on" if value else "off") if isinstance(value, bool) else str(value)


def _prepared(feature: Feature) -> Decide:
    rules = [
        (_applies(rule), decided(rule["force"], _reason(rule), rule.get("id"))) for rule in feature.get("rules", ())
    ]
    default = decided(feature.get("defaultValue"), DecisionReason.DEFAULT)

    def decide(attributes: Attributes) -> Decision:
        for applies, decision in rules:
            if applies(attributes):
                return decision
        return default

    return decide


def first_bucket(share: float) -> int:
    """The first bucket that is not below `share` of all, found by the very division that SDKs compare.

    `share * 10_000` would not do: 0.07 * 10_000 is 700.0000000000001, which would let one bucket too many in.
    """
    return bisect_left(range(BUCKETS + 1), share, key=lambda number: number / BUCKETS)


def _applies(rule: Rule) -> Test:
    tests: list[Test] = []
    if rule.get("condition"):
        tests.append(conditions.prepare(rule["condition"]))
    if "range" in rule:
        tests.append(_in_range(rule))
    return conditions.every(tests)


def _in_range(rule: Rule) -> Test:
    attribute = rule.get("hashAttribute", "id")
    seed_state = absorb(rule["seed"])
    start, end = (first_bucket(share) for share in rule["range"])

    def test(attributes: Attributes) -> bool:
        value = attributes.get(attribute)
        text = value if type(value) is str else hashed_text(value)
        return text != "" and start <= bucket(seed_state, text) < end

    return test


def _reason(rule: Rule) -> DecisionReason:
    whole = (0, BUCKETS)
    split = "range" in rule and tuple(map(first_bucket, rule["range"])) != whole
    return DecisionReason.SPLIT if split else DecisionReason.TARGETING_MATCH
