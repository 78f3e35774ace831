"""Whether a client SDK key is good, for those who show it in a path and not as a credential.

A key that is good is looked up again after `GOOD_SECONDS`, so a revoked one is refused within a minute; one that is not
is remembered for `BAD_SECONDS`, so that a new key is taken soon. If the database does not answer, a key that was good
when last looked up still is.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from sextant.domain.errors import UnauthenticatedError, UnavailableError
from sextant.domain.principals import SdkKeyKind
from sextant.domain.sdk_keys import digest, key_id_in
from sextant.store import sdk_keys

GOOD_SECONDS = 60.0
BAD_SECONDS = 5.0
MOST_KEYS = 1_000


class _Found(NamedTuple):
    """What was found out about a key, and when, in Unix seconds."""

    good: bool
    at: float

    def holds_at(self, now: float) -> bool:
        """Whether it need not be found out again."""
        return 0 <= now - self.at < (GOOD_SECONDS if self.good else BAD_SECONDS)


class ClientKeys:
    """The keys that one process has seen of late; it keeps their digests only."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Know no key yet.

        Args:
            clock: Unix seconds. Not a monotonic clock: that may stand still while Lambda keeps the process frozen.
        """
        self._clock = clock
        self._found: OrderedDict[str, _Found] = OrderedDict()

    def admit(self, secret: str) -> None:
        """Let a client key pass.

        Raises:
            UnauthenticatedError: It is no client key, or it is unknown or revoked.
            UnavailableError: The database does not answer, and the key was not good when last looked up.
        """
        key_id = key_id_in(secret)
        if key_id is None or not self._is_good(key_id, secret):
            raise UnauthenticatedError(
                "The path names no client SDK key that is good; an admin makes one by POST /api/admin/sdk-keys."
            )

    def _is_good(self, key_id: str, secret: str) -> bool:
        kept_as = digest(secret)
        known = self._found.get(kept_as)
        now = self._clock()
        if known and known.holds_at(now):
            return known.good
        try:
            good = _is_client_key(key_id, secret)
        except UnavailableError:
            if known and known.good:
                return True
            raise
        self._found[kept_as] = _Found(good, now)
        self._found.move_to_end(kept_as)
        if len(self._found) > MOST_KEYS:
            self._found.popitem(last=False)
        return good


@cache
def client_keys() -> ClientKeys:
    """Those of this process."""
    return ClientKeys()


def _is_client_key(key_id: str, secret: str) -> bool:
    key = sdk_keys.get(key_id)
    return key is not None and key.kind is SdkKeyKind.CLIENT and key.opens(secret)
