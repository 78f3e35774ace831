"""The result of an experiment of 20 metrics and 3 variants from its counters, against gbstats' for the same table.

gbstats needs an old numpy, so it is installed apart, under `.cache/peers`, and asked in a process of its own. What is
timed is the thread's time on its core in the fastest round, imports left out. Ours holds more than gbstats': Newcombe's
and Fieller's intervals, always-valid p, posteriors, corrected p, power; both hold a two-sided test of each comparison
and the sample ratio, and are checked to come to the same p where the method is the same.
"""

import gc
import json
import math
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from sextant.domain.experiment_counts import Cell, Tally
from sextant.domain.experiment_metrics import Measure, Metric, MetricType
from sextant.domain.experiments import Crossover, Experiment, ExperimentEdit, Variant, make
from sextant.statistics import confidence_sequences, student
from sextant.usecases.experiment_analysis import Counted, Progress, analysed
from sextant.usecases.experiment_counts import PhaseCounts
from sextant.usecases.experiment_series import series
from sextant.usecases.experiment_split import split

BOUND = 0.1
MOST_MILLISECONDS = 5.0
ROUNDS = 100
DAYS = 28
USERS_A_DAY = 400
VARIANTS = ("control", "blue", "green")
ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".cache" / "peers"
STARTED = datetime(2026, 1, 1, 9, tzinfo=UTC)
AGREEMENT = 1e-3


class DisagreementError(Exception):
    """The peer does not come to our p."""


@dataclass(frozen=True)
class Times:
    """Seconds of the table: the fastest round and the one in the middle; and of the daily series beside it."""

    table: float
    usual_table: float
    series: float


def experiment() -> Experiment:
    """Running, with ten metrics of shares and ten of money."""
    metrics = tuple(
        Metric(
            id=f"metric-{number}",
            name=f"Metric {number}",
            type=MetricType.REVENUE if number % 2 else MetricType.BINOMIAL,
            currency="GBP" if number % 2 else None,
            numerator=Measure("payment_completed"),
        )
        for number in range(20)
    )
    variants = tuple(Variant(id=name, name=name, weight=1) for name in VARIANTS)
    draft = make("bench", ExperimentEdit(variants=variants, metrics=metrics), by="bench", now=STARTED)
    return draft.started(by="bench", now=STARTED, today=STARTED.date())


def counted(running: Experiment) -> PhaseCounts:
    """Counters of four weeks."""
    chance = random.Random(20_260_117)  # noqa: S311 - figures to compute with
    cells: dict[Cell, Tally] = {}
    for day in range(DAYS):
        for place, variant in enumerate(VARIANTS):
            users = USERS_A_DAY + chance.randrange(-20, 20)
            sums = {metric.id: _sums(metric, users, place, chance) for metric in running.metrics}
            cells[Cell(1, False, variant, date(2026, 1, 1) + timedelta(days=day))] = Tally(users, sums)
    return PhaseCounts(cells, VARIANTS)


def _sums(metric: Metric, users: int, place: int, chance: random.Random) -> dict[str, int]:
    buyers = round(users * (0.1 + 0.003 * place) + chance.uniform(-3, 3))
    if metric.type is MetricType.BINOMIAL:
        return {"users": buyers, "y": buyers}
    spent = [chance.randrange(500, 5_000) for _ in range(buyers)]
    return {"users": buyers, "y": sum(spent), "yy": sum(each * each for each in spent)}


def ours(running: Experiment, counts: PhaseCounts) -> Times:
    """The fastest of many rounds: whatever else the machine does only slows the others."""
    tables, courses = [], []
    gc.collect()
    gc.freeze()  # As functions do at the end of a cold start.
    for _ in range(ROUNDS):
        _forget()
        began = time.thread_time()
        whole = counts.through(None)
        arms = whole.arms(Crossover.EXCLUDE)
        analysed(running, Counted(arms, arms, Crossover.EXCLUDE, running.phases[0].drawn), Progress(0.9, 1_200.0), None)
        split(running.phases[0], whole, ())
        tables.append(time.thread_time() - began)
        began = time.thread_time()
        series(running, counts, Crossover.EXCLUDE)
        courses.append(time.thread_time() - began)
    return Times(min(tables), median(tables), min(courses))


