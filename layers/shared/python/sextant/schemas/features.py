"""GrowthBook's data file on the wire."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from sextant.schemas.base import Answer, Moment


class PublishedFeature(Answer):
    """A flag in GrowthBook's language."""

    default_value: JsonValue
    rules: Annotated[list[dict[str, JsonValue]], Field(description="GrowthBook's rules, tried in order")]


class FeatureFile(Answer):
    """Every flag that is marked for clients, by key."""

    status: Literal[200]
    features: dict[str, PublishedFeature]
    date_updated: Annotated[Moment, Field(description="When the flags last changed, by an edit or by schedule")]
    saved_groups: Annotated[dict[str, JsonValue], Field(description="Always empty: rules hold their own lists")]
    experiments: Annotated[list[JsonValue], Field(max_length=0, description="Always empty: not from here")]
