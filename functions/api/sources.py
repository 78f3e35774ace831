"""Says in each answer that is made of flags whether the flags were up to date."""

HEADER = "x-sextant-flags"


def headers(*, fresh: bool, cache_control: str = "no-store") -> dict[str, str | list[str]]:
    """The headers of such an answer.

    Args:
        fresh: Whether the database answered when it was last asked, so that the flags are not from memory.
        cache_control: Who may keep the answer for how long.
    """
    return {HEADER: "fresh" if fresh else "stale", "Cache-Control": cache_control}
