"""Conversion rates of those who registered in a period."""

from typing import Annotated

from pydantic import Field

from sextant.domain.conversion_rates import Action
from sextant.domain.principals import Role
from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer
from sextant.schemas.defined import defined
from sextant.schemas.measures import CountMetric, RatioMetric


class ConversionRate(Answer):
    """How many did one thing."""

    action: Action
    users: Annotated[CountMetric, defined("conversion.users")]
    mature_users: Annotated[CountMetric, defined("conversion.matureUsers")]
    rate: Annotated[RatioMetric, defined("conversion.rate")]
    rate_interval: Annotated[tuple[float, float] | None, defined("conversion.rateInterval")]


class ConversionsOfRole(Answer):
    """Those who registered in one role."""

    role: Role
    registered: Annotated[CountMetric, defined("conversion.registered")]
    mature: Annotated[CountMetric, defined("conversion.mature")]
    immature: Annotated[CountMetric, defined("conversion.immature")]
    rates: list[ConversionRate]


class ConversionRates(AnalyticsAnswer):
    """Which part of those who registered did what, within a time after they did."""

    window_days: Annotated[int, Field(description="Within so many times 24 hours after the registration")]
    roles: Annotated[list[ConversionsOfRole], Field(description="Clients, then CAs")]
