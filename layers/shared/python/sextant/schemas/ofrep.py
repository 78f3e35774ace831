"""OpenFeature's remote evaluation protocol (OFREP 0.3) on the wire."""

from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, JsonValue

from sextant.domain.features import Decision, DecisionReason
from sextant.domain.openfeature import ErrorCode, Undecided
from sextant.schemas.base import Answer, Body, Echo

_Key = Annotated[Echo, Field(examples=["new_checkout"])]
_Details = Annotated[Echo, Field(description="What is wrong and what to do, for a person")]


class OfrepRequest(Body):
    """Whom to evaluate for; what else a later protocol may send is ignored."""

    model_config = ConfigDict(extra="ignore")

    context: Annotated[
        dict[str, JsonValue],
        Field(
            description="What is known of the user: `targetingKey` says who it is, and rules call it `id`",
            examples=[{"targetingKey": "3f9c2b7a", "roles": ["CA"], "country": "GB"}],
        ),
    ] = Field(default_factory=dict)


class OfrepMetadata(Answer):
    """What else is known of an evaluation; flat, as clients want it."""

    version: Annotated[int, Field(description="The flag's version")]
    rule: Annotated[str, Field(description="Id of the rule that decided; left out if none did")] = ""


class OfrepEvaluation(Answer):
    """What a flag is worth."""

    key: _Key
    reason: Annotated[DecisionReason, Field(description="Why, in OpenFeature's words")]
    variant: Annotated[str, Field(description="A short name of the value", examples=["on"])]
    metadata: OfrepMetadata
    value: Annotated[
        JsonValue, Field(description="The flag's value, of the flag's type; left out where the client's default holds")
    ] = None

    @classmethod
    def of(cls, key: str, decision: Decision, *, version: int) -> Self:
        """The decision on the wire."""
        rule: dict[str, Any] = {} if decision.rule is None else {"rule": decision.rule}
        # A rule may end a flag with null, of which clients know no type: without a value they take their own default.
        value: dict[str, Any] = {} if decision.value is None else {"value": decision.value}
        # Not validated: a value was when its flag was saved.
        return cls.model_construct(
            key=key,
            reason=decision.reason,
            variant=decision.variant,
            metadata=OfrepMetadata.model_construct(version=version, **rule),
            **value,
        )


class OfrepFailure(Answer):
    """Why a flag has no value."""

    key: _Key
    error_code: ErrorCode
    error_details: _Details

    @classmethod
    def of(cls, key: str, undecided: Undecided) -> Self:
        """The failure on the wire."""
        return cls(key=key, error_code=undecided.code, error_details=undecided.details)


class OfrepError(Answer):
    """Why a request failed. `key` is there when it was about one flag, `errorCode` unless we failed ourselves."""

    key: _Key = ""
    error_code: ErrorCode | None = None
    error_details: _Details


class OfrepSetMetadata(Answer):
    """What else is known of all flags."""

    version: Annotated[int, Field(description="Version of all flags together; any change of any flag raises it")]


class OfrepEvaluations(Answer):
    """What every flag is worth, or why it has no value."""

    flags: list[OfrepEvaluation | OfrepFailure]
    metadata: OfrepSetMetadata
