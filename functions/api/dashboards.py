"""The dashboard as it is shown: each figure beside the one of the period before."""

from collections.abc import Callable
from datetime import date

from api import figure_tables, unique_users
from api.compared import Compared
from api.tables import Table
from sextant.domain.dashboard import DailyFigures, Figures
from sextant.domain.money import NO_MONEY, MoneyFlow
from sextant.domain.ratios import average_order_value, take_rate
from sextant.schemas import dashboard as schema
from sextant.schemas.analytics import head
from sextant.schemas.dashboard import Dashboard
from sextant.schemas.measures import CountMetric, RatioMetric
from sextant.usecases.dashboard import DashboardFigures


def shown(found: DashboardFigures) -> Dashboard:
    """The body of the answer."""
    period, compared = found.question.period, Compared(found.figures, found.previous)
    users = Compared(found.figures.users, found.previous.users if found.previous else None)
    return Dashboard(
        **head(period, found.question.zone, found.reach),
        from_day=period.first,
        to_day=period.last,
        users=unique_users.users(users),
        requests=_requests(compared),
        revenue=_revenue(compared),
        engagement=_engagement(compared),
        daily=[_day(day, figures) for day, figures in sorted(found.daily.items())],
    )


def table(said: Dashboard) -> Table:
    """One row for each figure of the period."""
    parts = {"users": said.users, "requests": said.requests, "revenue": said.revenue, "engagement": said.engagement}
    return figure_tables.table(parts)


def _requests(compared: Compared[Figures]) -> schema.Requests:
    def rate(status: str) -> RatioMetric:
        return compared.ratio(lambda figures: figures.reached_rate(status))

    return schema.Requests(
        created=compared.count(lambda figures: figures.requests_created),
        by_status=compared.counts(lambda figures: figures.requests_by_status),
        reached=compared.counts(lambda figures: figures.requests_reached),
        reached_rate={status: rate(status) for status in compared.names(lambda figures: figures.requests_reached)},
    )


def _revenue(compared: Compared[Figures]) -> schema.Revenue:
    return schema.Revenue(
        paying_customers=compared.count(lambda figures: figures.users.paying),
        new_customers=compared.count(lambda figures: figures.users.paying_new),
        returning_customers=compared.count(lambda figures: figures.users.paying_returning),
        by_currency={
            currency: _money(compared, currency) for currency in compared.names(lambda figures: figures.money)
        },
    )


def _engagement(compared: Compared[Figures]) -> schema.Engagement:
    return schema.Engagement(
        dau=compared.count(lambda figures: figures.dau),
        wau=compared.count(lambda figures: figures.wau),
        mau=compared.count(lambda figures: figures.mau),
        stickiness=compared.ratio(lambda figures: figures.stickiness),
    )


def _money(compared: Compared[Figures], currency: str) -> schema.Money:
    def amount(part: Callable[[MoneyFlow], int]) -> CountMetric:
        return compared.count(lambda figures: part(figures.money.get(currency, NO_MONEY)))

    def ratio(part: Callable[[MoneyFlow], float | None]) -> RatioMetric:
        return compared.ratio(lambda figures: part(figures.money.get(currency, NO_MONEY)))

    return schema.Money(
        payments=amount(lambda flow: flow.payments),
        gross=amount(lambda flow: flow.gross),
        refunds=amount(lambda flow: flow.refunds),
        refunded=amount(lambda flow: flow.refunded),
        net=amount(lambda flow: flow.net),
        average_order_value=ratio(average_order_value),
        arpu=compared.ratio(lambda figures: figures.arpu(currency)),
        fee_gross=amount(lambda flow: flow.fee_gross),
        fees=amount(lambda flow: flow.fees),
        take_rate=ratio(take_rate),
    )


def _day(day: date, figures: DailyFigures) -> schema.Day:
    return schema.Day(
        day=day,
        new_users=figures.new_users,
        active_users=figures.active_users,
        by_currency={
            currency: schema.DayMoney(
                payments=flow.payments,
                gross=flow.gross,
                refunds=flow.refunds,
                refunded=flow.refunded,
                net=flow.net,
            )
            for currency, flow in figures.money.items()
        },
    )
