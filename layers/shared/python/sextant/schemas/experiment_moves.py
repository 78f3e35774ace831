"""Ending an experiment and opening a new phase of it, on the wire."""

from typing import Annotated, Self

from pydantic import Field, StrictBool

from sextant.domain.experiment_phases import Preview
from sextant.domain.experiments import Experiment, Treatment, Variant
from sextant.domain.flags import KEY_PATTERN
from sextant.schemas.base import Answer, Body
from sextant.schemas.experiment_variants import Variants
from sextant.schemas.experiments import Version

_Reason = Annotated[str, Field(min_length=1, max_length=2_000, description="Why, for whoever reads of it later")]


class ExperimentRollOut(Body):
    """Where the winner goes."""

    flag: Annotated[
        str,
        Field(
            pattern=KEY_PATTERN,
            description="Key of a flag, which is made if there is none; from then on it serves the winner to everybody",
            examples=["pay_button_colour"],
        ),
    ]


class ExperimentCompletion(Body):
    """How an experiment ends."""

    winner: Annotated[str | None, Field(description="Id of the variant that won; null if none did")]
    reason: _Reason
    roll_out: Annotated[ExperimentRollOut | None, Field(description="Left out, no flag is touched")] = None
    version: Version | None = None


class NewExperimentPhase(Body):
    """Other weights or variants for an experiment that runs; what is left out of a variant stays as it is."""

    variants: Variants
    treatment: Annotated[
        Treatment,
        Field(
            description="`keep`: who is enrolled keeps the variant. `restart`: everybody is assigned and counted anew"
        ),
    ] = Treatment.KEEP
    reason: _Reason
    dry_run: Annotated[StrictBool, Field(description="Only say who would move")] = False
    version: Version | None = None

    def variants_of(self, experiment: Experiment) -> tuple[Variant, ...]:
        """The variants in the domain's terms; what is left out of those that there are stays as it is."""
        return tuple(each.variant(experiment.variant(each.id)) for each in self.variants)


class ExperimentPhaseMove(Answer):
    """Users who fall to another variant."""

    from_variant: Annotated[str, Field(alias="from")]
    to_variant: Annotated[str, Field(alias="to")]
    share: Annotated[float, Field(description="Of all who take part, 0 to 1")]
    users: Annotated[int, Field(description="About how many of those who are enrolled")]


class ExperimentPhasePreview(Answer):
    """What a new phase would do."""

    moved_share: Annotated[float, Field(description="Of all who take part, 0 to 1", examples=[0.1667])]
    moves: list[ExperimentPhaseMove]
    enrolled_users: Annotated[int, Field(description="Enrolled in the phase of now")]
    treatment: Annotated[str, Field(description="What becomes of them, in words")]

    @classmethod
    def of(cls, preview: Preview) -> Self:
        """The preview on the wire."""
        return cls(
            moved_share=preview.moved_share,
            moves=[
                ExperimentPhaseMove(
                    from_variant=each.source, to_variant=each.target, share=each.share, users=each.users
                )
                for each in preview.moves
            ],
            enrolled_users=preview.enrolled_users,
            treatment=preview.treatment,
        )
