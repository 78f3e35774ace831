"""Counts what tracked events tell of running experiments: first who saw what, then what they did.

An event that is stored and cannot be counted is rejected as retryable: sent again it is a duplicate, and counts then.
So duplicates are counted too, and whatever was counted is known by its mark. Ingestion pays for this only when an event
is of a name that some running experiment measures.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sextant.aws.observability import count
from sextant.domain import measured_events
from sextant.domain.admission import TRUSTED_CLOCK_ERROR_MS
from sextant.domain.assignments import Assignment
from sextant.domain.conversions import Conversion
from sextant.domain.errors import UnavailableError
from sextant.domain.events import Event
from sextant.domain.experiments import Experiment
from sextant.domain.exposures import Exposure
from sextant.domain.measured_events import EXPERIMENT_VIEWED, Viewed
from sextant.domain.users import ANONYMOUS_PREFIX
from sextant.store import assignments
from sextant.usecases import conversions, exposures
from sextant.usecases.deadlines import Deadline
from sextant.usecases.fates import STORED, Fate
from sextant.usecases.flag_cache import flag_cache
from sextant.usecases.known_users import known_users
from sextant.usecases.served_experiments import Measured, ServedExperiments

WRITERS = 16


def counted(events: Sequence[Event], fates: Sequence[Fate], *, now: int, deadline: Deadline) -> list[Fate]:
    """What becomes of events once what is stored of them is counted.

    Args:
        events: The events of one request.
        fates: What became of each when it was to be stored.
        now: When they arrived, in milliseconds since 1970.
        deadline: When to begin nothing more.
    """
    found = list(fates)
    stored = [place for place, fate in enumerate(fates) if fate in STORED]
    if not stored:
        return found
    try:
        served = flag_cache().current().snapshot.experiments
    except UnavailableError:
        # What they mean to experiments is not known, so they have to be sent again.
        return [Fate.THROTTLED if fate in STORED else fate for fate in found]
    if not served.running:
        return found
    works = _Reading(served, now).works((place, events[place]) for place in stored)
    if not works:
        return found
    with ThreadPoolExecutor(min(WRITERS, len(works))) as pool:
        for work, done in zip(works, pool.map(lambda work: work.done(deadline), works), strict=True):
            if not done:
                failed = Fate.OUT_OF_TIME if deadline.passed else Fate.THROTTLED
                found = [failed if place in work.places else fate for place, fate in enumerate(found)]
    return found


@dataclass(slots=True)
class _Work:
    """What the events of a request tell of one user in one experiment.

    Attributes:
        experiment: The experiment.
        subject: What the user's assignment is kept under.
        user: What of them is hashed.
        exposures: The variants that they saw, and when.
        conversions: What they did.
        places: The places of all these events.
        aliases: What the assignments of the guests are kept under that the user was, as far as the events tell.
        seen_as: The one of them whom an exposure tells of.
    """

    experiment: Experiment
    subject: str
    user: str
    exposures: list[tuple[str, int]] = field(default_factory=list)
    conversions: list[Conversion] = field(default_factory=list)
    places: set[int] = field(default_factory=set)
    aliases: list[str] = field(default_factory=list)
    seen_as: str | None = None

    def done(self, deadline: Deadline) -> bool:
        """Count it; whether that was possible."""
        if deadline.passed:
            return False
        try:
            known = self._exposed(deadline) if self.exposures else None
            if self.conversions:
                conversions.count(
                    self.experiment,
                    self.subject,
                    self.conversions,
                    aliases=self.aliases,
                    known=known,
                    deadline=deadline,
                )
        except UnavailableError:
            return False
        return True

    def _exposed(self, deadline: Deadline) -> Assignment | None:
        known = assignments.read(self.experiment.counted_as, self.subject)
        for variant, at in self.exposures:
            if known is None or not exposures.holds(self.experiment, known):
                known = self._enrolled(known, variant, at, deadline)
            if known:
                known = exposures.crossed(self.experiment, self.subject, known, variant, deadline=deadline)
        if known and self.seen_as:
            known = exposures.with_alias(self.experiment, self.subject, known, self.seen_as, deadline=deadline)
        return known

    def _enrolled(self, known: Assignment | None, variant: str, at: int, deadline: Deadline) -> Assignment | None:
        """The user's assignment once they take part with a variant that a device drew, if a phase draws it too."""
        phase = measured_events.phase_that_gives(self.experiment, variant, self.user)
        if phase is None or self.experiment.variant(variant) is None or (known and phase <= known.phase):
            return known
        exposure = Exposure(variant, phase, at, self._covariates())
        return exposures.enrol(self.experiment, self.subject, known, exposure, alias=self.seen_as, deadline=deadline)

    def _covariates(self) -> Mapping[str, object]:
        asked = any(metric.covariate for metric in self.experiment.metrics)
        return known_users().attributes(self.user) if asked and not self.subject.startswith(ANONYMOUS_PREFIX) else {}


class _Reading:
    """Reads what events tell of running experiments."""

    def __init__(self, served: ServedExperiments, now: int) -> None:
        self._served = served
        self._now = now
        self._works: dict[tuple[str, str], _Work] = {}
        self._ignored = 0

    def works(self, events: Iterable[tuple[int, Event]]) -> list[_Work]:
        """What is to be counted, by experiment and user."""
        for place, event in events:
            measured = self._served.measured.get(event.name, ())
            views = event.name == EXPERIMENT_VIEWED
            if not measured and not views:
                continue
            properties = measured_events.properties_of(event)
            if views and (seen := measured_events.viewed(properties)):
                self._see(place, event, seen)
            for each in measured:
                self._do(place, event, each, measured_events.value_of(each.metric, each.measure, event, properties))
        if self._ignored:
            count("ConversionsIgnored", self._ignored)
        return list(self._works.values())

    def _see(self, place: int, event: Event, seen: Viewed) -> None:
        experiment = self._served.running.get(seen.experiment)
        variant = measured_events.variant_told(experiment, seen.variant) if experiment else None
        if experiment is None or variant is None or experiment.started_at is None:
            return
        started = int(experiment.started_at.timestamp() * 1000)
        if event.at < started - TRUSTED_CLOCK_ERROR_MS:
            return  # of an experiment of this key that is no more
        work = self._work(place, event, experiment)
        work.exposures.append((variant, max(started, min(event.at, self._now))))
        work.seen_as = _alias(event) or work.seen_as

    def _do(self, place: int, event: Event, measured: Measured, value: int | None) -> None:
        if value is None:
            self._ignored += 1
            return
        metric = measured.metric
        event_id = event.stored_id if metric.counts_repetitions else None
        conversion = Conversion(metric, measured.part, value, event.at, event_id, just_now=event.at == self._now)
        self._work(place, event, measured.experiment).conversions.append(conversion)

    def _work(self, place: int, event: Event, experiment: Experiment) -> _Work:
        key = (experiment.key, event.owner)
        if key not in self._works:
            user = event.user_id if event.user_id is not None else event.anonymous_id
            self._works[key] = _Work(experiment, event.owner, user or "")
        work, alias = self._works[key], _alias(event)
        work.places.add(place)
        if alias and alias not in work.aliases:
            work.aliases.append(alias)
        return work


def _alias(event: Event) -> str | None:
    """What the assignment of the guest is kept under that the user of an event was before, if it tells."""
    is_both = event.user_id is not None and event.anonymous_id is not None
    return f"{ANONYMOUS_PREFIX}{event.anonymous_id}" if is_both else None
