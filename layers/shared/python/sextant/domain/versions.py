"""Optimistic locking: which version a change was based on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """The version that a change must still find.

    Attributes:
        version: The version, or None if any will do.
        precondition: Whether it came as `If-Match` and not in the body; the two are answered differently.
    """

    version: int | None = None
    precondition: bool = False

    def is_stale(self, current: int) -> bool:
        """Whether something changed meanwhile."""
        return self.version is not None and self.version != current
