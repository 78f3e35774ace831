"""The metrics of experiments on the wire."""

import re
from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import Field, StrictFloat, StrictInt

from sextant.domain.experiment_metrics import (
    LARGEST_VALUE,
    METRIC_ID_PATTERN,
    Goal,
    Measure,
    Metric,
    MetricRole,
    MetricType,
)
from sextant.schemas.base import Answer, Body

_LONGEST_ID = 50
_SECONDS_AN_HOUR = 3_600
# More than a metric may have, and no more than a span of time can be.
_MOST_HOURS = 1e6

_Event = Annotated[
    str, Field(min_length=1, max_length=100, description="Name of the event", examples=["payment_completed"])
]
_Property = Annotated[
    str | None,
    Field(min_length=1, max_length=100, description="Its property that is added up; null counts each event as one"),
]
_Currency = Annotated[
    str | None,
    Field(description="ISO 4217 code; of `revenue` only. Money in another currency is not counted", examples=["GBP"]),
]
_Cap = Annotated[
    StrictInt | None,
    Field(
        json_schema_extra={"minimum": 1, "maximum": LARGEST_VALUE},
        description="A user's sum counts as at most this much; null for no cap",
    ),
]
_WindowHours = Annotated[
    StrictFloat | None,
    Field(
        le=_MOST_HOURS,
        allow_inf_nan=False,
        description="How long after exposure what a user does counts; null for as long as the experiment runs",
    ),
]
_Covariate = Annotated[
    str | None,
    Field(
        min_length=1,
        max_length=100,
        description="A numeric attribute of the user, known before exposure, that CUPED takes the noise out with",
    ),
]
_Margin = Annotated[
    StrictFloat,
    Field(
        allow_inf_nan=False,
        description="Of a guardrail: by how much of the control's value it may get worse before that is harm",
    ),
]


class ExperimentMeasure(Body):
    """Which events a sum is made of."""

    event: _Event
    property: _Property = None

    def measure(self) -> Measure:
        """The measure in the domain's terms."""
        return Measure(self.event, self.property)


class NewExperimentMetric(ExperimentMeasure):
    """A metric as it is sent; `event` and `property` are the numerator of a ratio, and all there is to the others."""

    id: Annotated[
        str | None,
        Field(
            pattern=METRIC_ID_PATTERN, description="Names it for ever; made from its name, or its event, if left out"
        ),
    ] = None
    name: Annotated[
        str | None, Field(min_length=1, max_length=200, description="What people call it; its id if left out")
    ] = None
    type: MetricType = MetricType.BINOMIAL
    role: MetricRole = MetricRole.PRIMARY
    goal: Goal = Goal.INCREASE
    denominator: Annotated[ExperimentMeasure | None, Field(description="Of `ratio` only")] = None
    currency: _Currency = None
    cap: _Cap = None
    window_hours: _WindowHours = None
    covariate: _Covariate = None
    margin: _Margin = 0.0

    def metric(self) -> Metric:
        """The metric in the domain's terms; whether its parts fit together is another question."""
        metric_id = self.id or _slug(self.name or self.event)
        return Metric(
            id=metric_id,
            name=self.name or metric_id,
            type=self.type,
            role=self.role,
            goal=self.goal,
            numerator=self.measure(),
            denominator=self.denominator.measure() if self.denominator else None,
            currency=self.currency,
            cap=self.cap,
            window=None if self.window_hours is None else timedelta(hours=self.window_hours),
            covariate=self.covariate,
            margin=self.margin,
        )


class ExperimentMetric(Answer):
    """A metric as it is stored."""

    id: Annotated[str, Field(examples=["paid"])]
    name: str
    type: MetricType
    role: MetricRole
    goal: Goal
    event: str
    property: str | None
    denominator: ExperimentMeasure | None
    currency: str | None
    cap: int | None
    window_hours: float | None
    covariate: str | None
    margin: float

    @classmethod
    def of(cls, metric: Metric) -> Self:
        """The metric on the wire."""
        return cls(
            id=metric.id,
            name=metric.name,
            type=metric.type,
            role=metric.role,
            goal=metric.goal,
            event=metric.numerator.event,
            property=metric.numerator.property,
            denominator=_measure_shown(metric.denominator) if metric.denominator else None,
            currency=metric.currency,
            cap=metric.cap,
            window_hours=None if metric.window is None else metric.window.total_seconds() / _SECONDS_AN_HOUR,
            covariate=metric.covariate,
            margin=metric.margin,
        )


def _measure_shown(measure: Measure) -> ExperimentMeasure:
    shown: dict[str, Any] = {"event": measure.event, "property": measure.property}
    return ExperimentMeasure(**shown)


def _slug(text: str) -> str:
    """An id made of a text: `Paid within a day` as `paid_within_a_day`."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:_LONGEST_ID] or "metric"
