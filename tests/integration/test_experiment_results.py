"""The result of an experiment, from its counters."""

import csv
import hashlib
import io
import json
import math
from dataclasses import replace
from itertools import permutations

import pytest
import time_machine
from statsmodels.stats.proportion import proportions_ztest

from sextant.domain.experiment_metrics import Goal, Measure, Metric, MetricRole, MetricType
from sextant.domain.experiments import Conclusion, Crossover
from sextant.statistics import bayesian
from sextant.statistics.samples import Proportion
from sextant.store import experiment_changes as experiment_store
from sextant.usecases import experiment_looks, experiment_results, experiment_series
from tests.integration.conftest import ADMIN, Answer, Call
from tests.integration.counted import PAID, SPENT, compared, converted, count, noon, result, stored
from tests.unit.domain.sample_experiments import variants

pytestmark = pytest.mark.usefixtures("tables")


def ask(admin_api: Call, query: str = "", *, at: int = 1) -> Answer:
    """The result over HTTP, at noon of a day."""
    with time_machine.travel(noon(at), tick=False):
        return admin_api("GET", f"/api/admin/experiments/checkout/metrics{query}", caller=ADMIN)


def test_a_rate_of_0_against_10_per_cent_is_a_difference() -> None:
    """Pooled p and Newcombe's interval of 0/100 against 10/100, as R and published tables have them; no lift."""
    experiment = stored()
    count(experiment, 1, "control", 100)
    count(experiment, 1, "treatment", 100, converted(10))
    found = compared(result(experiment))

    assert found.p == pytest.approx(0.00118, abs=5e-6)
    assert found.difference == pytest.approx(0.1)
    assert found.difference_interval is not None
    assert found.difference_interval == pytest.approx((0.0417, 0.1744), abs=5e-4)
    assert (found.lift, found.lift_status, found.formatted_lift) == (None, "no_baseline", "n/a")


def test_a_published_example_comes_out_as_published() -> None:
    """62 of 1471 against 87 of 1529: p of the difference is 0.063, and the lift's interval does not contradict it."""
    experiment = stored()
    count(experiment, 1, "control", 1_471, converted(62))
    count(experiment, 1, "treatment", 1_529, converted(87))
    found = compared(result(experiment))

    assert found.p == pytest.approx(0.0633, abs=5e-4)
    assert found.log10_p == pytest.approx(math.log10(found.p or 1))
    assert found.lift == pytest.approx(87 / 1_529 / (62 / 1_471) - 1)
    assert found.lift_interval is not None
    assert (found.lift_interval[0] or 0) < 0 < (found.lift_interval[1] or 0)
    assert found.formatted_lift == "+35.0 % [-1.8 %, +85.5 %]"
    assert found.method == "two_proportion_z_pooled"


def test_means_are_tested_by_welch_and_lifts_agree_with_it() -> None:
    """Sums of squares beyond 2^53 stay exact: means 1,000 and 1,100 with deviations of 400 and 500."""
    n, experiment = 10_000, stored(metrics=(SPENT,))
    for variant, mean, deviation in (("control", 1_000_000, 400_000), ("treatment", 1_100_000, 500_000)):
        squares = n * mean**2 + (n - 1) * deviation**2
        count(experiment, 1, variant, n, {"spent": {"users": n, "y": n * mean, "yy": squares}})
    found = result(experiment)
    error = math.sqrt((400_000**2 + 500_000**2) / n)

    assert found.metrics[0].variants[0].standard_deviation == pytest.approx(400_000, rel=1e-12)
    assert compared(found).statistic == pytest.approx(100_000 / error, rel=1e-12)
    assert compared(found).lift == pytest.approx(0.1)
    assert compared(found).method == "welch_t"
    assert found.metrics[0].unit == "minor_units_per_user"


