"""Who is calling, and what they may do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from sextant.domain.errors import ForbiddenError


class Role(StrEnum):
    """The part that a person plays in the marketplace."""

    ADMIN = "ADMIN"
    CLIENT = "CLIENT"
    CA = "CA"


class PrincipalKind(StrEnum):
    """What sort of credential was shown."""

    USER = "user"
    CLIENT_KEY = "client_key"
    SERVER_KEY = "server_key"


class SdkKeyKind(StrEnum):
    """`client` keys are publishable; `server` keys are secret and may act for any user."""

    CLIENT = "client"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller who proved who they are.

    Attributes:
        kind: What sort of credential they showed.
        id: The user's subject, or the SDK key's id.
        roles: A user's roles; empty for keys.
    """

    kind: PrincipalKind
    id: str
    roles: frozenset[str] = frozenset()

    @property
    def is_admin(self) -> bool:
        """Whether this is a user with the role ADMIN."""
        return self.kind is PrincipalKind.USER and Role.ADMIN in self.roles

    @property
    def may_report_business_events(self) -> bool:
        """Whether facts of the business are believed from this caller: a phone cannot invent revenue."""
        return self.is_admin or self.kind is PrincipalKind.SERVER_KEY

    def require_admin(self) -> Self:
        """This principal, if an admin; raises ForbiddenError otherwise."""
        if not self.is_admin:
            raise ForbiddenError("This needs a user with the role ADMIN.")
        return self
