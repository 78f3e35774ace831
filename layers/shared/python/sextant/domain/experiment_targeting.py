"""An experiment, compiled to GrowthBook's language."""

from collections.abc import Iterator

from sextant.domain import allocations
from sextant.domain.allocations import Allocation
from sextant.domain.conditions import Condition
from sextant.domain.experiments import FULL_TRAFFIC, Experiment, Treatment
from sextant.domain.features import Feature, Filter, Rule
from sextant.domain.hashing import BUCKETS
from sextant.domain.targeting import HASH_VERSION, USER_ATTRIBUTE, audience, for_users

EXPERIMENT_RULE = "experiment"
OVERRIDE_PREFIX = "override:"


def compiled(experiment: Experiment) -> Feature:
    """The experiment as a feature by its current phase, whatever its status; a draft's is what its first would be.

    In order: testers, then everybody else whom it is for; the default is what the control gets.
    """
    rules = [*_overrides(experiment), drawing_rule(experiment)]
    return {"defaultValue": experiment.control.served, "rules": rules}


def drawing_rule(experiment: Experiment) -> Rule:
    """The rule that draws who takes part, and who gets which variant.

    A variant with several ranges appears once for each of them, since each variation has one range.
    """
    ranges = allocation_of(experiment)
    variants = {each.id: each for each in experiment.variants}
    drawn = [variants[each.variant] for each in ranges]
    rule: Rule = {
        "id": EXPERIMENT_RULE,
        "key": experiment.key,
        "name": experiment.name,
        "phase": str(experiment.phase.number - 1 if experiment.phase else 0),
        "variations": [each.served for each in drawn],
        "ranges": [(each.start / BUCKETS, each.end / BUCKETS) for each in ranges],
        "meta": [{"key": each.id, "name": each.name} for each in drawn],
        "seed": experiment.seed,
        "hashAttribute": USER_ATTRIBUTE,
        "hashVersion": HASH_VERSION,
        # SDKs that remember buckets forget those of before a restart, as the server does.
        "bucketVersion": sum(phase.treatment is Treatment.RESTART for phase in experiment.phases),
    }
    if condition := _condition(experiment):
        rule["condition"] = condition
    if filters := [*_filters(experiment)]:
        rule["filters"] = filters
    return rule


def allocation_of(experiment: Experiment) -> Allocation:
    """Which buckets are whose now; of a draft, would be."""
    return experiment.phase.allocation if experiment.phase else allocations.allocate(experiment.weights)


def namespace_filter(experiment: Experiment) -> Filter | None:
    """Lets in whom the mutual-exclusion group gives to this experiment."""
    namespace = experiment.namespace
    if namespace is None:
        return None
    return _filter(f"namespace:{namespace.name}", namespace.start, namespace.end)


def traffic_filter(experiment: Experiment) -> Filter | None:
    """Lets in who takes part, drawn apart from the variants so that more traffic moves nobody."""
    if experiment.traffic >= FULL_TRAFFIC:
        return None
    return _filter(f"{experiment.seed}:traffic", 0, experiment.traffic)


def _overrides(experiment: Experiment) -> Iterator[Rule]:
    for variant in experiment.variants:
        if users := [user for user, given in experiment.overrides.items() if given == variant.id]:
            yield for_users(f"{OVERRIDE_PREFIX}{variant.id}", users, variant.served)


def _condition(experiment: Experiment) -> Condition:
    parts = [part for part in (experiment.condition, audience(experiment.roles, experiment.segments)) if part]
    # Joined and not merged, since both may name the same attribute.
    return {"$and": parts} if len(parts) > 1 else next(iter(parts), {})


def _filters(experiment: Experiment) -> Iterator[Filter]:
    yield from filter(None, (namespace_filter(experiment), traffic_filter(experiment)))


def _filter(seed: str, start: int, end: int) -> Filter:
    return {
        "seed": seed,
        "ranges": [(start / BUCKETS, end / BUCKETS)],
        "hashVersion": HASH_VERSION,
        "attribute": USER_ATTRIBUTE,
    }