@pytest.mark.parametrize(
    ("arms", "status"),
    [
        ({}, "no_users"),
        ({"control": (5, 1)}, "no_users"),
        ({"control": (100, 0), "treatment": (100, 0)}, "no_variance"),
        ({"control": (100, 100), "treatment": (90, 90)}, "no_variance"),
        ({"control": (1, 0), "treatment": (1, 1)}, "ok"),
        ({"control": (1, 0), "treatment": (1, 0)}, "no_variance"),
        ({"control": (100, 1), "treatment": (100, 0)}, "ok"),
    ],
)
def test_every_edge_is_typed(arms: dict[str, tuple[int, int]], status: str) -> None:
    """Nobody, one user, nobody or everybody converted: a status, what is valid, and never NaN."""
    experiment = stored(metrics=(PAID, SPENT))
    for variant, (users, conversions) in arms.items():
        sums = {**converted(conversions), "spent": {"users": conversions, "y": conversions, "yy": conversions}}
        count(experiment, 1, variant, users, sums)
    found = result(experiment)

    assert compared(found).status == status
    assert "NaN" not in found.model_dump_json()
    assert "Infinity" not in found.model_dump_json()
    assert found.decision.verdict == "keep_running"


def test_small_counts_are_tested_exactly() -> None:
    """Fisher's exact test of 7/34 against 1/34 gives p = 0.0544 (R's fisher.test)."""
    experiment = stored()
    count(experiment, 1, "control", 34, converted(1))
    count(experiment, 1, "treatment", 34, converted(7))
    found = compared(result(experiment))

    assert found.method == "fisher_exact"
    assert found.p == pytest.approx(0.05440, abs=1e-4)
    assert found.statistic is None


@pytest.mark.parametrize("order", list(permutations(["red", "green", "blue"])))
def test_the_order_of_variants_changes_no_p(order: tuple[str, ...]) -> None:
    """Whichever way the variants stand, each has the same figures and so has the whole."""
    figures = {"red": (500, 60), "green": (510, 75), "blue": (490, 49)}
    experiment = stored(variants=variants(control=1, **dict.fromkeys(order, 1)), metrics=(PAID,))
    count(experiment, 1, "control", 505, converted(50))
    for variant, (users, conversions) in figures.items():
        count(experiment, 1, variant, users, converted(conversions))
    found = result(experiment, at=2)

    told = {name: (compared(found, name).p, compared(found, name).adjusted_p) for name in figures}
    alone = {name: proportions_ztest([hits, 50], [users, 505])[1] for name, (users, hits) in figures.items()}
    assert {name: p for name, (p, _) in told.items()} == pytest.approx(alone, rel=1e-12)
    assert told["green"][1] == pytest.approx(3 * alone["green"], rel=1e-12)
    assert found.metrics[0].verdict == "undecided"
    assert math.fsum(each.probability_best or 0 for each in found.metrics[0].variants) == pytest.approx(1)


def test_p_is_that_of_the_arms_the_other_way_round() -> None:
    """Which of two arms is the control turns the sign and nothing else."""
    experiment = stored()
    count(experiment, 1, "control", 1_000, converted(100))
    count(experiment, 1, "treatment", 900, converted(120))
    other = stored(key="other", uid="07e8")
    count(other, 1, "treatment", 1_000, converted(100))
    count(other, 1, "control", 900, converted(120))
    one, two = compared(result(experiment)), compared(result(other))

    assert (one.p, one.statistic) == (two.p, pytest.approx(-(two.statistic or 0)))


def test_a_broken_split_breaks_it() -> None:
    """5,400 against 4,600 users by equal weights, found by the first look."""
    experiment = stored()
    count(experiment, 1, "control", 54_000, converted(5_400))
    count(experiment, 1, "treatment", 46_000, converted(6_000))
    before, after = result(experiment), result(experiment, at=2)

    assert before.sample_ratio.verdict == "not_enough_data"
    assert after.sample_ratio.verdict == "mismatch"
    assert after.decision.verdict == "broken"
    assert "54,000" in after.decision.reasons[0].text


