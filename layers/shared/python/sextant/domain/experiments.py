"""Experiments as admins see them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sextant.domain import allocations, experiment_status
from sextant.domain.allocations import Allocation, Weights
from sextant.domain.conditions import Condition
from sextant.domain.experiment_metrics import Metric, MetricRole
from sextant.domain.experiment_status import ExperimentStatus, Move
from sextant.domain.flags import UNSET, Unset
from sextant.domain.hashing import BUCKETS
from sextant.domain.principals import Role

MAX_EXPERIMENTS: Final = 1_000
"""Every warm function holds all experiments in memory."""
FEWEST_VARIANTS: Final = 2
MOST_VARIANTS: Final = 20
MAX_OVERRIDES: Final = 200
FULL_TRAFFIC: Final = BUCKETS
"""Everybody who is targeted, in hundredths of a per cent; one of them is one bucket of the hash."""
DEFAULT_PLANNED_DAYS: Final = 28
VARIANT_ID_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,49}$"

_SEED_BYTES = 16
_UID_BYTES = 6


class Treatment(StrEnum):
    """What a new phase means for who is enrolled already.

    Attributes:
        KEEP: They keep their variant and go on counting in the phase that enrolled them; the new one counts new users.
        RESTART: Everybody is assigned by the new ranges and enrols anew; who changes hands has seen two variants.
    """

    KEEP = "keep"
    RESTART = "restart"


class Crossover(StrEnum):
    """How users who have seen two variants count in the headline result; both numbers are always reported.

    Attributes:
        EXCLUDE: Not at all. Who crosses depends on the weights wherever users are drawn a second time, as guests are
            who sign in: with unequal weights the arms that are left are no longer alike.
        FIRST_SEEN: Under the variant that they saw first in the phase, whatever came before or later: a phase is an
            experiment of its own, and this compares what was drawn for it.
    """

    EXCLUDE = "exclude"
    FIRST_SEEN = "first_seen"


class Correction(StrEnum):
    """How p-values are adjusted over variants and metrics of one role."""

    HOLM = "holm"
    BENJAMINI_HOCHBERG = "benjamini_hochberg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One thing that users may get; the first of an experiment is its control.

    Attributes:
        id: Names it in code and counters.
        weight: Any number from 0; its share is the weight over the sum of all.
        value: A JSON value for the application; its id if None.
    """

    id: str
    name: str
    description: str = ""
    weight: float
    value: object = None

    @property
    def served(self) -> object:
        """What an application gets."""
        return self.id if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Namespace:
    """A mutual-exclusion group: users are drawn once for the whole group, and each experiment takes a part of them.

    Attributes:
        name: The group.
        start: First bucket of this experiment's part.
        end: The bucket behind its last.
    """

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A time in which weights and variants were the same.

    Attributes:
        number: From 1.
        started_at: When it began.
        treatment: What it meant for who was enrolled by then.
        weights: As they were set.
        allocation: Which buckets are whose.
        reason: Why it was opened.
    """

    number: int
    started_at: datetime
    treatment: Treatment = Treatment.KEEP
    weights: Weights
    allocation: Allocation
    reason: str = ""

    @property
    def drawn(self) -> frozenset[str]:
        """The variants that users get: others have a weight of 0.

        A phase's weights never change, so what is compared is known before anybody has come.
        """
        return frozenset(each.variant for each in self.allocation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """How an experiment ended.

    Attributes:
        winner: The variant that won, or None for none.
        reason: Why, in an admin's words.
        rolled_out_to: Key of the flag that serves the winner from then on, or None.
        result_hash: Hash of the sufficient statistics of the frozen result.
    """

    winner: str | None
    reason: str
    rolled_out_to: str | None = None
    result_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentEdit:
    """What to change about an experiment; None leaves a thing as it is, and so does UNSET where None would clear it.

    The fields mean what they mean for `Experiment`.
    """

    name: str | None = None
    description: str | None = None
    hypothesis: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] | None = None
    variants: tuple[Variant, ...] | None = None
    traffic: int | None = None
    condition: Condition | None = None
    roles: tuple[Role, ...] | None = None
    segments: tuple[str, ...] | None = None
    namespace: Namespace | Unset | None = UNSET
    overrides: Mapping[str, str] | None = None
    metrics: tuple[Metric, ...] | None = None
    start_date: date | Unset | None = UNSET
    end_date: date | Unset | None = UNSET
    planned_users: int | Unset | None = UNSET
    alpha: float | None = None
    power: float | None = None
    correction: Correction | None = None
    crossover: Crossover | None = None
    client_visible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """An experiment.

    Attributes:
        key: Names it for ever, in code and in data files.
        uid: Tells it from one of the same key that was deleted: what is counted is kept under both.
        seed: Salts the hash; made once, and no edit changes it.
        variants: In order; the first is the control that the others are compared with.
        traffic: Who of the targeted takes part, in hundredths of a per cent.
        condition: What must hold of a user's attributes, in the rule language; empty for everybody.
        roles: Who takes part; empty for everybody.
        segments: Of which segments one must be; empty for any.
        overrides: Testers and the variant each of them gets; they are never counted.
        start_date: Planned first day; the day it was started once it runs.
        end_date: Planned last day, which with the first says how many looks there are.
        longest_end: The latest last day that was ever planned since it was started. Alpha is spent by it: a plan that
            is cut short with results in sight must not spend at once what was meant for the days that are left out.
        planned_users: How many users are to be enrolled; None to go by days.
        alpha: Probability of a false winner that is accepted, over all looks.
        power: Wanted probability of finding the effect that was planned for.
        client_visible: Whether data files of devices carry it while it runs.
        phases: One for each set of weights since it was started; empty for a draft.
        conclusion: How it ended, once completed.
        version: Raised by one with each change; 0 for one that is not stored yet.
    """

    key: str
    uid: str
    seed: str
    name: str
    description: str = ""
    hypothesis: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    status: ExperimentStatus = ExperimentStatus.DRAFT
    variants: tuple[Variant, ...] = ()
    traffic: int = FULL_TRAFFIC
    condition: Condition = field(default_factory=dict)
    roles: tuple[Role, ...] = ()
    segments: tuple[str, ...] = ()
    namespace: Namespace | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    metrics: tuple[Metric, ...] = ()
    start_date: date | None = None
    end_date: date | None = None
    longest_end: date | None = None
    planned_users: int | None = None
    alpha: float = 0.05
    power: float = 0.8
    correction: Correction = Correction.HOLM
    crossover: Crossover = Crossover.FIRST_SEEN
    client_visible: bool = True
    phases: tuple[Phase, ...] = ()
    started_at: datetime | None = None
    paused_at: datetime | None = None
    completed_at: datetime | None = None
    conclusion: Conclusion | None = None
    version: int = 0
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str

    @property
    def control(self) -> Variant:
        """What the other variants are compared with."""
        return self.variants[0]

    @property
    def phase(self) -> Phase | None:
        """The phase of now; None for a draft."""
        return self.phases[-1] if self.phases else None

    @property
    def weights(self) -> dict[str, float]:
        """The weight of each variant, by id."""
        return {variant.id: variant.weight for variant in self.variants}

    @property
    def counted_as(self) -> str:
        """What assignments and counters are kept under."""
        return f"{self.key}#{self.uid}"

    def variant(self, variant_id: str) -> Variant | None:
        """The variant with this id."""
        return next((each for each in self.variants if each.id == variant_id), None)

    def metric(self, metric_id: str) -> Metric | None:
        """The metric with this id."""
        return next((each for each in self.metrics if each.id == metric_id), None)

    def metrics_of(self, role: MetricRole) -> tuple[Metric, ...]:
        """The metrics of a role, in order."""
        return tuple(each for each in self.metrics if each.role is role)

    def planned_days(self) -> int:
        """How many days it is planned to run, the first and the last included."""
        if self.start_date and self.end_date:
            return (self.end_date - self.start_date).days + 1
        return DEFAULT_PLANNED_DAYS

    def edited(self, edit: ExperimentEdit, *, by: str, now: datetime) -> "Experiment":
        """This experiment with the edit made; whether its status allows that is another question."""
        given = {each.name: getattr(edit, each.name) for each in fields(edit)}
        changes = {name: value for name, value in given.items() if value is not _untouched(name)}
        return self._became(by=by, now=now, **changes)

    def started(self, *, by: str, now: datetime, today: date) -> "Experiment":
        """This experiment, enrolling users by its weights from now on.

        Args:
            by: Who starts it.
            now: When.
            today: The day of the business that this is.

        Raises:
            IllegalMoveError: It is no draft.
        """
        status = experiment_status.after(self.status, Move.START)
        first = Phase(number=1, started_at=now, weights=self.weights, allocation=allocations.allocate(self.weights))
        return self._became(by=by, now=now, status=status, started_at=now, start_date=today, phases=(first,))

    def paused(self, *, by: str, now: datetime) -> "Experiment":
        """This experiment, enrolling nobody and counting nothing until it goes on.

        Raises:
            IllegalMoveError: It does not run.
        """
        return self._became(by=by, now=now, status=experiment_status.after(self.status, Move.PAUSE), paused_at=now)

    def resumed(self, *, by: str, now: datetime) -> "Experiment":
        """This experiment, going on where it was paused.

        Raises:
            IllegalMoveError: It is not paused.
        """
        return self._became(by=by, now=now, status=experiment_status.after(self.status, Move.RESUME), paused_at=None)

    def completed(self, conclusion: Conclusion, *, by: str, now: datetime) -> "Experiment":
        """This experiment, over for good.

        Raises:
            IllegalMoveError: It neither runs nor is paused.
        """
        status = experiment_status.after(self.status, Move.COMPLETE)
        return self._became(by=by, now=now, status=status, completed_at=now, conclusion=conclusion)

    def in_new_phase(
        self, variants: tuple[Variant, ...], treatment: Treatment, reason: str, *, by: str, now: datetime
    ) -> "Experiment":
        """This experiment with other weights or variants, in which the fewest buckets possible change hands."""
        current = self.phases[-1]
        weights = {each.id: each.weight for each in variants}
        opened = Phase(
            number=current.number + 1,
            started_at=now,
            treatment=treatment,
            weights=weights,
            allocation=allocations.reallocate(current.allocation, weights),
            reason=reason,
        )
        return self._became(by=by, now=now, variants=variants, phases=(*self.phases, opened))

    def planned_end(self) -> date | None:
        """The last day of the plan; None for a draft without dates."""
        if self.end_date or not self.start_date:
            return self.end_date
        return self.start_date + timedelta(days=DEFAULT_PLANNED_DAYS - 1)

    def _became(self, *, by: str, now: datetime, **changes: object) -> "Experiment":
        found = replace(self, **changes, updated_at=now, updated_by=by)  # type: ignore[arg-type] # our own names
        end = found.planned_end()
        if found.phases and end and (found.longest_end is None or end > found.longest_end):
            return replace(found, longest_end=end)
        return found


def make(key: str, edit: ExperimentEdit, *, by: str, now: datetime) -> Experiment:
    """A new draft; named as its key unless `edit` names it."""
    bare = Experiment(
        key=key,
        uid=secrets.token_hex(_UID_BYTES),
        seed=secrets.token_hex(_SEED_BYTES),
        name=key,
        created_at=now,
        created_by=by,
        updated_at=now,
        updated_by=by,
    )
    return bare.edited(edit, by=by, now=now)


_CLEARABLE = frozenset({"namespace", "start_date", "end_date", "planned_users"})


def _untouched(name: str) -> Unset | None:
    return UNSET if name in _CLEARABLE else None
