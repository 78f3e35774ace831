"""How far an answer holds."""

from enum import StrEnum


class Status(StrEnum):
    """Whether everything asked for could be computed, and if not, why; what is still valid stands beside it."""

    OK = "ok"
    NO_USERS = "no_users"
    """An arm has no users, so nothing is known of it."""
    TOO_FEW_USERS = "too_few_users"
    """A variance takes two users in each arm."""
    NO_VARIANCE = "no_variance"
    """Nothing varies (nobody or everybody converted, or all values are equal), so no test statistic exists."""
    NO_BASELINE = "no_baseline"
    """The control's rate or mean is 0, or its sign is not certain, so a change relative to it has no meaning."""
    TOO_FEW_EVENTS = "too_few_events"
    """Too little happened for the method asked for: no conversion to take a logarithm of, nothing to divide by."""
    TOO_MANY_USERS = "too_many_users"
    """An exact method that walks every possible table would take too long; an approximate one is accurate here."""
