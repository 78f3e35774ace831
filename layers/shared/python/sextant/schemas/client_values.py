"""The lifetime value of clients."""

from datetime import date
from typing import Annotated

from pydantic import Field

from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer
from sextant.schemas.defined import defined
from sextant.schemas.periods import PeriodShown


class CohortMoney(Answer):
    """What the clients of a cohort paid in one currency."""

    payers: Annotated[int, defined("ltv.payers")]
    payments: Annotated[int, defined("ltv.payments")]
    gross: Annotated[int, defined("ltv.gross")]
    refunded: Annotated[int, defined("ltv.refunded")]
    net: Annotated[int, defined("ltv.net")]
    gross_per_client: Annotated[float | None, defined("ltv.grossPerClient")]
    net_per_client: Annotated[float | None, defined("ltv.netPerClient")]
    cumulative: Annotated[list[int | None], defined("ltv.cumulative")]
    cumulative_per_client: Annotated[list[float | None], defined("ltv.cumulativePerClient")]


class ValueCohort(Answer):
    """The clients who registered in one month."""

    month: str
    days: Annotated[PeriodShown, Field(description="Its days within the period")]
    partial: Annotated[bool, Field(description="Whether some of its days lie outside of the period")]
    clients: Annotated[int, defined("ltv.clients")]
    by_currency: dict[str, CohortMoney]


class FittedModel(Answer):
    """A model, or why there is none."""

    status: Annotated[str, Field(description="`ok`, `at_edge`, or why there is none")]
    words: Annotated[str, Field(description="The same in words")]
    parameters: Annotated[
        dict[str, float], Field(description="`r`, `alpha` (weeks), `a`, `b`; or `p`, `q`, `v` (minor units)")
    ]
    log_likelihood: float | None
    at_edge: Annotated[list[str], Field(description="Parameters along which the likelihood rises for ever")]


class Expected(Answer):
    """What some clients are expected to do within the horizon."""

    clients: Annotated[int, defined("ltv.buyers")]
    alive: Annotated[float | None, defined("ltv.alive")]
    purchases: Annotated[float | None, defined("ltv.expectedPurchases")]
    purchases_per_client: Annotated[float | None, defined("ltv.expectedPurchasesPerClient")]
    value: Annotated[float | None, defined("ltv.expectedValue")]
    value_per_client: Annotated[float | None, defined("ltv.expectedValuePerClient")]
    gross_so_far: Annotated[int, defined("ltv.grossSoFar")]


class ExpectedCohort(Answer):
    """What the clients of one month are expected to do."""

    month: str
    expected: Expected


class ExpectedClient(Answer):
    """What one client is expected to do within the horizon."""

    user_id: str
    purchase_days: Annotated[int, defined("ltv.purchaseDays")]
    alive: Annotated[float, defined("ltv.alive")]
    purchases: Annotated[float, defined("ltv.expectedPurchases")]
    day_value: Annotated[float | None, defined("ltv.expectedDayValue")]
    value: Annotated[float | None, defined("ltv.expectedValue")]
    gross_so_far: Annotated[int, defined("ltv.grossSoFar")]


class Prediction(Answer):
    """What is expected in one currency."""

    repeating: Annotated[int, defined("ltv.repeating")]
    frequency: Annotated[FittedModel, Field(description="BG/NBD: how often clients buy, and whether they still do")]
    value: Annotated[FittedModel, Field(description="Gamma-Gamma: what a day on which they buy is worth")]
    correlation: Annotated[float | None, defined("ltv.correlation")]
    refund_share: Annotated[float | None, defined("ltv.refundShare")]
    longest_weeks: Annotated[float, defined("ltv.longestHistory")]
    immature: Annotated[
        bool,
        Field(description="Whether the horizon is longer than that: all expected then lies beyond all that was seen"),
    ]
    expected: Expected
    cohorts: list[ExpectedCohort]
    top: Annotated[list[ExpectedClient], Field(description="The clients of whom the greatest value is expected")]


class PreviousValues(Answer):
    """The same of the clients who registered in the period before, seen from the same day."""

    period: PeriodShown
    cohorts: list[ValueCohort]
    predicted: dict[str, Prediction]


class ClientValues(AnalyticsAnswer):
    """What clients paid so far, by the month in which they registered, and what they are expected to."""

    observed_to: Annotated[date, Field(description="The last day that the models observe")]
    horizon_months: Annotated[int, Field(description="How far ahead, in months of 365.25 / 12 days")]
    discount_rate: Annotated[float, Field(description="The rate a year at which later value is worth less")]
    cohorts: Annotated[list[ValueCohort], Field(description="Month by month, empty ones too")]
    predicted: Annotated[dict[str, Prediction], Field(description="By currency")]
    previous: Annotated[
        PreviousValues | None,
        Field(description="When asked to compare. These clients have had longer: hold them side by side at one age"),
    ]
