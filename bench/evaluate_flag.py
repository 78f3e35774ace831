"""Time to evaluate one flag (an `$in` list on one attribute, 30 %), as a ratio to the `growthbook` package's.

Both evaluate the same document for the same users in the same process, by turns, and each gets what it needs prepared:
GrowthBook its parsed feature and a context for each user, we our closures. Its public entry point is timed, without
logging, callbacks or network.
"""

import statistics
import sys
import time
from collections.abc import Callable

from growthbook.common_types import EvaluationContext, Feature, GlobalContext, Options, StackContext, UserContext
from growthbook.core import eval_feature

from sextant.domain import features
from sextant.domain.features import Rule

BOUND = 0.5
REPETITIONS = 31
KEY = "new-checkout"
COUNTRIES = ["GB", "IN", "FR", "DE", "US", "NL", "IE", "ES"]
USERS = [
    {"id": f"3f9c2b7a-1c1d-4a2e-{number:012}", "country": (*COUNTRIES, "SE", "PL")[number % 10]}
    for number in range(2_000)
]
RULE: Rule = {
    "condition": {"country": {"$in": COUNTRIES}},
    "force": True,
    "range": (0.0, 0.3),
    "seed": "5f0c6b1f2a7d4e3f9a8b7c6d5e4f3a2b",
    "hashAttribute": "id",
    "hashVersion": 2,
}


def main() -> int:
    """Print the ratio; 1 if it is over the bound, or if the two disagree about anybody."""
    decide = features.prepare({"defaultValue": False, "rules": [RULE]}, key=KEY)
    settings = GlobalContext(options=Options(), features={KEY: Feature(defaultValue=False, rules=[dict(RULE)])})
    contexts = [UserContext(attributes=user) for user in USERS]

    def ours() -> list[object]:
        return [decide(user).value for user in USERS]

    def theirs() -> list[object]:
        return [
            eval_feature(KEY, EvaluationContext(user=user, global_ctx=settings, stack=StackContext())).value
            for user in contexts
        ]

    if ours() != theirs():
        print("evaluate_flag: the answers differ")
        return 1
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(REPETITIONS)]
    ratio = statistics.median(mine / peer for mine, peer in pairs)
    mine, peer = (statistics.median(column) / len(USERS) * 1e6 for column in zip(*pairs, strict=True))
    print(f"evaluate_flag: {ratio:.2f} of growthbook (at most {BOUND}); ours {mine:.2f} us, growthbook {peer:.2f} us")
    return int(ratio > BOUND)


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
