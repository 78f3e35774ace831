"""Why a flag is worth what it is to a user."""

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from sextant.domain.explain import Reached, RuleKind
from sextant.domain.features import DecisionReason
from sextant.domain.rule_checks import CheckKind
from sextant.schemas.base import Answer, Body, Moment

_Variant = Annotated[str | None, Field(description="What the value is called", examples=["on"])]


class ExplainQuestion(Body):
    """Whom to explain a flag for."""

    context: Annotated[
        dict[str, Any],
        Field(
            description="What an application would say of the user: `targetingKey` or `id`, `roles`, any attributes",
            examples=[{"targetingKey": "maya", "roles": ["CLIENT"]}],
        ),
    ]
    at: Annotated[
        AwareDatetime | None,
        Field(description="The moment, now if left out; one to come shows what schedules will have done"),
    ] = None


class ExplainedPart(Answer):
    """One comparison in a condition, or one of its groups."""

    place: Annotated[str, Field(description="Where in the condition", examples=["$or[1].country"])]
    holds: bool
    operator: Annotated[str, Field(examples=["$in"])]
    attribute: Annotated[str | None, Field(description="Null for a group")]
    expected: Annotated[Any, Field(description="What it compares with; of a long list, the beginning")]
    left_out: Annotated[int, Field(description="How many elements of a long list `expected` does not show")]
    actual: Annotated[Any, Field(description="What the user has; null also where they have nothing")]


class WantedBuckets(Answer):
    """Buckets that a rule wants."""

    first: int
    before: Annotated[int, Field(description="The first one that is no longer wanted")]
    variation: Annotated[int | None, Field(description="Which variation they lead to, counted from 0")]


class ExplainedBucket(Answer):
    """Where a draw put the user."""

    number: Annotated[int | None, Field(description="From 0; null for a user who has nothing to hash")]
    of: Annotated[int, Field(description="How many buckets there are", examples=[10_000])]
    attribute: Annotated[str, Field(description="What is hashed")]
    wanted: list[WantedBuckets]


class ExplainedCheck(Answer):
    """One thing that a rule asks; it applies exactly if all of them hold."""

    kind: CheckKind
    holds: bool
    message: str
    flag: Annotated[str | None, Field(description="The other flag, of a prerequisite")]
    actual: Annotated[Any, Field(description="The other flag's value, of a prerequisite")]
    expected: Annotated[Any, Field(description="What must hold of that value, of a prerequisite")]
    parts: Annotated[list[ExplainedPart], Field(description="What a condition is made of")]
    bucket: Annotated[ExplainedBucket | None, Field(description="Of a roll-out, a filter, a namespace, variations")]


class ExplainedRule(Answer):
    """One rule."""

    id: str
    kind: RuleKind
    description: str
    outcome: Reached
    checks: Annotated[list[ExplainedCheck], Field(description="In order; none of a rule that was not reached")]
    value: Annotated[Any, Field(description="What it decided; null also if it did not")]
    variant: _Variant


class ExplainedState(Answer):
    """What the flag is at that moment."""

    enabled: Annotated[bool, Field(description="After everything that is due by then")]
    rollout_percentage: Annotated[float, Field(description="After everything that is due by then")]
    next_change_at: Moment | None
    archived: Annotated[bool, Field(description="Whether it is served to nobody")]
    version: Annotated[int, Field(description="Version of the flag")]


class ExplainedProfile(Answer):
    """What the user's profile had to say."""

    found: Annotated[bool, Field(description="Whether there is one that could be read")]
    filled_in: Annotated[list[str], Field(description="The attributes that it filled in")]


class FlagExplained(Answer):
    """Why a flag is worth what it is to a user."""

    key: str
    at: Moment
    summary: Annotated[str, Field(description="The whole in a sentence")]
    value: Annotated[Any, Field(description="What the user gets; null also if the flag is archived")]
    reason: Annotated[DecisionReason | None, Field(description="Null if the flag is archived")]
    variant: _Variant
    rule: Annotated[str | None, Field(description="The rule that decided")]
    state: ExplainedState
    attributes: Annotated[dict[str, Any], Field(description="What was evaluated: the context and the profile")]
    profile: ExplainedProfile
    rules: Annotated[list[ExplainedRule], Field(description="Every rule, in the order in which they are tried")]
