"""The cases that GrowthBook tests its SDKs with (see tests/data/growthbook), run against our evaluator."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from sextant.domain import conditions, draws, features, variation_ranges
from sextant.domain.draws import Draw
from sextant.domain.features import Decision, DecisionReason
from sextant.domain.hashing import BUCKETS_OF_VERSION, bucketer, first_bucket
from sextant.domain.truthiness import is_truthy
from sextant.domain.version_strings import sortable
from tests.unit.domain.published_cases import (
    Case,
    as_rule,
    cases,
    experiment_cases,
    feature_cases,
    first_evaluation_cases,
    version_cases,
)

SOURCES: Final[Mapping[str, set[DecisionReason]]] = {
    "defaultValue": {DecisionReason.DEFAULT},
    "force": {DecisionReason.TARGETING_MATCH, DecisionReason.SPLIT},
    "experiment": {DecisionReason.SPLIT},
    "prerequisite": {DecisionReason.TARGETING_MATCH},
    "cyclicPrerequisite": {DecisionReason.ERROR},
}
TESTED: Final = "the experiment that is tested"


def named(case: Case) -> str | None:
    """What to call a case."""
    return case[0] if isinstance(case, list) and isinstance(case[0], str) else None


def test_there_are_cases() -> None:
    """Conditions, features and experiments at least; otherwise nothing here shows anything."""
    assert len(list(cases("evalCondition"))) >= 350
    assert len(list(feature_cases())) >= 35
    assert list(experiment_cases())
    assert list(cases("hash"))


@pytest.mark.parametrize("case", cases("evalCondition"), ids=named)
def test_condition(case: Case) -> None:
    """A condition holds of the attributes, or does not."""
    _, condition, attributes, expected, *groups = case
    assert conditions.prepare(condition, saved_groups=groups[0] if groups else None)(attributes) is expected


@pytest.mark.parametrize("case", cases("hash"))
def test_hash(case: Case) -> None:
    """A value falls into a bucket under a seed; into none by a version that there is not."""
    seed, value, version, expected = case
    if expected is None:
        assert version not in BUCKETS_OF_VERSION
    else:
        assert bucketer(seed, version)(value) / BUCKETS_OF_VERSION[version] == expected


def test_bucket_ranges() -> None:
    """Weights and coverage make ranges."""
    for name, (count, coverage, weights), expected in cases("getBucketRange"):
        for found, wanted in zip(variation_ranges.ranges(count, coverage, weights), expected, strict=True):
            assert found == pytest.approx(wanted, abs=1e-6), name


def test_chosen_variations() -> None:
    """The first range that holds a share is chosen."""
    for name, share, ranges, expected in cases("chooseVariation"):
        chosen = draws.first_holding(first_bucket(share), ranges)
        assert (-1 if chosen is None else chosen) == expected, name


def test_equal_weights() -> None:
    """Every variation weighs the same."""
    for count, expected in cases("getEqualWeights"):
        assert variation_ranges.equal_weights(count) == pytest.approx(expected, abs=1e-6)


def test_namespaces() -> None:
    """A user is within a namespace's range, or is not."""
    for name, user_id, (namespace, *share), expected in cases("inNamespace"):
        within = draws.within(Draw("id", None, f"__{namespace}", 1), share)
        assert within({"id": user_id}) is expected, name


def test_version_order() -> None:
    """One version is less than, greater than or equal to another."""
    for comparison, one, other, expected in version_cases():
        first, second = sortable(one), sortable(other)
        held = {"lt": first < second, "gt": first > second, "eq": first == second}
        assert held[comparison] is expected, (one, other)


@pytest.mark.parametrize("case", feature_cases(), ids=named)
def test_feature(case: Case) -> None:
    """A feature is worth a value, from a source, by a rule."""
    _, context, key, expected = case
    deciders = features.prepare_all(context.get("features", {}), saved_groups=context.get("savedGroups"))
    if expected["source"] == "unknownFeature":
        assert key not in deciders
        return
    decision = deciders[key](context.get("attributes", {}))
    assert_worth(decision, expected)


def assert_worth(decision: Decision, expected: dict[str, Any]) -> None:
    """Compare what there is to compare."""
    assert decision.value == expected["value"]
    assert is_truthy(decision.value) is expected["on"]
    assert decision.reason in SOURCES[expected["source"]]
    if expected["source"] != "prerequisite":
        assert (decision.rule or "") == (expected.get("ruleId") or "")
    variation = expected.get("experimentResult", {}).get("key")
    if variation is not None and not isinstance(decision.value, bool):
        assert decision.variant == variation


@pytest.mark.parametrize("case", experiment_cases(), ids=named)
def test_experiment(case: Case) -> None:
    """A user is in an experiment and gets a variation, or is not."""
    _, context, experiment, value, included, _ = case
    every = {**context.get("features", {}), TESTED: {"rules": [as_rule(experiment)]}}
    deciders = features.prepare_all(every, saved_groups=context.get("savedGroups"))
    decision = deciders[TESTED](context.get("attributes", {}))
    assert (decision.reason is DecisionReason.SPLIT) is included
    if included:
        assert decision.value == value


def test_first_evaluations() -> None:
    """Where nothing is remembered yet, remembering makes no difference but for the attribute that is hashed instead."""
    for name, context, _, key, expected, *_ in first_evaluation_cases():
        decision = features.prepare_all(context["features"])[key](context.get("attributes", {}))
        if expected is not None:
            assert decision.value == expected["value"], name