def test_a_split_that_breaks_after_the_planned_end_is_found() -> None:
    """The looks are over and found nothing; what the watch found on one day stays, though users even it out again."""
    experiment = stored(planned_users=2_000)
    for variant in ("control", "treatment"):
        count(experiment, 1, variant, 1_000, converted(100))
    assert result(experiment, at=1).sample_ratio.always_valid_p is None
    fine = result(experiment, at=2)
    assert (fine.looks[-1].final, fine.sample_ratio.verdict, fine.sample_ratio.always_valid_p) == (True, "ok", 1.0)

    count(experiment, 2, "control", 2_000, converted(200))
    count(experiment, 2, "treatment", 1_500, converted(150))
    broken = result(experiment, at=3)
    assert len(broken.looks) == len(fine.looks)
    assert broken.sample_ratio.always_valid_p is not None
    assert broken.sample_ratio.always_valid_p < 0.0005
    assert (broken.sample_ratio.verdict, broken.decision.verdict) == ("mismatch", "broken")

    count(experiment, 3, "treatment", 500, converted(50))
    assert result(experiment, at=4).sample_ratio.verdict == "mismatch"


def test_a_covariate_takes_noise_out() -> None:
    """With y = x + noise, the difference keeps its size and loses variance; what it was before is told."""
    spent = replace(SPENT, covariate="spent_before")
    experiment = stored(metrics=(spent,))
    # x is 0 or 2 (in thousandths), y is x plus 0 or 1, and one more in treatment: var x = 1, var noise = 1/4.
    for variant, more in (("control", 0), ("treatment", 1)):
        users = [(x, x + noise + more) for x in (0, 2) for noise in (0, 1)] * 250
        sums = {
            "users": sum(y > 0 for _, y in users),
            "y": sum(y for _, y in users),
            "yy": sum(y * y for _, y in users),
            "x": sum(1_000 * x for x, _ in users),
            "xx": sum(1_000_000 * x * x for x, _ in users),
            "xy": sum(1_000 * x * y for x, y in users),
        }
        count(experiment, 1, variant, len(users), {"spent": sums})
    found = compared(result(experiment))

    assert found.cuped is not None
    assert found.method == "welch_t_cuped"
    assert found.cuped.theta == pytest.approx(1)
    assert found.cuped.variance_reduction == pytest.approx(0.8)
    assert found.difference == pytest.approx(found.cuped.unadjusted_difference)
    assert found.lift == pytest.approx(1 / 1.5)
    assert (found.p or 0) < (found.cuped.unadjusted_p or 0)


def test_less_is_better_where_that_is_the_goal() -> None:
    """Fewer complaints: a high probability to be better, and a small loss."""
    complaints = replace(PAID, goal=Goal.DECREASE)
    experiment = stored(metrics=(complaints,))
    count(experiment, 1, "control", 1_000, converted(120))
    count(experiment, 1, "treatment", 1_000, converted(90))
    found = compared(result(experiment))

    assert (found.difference or 0) < 0
    assert (found.probability_better or 0) > 0.98
    assert (found.expected_loss or 1) < 0.001


def test_the_hash_is_that_of_the_statistics_given() -> None:
    """Anyone can recompute it: sorted keys, no white space, ASCII."""
    experiment = stored()
    count(experiment, 1, "control", 10, converted(2))
    answer = json.loads(result(experiment).model_dump_json())
    text = json.dumps(answer["sufficientStatistics"], sort_keys=True, separators=(",", ":"))

    assert hashlib.sha256(text.encode()).hexdigest() == answer["statisticsHash"]
    assert answer["sufficientStatistics"]["variants"][0]["everybody"]["sums"]["paid"]["y"] == "2"
    assert result(experiment, at=2).statistics_hash == answer["statisticsHash"]
    count(experiment, 1, "control", 1)
    assert result(experiment).statistics_hash != answer["statisticsHash"]


