"""Everything that can be wrong with an experiment on its own, told at once and by field."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from sextant.domain import metric_problems, variant_problems
from sextant.domain.allocations import Allocation
from sextant.domain.condition_problems import condition_problems
from sextant.domain.device_visibility import named_user, slow_patterns
from sextant.domain.document_sizes import MAX_COMPILED_BYTES, MAX_STORED_BYTES, json_bytes
from sextant.domain.errors import FieldError
from sextant.domain.experiment_metrics import Metric, MetricRole
from sextant.domain.experiment_targeting import compiled
from sextant.domain.experiments import FULL_TRAFFIC, MAX_OVERRIDES, Experiment
from sextant.domain.flag_values import json_problems
from sextant.domain.hashing import BUCKETS
from sextant.domain.users import is_user_id

RESERVED_KEYS: Final = frozenset({"plan"})
"""Names of routes beside those of experiments."""
LEAST_ALPHA: Final = 1e-4
MOST_ALPHA: Final = 0.5
LEAST_POWER: Final = 0.5
MOST_POWER: Final = 0.9999
MOST_PLANNED_USERS: Final = 10**9
LONGEST_PLAN: Final = 366
"""In days; each of them is a look."""


def problems(experiment: Experiment) -> list[FieldError]:
    """What is wrong with an experiment of any status, other experiments apart."""
    found = list(_of_parts(experiment))
    # What comes next takes every part for what it should be.
    return found or [*_of_visibility(experiment), *_of_size(experiment)]


def start_problems(experiment: Experiment, today: date) -> list[FieldError]:
    """What a sound draft lacks to be started on a day of the business."""
    return list(_of_start(experiment, today))


def repeated_users(user_ids: Iterable[str]) -> Iterator[FieldError]:
    """Who is named twice in a list of overrides; an experiment holds one variant for each."""
    seen: set[str] = set()
    for number, user_id in enumerate(user_ids):
        if user_id in seen:
            message = f"{user_id!r} is named already; a tester gets one variant."
            yield FieldError(f"overrides[{number}].userId", message, "each user once")
        seen.add(user_id)


def _of_parts(experiment: Experiment) -> Iterator[FieldError]:
    if experiment.key in RESERVED_KEYS:
        yield FieldError("key", f"{experiment.key!r} is the name of a route; choose another key.")
    yield from variant_problems.problems(experiment.variants)
    if not 0 <= experiment.traffic <= FULL_TRAFFIC:
        message = "It is the share of users that takes part in per cent; give 0 to 100."
        yield FieldError("trafficPercentage", message, "0 to 100")
    yield from condition_problems(experiment.condition, "condition")
    yield from json_problems(experiment.condition, "condition")
    yield from _of_namespace(experiment)
    yield from _of_overrides(experiment)
    yield from metric_problems.problems(experiment.metrics)
    yield from _of_plan(experiment)


def _of_namespace(experiment: Experiment) -> Iterator[FieldError]:
    namespace = experiment.namespace
    if namespace is None:
        return
    if not namespace.name.strip():
        yield FieldError("namespace.name", "The mutual-exclusion group has no name; give it one.", "a name")
    if not 0 <= namespace.start < namespace.end <= BUCKETS:
        message = (
            f"From {namespace.start / BUCKETS:g} to {namespace.end / BUCKETS:g} is no part of the group; give 0 to 1, "
            f"the smaller first, at least {1 / BUCKETS} apart."
        )
        yield FieldError("namespace", message, "0 <= from < to <= 1")


def _of_overrides(experiment: Experiment) -> Iterator[FieldError]:
    if len(experiment.overrides) > MAX_OVERRIDES:
        message = f"There are {len(experiment.overrides)} testers; at most {MAX_OVERRIDES} are taken."
        yield FieldError("overrides", message, f"at most {MAX_OVERRIDES} users")
    known = ", ".join(variant.id for variant in experiment.variants)
    for number, (user_id, variant) in enumerate(experiment.overrides.items()):
        if not is_user_id(user_id):
            yield FieldError(f"overrides[{number}].userId", "It is no id of a user; send one that users can have.")
        if experiment.variant(variant) is None:
            message = f"There is no variant {variant!r}; name one of: {known}."
            yield FieldError(f"overrides[{number}].variant", message, known)


def _of_plan(experiment: Experiment) -> Iterator[FieldError]:
    start, end = experiment.start_date, experiment.end_date
    if start and end and end < start:
        message = f"The last day, {end}, is before the first, {start}; give a later one."
        yield FieldError("endDate", message, f"{start} or later")
    elif experiment.planned_days() > LONGEST_PLAN:
        message = f"The plan is {experiment.planned_days():,} days long; at most {LONGEST_PLAN} are taken."
        yield FieldError("endDate", message, f"at most {LONGEST_PLAN} days")
    planned = experiment.planned_users
    if planned is not None and not len(experiment.variants) <= planned <= MOST_PLANNED_USERS:
        message = (
            "It is how many users are to take part over all variants; give at least one for each of them, or null."
        )
        yield FieldError("plannedUsers", message, f"{len(experiment.variants)} to {MOST_PLANNED_USERS:,}, or null")
    if not LEAST_ALPHA <= experiment.alpha <= MOST_ALPHA:
        message = "Alpha is how often a false winner is accepted, as a probability and not in per cent."
        yield FieldError("alpha", message, f"{LEAST_ALPHA} to {MOST_ALPHA}, such as 0.05")
    if not LEAST_POWER <= experiment.power <= MOST_POWER:
        message = "Power is how often a true effect is to be found, as a probability and not in per cent."
        yield FieldError("power", message, f"{LEAST_POWER} to {MOST_POWER}, such as 0.8")


def _of_start(experiment: Experiment, today: date) -> Iterator[FieldError]:
    yield from variant_problems.problems_of_running(experiment.variants)
    if not experiment.metrics_of(MetricRole.PRIMARY):
        message = "There is no primary metric, so that nothing would decide who wins; define one before the start."
        yield FieldError("metrics", message, "at least one of role primary")
    if not experiment.traffic:
        message = "At 0 % nobody would take part; give more before the start."
        yield FieldError("trafficPercentage", message, "above 0")
    if experiment.end_date and experiment.end_date < today:
        message = f"The last day, {experiment.end_date}, is over; give a later one, or null for 28 days."
        yield FieldError("endDate", message, f"{today} or later")


def _of_visibility(experiment: Experiment) -> Iterator[FieldError]:
    if not experiment.client_visible:
        return
    if named := named_user(experiment.condition):
        message = (
            f"It compares {named!r} with a value, and an experiment that is clientVisible can be read on any device. "
            "Put testers into overrides, which travel as fingerprints, or use another attribute."
        )
        yield FieldError("condition", message, "no user in clear")
    yield from slow_patterns(experiment.condition, "condition")


def _of_size(experiment: Experiment) -> Iterator[FieldError]:
    size = compiled_bytes(experiment)
    if size > MAX_COMPILED_BYTES:
        message = (
            f"Compiled the experiment has {size:,} bytes besides its testers; at most {MAX_COMPILED_BYTES:,} are "
            "taken. Put long lists into segments, and large values elsewhere."
        )
        yield FieldError("variants", message, f"at most {MAX_COMPILED_BYTES:,} bytes")
    size = stored_bytes(experiment)
    if size > MAX_STORED_BYTES:
        message = (
            f"The experiment would take {size:,} bytes; at most {MAX_STORED_BYTES:,} can be stored. Describe less."
        )
        yield FieldError("description", message, f"at most {MAX_STORED_BYTES:,} bytes together")


def compiled_bytes(experiment: Experiment) -> int:
    """The size of the compiled experiment as JSON in UTF-8, its testers left out."""
    return json_bytes(compiled(replace(experiment, overrides={})))


def stored_bytes(experiment: Experiment) -> int:
    """About the size of the experiment as JSON in UTF-8, as the audit remembers it."""
    variants = [[each.id, each.name, each.description, each.weight, each.value] for each in experiment.variants]
    metrics = [[each.id, each.name, each.covariate, _events(each)] for each in experiment.metrics]
    phases = [[each.reason, dict(each.weights), _ranges(each.allocation)] for each in experiment.phases]
    conclusion = experiment.conclusion.reason if experiment.conclusion else None
    texts = (experiment.name, experiment.description, experiment.hypothesis, experiment.owner, experiment.tags)
    whom = (experiment.condition, experiment.segments, dict(experiment.overrides))
    return json_bytes([texts, whom, variants, metrics, phases, conclusion])


def _events(metric: Metric) -> list[tuple[str, str | None]]:
    return [(measure.event, measure.property) for _, measure in metric.parts]


def _ranges(allocation: Allocation) -> list[tuple[str, int, int]]:
    return [(each.variant, each.start, each.end) for each in allocation]
