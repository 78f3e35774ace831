"""Rules of a feature as documents, in GrowthBook's words; `rule_outcomes` prepares them."""

from collections.abc import Sequence
from typing import TypedDict

from sextant.domain.conditions import Condition

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
        namespace: Name, from and to: of variations, which users at all; not looked at where there are filters.
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