def _forget() -> None:
    """Nothing is known from the round before: a result is asked for once, and the next one is of other users."""
    for remembered in (student.critical, confidence_sequences.mixture_z):
        remembered.cache_clear()


def peer(running: Experiment, counts: PhaseCounts) -> float:
    """The seconds of gbstats' table.

    Raises:
        DisagreementError: Its p differ from ours where they should not.
    """
    install()
    whole = counts.through(None)
    arms = whole.arms(Crossover.EXCLUDE)
    asked = {
        "rounds": ROUNDS // 10,
        "variants": VARIANTS,
        "metrics": {
            metric.id: {
                "type": "binomial" if metric.type is MetricType.BINOMIAL else "count",
                "rows": [
                    {
                        "dimension": "",
                        "variation": variant,
                        "users": arm.users,
                        "count": arm.users,
                        "main_sum": arm.of(metric.id)["y"],
                        "main_sum_squares": arm.of(metric.id).get("yy", arm.of(metric.id)["y"]),
                    }
                    for variant, arm in arms.items()
                ],
            }
            for metric in running.metrics
        },
    }
    environment = {**os.environ, "PYTHONPATH": str(PEERS)}
    command = [sys.executable, str(ROOT / "bench" / "peers" / "gbstats_table.py")]
    done = subprocess.run(  # noqa: S603 - our script
        command, input=json.dumps(asked), env=environment, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    _check(running, counts, told["p"])
    return float(told["seconds"])


def _check(running: Experiment, counts: PhaseCounts, p: dict[str, list[float]]) -> None:
    """Means are tested by Welch's t by both; of shares we pool the variance and it does not, which differs a little."""
    arms = counts.through(None).arms(Crossover.EXCLUDE)
    found = analysed(
        running, Counted(arms, arms, Crossover.EXCLUDE, running.phases[0].drawn), Progress(0.9, 1_200.0), None
    )
    for result in found:
        tolerance = AGREEMENT if result.type is MetricType.REVENUE else 10 * AGREEMENT
        for figures, theirs in zip(result.variants[1:], p[result.id], strict=True):
            mine = figures.comparison.p if figures.comparison else None
            if mine is None or not math.isclose(mine, theirs, abs_tol=tolerance):
                raise DisagreementError(f"{result.id} of {figures.variant}: p is {mine} here and {theirs} in gbstats")


def series_of(running: Experiment) -> str:
    """What a day of the series holds, in words."""
    points = len(running.metrics) * len(running.variants)
    return f"{points} points each: cumulated sums, value, difference, lift and its interval, and no test"


def install() -> None:
    """Put gbstats and its old numpy where nothing else looks for packages, unless they are there."""
    if (PEERS / "gbstats").is_dir():
        return
    requirements = ROOT / "requirements" / "peers.txt"
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "install", "--quiet", "--python", sys.executable, "--target", str(PEERS)]
    subprocess.run([*command, "--require-hashes", "-r", str(requirements)], check=True)  # noqa: S603 - our pins


def main() -> int:
    """Print the times and the ratio; 1 when one is over its bound."""
    running = experiment()
    counts = counted(replace(running))
    mine, theirs = ours(running, counts), peer(running, counts)
    ratio, milliseconds = mine.table / theirs, 1_000 * mine.table
    print("experiment_result: 20 metrics x 3 variants from counters, two-sided tests and sample ratio")
    print(f"  gbstats  {1_000 * theirs:>8.2f} ms")
    print(f"  ours     {milliseconds:>8.2f} ms (at most {MOST_MILLISECONDS:.0f}); ratio {ratio:.3f} (at most {BOUND})")
    print(f"  ours     {1_000 * mine.usual_table:>8.2f} ms in the round in the middle")
    print(f"  the daily series is not in these: {1_000 * mine.series:.2f} ms for {DAYS} days of {series_of(running)}")
    return int(ratio > BOUND or milliseconds > MOST_MILLISECONDS)


if __name__ == "__main__":
    sys.exit(main())
