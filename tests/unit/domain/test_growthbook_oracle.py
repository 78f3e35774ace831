"""Our evaluator against the `growthbook` package, on documents and users that hypothesis makes up.

Both are asked the same; nothing is expected in advance. The package remembers buckets here, since only then does it
look at an experiment's `fallbackAttribute`; what it remembers is thrown away, as every evaluation of ours is the first.
"""

import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import pytest
from growthbook import InMemoryStickyBucketService, core
from growthbook.common_types import EvaluationContext, FeatureResult, GlobalContext, Options, StackContext, UserContext
from growthbook.common_types import Feature as OracleFeature
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from sextant.domain import conditions, features
from sextant.domain.conditions import Condition
from sextant.domain.features import Decision, DecisionReason, Feature
from tests.unit.domain.growthbook_documents import (
    GROUPS,
    Attributes,
    conditions_with,
    crowd,
    documents,
    whole_conditions,
)

CROWD: Final = 100
LEAST_CASES: Final = 20_000
REASONS: Final[Mapping[str, set[DecisionReason]]] = {
    "defaultValue": {DecisionReason.DEFAULT},
    "force": {DecisionReason.TARGETING_MATCH, DecisionReason.SPLIT},
    "experiment": {DecisionReason.SPLIT},
    "prerequisite": {DecisionReason.TARGETING_MATCH},
    "cyclicPrerequisite": {DecisionReason.ERROR},
}
"""What we call what the package gives as the source of a value."""

OF_ALL_SOURCES: Final[dict[str, Feature]] = {
    "off": {"defaultValue": False},
    "gated": {"rules": [{"parentConditions": [{"id": "off", "condition": {"value": True}, "gate": True}], "force": 1}]},
    "in a ring": {"rules": [{"parentConditions": [{"id": "in a ring"}], "force": 1}]},
    "drawn": {"rules": [{"hashAttribute": "a", "variations": ["a", "b"]}]},
    "forced": {"rules": [{"force": 1}]},
}

seeds = st.integers(0, 31)
thorough = settings(
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Forgetful(dict[str, object]):
    """A memory that keeps nothing."""

    def __setitem__(self, key: str, value: object) -> None:
        """Forget it."""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The package warns of each odd document."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def compare_condition(condition: Condition, users: list[Attributes], compared: Counter[bool]) -> None:
    """Ask both whether the condition holds of each user."""
    test = conditions.prepare(condition, saved_groups=GROUPS)
    for user in users:
        expected = core.evalCondition(user, dict(condition), dict(GROUPS))
        assert test(user) is expected, (condition, user)
        compared[expected] += 1


def test_every_operator_holds_when_growthbooks_does() -> None:
    """Each in turn, alone and within `$not`, with operands that fit and some that do not."""
    compared: Counter[bool] = Counter()
    for operator in conditions.OPERATORS:

        @settings(thorough, max_examples=10)
        @given(condition=conditions_with(operator), seed=seeds)
        def compare(condition: Condition, seed: int) -> None:
            compare_condition(condition, crowd(seed, CROWD), compared)

        compare()
    assert compared.total() >= LEAST_CASES
    assert compared[True] >= LEAST_CASES / 10


def test_whole_conditions_hold_when_growthbooks_do() -> None:
    """Conditions within conditions, saved groups in rings, parts that are malformed or of tomorrow."""
    compared: Counter[bool] = Counter()

    @settings(thorough, max_examples=200)
    @given(condition=whole_conditions(), seed=seeds)
    def compare(condition: Condition, seed: int) -> None:
        compare_condition(condition, crowd(seed, CROWD), compared)

    compare()
    assert compared.total() >= LEAST_CASES
    assert compared[True] >= LEAST_CASES / 10


def test_features_are_worth_what_growthbook_says() -> None:
    """Value, rule and reason, of features that force, split, filter and require each other."""
    compared: Counter[str] = Counter()

    @settings(thorough, max_examples=150)
    @example(document=OF_ALL_SOURCES, seed=0)
    @given(document=documents(), seed=seeds)
    def compare(document: dict[str, Feature], seed: int) -> None:
        deciders = features.prepare_all(document, saved_groups=GROUPS)
        oracle = GlobalContext(
            options=Options(sticky_bucket_service=InMemoryStickyBucketService()),
            features={key: OracleFeature(**feature) for key, feature in document.items()},  # type: ignore[arg-type]
            saved_groups=dict(GROUPS),
        )
        for user in crowd(seed, CROWD):
            for key, decide in deciders.items():
                expected = _asked(oracle, key, user)
                _hold_equal(decide(user), expected, (document, key, user))
                compared[expected.source] += 1

    compare()
    assert compared.total() >= LEAST_CASES
    assert set(compared) == set(REASONS)


def _asked(oracle: GlobalContext, key: str, user: Attributes) -> FeatureResult[object]:
    context = UserContext(attributes=user, sticky_bucket_assignment_docs=Forgetful())
    return core.eval_feature(key, EvaluationContext(user=context, global_ctx=oracle, stack=StackContext()))


def _hold_equal(decision: Decision, expected: FeatureResult[object], case: object) -> None:
    # As JSON, since Python holds True and 1 equal.
    assert json.dumps(decision.value) == json.dumps(expected.value), case
    assert decision.reason in REASONS[expected.source], case
    if expected.source != "prerequisite":  # of which the package does not say which rule it belongs to
        assert decision.rule == (expected.ruleId or None), case
