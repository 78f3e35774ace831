"""Conversion rates as they are shown."""

from collections.abc import Iterator, Sequence

from api import tables
from api.compared import Compared
from api.tables import Cell, Table
from sextant.domain.conversion_rates import OF_CAS, OF_CLIENTS, Action, Conversions
from sextant.domain.principals import Role
from sextant.domain.ratios import ratio
from sextant.schemas.analytics import head
from sextant.schemas.conversion_rates import ConversionRate, ConversionRates, ConversionsOfRole
from sextant.usecases.conversion_rates import ConversionFigures, rate_interval

_HEAD = (
    "role", "registered", "mature", "immature", "action", "users", "matureUsers", "rate", "rateLower", "rateUpper",
    "previousRate", "previousRegistered", "previousMature", "previousImmature", "previousUsers", "previousMatureUsers",
)  # fmt: skip
_ACTIONS = {Role.CLIENT: OF_CLIENTS, Role.CA: OF_CAS}


def shown(found: ConversionFigures) -> ConversionRates:
    """The body of the answer."""
    question, before = found.question, found.previous
    return ConversionRates(
        **head(question.of.period, question.of.zone, found.reach),
        window_days=question.window_days,
        roles=[
            _of_role(role, Compared(found.now[role], before[role] if before else None))
            for role in (Role.CLIENT, Role.CA)
        ],
    )


def table(said: ConversionRates) -> Table:
    """A row for each role and action; figures of the period before come after, empty if not asked for."""
    return tables.table(_HEAD, [row for role in said.roles for row in _rows(role)])


def _rows(of: ConversionsOfRole) -> Iterator[Sequence[Cell]]:
    counts = (of.role, of.registered.value, of.mature.value, of.immature.value)
    for each in of.rates:
        ends = each.rate_interval or (None, None)
        yield (
            *counts,
            each.action,
            each.users.value,
            each.mature_users.value,
            each.rate.value,
            *ends,
            each.rate.previous,
            of.registered.previous,
            of.mature.previous,
            of.immature.previous,
            each.users.previous,
            each.mature_users.previous,
        )


def _of_role(role: Role, compared: Compared[Conversions]) -> ConversionsOfRole:
    return ConversionsOfRole(
        role=role,
        registered=compared.count(lambda found: found.registered),
        mature=compared.count(lambda found: found.mature),
        immature=compared.count(lambda found: found.immature),
        rates=[_rate(compared, action) for action in _ACTIONS[role]],
    )


def _rate(compared: Compared[Conversions], action: Action) -> ConversionRate:
    return ConversionRate(
        action=action,
        users=compared.count(lambda found: found.by_action[action].users),
        mature_users=compared.count(lambda found: found.by_action[action].mature),
        rate=compared.ratio(lambda found: ratio(found.by_action[action].mature, found.mature)),
        rate_interval=rate_interval(compared.now.by_action[action].mature, compared.now.mature),
    )