def test_the_series_adds_up_the_days() -> None:
    """Cumulative, so that its last point is the result itself."""
    experiment = stored()
    for number in (1, 2, 4):
        count(experiment, number, "control", 100, converted(10))
        count(experiment, number, "treatment", 100, converted(10 + number))
    found = result(experiment, at=4)
    points = [each.variants[1] for each in found.series]

    assert [str(each.day) for each in found.series] == ["2026-01-01", "2026-01-02", "2026-01-04"]
    assert [(each.users, each.metrics[0].conversions) for each in points] == [(100, 11), (200, 23), (300, 37)]
    assert points[-1].metrics[0].lift == pytest.approx(compared(found).lift, rel=1e-6)


def test_a_draft_has_no_result_yet(admin_api: Call) -> None:
    """It says so, and shows nothing."""
    variants_sent = [{"id": "a", "name": "A", "weight": 1}, {"id": "b", "name": "B", "weight": 3}]
    body = {"key": "checkout", "name": "Checkout", "variants": variants_sent}
    assert admin_api("POST", "/api/admin/experiments", body=body, caller=ADMIN).status == 201
    answer = ask(admin_api)

    assert answer.status == 200, answer.body
    assert (answer.json["phase"], answer.json["users"], answer.json["metrics"]) == (None, 0, [])
    assert answer.json["decision"]["reasons"][0]["code"] == "not_started"
    assert [each["expectedShare"] for each in answer.json["variants"]] == [0.25, 0.75]


def test_an_unknown_experiment_or_phase_is_refused(admin_api: Call) -> None:
    """Each with what would have been right."""
    assert ask(admin_api).status == 404
    stored()

    answer = ask(admin_api, "?phase=2")

    assert answer.status == 422
    assert answer.json["errors"][0]["field"] == "phase"


def test_earlier_phases_keep_their_figures(admin_api: Call) -> None:
    """The last phase unless asked otherwise."""
    experiment = stored()
    count(experiment, 1, "control", 10)
    opened = replace(
        experiment.in_new_phase(
            variants(control=1, treatment=3), experiment.phases[0].treatment, "More", by="admin", now=noon(2)
        ),
        version=2,
    )
    assert experiment_store.write(experiment, opened, lambda _: None, at=noon(2)) is None
    count(experiment, 2, "treatment", 30, phase=2)

    first, last = ask(admin_api, "?phase=1", at=3).json, ask(admin_api, at=3).json

    assert (first["phase"], first["users"]) == (1, 10)
    assert (last["phase"], last["users"]) == (2, 30)
    assert [each["expectedShare"] for each in last["variants"]] == [0.25, 0.75]


