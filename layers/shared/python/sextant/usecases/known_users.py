"""What is known of a user beside what a call says, for flags that ask for it.

It costs one eventually consistent read of one item, and nobody waits longer for it than `PATIENCE_SECONDS`: it is read
in a thread, and after a read that failed or took too long none is tried for `PAUSE_SECONDS`. Without it a flag is
decided by what the call said alone.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

from sextant.aws.observability import count
from sextant.domain.errors import UnavailableError
from sextant.domain.profiles import known_attributes
from sextant.store import known_users as store

PATIENCE_SECONDS = 0.25
PAUSE_SECONDS = 5.0


@dataclass
class KnownUsers:
    """The profiles of users, as evaluation sees them.

    Attributes:
        clock: Unix seconds. Not a monotonic clock: that may stand still while Lambda keeps the process frozen.
    """

    clock: Callable[[], float] = time.time
    _failed_at: float = -PAUSE_SECONDS
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "profiles"))

    def attributes(self, user_id: str) -> Mapping[str, object]:
        """What the user's profile says, under the names that rules have for it; nothing if it cannot be read."""
        # A clock that was set back makes the pause negative, which must not make it last until it has caught up.
        if 0 <= self.clock() - self._failed_at < PAUSE_SECONDS:
            return {}
        try:
            profile = self._thread.submit(store.read, user_id).result(PATIENCE_SECONDS)
        except (UnavailableError, TimeoutError):
            self._failed_at = self.clock()
            count("ProfilesNotRead")
            return {}
        return known_attributes(profile) if profile else {}


@cache
def known_users() -> KnownUsers:
    """The one of this process."""
    return KnownUsers()
