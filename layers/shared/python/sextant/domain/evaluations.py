"""How often flags were evaluated, and what came out: counts that add up over processes and days."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sextant.domain.features import Decision

LONGEST_VALUE = 200
"""A longer value is counted under its variant's name alone, in characters of JSON."""


class Outcome(NamedTuple):
    """One thing that a flag came out as.

    Attributes:
        variant: What the value is called.
        value: The value as JSON, or None if it is too long to be counted by.
    """

    variant: str
    value: str | None


class Counted(NamedTuple):
    """How often, and when last.

    Attributes:
        times: How often.
        last_at: When last, in Unix milliseconds.
    """

    times: int
    last_at: int

    def and_also(self, other: "Counted") -> "Counted":
        """Both together."""
        return Counted(self.times + other.times, max(self.last_at, other.last_at))


class Row(NamedTuple):
    """How often one flag came out as one thing."""

    flag: str
    outcome: Outcome
    counted: Counted


Evaluations = Mapping[str, Mapping[Outcome, Counted]]
"""By flag and outcome."""


def outcome_of(decision: Decision) -> Outcome:
    """What a decision is counted as."""
    value = json.dumps(decision.value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Outcome(decision.variant, value if len(value) <= LONGEST_VALUE else None)


def summed(rows: Iterable[Row]) -> Evaluations:
    """Rows of any processes and days, added up."""
    flags: dict[str, dict[Outcome, Counted]] = {}
    for flag, outcome, counted in rows:
        outcomes = flags.setdefault(flag, {})
        known = outcomes.get(outcome)
        outcomes[outcome] = known.and_also(counted) if known else counted
    return flags


def rows_of(evaluations: Evaluations) -> Iterable[Row]:
    """The same as rows, by flag."""
    return (
        Row(flag, outcome, counted)
        for flag, outcomes in sorted(evaluations.items())
        for outcome, counted in outcomes.items()
    )


def last_of(outcomes: Mapping[Outcome, Counted]) -> int | None:
    """When a flag was last evaluated, in Unix milliseconds."""
    return max((counted.last_at for counted in outcomes.values()), default=None)
