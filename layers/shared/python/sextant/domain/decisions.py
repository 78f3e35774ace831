"""What a feature turned out to be worth to a user, and why."""

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from sextant.domain.conditions import Attributes
from sextant.domain.hashing import absorb

_LONGEST_LABEL: Final = 40
_LABEL_START: Final = 31


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


def decided(value: object, reason: DecisionReason, rule: str | None = None) -> Decision:
    """A decision for a value, named as values are named."""
    return Decision(value, reason, rule, variant_of(value))


def variant_of(value: object) -> str:
    """A name of a value, at most 40 characters: "on", "off", or what it looks like.

    Of two long values that begin alike the names differ, by a hash of the whole.
    """
    if isinstance(value, bool):
        return "on" if value else "off"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= _LONGEST_LABEL else f"{text[:_LABEL_START]}~{absorb(text):08x}"
