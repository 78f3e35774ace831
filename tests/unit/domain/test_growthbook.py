"""The whole rule language against the `growthbook` package: the same features, the same users, the same answers."""

import copy
import json
from collections import Counter
from random import Random

from growthbook.common_types import (
    EvaluationContext,
    FeatureResult,
    GlobalContext,
    Options,
    StackContext,
    UserContext,
)
from growthbook.common_types import Feature as TheirFeature
from growthbook.core import eval_feature
from growthbook.growthbook import InMemoryStickyBucketService
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sextant.domain import features
from sextant.domain.features import Feature
from tests.unit.domain.generated_features import KEYS, SAVED_GROUPS, Generator

EXAMPLES = 300
USERS = 40
LEAST_CASES = 20_000
DECIDED_BY_A_RULE = {"force", "experiment"}


def test_every_answer_is_that_of_the_growthbook_package() -> None:
    """Value and deciding rule of at least 20,000 cases a run, over every operator and every field of a rule."""
    cases: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=True))
    def compare(chance: Random) -> None:
        generator = Generator(chance)
        drawn = generator.features()
        oracle = Oracle(drawn)
        ours = features.prepare_all(drawn, saved_groups=SAVED_GROUPS)
        for user in [generator.user() for _ in range(USERS)]:
            for key in KEYS:
                theirs, mine = oracle.answer(key, user), ours[key](user)
                cases[theirs.source] += 1
                assert _text(mine.value) == _text(theirs.value), (drawn, key, user)
                if theirs.source in DECIDED_BY_A_RULE:
                    assert mine.rule == theirs.ruleId, (drawn, key, user)

    compare()
    assert cases.total() >= LEAST_CASES
    assert (
        min(cases[source] for source in ("force", "experiment", "prerequisite", "defaultValue")) >= LEAST_CASES // 100
    )


class Oracle:
    """The `growthbook` package over the same features. It remembers buckets, as a fallback needs, but none as yet."""

    def __init__(self, drawn: dict[str, Feature]) -> None:
        """Give it copies, since it may keep what it is given."""
        self._settings = GlobalContext(
            options=Options(sticky_bucket_service=InMemoryStickyBucketService()),
            features={key: TheirFeature(**copy.deepcopy(feature)) for key, feature in drawn.items()},
            saved_groups=SAVED_GROUPS,
        )

    def answer(self, key: str, user: dict[str, object]) -> FeatureResult:
        """What it says of one user."""
        context = EvaluationContext(user=UserContext(attributes=user), global_ctx=self._settings, stack=StackContext())
        return eval_feature(key, context)


def _text(value: object) -> str:
    """JSON tells true from 1, which Python's == does not."""
    return json.dumps(value, sort_keys=True)
