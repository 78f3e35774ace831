"""What is measured, in nobody's language: flags of clauses and a share, and users with attributes of text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

FULL = 100


@dataclass(frozen=True)
class Clause:
    """An attribute is one of these values; of a single one, it equals it."""

    attribute: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Flag:
    """A flag that is on for a share of those for whom every clause holds.

    Attributes:
        percent: The share, 0 to 100.
    """

    key: str
    clauses: tuple[Clause, ...]
    percent: int = FULL

    def targets(self, user: "User") -> bool:
        """Whether every clause holds, whatever the share."""
        return all(user.attributes[clause.attribute] in clause.values for clause in self.clauses)


@dataclass(frozen=True)
class User:
    """Somebody to evaluate flags for."""

    id: str
    attributes: dict[str, str]


class Work(NamedTuple):
    """Evaluations with everything prepared that can be.

    Attributes:
        run: Does them; only this is timed.
        read: Turns what `run` returned into the keys that are on, for each user.
    """

    run: Callable[[], Any]
    read: Callable[[Any], list[set[str]]]


class Peer(Protocol):
    """An evaluator, called by its own public entry points in the fastest way that it has.

    Attributes:
        name: The name of its package.
        shares: Whether it draws a share of users itself.
    """

    name: str
    shares: bool

    def one(self, flag: Flag, users: list[User]) -> Work:
        """One flag for each user."""

    def many(self, flags: list[Flag], users: list[User]) -> Work:
        """Every flag for each user."""
