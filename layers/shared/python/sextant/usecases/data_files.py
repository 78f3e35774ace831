"""What devices may see of flags and experiments, as one file with which GrowthBook's SDKs evaluate on their own."""

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property

from sextant.aws.observability import count
from sextant.domain import data_file
from sextant.schemas.base import rfc3339
from sextant.usecases.flag_cache import Snapshot, flag_cache

LIVES_SECONDS = 5
"""How long a cache may hold the file: with the 5 s that flags lag, a kill switch is out within 10 s."""

_DIGEST_BYTES = 16
_NEVER = datetime.fromtimestamp(0, UTC)


class DataFile:
    """The file as it is at one moment."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Make the file of all flags that are marked for clients, and of such experiments while they run."""
        self._snapshot = snapshot
        served = snapshot.served
        running = snapshot.experiments
        features = {
            key: data_file.published(feature, seed=running.experiments[key].seed)
            for key, feature in running.published.items()
        }
        features |= {
            key: data_file.published(served.features[key], seed=flag.seed)
            for key, flag in served.flags.items()
            if flag.client_visible
        }
        self.text = _json(
            {
                "status": 200,
                "features": features,
                "dateUpdated": rfc3339(_dated(snapshot)),
                "savedGroups": {},
                "experiments": [],
            }
        )

    @cached_property
    def etag(self) -> str:
        """Another one for each content; a weak one, since it stands for the file in any encoding."""
        return f'W/"{hashlib.blake2b(self.text.encode(), digest_size=_DIGEST_BYTES).hexdigest()}"'

    @cached_property
    def zipped(self) -> str:
        """The file compressed by gzip, in base64, as Lambda hands bytes over."""
        return base64.b64encode(gzip.compress(self.text.encode(), mtime=0)).decode()

    def is_of(self, snapshot: Snapshot) -> bool:
        """Whether it would come out the same from this snapshot."""
        mine = self._snapshot
        return mine is snapshot or (
            mine.served is snapshot.served and mine.version == snapshot.version and mine.settled == snapshot.settled
        )


@dataclass(frozen=True, slots=True)
class Offered:
    """The file, and how long it may be kept.

    Attributes:
        file: The file.
        max_age: In whole seconds, from now.
        fresh: Whether it is up to date, and not from memory because DynamoDB fails.
    """

    file: DataFile
    max_age: int
    fresh: bool


class DataFiles:
    """The one file that a process made last."""

    def __init__(self) -> None:
        """Have none yet."""
        self._last: DataFile | None = None

    def current(self) -> Offered:
        """The file of this moment.

        Raises:
            UnavailableError: The flags cannot be read, and none are in memory.
        """
        cached = flag_cache()
        snapshot, fresh = cached.current()
        if not fresh:
            count("FlagsServedStale")
        if self._last is None or not self._last.is_of(snapshot):
            self._last = DataFile(snapshot)
        ends = snapshot.served.ends
        left = LIVES_SECONDS if ends is None else int(ends - cached.clock())
        return Offered(self._last, max(0, min(LIVES_SECONDS, left)), fresh)


@cache
def data_files() -> DataFiles:
    """Those of this process."""
    return DataFiles()


def _dated(snapshot: Snapshot) -> datetime:
    """When any of it last changed, by an edit or by time; an SDK takes no file that is dated as the one it has.

    While flags are not settled a change may be missing from them, so they are dated a little before it.
    """
    edited = snapshot.changed_at or _NEVER
    if not snapshot.settled:
        edited -= timedelta(milliseconds=1)
    return max(edited, snapshot.served.changed_by_time_at or _NEVER)


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
