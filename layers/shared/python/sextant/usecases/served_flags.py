"""All flags prepared for evaluation, as they are from one moment until time changes one of them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property

from sextant.domain import anonymity, references, targeting
from sextant.domain.features import Decide, Feature
from sextant.domain.flags import Flag

_DIGEST_BYTES = 12


class ServedFlags:
    """Flags at one moment; what few calls ask for is made when it is first asked for.

    Attributes:
        flags: Those that are served, by key.
        features: Each in GrowthBook's language, by key.
        deciders: Each prepared for evaluation, by key.
        begins: From when on they are so, in Unix seconds.
        ends: When time changes one of them, in Unix seconds, or None.
    """

    def __init__(self, flags: Iterable[Flag], begins: float) -> None:
        """Prepare flags for the moment `begins`; archived ones are not served."""
        now = datetime.fromtimestamp(begins, UTC)
        self.flags: Mapping[str, Flag] = {flag.key: flag for flag in flags if not flag.archived}
        self.features: Mapping[str, Feature] = {key: targeting.compiled(flag, now) for key, flag in self.flags.items()}
        self.deciders: Mapping[str, Decide] = targeting.prepared(self.flags, self.features, now)
        self.begins = begins
        ends = targeting.next_change(self.flags.values(), now)
        self.ends = ends.timestamp() if ends else None
        self._now = now

    def hold_at(self, moment: float) -> bool:
        """Whether they are still so; also not before they began, since a clock may be set back."""
        return self.begins <= moment and (self.ends is None or moment < self.ends)

    @cached_property
    def attributes(self) -> Mapping[str, frozenset[str]]:
        """By key, the names of all attributes that a flag looks at."""
        return references.attributes_of(self.features)

    @cached_property
    def all_attributes(self) -> frozenset[str]:
        """The names of all attributes that any flag looks at."""
        return frozenset().union(*self.attributes.values())

    @cached_property
    def needing_a_user(self) -> Mapping[str, Decide]:
        """By key, what tells whether a flag can be decided for somebody who is not named; see `anonymity`."""
        return anonymity.undecidable(self.features)

    @cached_property
    def tag(self) -> str:
        """Stands for these flags as they are now: another one whenever any of them is edited, or changed by time."""
        digest = hashlib.blake2b(f"{self.ends}".encode(), digest_size=_DIGEST_BYTES)
        for key, flag in self.flags.items():
            digest.update(f";{key}:{flag.version}:{flag.updated_at.timestamp()}".encode())
        return digest.hexdigest()

    @cached_property
    def changed_by_time_at(self) -> datetime | None:
        """When time last changed one of them, or None."""
        moments = (at for flag in self.flags.values() for at in _moments(flag))
        return max((at for at in moments if at <= self._now), default=None)


def _moments(flag: Flag) -> Iterator[datetime]:
    """When time changes a flag, or has changed it since it was last edited."""
    yield from (change.at for change in flag.schedule)
    if flag.progressive_rollout:
        yield from (step.at for step in flag.progressive_rollout.steps)
