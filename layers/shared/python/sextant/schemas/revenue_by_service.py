"""Revenue by service type, in each currency."""

from typing import Annotated

from pydantic import Field

from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer
from sextant.schemas.defined import defined
from sextant.schemas.measures import CountMetric, RatioMetric


class ServiceAmounts(Answer):
    """Payments, and refunds by the date of their payment; amounts in minor units of one currency."""

    payments: Annotated[CountMetric, defined("revenue.payments")]
    gross: Annotated[CountMetric, defined("revenue.gross")]
    returned: Annotated[CountMetric, defined("revenue.returned")]
    unattributed: Annotated[CountMetric, defined("revenue.unattributed")]
    net_by_payment_date: Annotated[CountMetric, defined("revenue.netByPaymentDate")]
    fee_gross: Annotated[CountMetric, defined("revenue.feeGross")]
    fees: Annotated[CountMetric, defined("revenue.fees")]
    take_rate: Annotated[RatioMetric, defined("revenue.takeRate")]
    average_order_value: Annotated[RatioMetric, defined("revenue.averageOrderValue")]


class ServiceRow(ServiceAmounts):
    """One service type in one currency."""

    service_type: Annotated[
        str, Field(description="`UNKNOWN`: payments that name none, and refunds of payments that are not known")
    ]
    currency: str
    share: Annotated[RatioMetric, defined("revenue.grossShare")]


class RevenueByService(AnalyticsAnswer):
    """Revenue by service type."""

    rows: Annotated[list[ServiceRow], Field(description="By currency, of each the service type with most gross first")]
    totals: Annotated[dict[str, ServiceAmounts], Field(description="Of each currency the sum of its rows")]
