"""Which days are sealed: their numbers are frozen, since the clean-up took their rows."""


def is_sealed(_at: int) -> bool:
    """Whether the UTC date of a moment, in Unix milliseconds, is sealed."""
    return False
