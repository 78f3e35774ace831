"""Distinct users of a stretch of time: who came, who is new, who came back, who paid."""

from collections.abc import Mapping
from dataclasses import dataclass

from sextant.domain.rollups import Ordinals, Tally, in_both, united

UNKNOWN_ROLE = "UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniques:
    """Distinct named users of a stretch of time; guests have no name.

    Attributes:
        new: Users whose earliest registration falls into it.
        new_by_role: The same by the role of that registration.
        active: Users who did something in it.
        active_by_role: The same by the role of their earliest registration, whenever that was; `UNKNOWN` never
            registered.
        active_new: Those of the active who are new.
        active_returning: Those of the active whose earliest registration falls outside of it.
        paying: Users with a payment in it.
        paying_by_role: The same by role, as `active_by_role`.
        paying_new: Those of the paying whose earliest payment falls into it.
    """

    new: int
    new_by_role: Mapping[str, int]
    active: int
    active_by_role: Mapping[str, int]
    active_new: int
    active_returning: int
    paying: int
    paying_by_role: Mapping[str, int]
    paying_new: int

    @property
    def paying_returning(self) -> int:
        """Those of the paying who had paid before."""
        return self.paying - self.paying_new


def uniques_of(tally: Tally, roles: Mapping[str, Ordinals]) -> Uniques:
    """The distinct users of a tally.

    Args:
        tally: What happened, its sets of users united over the whole stretch.
        roles: By role, everybody whose earliest registration, whenever it was, was in that role.
    """
    active_by_role = _by_role(tally.active, roles)
    active_new = in_both(tally.active, united(tally.registered.values()))
    registered = len(tally.active) - active_by_role.get(UNKNOWN_ROLE, 0)
    return Uniques(
        new=sum(tally.new_by_role.values()),
        new_by_role=tally.new_by_role,
        active=len(tally.active),
        active_by_role=active_by_role,
        active_new=active_new,
        active_returning=registered - active_new,
        paying=len(tally.paying),
        paying_by_role=_by_role(tally.paying, roles),
        paying_new=in_both(tally.paying, tally.first_paying),
    )


def _by_role(users: Ordinals, roles: Mapping[str, Ordinals]) -> dict[str, int]:
    counts = {role: in_both(users, members) for role, members in sorted(roles.items())}
    unknown = len(users) - sum(counts.values())
    return {role: count for role, count in {**counts, UNKNOWN_ROLE: unknown}.items() if count}
