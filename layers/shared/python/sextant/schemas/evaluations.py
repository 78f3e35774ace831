"""Evaluated flags on the wire."""

from typing import Annotated, Self

from pydantic import Field, JsonValue

from sextant.domain.features import Decision, DecisionReason
from sextant.domain.truthiness import is_truthy
from sextant.schemas.base import Answer

_Enabled = Annotated[bool, Field(description="Whether the value counts as true in JavaScript: all but false, 0 and ''")]
_Value = Annotated[JsonValue, Field(description="The flag's value, of the flag's type")]
_Reason = Annotated[DecisionReason, Field(description="Why, in OpenFeature's words")]
_Rule = Annotated[str | None, Field(description="Id of the rule that decided; null if none did")]
_Variant = Annotated[str, Field(description="A short name of the value", examples=["on"])]
_Version = Annotated[int, Field(description="Version of all flags together; any change of any flag raises it")]


class EvaluatedFlag(Answer):
    """What a flag is worth to a user."""

    enabled: _Enabled
    value: _Value
    reason: _Reason
    rule: _Rule
    variant: _Variant

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """The decision on the wire."""
        value, reason, rule, variant = decision
        # Not validated: a value was when its flag was saved.
        return cls.model_construct(enabled=is_truthy(value), value=value, reason=reason, rule=rule, variant=variant)


class EvaluatedFlags(Answer):
    """What every flag is worth to a user, by key."""

    flags: dict[str, EvaluatedFlag]
    version: _Version


class CheckedFlag(EvaluatedFlag):
    """What one flag is worth to a user."""

    key: str
    version: _Version
