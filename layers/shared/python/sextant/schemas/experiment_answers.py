"""What applications ask of experiments, and are told: variants and conversions."""

from typing import Annotated

from pydantic import Field, JsonValue

from sextant.domain.assignments import AssignmentReason
from sextant.domain.conversions import ConversionReason
from sextant.domain.experiment_metrics import LARGEST_VALUE, Part
from sextant.domain.experiment_status import ExperimentStatus
from sextant.schemas.base import Answer, Body
from sextant.schemas.catalogue import WrittenMoment
from sextant.schemas.events import EventId


class ServedVariant(Answer):
    """What somebody gets."""

    id: Annotated[str, Field(examples=["blue"])]
    name: str
    value: Annotated[JsonValue, Field(description="For the application; the variant's id unless an admin set another")]


class VariantAnswer(Answer):
    """What somebody gets of an experiment, and why."""

    experiment_key: str
    status: ExperimentStatus
    variant: Annotated[ServedVariant | None, Field(description="Null for whom the experiment is not, or not yet")]
    enrolled: Annotated[bool, Field(description="Whether they take part, so that what they do counts")]
    reason: AssignmentReason
    phase: Annotated[int | None, Field(description="The phase that they count in")]
    version: Annotated[int, Field(description="Version of the experiment")]


class ConversionRequest(Body):
    """Something that a user did."""

    user_id: Annotated[
        str | None,
        Field(min_length=1, max_length=128, description="Who; a user's token stands for its own subject"),
    ] = None
    anonymous_id: Annotated[
        str | None, Field(min_length=1, max_length=128, description="The device or visit of somebody without a user id")
    ] = None
    metric: Annotated[
        str | None, Field(max_length=100, description="Id of the metric; may be left out if there is one primary one")
    ] = None
    value: Annotated[
        int | None,
        Field(
            strict=True,
            ge=0,
            le=LARGEST_VALUE,
            description="What is added up; money in minor units. Left out where each conversion counts as one",
        ),
    ] = None
    part: Annotated[Part, Field(description="Of a ratio, which of its sums this adds to")] = Part.NUMERATOR
    event_id: Annotated[
        EventId | None,
        Field(description="Your id of what happened, by which it counts once; a user's binomial metric needs none"),
    ] = None
    timestamp: Annotated[WrittenMoment | None, Field(description="When it happened; now if left out")] = None


class ConversionAnswer(Answer):
    """What became of a conversion."""

    experiment_key: str
    metric: Annotated[str, Field(description="Id of the metric")]
    counted: Annotated[bool, Field(description="Whether it counts by this very request")]
    reason: ConversionReason
    variant: Annotated[str | None, Field(description="Id of the variant that it counts for; null for who has none")]
