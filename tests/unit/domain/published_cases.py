"""Reads cases in the form in which GrowthBook publishes them, category by category.

A case is a list: a name (but for `hash` and `getEqualWeights`), the input, and what must come out.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[2] / "data" / "growthbook"
NAMED_APART: Final = "savedGroupReferencesV2"
"""A suite with categories of its own, which mean the same."""

SEEN_BY_SERVERS: Final = frozenset({"attributes", "features", "savedGroups", "enabled"})
"""What of an SDK's context a server evaluates with; the rest is a browser's, a tester's or a memory's."""

SEEN_IN_EXPERIMENTS: Final = frozenset(
    {
        "key", "variations", "weights", "coverage", "condition", "namespace", "hashAttribute", "hashVersion", "ranges",
        "meta", "seed", "filters", "name", "phase", "parentConditions", "fallbackAttribute", "active", "status",
    }
)  # fmt: skip
"""What of an experiment is a rule's as well; the rest is a browser's or a tester's."""

Case = list[Any]


def cases(category: str) -> list[Case]:
    """The cases of one category, of every file."""
    files = [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]
    return [case for file in files for suite in (file, file.get(NAMED_APART, {})) for case in suite.get(category, ())]


def version_cases() -> list[Case]:
    """Pairs of versions: how they are compared, both, and whether it holds."""
    files = [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]
    return [
        [comparison, *case]
        for file in files
        for comparison, compared in file.get("versionCompare", {}).items()
        for case in compared
    ]


def feature_cases() -> list[Case]:
    """Features in contexts that a server can be in, without contextual bandits."""
    return [
        case
        for case in cases("feature")
        if _is_a_servers(case[1]) and "contextualVariations" not in json.dumps(case[1])
    ]


def experiment_cases() -> list[Case]:
    """Experiments in contexts that a server can be in, and that a rule can stand for."""
    return [
        case
        for case in cases("run")
        if _is_a_servers(case[1])
        and SEEN_IN_EXPERIMENTS.issuperset(case[2])
        and case[2].get("active", True)
        and case[2].get("status", "running") == "running"
    ]


def first_evaluation_cases() -> list[Case]:
    """Of the cases about remembered buckets those in which nothing is remembered yet."""
    seen = SEEN_BY_SERVERS | {"stickyBucketIdentifierAttributes"}
    return [case for case in cases("stickyBucket") if not case[2] and seen.issuperset(case[1])]


def as_rule(experiment: Mapping[str, object]) -> dict[str, object]:
    """The experiment as a rule; what its variations pass on to is not asked here."""
    metas = experiment.get("meta") or []
    assert isinstance(metas, list)
    named = [{name: value for name, value in meta.items() if name != "passthrough"} for meta in metas]
    return {**experiment, "meta": named}


def _is_a_servers(context: Mapping[str, object]) -> bool:
    return SEEN_BY_SERVERS.issuperset(context) and context.get("enabled", True) is True
