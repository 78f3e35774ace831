"""Until when events are shown, counted from when they arrived."""

from typing import Final

from sextant.aws.settings import settings

_DAY_MS: Final = 24 * 60 * 60_000


def is_expired(received_at: int, now: int) -> bool:
    """Whether an event that arrived at a moment may not be shown any more, whether or not it is gone already."""
    return received_at < now - settings.retention_days * _DAY_MS
