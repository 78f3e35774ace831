"""gbstats' table of an experiment, run apart since it needs an old numpy: counters come on stdin, times go to stdout.

It is asked as GrowthBook asks it: rows of sums for each metric, a frequentist two-sided test, and the sample ratio.
"""

import json
import sys
import time
import warnings
from typing import Any


def main() -> None:
    """Print the seconds of a whole table in the fastest round, and its p by metric and variant."""
    warnings.simplefilter("ignore")
    # Only this process has it.
    from gbstats import gbstats  # noqa: PLC0415

    asked: dict[str, Any] = json.load(sys.stdin)
    variants: list[str] = asked["variants"]
    analysis = gbstats.AnalysisSettingsForStatsEngine(
        var_names=variants,
        var_ids=variants,
        weights=[1.0] * len(variants),
        stats_engine="frequentist",
        difference_type="absolute",
    )
    metrics = {
        name: gbstats.MetricSettingsForStatsEngine(
            id=name, name=name, statistic_type="mean", main_metric_type=found["type"]
        )
        for name, found in asked["metrics"].items()
    }

    def table() -> list[Any]:
        return [
            gbstats.process_single_metric(asked["metrics"][name]["rows"], metric, [analysis])
            for name, metric in metrics.items()
        ]

    found = table()
    times = []
    for _ in range(asked["rounds"]):
        began = time.thread_time()
        table()
        times.append(time.thread_time() - began)
    p = {result.metric: [each.pValue for each in result.analyses[0].dimensions[0].variations[1:]] for result in found}
    print(json.dumps({"seconds": min(times), "p": p}))


if __name__ == "__main__":
    main()
