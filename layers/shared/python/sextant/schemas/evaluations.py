"""Evaluated flags on the wire."""

from typing import Annotated

from pydantic import Field

from sextant.domain.features import DecisionReason
from sextant.schemas.base import Answer

_Enabled = Annotated[bool, Field(description="Whether the flag is on for this user")]
_Value = Annotated[bool, Field(description="The flag's value; the same as `enabled` for a flag that is on or off")]
_Reason = Annotated[DecisionReason, Field(description="Why, in OpenFeature's words")]
_Version = Annotated[int, Field(description="Version of all flags together; any change of any flag raises it")]


class EvaluatedFlag(Answer):
    """What a flag is worth to a user."""

    enabled: _Enabled
    value: _Value
    reason: _Reason


class EvaluatedFlags(Answer):
    """What every flag is worth to a user, by key."""

    flags: dict[str, EvaluatedFlag]
    version: _Version


class CheckedFlag(EvaluatedFlag):
    """What one flag is worth to a user."""

    key: str
    version: _Version
