"""What every JSON body on the wire has in common."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel

from sextant.domain.echoes import echoed

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_day(value: object) -> object:
    # pydantic would also take numbers, as text too, for seconds since 1970, and midnights of any offset.
    if type(value) is date or value is None:
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("write the day as YYYY-MM-DD, such as 2026-01-17")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("no calendar has this day") from None


WrittenDay = Annotated[date, BeforeValidator(_written_day)]
"""A day written as YYYY-MM-DD."""


def rfc3339(moment: datetime) -> str:
    """A point in time as the API writes it: in UTC, with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[
    datetime,
    PlainSerializer(rfc3339, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A point in time, written as RFC 3339 in UTC with milliseconds."""

Echo = Annotated[str, BeforeValidator(lambda value: echoed(value) if isinstance(value, str) else value)]
"""What a sender wrote, told back to them: an answer must not fail because of what is wrong with a request."""


class Body(BaseModel):
    """A JSON object with camelCase names that takes no unknown field, not even one of our Python names."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        serialize_by_alias=True,
        # Built when first validated: a cold start that serves a flag need not build the schemas of events.
        defer_build=True,
    )


class Answer(Body):
    """A body that we write ourselves, so it may be made by its Python names."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)
