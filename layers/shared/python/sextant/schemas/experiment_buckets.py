"""Shares of users on the wire, where the domain counts buckets: namespaces and phases."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StrictFloat

from sextant.domain.experiments import Namespace, Phase, Treatment
from sextant.domain.hashing import BUCKETS
from sextant.schemas.base import Answer, Body, Moment


def _four_decimals(share: float) -> float:
    if round(share * BUCKETS) / BUCKETS != share:
        raise ValueError("give at most four decimals: users fall into 10,000 buckets")
    return share


_Share = Annotated[StrictFloat, Field(ge=0, le=1, allow_inf_nan=False), AfterValidator(_four_decimals)]


class ExperimentNamespace(Body):
    """A mutual-exclusion group, of whose users an experiment takes a part that no other one may take meanwhile."""

    name: Annotated[str, Field(min_length=1, max_length=100, description="The group", examples=["checkout"])]
    start: Annotated[_Share, Field(alias="from", description="0 to 1, included")]
    end: Annotated[_Share, Field(alias="to", description="0 to 1, not included")]

    def namespace(self) -> Namespace:
        """The namespace in the domain's terms."""
        return Namespace(self.name, round(self.start * BUCKETS), round(self.end * BUCKETS))

    @classmethod
    def of(cls, namespace: Namespace) -> Self:
        """The namespace on the wire."""
        shown: dict[str, Any] = {
            "name": namespace.name,
            "from": namespace.start / BUCKETS,
            "to": namespace.end / BUCKETS,
        }
        return cls(**shown)


class ExperimentRange(Answer):
    """Users who get a variant, as a part of all."""

    variant: str
    start: Annotated[float, Field(alias="from", description="0 to 1, included")]
    end: Annotated[float, Field(alias="to", description="0 to 1, not included")]


class ExperimentPhase(Answer):
    """A time in which weights and variants were the same."""

    number: Annotated[int, Field(description="From 1")]
    started_at: Moment
    treatment: Annotated[Treatment, Field(description="What it meant for who was enrolled by then")]
    weights: Annotated[dict[str, float], Field(description="By variant, as they were set")]
    ranges: list[ExperimentRange]
    reason: str

    @classmethod
    def of(cls, phase: Phase) -> Self:
        """The phase on the wire."""
        return cls(
            number=phase.number,
            started_at=phase.started_at,
            treatment=phase.treatment,
            weights=dict(phase.weights),
            ranges=[
                ExperimentRange(variant=each.variant, start=each.start / BUCKETS, end=each.end / BUCKETS)
                for each in phase.allocation
            ],
            reason=phase.reason,
        )
