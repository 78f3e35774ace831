"""Which flags a listing shows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sextant.domain.flags import Flag


class FlagState(StrEnum):
    """Which flags a listing shows, by what they are at the moment."""

    ALL = "all"
    ENABLED = "enabled"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class FlagFilter:
    """What a listing asks for; a flag must meet all of it.

    Attributes:
        text: Stands anywhere in the key, name, description, owner or a tag, in any case.
        state: What the flag is now, its schedule taken into account.
        tag: One of its tags, exactly.
        owner: Its owner, in any case.
        archived: Whether it is put away.
        stale: Only flags that may be ready to be removed; who lists them has to look, since other tables tell.
    """

    text: str = ""
    state: FlagState = FlagState.ALL
    tag: str | None = None
    owner: str | None = None
    archived: bool = False
    stale: bool = False

    @property
    def scope(self) -> str:
        """Tells the listing from every other."""
        return repr(self)

    def admits(self, flag: Flag, now: datetime) -> bool:
        """Whether the listing shows a flag, staleness apart."""
        return (
            flag.archived == self.archived
            and (self.tag is None or self.tag in flag.tags)
            and (self.owner is None or self.owner.casefold() == flag.owner.casefold())
            and self._is_of_state(flag, now)
            and self._is_in(flag)
        )

    def _is_of_state(self, flag: Flag, now: datetime) -> bool:
        return self.state is FlagState.ALL or flag.effective(now).enabled == (self.state is FlagState.ENABLED)

    def _is_in(self, flag: Flag) -> bool:
        needle = self.text.casefold()
        parts = (flag.key, flag.name, flag.description, flag.owner, *flag.tags)
        return not needle or any(needle in part.casefold() for part in parts)
