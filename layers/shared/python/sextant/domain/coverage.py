"""For how many users a flag is worth what, gone through shard by shard and added up on the way."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sextant.domain.features import Feature
from sextant.domain.profiles import SHARDS

UNKNOWN_ROLE = "unknown"
_NEARLY = 0.99


class Value(NamedTuple):
    """One thing that a flag may be worth.

    Attributes:
        variant: What the value is called.
        value: The value as JSON.
    """

    variant: str
    value: str


UsersByRole = Mapping[str, int]


@dataclass(slots=True)
class Walk:
    """How far everybody was gone through, and what came out so far. Each shard is gone through in the order of ids.

    Attributes:
        rules: Fingerprint of the rules that decided; under other rules everybody has to be gone through anew.
        begun_at: When it began.
        ended_at: When it ended, or None as long as it has not.
        worked_seconds: How long was worked on it, in all requests together.
        reached: By shard the last user seen; a shard that has none was not begun.
        seen: By shard how many users were seen.
        done: The shards that are finished.
        users: For each value, how many users of each role.
    """

    rules: str
    begun_at: datetime
    ended_at: datetime | None = None
    worked_seconds: float = 0.0
    reached: dict[str, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    users: dict[Value, dict[str, int]] = field(default_factory=dict)

    def add(self, shard: str, seen: Mapping[Value, UsersByRole], last: str | None) -> None:
        """Take in some users of a shard, of whom the last was `last`, or who were the last of all if that is None."""
        self.seen[shard] = self.seen.get(shard, 0) + sum(sum(by_role.values()) for by_role in seen.values())
        for value, by_role in seen.items():
            known = self.users.setdefault(value, {})
            for role, number in by_role.items():
                known[role] = known.get(role, 0) + number
        if last is None:
            self.done.add(shard)
            self.reached.pop(shard, None)
        else:
            self.reached[shard] = last

    def end_if_done(self, now: datetime) -> None:
        """Note that it ended, if all shards are finished."""
        if self.ended_at is None and self.done.issuperset(SHARDS):
            self.ended_at = now

    def by_role(self) -> dict[str, int]:
        """How many users of each role were seen."""
        total: dict[str, int] = {}
        for by_role in self.users.values():
            for role, number in by_role.items():
                total[role] = total.get(role, 0) + number
        return total

    def progress(self) -> float:
        """About which part of everybody was seen, 0 to 1; as long as no shard is finished there is nothing to go by."""
        if self.ended_at:
            return 1.0
        # Users are spread evenly: those shards that are finished tell how large the others are.
        expected = sum(self.seen[shard] for shard in self.done) * len(SHARDS) / max(1, len(self.done))
        return min(_NEARLY, sum(self.seen.values()) / expected) if expected else 0.0


def fingerprint(features: Mapping[str, Feature], keys: Iterable[str]) -> str:
    """What tells these features apart from any that decide differently."""
    chosen = {key: features.get(key) for key in sorted(keys)}
    return hashlib.sha256(json.dumps(chosen, sort_keys=True, default=list).encode()).hexdigest()
