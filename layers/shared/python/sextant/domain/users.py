"""What names a user."""

ANONYMOUS_PREFIX = "anonymous#"
"""In front of a guest's id where it stands beside user ids; no user's id may begin so."""

OWN_PREFIX = "#"
"""What partitions of ours begin with where users have theirs; no user's id may begin so."""

RESERVED_PREFIXES = (ANONYMOUS_PREFIX, OWN_PREFIX)
LONGEST_ID = 128


def is_user_id(text: str) -> bool:
    """Whether a user can be named so."""
    return len(text.strip()) > 0 and len(text) <= LONGEST_ID and not text.startswith(RESERVED_PREFIXES)
