"""Distinct users of a period."""

from typing import Annotated

from sextant.schemas.analytics import AnalyticsAnswer
from sextant.schemas.base import Answer
from sextant.schemas.defined import defined
from sextant.schemas.measures import CountMetric


class Users(Answer):
    """Distinct named users."""

    new: Annotated[CountMetric, defined("users.new")]
    active: Annotated[CountMetric, defined("users.active")]
    new_by_role: Annotated[dict[str, CountMetric], defined("users.newByRole")]
    active_by_role: Annotated[dict[str, CountMetric], defined("users.activeByRole")]
    active_new: Annotated[CountMetric, defined("users.activeNew")]
    active_returning: Annotated[CountMetric, defined("users.activeReturning")]


class Customers(Answer):
    """Distinct named users who paid, in whatever currency."""

    paying: Annotated[CountMetric, defined("revenue.payingCustomers")]
    paying_by_role: Annotated[dict[str, CountMetric], defined("revenue.payingCustomersByRole")]
    new: Annotated[CountMetric, defined("revenue.newCustomers")]
    returning: Annotated[CountMetric, defined("revenue.returningCustomers")]


class UniqueUsers(AnalyticsAnswer):
    """How many distinct users came, and paid, in the whole period: nobody counts twice, however often they came."""

    users: Users
    customers: Customers
