"""What to do with an experiment, and why, in words."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What to do.

    Attributes:
        SHIP: A variant won.
        STOP: It does harm, or the plan ended without a winner.
        KEEP_RUNNING: It is not decided yet.
        BROKEN: Its figures cannot be trusted, whatever they say.
    """

    SHIP = "ship"
    STOP = "stop"
    KEEP_RUNNING = "keep_running"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, for programs and for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do and why.

    Attributes:
        variant: Which one to ship, or which one does harm; None where it is about none in particular.
        reasons: The deciding one first.
    """

    verdict: Verdict
    variant: str | None
    reasons: tuple[Reason, ...]


class GuardrailState(StrEnum):
    """How a guardrail stands.

    Attributes:
        OK: Nothing points at harm.
        AT_RISK: It looks worse than its margin allows, and a scheduled look has not confirmed it.
        HARMED: A scheduled look found it worse than its margin allows.
    """

    OK = "ok"
    AT_RISK = "at_risk"
    HARMED = "harmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardrail:
    """How a guardrail stands in one variant."""

    metric: str
    variant: str
    state: GuardrailState
    text: str
