"""The variants of experiments on the wire."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import Field, StrictFloat

from sextant.domain.experiments import FEWEST_VARIANTS, MOST_VARIANTS, VARIANT_ID_PATTERN, Variant
from sextant.schemas.base import Answer, Body


class NewExperimentVariant(Body):
    """A variant as it is sent."""

    id: Annotated[
        str, Field(pattern=VARIANT_ID_PATTERN, description="Names it in code and in results", examples=["control"])
    ]
    name: Annotated[
        str | None, Field(min_length=1, max_length=200, description="What people call it; its id if left out")
    ] = None
    description: Annotated[str, Field(max_length=2_000)] = ""
    weight: Annotated[
        StrictFloat,
        Field(
            json_schema_extra={"minimum": 0},
            description="Any number from 0; its share is its weight over the sum of all",
        ),
    ]
    value: Annotated[Any, Field(description="What applications get, any JSON; its id if null or left out")] = None

    def variant(self, known: Variant | None = None) -> Variant:
        """The variant in the domain's terms; what is left out is as it was in the one that is known."""
        sent = self.model_fields_set
        return Variant(
            id=self.id,
            name=self.name or (known.name if known else self.id),
            description=known.description if known and "description" not in sent else self.description,
            weight=self.weight,
            value=known.value if known and "value" not in sent else self.value,
        )


Variants = Annotated[
    list[NewExperimentVariant],
    Field(
        # Told by the domain, together with all else that is wrong.
        json_schema_extra={"minItems": FEWEST_VARIANTS, "maxItems": MOST_VARIANTS},
        description="In order; the first is the control that the others are compared with",
    ),
]


class ExperimentVariant(Answer):
    """A variant as it is stored."""

    id: Annotated[str, Field(examples=["control"])]
    name: str
    description: str
    weight: float
    value: Annotated[Any, Field(description="What applications get; null stands for the id")]
    share: Annotated[float, Field(description="Of those who take part, in per cent", examples=[33.33])]

    @classmethod
    def each_of(cls, variants: Iterable[Variant]) -> list[Self]:
        """The variants on the wire."""
        listed = list(variants)
        total = sum((Fraction(each.weight) for each in listed), Fraction())
        return [cls._of(each, total) for each in listed]

    @classmethod
    def _of(cls, variant: Variant, total: Fraction) -> Self:
        return cls(
            id=variant.id,
            name=variant.name,
            description=variant.description,
            weight=variant.weight,
            value=variant.value,
            share=float(Fraction(variant.weight) * 100 / total) if total else 0.0,
        )
