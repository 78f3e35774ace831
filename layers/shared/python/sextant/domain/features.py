"""Features in GrowthBook's language, and their evaluation.

One document is the whole truth about a feature: the server evaluates it here, and SDKs evaluate the same on a device.
"""

from bisect import bisect_left
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, TypedDict

from sextant.domain import conditions
from sextant.domain.conditions import Attributes, Condition, Test
from sextant.domain.hashing import BUCKETS, absorb, bucket, hashed_text


class Rule(TypedDict, total=False):
    """One rule: when `condition` holds and the user's bucket lies in `range`, the value is `force`.

    Attributes:
        id: Names the rule in answers.
        condition: What must hold of the attributes; absent for everybody.
        force: The value.
        range: From (inclusive) and to (exclusive), as shares of all buckets; absent for everybody, even the unknown.
        seed: What the hash is salted with.
        hashAttribute: Which attribute is hashed; a user without it is in no range.
        hashVersion: 2, the only one that does not correlate neighbouring flags.
    """

    id: str
    condition: Condition
    force: bool
    range: tuple[float, float]
    seed: str
    hashAttribute: str
    hashVersion: int


class Feature(TypedDict):
    """What a feature is worth: the first rule that applies decides, else the default."""

    defaultValue: bool
    rules: list[Rule]


class DecisionReason(StrEnum):
    """Why a value came out, in OpenFeature's words."""

    DEFAULT = "DEFAULT"
    DISABLED = "DISABLED"
    SPLIT = "SPLIT"
    TARGETING_MATCH = "TARGETING_MATCH"


class Decision(NamedTuple):
    """What a feature is worth to a user.

    Attributes:
        value: The value.
        reason: Why.
        rule: Id of the rule that decided, or None.
    """

    value: bool
    reason: DecisionReason
    rule: str | None = None


Decide = Callable[[Attributes], Decision]


def prepare(feature: Feature) -> Decide:
    """The feature as a function of a user's attributes.

    Raises:
        UnknownOperatorError: A condition uses an operator that is not known here.
    """
    rules = [(_applies(rule), Decision(rule["force"], _reason(rule), rule.get("id"))) for rule in feature["rules"]]
    default = Decision(feature["defaultValue"], DecisionReason.DEFAULT)

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
    attribute = rule["hashAttribute"]
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
