"""What flags are worth to whom."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sextant.aws.observability import count
from sextant.domain import targeting
from sextant.domain.conditions import Attributes
from sextant.domain.errors import ForbiddenError, NotFoundError
from sextant.domain.features import Decision
from sextant.domain.principals import Principal, PrincipalKind
from sextant.usecases.flag_cache import Served, flag_cache


class Evaluation(NamedTuple):
    """Flags evaluated for one user.

    Attributes:
        decisions: What each flag is worth, by key.
        version: Version of all flags together.
        fresh: Whether they come from flags that are up to date, and not from memory because DynamoDB fails.
    """

    decisions: Mapping[str, Decision]
    version: int
    fresh: bool


def evaluate_all(caller: Principal, *, user_id: str | None, roles: Collection[str]) -> Evaluation:
    """What every flag is worth to the user that a call is about.

    Raises:
        ForbiddenError: A user's token named another user, or a role it does not carry.
        UnavailableError: The flags cannot be read, and none are in memory.
    """
    attributes = _attributes(caller, user_id, roles)
    snapshot, fresh = _served()
    decisions = {key: decide(attributes) for key, decide in snapshot.deciders.items()}
    return Evaluation(decisions, snapshot.version, fresh)


def evaluate_one(key: str, caller: Principal, *, user_id: str | None, roles: Collection[str]) -> Evaluation:
    """What one flag is worth to the user that a call is about.

    Raises:
        NotFoundError: There is no such flag.
        ForbiddenError: A user's token named another user, or a role it does not carry.
        UnavailableError: The flags cannot be read, and none are in memory.
    """
    attributes = _attributes(caller, user_id, roles)
    snapshot, fresh = _served()
    if key not in snapshot.deciders:
        raise NotFoundError(f"There is no flag {key!r}.")
    return Evaluation({key: snapshot.deciders[key](attributes)}, snapshot.version, fresh)


def _served() -> Served:
    served = flag_cache().current()
    if not served.fresh:
        count("FlagsServedStale")
    return served


def _attributes(caller: Principal, user_id: str | None, roles: Collection[str]) -> Attributes:
    subject = caller.acting_for(user_id)
    if caller.kind is not PrincipalKind.USER:
        return targeting.attributes(subject, roles)
    if not caller.roles.issuperset(roles):
        raise ForbiddenError("A user's token is evaluated with the roles it carries; leave the role out.")
    return targeting.attributes(subject, caller.roles)
