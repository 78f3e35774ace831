"""The dashboard as it is shown: each figure beside the one of the period before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from pydantic.alias_generators import to_camel

from api import tables
from api.tables import Cell, Table
from sextant.domain.dashboard import Figures, change
from sextant.domain.money import NO_MONEY, MoneyFlow
from sextant.domain.rollups import Tally
from sextant.schemas import dashboard as schema
from sextant.schemas.analytics import head
from sextant.schemas.base import Answer
from sextant.schemas.dashboard import Dashboard
from sextant.schemas.measures import CountMetric, RatioMetric
from sextant.usecases.dashboard import DashboardFigures


def shown(found: DashboardFigures) -> Dashboard:
    """The body of the answer."""
    period, compared = found.question.period, _Compared(found.figures, found.previous)
    return Dashboard(
        **head(period, found.question.zone, found.reach),
        from_day=period.first,
        to_day=period.last,
        users=compared.users(),
        requests=compared.requests(),
        revenue=compared.revenue(),
        engagement=compared.engagement(),
        daily=[_day(day, tally) for day, tally in sorted(found.daily.items())],
    )


class _Compared:
    """Figures of two periods, or of one that is compared with nothing."""

    def __init__(self, figures: Figures, previous: Figures | None) -> None:
        self._figures = figures
        self._previous = previous

    def users(self) -> schema.Users:
        return schema.Users(
            new=self._count(lambda figures: figures.new_users),
            active=self._count(lambda figures: figures.active_users),
            new_by_role=self._counts(lambda figures: figures.new_by_role),
            active_by_role=self._counts(lambda figures: figures.active_by_role),
        )

    def requests(self) -> schema.Requests:
        return schema.Requests(
            created=self._count(lambda figures: figures.requests_created),
            by_status=self._counts(lambda figures: figures.requests_by_status),
        )

    def revenue(self) -> schema.Revenue:
        currencies = {*self._figures.money, *(self._previous.money if self._previous else ())}
        return schema.Revenue(
            paying_customers=self._count(lambda figures: figures.paying_customers),
            by_currency={currency: self._money(currency) for currency in sorted(currencies)},
        )

    def engagement(self) -> schema.Engagement:
        before = self._previous.stickiness if self._previous else None
        now = self._figures.stickiness
        return schema.Engagement(
            dau=self._count(lambda figures: figures.dau),
            wau=self._count(lambda figures: figures.wau),
            mau=self._count(lambda figures: figures.mau),
            stickiness=RatioMetric(value=now, previous=before, change=change(now, before)),
        )

    def _money(self, currency: str) -> schema.Money:
        def metric(part: Callable[[MoneyFlow], int]) -> CountMetric:
            return self._count(lambda figures: part(figures.money.get(currency, NO_MONEY)))

        return schema.Money(
            payments=metric(lambda flow: flow.payments),
            gross=metric(lambda flow: flow.gross),
            refunds=metric(lambda flow: flow.refunds),
            refunded=metric(lambda flow: flow.refunded),
            net=metric(lambda flow: flow.net),
        )

    def _counts(self, counts: Callable[[Figures], Mapping[str, int]]) -> dict[str, CountMetric]:
        names = {*counts(self._figures), *(counts(self._previous) if self._previous else ())}
        return {name: self._of_name(counts, name) for name in sorted(names)}

    def _of_name(self, counts: Callable[[Figures], Mapping[str, int]], name: str) -> CountMetric:
        return self._count(lambda figures: counts(figures).get(name, 0))

    def _count(self, figure: Callable[[Figures], int]) -> CountMetric:
        value = figure(self._figures)
        previous = figure(self._previous) if self._previous else None
        return CountMetric(value=value, previous=previous, change=change(value, previous))


def _day(day: date, tally: Tally) -> schema.Day:
    return schema.Day(
        day=day,
        new_users=sum(tally.new_by_role.values()),
        active_users=len(tally.active),
        by_currency={
            currency: schema.DayMoney(
                payments=flow.payments,
                gross=flow.gross,
                refunds=flow.refunds,
                refunded=flow.refunded,
                net=flow.net,
            )
            for currency, flow in tally.money.items()
        },
    )


def table(shown: Dashboard) -> Table:
    """One row for each figure of the period, named by its place in the JSON."""
    parts = (("users", shown.users), ("requests", shown.requests), ("revenue", shown.revenue))
    rows = [row for name, part in (*parts, ("engagement", shown.engagement)) for row in _rows(name, part)]
    return tables.table(("figure", "value", "previous", "change"), rows)


def _rows(name: str, part: object) -> Iterator[Sequence[Cell]]:
    if isinstance(part, CountMetric | RatioMetric):
        yield name, part.value, part.previous, part.change
    elif isinstance(part, dict):
        for key, each in part.items():
            yield from _rows(f"{name}.{key}", each)
    elif isinstance(part, Answer):
        for field in type(part).model_fields:
            yield from _rows(f"{name}.{to_camel(field)}", getattr(part, field))