def test_a_table_comes_as_csv_and_runs_nothing(admin_api: Call) -> None:
    """A row for each metric and variant, their number in a header, and no name that a spreadsheet would execute."""
    formula = replace(SPENT, name='=HYPERLINK("http://x","y")')
    experiment = stored(metrics=(PAID, formula))
    count(experiment, 1, "control", 100, converted(20))
    count(experiment, 1, "treatment", 100, converted(10))
    answer = ask(admin_api, "?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.body)))

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["x-row-count"] == "4" == str(len(rows))
    assert answer.body.endswith("\r\n")
    assert [(row["metric"], row["variant"], row["users"]) for row in rows[:2]] == [
        ("paid", "control", "100"),
        ("paid", "treatment", "100"),
    ]
    assert float(rows[1]["difference"]) == pytest.approx(-0.1)
    assert rows[2]["metricName"] == '\'=HYPERLINK("http://x","y")'


def test_a_frozen_result_stays(admin_api: Call) -> None:
    """What an experiment was completed with is answered from then on, whatever is counted later."""
    experiment = stored()
    count(experiment, 1, "control", 100, converted(20))
    count(experiment, 1, "treatment", 100, converted(35))
    frozen = experiment_results.freeze(experiment, noon(2))
    conclusion = Conclusion(winner="treatment", reason="Better", result_hash=frozen.hash)
    completed = replace(experiment.completed(conclusion, by="admin", now=noon(2)), version=2)
    assert experiment_store.write(experiment, completed, lambda _: None, at=noon(2), kept=[frozen.part]) is None
    count(experiment, 2, "control", 1_000)

    found = ask(admin_api, at=9).json

    assert (found["status"], found["frozen"], found["users"]) == ("COMPLETED", True, 200)
    assert found["statisticsHash"] == frozen.hash
    assert len(found["looks"]) == 1
    assert ask(admin_api, "?crossover=exclude", at=9).json["frozen"] is False


def test_ratios_are_tested_by_the_delta_method() -> None:
    """Clicks over sessions of users with several sessions; by hand, every user has 2 sessions and 0 or 2 clicks."""
    clicks = Metric(
        id="clicks",
        name="Clicks a session",
        type=MetricType.RATIO,
        role=MetricRole.SECONDARY,
        numerator=Measure("clicked"),
        denominator=Measure("session_started"),
    )
    experiment = stored(metrics=(PAID, clicks))
    for variant, clicking in (("control", 40), ("treatment", 50)):
        sums = {"users": clicking, "y": 2 * clicking, "yy": 4 * clicking, "d": 200, "dd": 400, "yd": 4 * clicking}
        count(experiment, 1, variant, 100, {"clicks": sums})
    found = result(experiment)
    variance = (0.4 * 0.6 + 0.5 * 0.5) / 99

    assert [each.value for each in found.metrics[1].variants] == [0.4, 0.5]
    assert compared(found, metric=1).statistic == pytest.approx(0.1 / math.sqrt(variance), rel=1e-9)
    assert found.metrics[1].variants[0].denominator == 200


def test_the_quadrature_of_shares_agrees_with_that_of_pairs() -> None:
    """Probabilities and losses of three variants, as two-by-two integration gives them."""
    experiment = stored(variants=variants(control=1, red=1, blue=1))
    figures = {"control": (1_000, 100), "red": (1_010, 128), "blue": (40, 0)}
    for variant, (users, conversions) in figures.items():
        count(experiment, 1, variant, users, converted(conversions))
    found = result(experiment)
    shares = [Proportion(conversions, users) for users, conversions in figures.values()]
    duels = [bayesian.duel(shares[0], share) for share in shares[1:]]

    for variant, duel in zip(("red", "blue"), duels, strict=True):
        assert compared(found, variant).probability_better == pytest.approx(duel.probability, abs=1e-8)
        assert compared(found, variant).expected_loss == pytest.approx(duel.loss_of_treatment, abs=1e-8)
    best = [each.probability_best for each in found.metrics[0].variants]
    assert best == pytest.approx(bayesian.contest(shares).probabilities, abs=1e-8)


def test_a_long_experiment_has_a_series_that_fits() -> None:
    """Every so many days, and always the last."""
    metrics = tuple(replace(PAID, id=f"m{number}") for number in range(20))
    experiment = stored(metrics=metrics)
    for number in range(1, 91):
        count(experiment, number, "control", 1)
    found = experiment_series.series(
        experiment, experiment_looks.read(experiment, experiment.phases[0]), Crossover.EXCLUDE
    )

    assert len(found) == 45
    assert found[-1].variants[0].users == 90


def test_completing_over_http_keeps_the_result(admin_api: Call) -> None:
    """The conclusion carries the hash of the result that is answered from then on."""
    experiment = stored()
    count(experiment, 1, "control", 100, converted(20))
    body = {"winner": "control", "reason": "Enough"}
    with time_machine.travel(noon(3), tick=False):
        answer = admin_api("PUT", "/api/admin/experiments/checkout/complete", body=body, caller=ADMIN)
    assert answer.status == 200, answer.body
    found = ask(admin_api, at=4).json

    assert (found["status"], found["frozen"]) == ("COMPLETED", True)
    assert answer.json["conclusion"]["resultHash"] == found["statisticsHash"]
