"""The dashboard: each figure with the one of the period before."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sextant.schemas.base import Answer, Moment


class CountMetric(Answer):
    """A count, or an amount in minor units."""

    value: int
    previous: Annotated[int | None, Field(description="The same of the period before, when asked to compare")] = None
    change: Annotated[
        float | None, Field(description="0.25 is a quarter more; null where the period before had none")
    ] = None


class RatioMetric(Answer):
    """A ratio, or null where it would divide by nothing."""

    value: float | None
    previous: float | None = None
    change: float | None = None


class Completeness(Answer):
    """Whether everything that belongs to the period is counted."""

    status: Annotated[
        Literal["complete", "partial"],
        Field(description="`complete`: every day is over and nothing that arrived waits to be counted"),
    ]
    days_complete: Annotated[int, Field(description="Days that are over, with nothing waiting")]
    days: Annotated[int, Field(description="Days of the period")]
    pending_buckets: Annotated[
        int, Field(description="Quarters of an hour of the period that wait to be counted again")
    ]


class Users(Answer):
    """Distinct named users."""

    new: Annotated[CountMetric, Field(description="Whose first registration falls into the period")]
    active: Annotated[CountMetric, Field(description="Who did something; a refund is done by the business")]
    new_by_role: dict[str, CountMetric]
    active_by_role: Annotated[
        dict[str, CountMetric], Field(description="By the role of the first registration; `UNKNOWN` never registered")
    ]


class Requests(Answer):
    """Service requests."""

    created: CountMetric
    by_status: Annotated[dict[str, CountMetric], Field(description="How often a request entered each status")]


class Money(Answer):
    """Payments and refunds of one currency; amounts in minor units."""

    payments: CountMetric
    gross: CountMetric
    refunds: CountMetric
    refunded: CountMetric
    net: Annotated[CountMetric, Field(description="Gross less refunded")]


class Revenue(Answer):
    """Money, never added across currencies."""

    paying_customers: Annotated[
        CountMetric, Field(description="Distinct named users with a payment; guests have no name")
    ]
    by_currency: dict[str, Money]


class Engagement(Answer):
    """How often users come, seen from the last day of the period, or from today if that is still to come."""

    dau: Annotated[CountMetric, Field(description="Users active on that day")]
    wau: Annotated[CountMetric, Field(description="Users active in the 7 days that end with it")]
    mau: Annotated[CountMetric, Field(description="Users active in the 30 days that end with it")]
    stickiness: Annotated[RatioMetric, Field(description="Mean daily active users of those 30 days, over mau")]


class DayMoney(Answer):
    """One day's payments and refunds of one currency, in minor units."""

    payments: int
    gross: int
    refunds: int
    refunded: int
    net: int


class Day(Answer):
    """One day of the period."""

    day: date
    new_users: int
    active_users: int
    by_currency: dict[str, DayMoney]


class Dashboard(Answer):
    """The figures of a period, how far they reach, and what they mean."""

    from_day: Annotated[date, Field(alias="from")]
    to_day: Annotated[date, Field(alias="to")]
    time_zone: str
    as_of: Annotated[Moment, Field(description="Everything that was acknowledged before this moment is counted")]
    definition_version: Annotated[int, Field(description="Raised when a figure is counted in another way")]
    completeness: Completeness
    users: Users
    requests: Requests
    revenue: Revenue
    engagement: Engagement
    daily: Annotated[list[Day], Field(description="Every day of the period up to today, empty ones too")]
