"""What clients are expected to buy, and what it is worth, as models of their purchases so far say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model, or why there is none.

    Attributes:
        status: In one word.
        words: The same in words.
        parameters: The likeliest ones, by name.
        log_likelihood: The natural logarithm of the likelihood under them.
        at_edge: Parameters of which the likelihood has no peak.
    """

    status: str
    words: str
    parameters: Mapping[str, float]
    log_likelihood: float | None
    at_edge: Sequence[str]


@dataclass(frozen=True, slots=True)
class Expected:
    """What some clients are expected to do within the horizon.

    Attributes:
        clients: Those among them who have paid before: only of these the models say anything.
        alive: How many of them are still active, in the mean.
        purchases: On how many days they are expected to buy, all together. None without a model.
        value: What these purchases are worth, before refunds, in minor units and discounted as asked for.
        so_far: What they paid so far, before refunds.
    """

    clients: int
    alive: float | None
    purchases: float | None
    value: float | None
    so_far: int


@dataclass(frozen=True, slots=True)
class ExpectedClient:
    """One client's expectations.

    Attributes:
        user_id: Who.
        days: On how many days they bought so far.
        alive: How likely they are still active.
        purchases: On how many days they are expected to buy within the horizon.
        day_value: What such a day is worth on average.
        value: What the purchases are worth.
        so_far: What they paid so far, before refunds.
    """

    user_id: str
    days: int
    alive: float
    purchases: float
    day_value: float | None
    value: float | None
    so_far: int


@dataclass(frozen=True, slots=True)
class Prediction:
    """What all that was bought in one currency lets expect.

    Attributes:
        repeating: Clients who bought on more than one day.
        frequency: The BG/NBD model.
        value: The Gamma-Gamma model.
        correlation: Of how often clients came back and what a day was worth, which the models take for 0.
        refund_share: Which part of what these clients paid went back to them so far.
        longest_weeks: How long the longest history is.
        immature: Whether the horizon is longer than that, so that everything expected lies beyond all that was seen.
        whole: What all of them are expected to do.
        cohorts: The same for each cohort, in their order.
        top: The clients of the greatest expected value, or of the most expected purchases where values are not known.
    """

    repeating: int
    frequency: Fitted
    value: Fitted
    correlation: float | None
    refund_share: float | None
    longest_weeks: float
    immature: bool
    whole: Expected
    cohorts: Sequence[Expected]
    top: Sequence[ExpectedClient]
