"""Score cards of CAs: a list of many, and one beside the period before."""

from typing import Annotated

from pydantic import Field

from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer
from sextant.schemas.ca_utilization import CaTime, CaTimeMeasured, OfCa
from sextant.schemas.defined import defined
from sextant.schemas.measures import CountMetric, RatioMetric

_MONEY = "Payments for the CA, and refunds by the date of their payment; of each currency in which something moved"


class CaAmounts(Answer):
    """Money in minor units of one currency."""

    payments: Annotated[int, defined("revenue.payments")]
    gross: Annotated[int, defined("revenue.gross")]
    returned: Annotated[int, defined("revenue.returned")]
    net_by_payment_date: Annotated[int, defined("revenue.netByPaymentDate")]
    fee_gross: Annotated[int, defined("revenue.feeGross")]
    fees: Annotated[int, defined("revenue.fees")]
    take_rate: Annotated[float | None, defined("revenue.takeRate")]
    average_order_value: Annotated[float | None, defined("revenue.averageOrderValue")]


class CaAmountsMeasured(Answer):
    """The same, beside that of the period before."""

    payments: Annotated[CountMetric, defined("revenue.payments")]
    gross: Annotated[CountMetric, defined("revenue.gross")]
    returned: Annotated[CountMetric, defined("revenue.returned")]
    net_by_payment_date: Annotated[CountMetric, defined("revenue.netByPaymentDate")]
    fee_gross: Annotated[CountMetric, defined("revenue.feeGross")]
    fees: Annotated[CountMetric, defined("revenue.fees")]
    take_rate: Annotated[RatioMetric, defined("revenue.takeRate")]
    average_order_value: Annotated[RatioMetric, defined("revenue.averageOrderValue")]


class CaFigures(CaTime):
    """One CA in one period."""

    rating: Annotated[float | None, defined("ca.rating")]
    ratings: Annotated[int, defined("ca.ratings")]
    first_response_ms: Annotated[float | None, defined("ca.firstResponse")]
    responses: Annotated[int, defined("ca.responses")]
    completed: Annotated[int, defined("ca.completed")]
    cancelled: Annotated[int, defined("ca.cancelled")]
    completion_rate: Annotated[float | None, defined("ca.completionRate")]
    by_currency: Annotated[dict[str, CaAmounts], Field(description=_MONEY)]


class ListedCa(CaFigures, OfCa):
    """One CA in the period."""

    previous: Annotated[CaFigures | None, Field(description="In the period before, when asked to compare")]


class ListedCas(AnalyticsAnswer):
    """One page of CAs to whom something happened in the period, or in the one before when that is compared."""

    items: list[ListedCa]
    next_cursor: Annotated[str | None, Field(description="Send it as `cursor` for what follows; null at the end")]


class ScoreCardShown(CaTimeMeasured, OfCa, AnalyticsAnswer):
    """One CA, beside the period before."""

    rating: Annotated[RatioMetric, defined("ca.rating")]
    ratings: Annotated[CountMetric, defined("ca.ratings")]
    first_response_ms: Annotated[RatioMetric, defined("ca.firstResponse")]
    responses: Annotated[CountMetric, defined("ca.responses")]
    completed: Annotated[CountMetric, defined("ca.completed")]
    cancelled: Annotated[CountMetric, defined("ca.cancelled")]
    completion_rate: Annotated[RatioMetric, defined("ca.completionRate")]
    by_currency: Annotated[dict[str, CaAmountsMeasured], Field(description=_MONEY)]
