"""Rules of flags on the wire: GrowthBook's own names, which happen to be camelCase like ours.

They are dictionaries and not models, since a field that is left out must stay out: `force` may hold anything.
"""

from typing import Annotated, Any, Required, cast

from pydantic import ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr, with_config
from typing_extensions import TypedDict

from sextant.domain.features import Rule

MAX_RULES = 100
_MAX_LIST = 100

# What JSON is. The domain says what of it a rule may hold, since that depends on the flag's type.
_Json = Any
_Text = Annotated[StrictStr, Field(min_length=1, max_length=200)]
_Number = Annotated[StrictFloat, Field(allow_inf_nan=False)]
_Share = Annotated[list[_Number], Field(min_length=2, max_length=2, description="From (inclusive) and to (exclusive)")]
_HashVersion = Annotated[StrictInt, Field(ge=1, le=2)]
_Condition = Annotated[
    dict[str, _Json],
    Field(description="A condition of GrowthBook's language", examples=[{"country": {"$in": ["IN", "GB"]}}]),
]


@with_config(ConfigDict(extra="forbid"))
class FlagRuleParent(TypedDict, total=False):
    """What must hold of another flag, for this rule alone."""

    id: Required[Annotated[_Text, Field(description="Key of the other flag")]]
    condition: Required[Annotated[_Condition, Field(description="Of `value`, which is what the other flag is worth")]]
    gate: Annotated[StrictBool, Field(description="Whether failing ends the whole flag; otherwise it skips the rule")]


@with_config(ConfigDict(extra="forbid"))
class FlagRuleFilter(TypedDict, total=False):
    """Lets in who falls into one of the ranges under a seed of its own."""

    seed: Required[_Text]
    ranges: Required[Annotated[list[_Share], Field(max_length=_MAX_LIST)]]
    attribute: _Text
    hashVersion: _HashVersion


@with_config(ConfigDict(extra="forbid"))
class FlagRuleMeta(TypedDict, total=False):
    """What a variation is called."""

    key: _Text
    name: _Text
    passthrough: Annotated[StrictBool, Field(description="Whether the rules after this one decide instead")]


@with_config(ConfigDict(extra="forbid"))
class FlagRule(TypedDict, total=False):
    """Whom it applies to, and either a value that it forces or variations that it draws from."""

    id: Annotated[_Text, Field(description="Unique in the flag; made if left out, and kept for ever")]
    description: Annotated[StrictStr, Field(max_length=2_000)]
    condition: Annotated[_Condition, Field(description="What must hold of the user's attributes")]
    parentConditions: Annotated[list[FlagRuleParent], Field(max_length=20)]
    force: Annotated[_Json, Field(description="The value")]
    coverage: Annotated[_Number, Field(description="Share of those who match, 0 to 1")]
    variations: Annotated[list[_Json], Field(description="Values to draw from, 2 to 20")]
    weights: Annotated[list[_Number], Field(description="Share of each variation; together 1. Equal if left out")]
    meta: Annotated[list[FlagRuleMeta], Field(description="What each variation is called")]
    seed: Annotated[_Text, Field(description="Salts the hash; made from the flag's seed if left out")]
    hashAttribute: Annotated[_Text, Field(description='What is hashed; "id" if left out')]
    hashVersion: Annotated[_HashVersion, Field(description="2 if left out; 1 correlates neighbouring flags")]
    fallbackAttribute: Annotated[_Text, Field(description="Hashed for who lacks `hashAttribute`")]
    filters: Annotated[list[FlagRuleFilter], Field(max_length=_MAX_LIST)]
    namespace: Annotated[list[_Json], Field(description="Name, from, to")]
    range: _Share
    ranges: Annotated[list[_Share], Field(max_length=_MAX_LIST, description="One of each variation")]
    key: Annotated[_Text, Field(description="Names the experiment that the variations belong to")]
    name: _Text
    phase: _Text
    minBucketVersion: Annotated[StrictInt, Field(ge=0)]
    bucketVersion: Annotated[StrictInt, Field(ge=0)]
    disableStickyBucketing: StrictBool


Rules = Annotated[
    list[FlagRule],
    Field(max_length=MAX_RULES, description="Tried in order, behind inclusion and before the roll-out"),
]


def in_domain(rules: list[FlagRule]) -> tuple[Rule, ...]:
    """Rules as the domain has them, which differ in their constraints only."""
    return tuple(cast("Rule", rule) for rule in rules)


def on_the_wire(rules: tuple[Rule, ...]) -> list[FlagRule]:
    """Rules as the API shows them."""
    return [cast("FlagRule", rule) for rule in rules]
