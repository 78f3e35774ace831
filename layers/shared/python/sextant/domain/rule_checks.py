"""What a rule asks of a user, each check with its outcome and with what it looked at.

The checks stand in the order in which they are made, and all of them hold exactly if the rule applies.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sextant.domain import conditions, draws, rule_outcomes, variation_ranges
from sextant.domain.condition_parts import Part, parts
from sextant.domain.conditions import Attributes
from sextant.domain.draws import Draw
from sextant.domain.features import Decide
from sextant.domain.hashing import first_bucket
from sextant.domain.rules import ParentCondition, Rule, Share

_LONGEST_SHOWN = 80
_FEWEST_VARIATIONS = 2


class CheckKind(StrEnum):
    """What a check looks at."""

    PREREQUISITE = "prerequisite"
    CONDITION = "condition"
    FILTER = "filter"
    NAMESPACE = "namespace"
    BUCKET = "bucket"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class BucketRange:
    """Buckets that are wanted, from one and before another; of a rule with variations, which one they lead to."""

    start: int
    end: int
    variation: int | None = None


@dataclass(frozen=True, slots=True)
class DrawnBucket:
    """Where a draw put the user.

    Attributes:
        number: The bucket, or None if the user has nothing to hash.
        of: How many buckets there are.
        attribute: What was hashed, or would have been.
        wanted: The buckets that are wanted.
    """

    number: int | None
    of: int
    attribute: str
    wanted: Sequence[BucketRange]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that a rule asks of a user.

    Attributes:
        kind: What it looks at.
        holds: Whether the user is as the rule wants.
        message: The same in words.
        flag: The other flag, of a prerequisite.
        actual: The other flag's value, of a prerequisite.
        expected: What must hold of the value, of a prerequisite.
        parts: What a condition is made of.
        bucket: Where a draw put the user.
    """

    kind: CheckKind
    holds: bool
    message: str
    flag: str | None = None
    actual: object = None
    expected: object = None
    parts: Sequence[Part] = ()
    bucket: DrawnBucket | None = None


def checks(rule: Rule, key: str, attributes: Attributes, deciders: Mapping[str, Decide]) -> list[Check]:
    """What a rule of the flag `key` asks of a user, in order.

    Args:
        rule: The rule.
        key: Key of the flag.
        attributes: The user.
        deciders: Other flags, by key.
    """
    made = [_prerequisite(parent, attributes, deciders) for parent in rule.get("parentConditions") or ()]
    try:
        return [*made, *_of_rule(rule, key, attributes)]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        # Saving refuses such a rule; evaluation passes it over, and so must this.
        return [
            *made,
            Check(kind=CheckKind.VALUE, holds=False, message="The rule cannot be read, so it never applies."),
        ]


def shown(value: object) -> str:
    """A value as a message quotes it: JSON, shortened."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _prerequisite(parent: ParentCondition, attributes: Attributes, deciders: Mapping[str, Decide]) -> Check:
    key, condition = parent["id"], parent.get("condition")
    decide = deciders.get(key)
    value = decide(attributes).value if decide else None
    holds = condition is None or conditions.prepare(condition)({"value": value})
    missing = "" if decide else ", since there is no such flag or it is archived"
    message = (
        f"{key} is worth {shown(value)}{missing}; {shown(condition)} {'holds' if holds else 'does not hold'} of it."
    )
    return Check(kind=CheckKind.PREREQUISITE, holds=holds, message=message, flag=key, actual=value, expected=condition)


def _of_rule(rule: Rule, key: str, attributes: Attributes) -> Iterator[Check]:
    if rule.get("condition"):
        yield _condition(rule["condition"], attributes)
    for of in rule.get("filters") or ():
        drawn = draws.of_filter(of)
        yield _drawn(CheckKind.FILTER, drawn, [_range(drawn, each) for each in of["ranges"]], attributes)
    draw = rule_outcomes.draw_of(rule, key=key)
    if rule.get("force") is not None:
        if draw is not None:
            yield _drawn(CheckKind.BUCKET, draw, [_range(draw, rule_outcomes.forced_share(rule))], attributes)
        return
    if draw is None or len(rule.get("variations") or ()) < _FEWEST_VARIATIONS:
        yield Check(kind=CheckKind.VALUE, holds=False, message="The rule has no value to give, so it never applies.")
        return
    if namespace := rule_outcomes.namespace_of(rule, draw):
        yield _drawn(CheckKind.NAMESPACE, namespace[0], [_range(*namespace)], attributes)
    yield from _variations(rule, draw, attributes)


def _condition(condition: conditions.Condition, attributes: Attributes) -> Check:
    holds = conditions.prepare(condition)(attributes)
    found = parts(condition, attributes)
    message = "The condition holds." if holds else f"The condition does not hold{_why(found)}."
    return Check(kind=CheckKind.CONDITION, holds=holds, message=message, parts=found)


def _why(found: Sequence[Part]) -> str:
    """The first comparison that fails; in a condition that asks for the contrary, there may be none."""
    failed = next((part for part in found if not part.holds and part.attribute is not None), None)
    if failed is None:
        return ""
    return f": {failed.attribute} is {shown(failed.actual)}, and {failed.operator} wants {shown(failed.expected)}"


def _variations(rule: Rule, draw: Draw, attributes: Attributes) -> Iterator[Check]:
    wanted = [_range(draw, each, index) for index, each in enumerate(variation_ranges.ranges_of(rule))]
    check = _drawn(CheckKind.BUCKET, draw, wanted, attributes)
    yield check
    chosen = draws.chooser(draw, variation_ranges.ranges_of(rule))(attributes)
    if check.holds and chosen is not None:
        metas = rule.get("meta") or ()
        if chosen >= len(rule["variations"]):
            yield Check(kind=CheckKind.VALUE, holds=False, message=f"There is no variation {chosen}.")
        elif chosen < len(metas) and metas[chosen].get("passthrough"):
            message = f"Variation {chosen} passes the user on to the rules after this one."
            yield Check(kind=CheckKind.VALUE, holds=False, message=message)


def _drawn(kind: CheckKind, draw: Draw, wanted: Sequence[BucketRange], attributes: Attributes) -> Check:
    bucket = draw.bucket(attributes)
    ranges = " or ".join(f"{each.start} to {each.end - 1}" for each in wanted if each.start < each.end) or "none"
    if bucket is None:
        message = f"The user has no {draw.attribute} that could be hashed, and so is in no bucket; wanted: {ranges}."
        return Check(
            kind=kind, holds=False, message=message, bucket=DrawnBucket(None, draw.buckets, draw.attribute, wanted)
        )
    holds = any(each.start <= bucket.number < each.end for each in wanted)
    message = f"{bucket.attribute} falls into bucket {bucket.number} of {bucket.of}; wanted: {ranges}."
    drawn = DrawnBucket(bucket.number, bucket.of, bucket.attribute, wanted)
    return Check(kind=kind, holds=holds, message=message, bucket=drawn)


def _range(draw: Draw, share: Share, variation: int | None = None) -> BucketRange:
    start, end = (first_bucket(edge, draw.buckets) for edge in share)
    return BucketRange(start, end, variation)
