"""How often a flag was evaluated, and for whom it would be worth what."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from sextant.schemas.base import Answer, Moment

_Json = Annotated[Any, Field(description="A JSON value")]
_Variant = Annotated[str, Field(description="What the value is called", examples=["on"])]
_Percentage = Annotated[float, Field(description="0 to 100, of the users seen", examples=[12.5])]


class CountedValue(Answer):
    """How often a flag came out as one value."""

    value: Annotated[Any, Field(description="A JSON value; null if it is too long to be counted by")]
    variant: _Variant
    count: int


class ValueShare(CountedValue):
    """How often a flag came out as one value over all the days."""

    share: Annotated[float, Field(description="0 to 1, of all evaluations", examples=[0.25])]


class EvaluationDay(Answer):
    """One day's evaluations."""

    day: date
    total: int
    by_value: list[CountedValue]


class FlagEvaluations(Answer):
    """How often a flag was evaluated."""

    total: int
    by_value: Annotated[list[ValueShare], Field(description="The most frequent first")]
    daily: Annotated[list[EvaluationDay], Field(description="Every day, those with none too")]


class UserShare(Answer):
    """How many users, and of how many."""

    users: int
    percentage: Annotated[float, Field(description="0 to 100, of the users of this role", examples=[12.5])]


class CoveredValue(Answer):
    """How many known users would be served one value now."""

    value: _Json
    variant: _Variant
    users: int
    percentage: _Percentage
    by_role: dict[str, UserShare]


class KnownUsers(Answer):
    """How many users were seen."""

    total: int
    by_role: Annotated[
        dict[str, int], Field(description="By the role of their first registration; `unknown` never registered")
    ]


class FlagCoverage(Answer):
    """For how many known users a flag is worth what, as it is now."""

    complete: Annotated[bool, Field(description="Whether all users were seen; if not, ask again and it goes on")]
    progress: Annotated[float, Field(description="About which part of all users was seen, 0 to 1")]
    users: KnownUsers
    by_value: Annotated[list[CoveredValue], Field(description="What most users get first; none if it is archived")]
    as_of: Annotated[Moment, Field(description="When it was begun to go through the users")]
    flags_version: Annotated[int, Field(description="Version of all flags together that the rules are those of")]


class FlagStats(Answer):
    """A flag's statistics."""

    key: str
    from_day: Annotated[date, Field(alias="from")]
    to_day: Annotated[date, Field(alias="to")]
    time_zone: Annotated[str, Field(description="Whose days are meant: the business's")]
    as_of: Annotated[
        Moment, Field(description="Evaluations of the last 10 s before it may be missing, those before are counted")
    ]
    evaluations: FlagEvaluations
    last_evaluated_at: Annotated[
        Moment | None, Field(description="Null if not in these days nor in the last 30; exact to about 10 s")
    ]
    users_known: Annotated[int | None, Field(description="Users with a profile; null until all were seen")]
    coverage: FlagCoverage
