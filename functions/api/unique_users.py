"""Distinct users as they are shown."""

from api import figure_tables
from api.compared import Compared
from api.tables import Table
from sextant.domain.uniques import Uniques
from sextant.schemas.analytics import head
from sextant.schemas.uniques import Customers, UniqueUsers, Users
from sextant.usecases.uniques import UniqueFigures


def shown(found: UniqueFigures) -> UniqueUsers:
    """The body of the answer."""
    compared = Compared(found.uniques, found.previous)
    question = found.question
    return UniqueUsers(
        **head(question.period, question.zone, found.reach), users=users(compared), customers=_customers(compared)
    )


def users(compared: Compared[Uniques]) -> Users:
    """Who is new, and who was active."""
    return Users(
        new=compared.count(lambda uniques: uniques.new),
        active=compared.count(lambda uniques: uniques.active),
        new_by_role=compared.counts(lambda uniques: uniques.new_by_role),
        active_by_role=compared.counts(lambda uniques: uniques.active_by_role),
        active_new=compared.count(lambda uniques: uniques.active_new),
        active_returning=compared.count(lambda uniques: uniques.active_returning),
    )


def table(said: UniqueUsers) -> Table:
    """One row for each figure."""
    return figure_tables.table({"users": said.users, "customers": said.customers})


def _customers(compared: Compared[Uniques]) -> Customers:
    return Customers(
        paying=compared.count(lambda uniques: uniques.paying),
        paying_by_role=compared.counts(lambda uniques: uniques.paying_by_role),
        new=compared.count(lambda uniques: uniques.paying_new),
        returning=compared.count(lambda uniques: uniques.paying_returning),
    )
