"""How the vectors of planning, of families of tests, of posteriors and of assignment are computed here, by category."""

import math
from collections.abc import Mapping
from typing import Final

from statsmodels.stats.power import NormalIndPower

from sextant.domain.hashing import BUCKETS_OF_VERSION, bucketer
from sextant.domain.variation_ranges import ranges
from sextant.statistics import bayesian, gaussian, multiplicity, planning, power
from sextant.statistics.power import Goal, Variance
from sextant.statistics.tails import Side
from tests.unit.statistics.comparison_vectors import moments_of, rates_of
from tests.unit.statistics.vector_figures import Adapter, Fields, Peer, pair


def bayesian_rates(given: Fields) -> Fields:
    """Beta-binomial, and gbstats' normal posterior with a flat prior."""
    if given["prior"] == "flat":
        return _gbstats(given)
    arms = rates_of(given)
    found = bayesian.duel(*arms, tuple(given["prior"]))
    normal = gaussian.difference(arms[0].moments, arms[1].moments)
    # gbstats gives up where an arm does not vary, and says that nothing is known.
    refused = any(arm.conversions in {0, arm.n} for arm in arms)
    return {
        "prob_treatment_beats_control": found.probability,
        "expected_loss_choose_treatment": found.loss_of_treatment,
        "expected_loss_choose_control": found.loss_of_control,
        "posterior_mean": list(found.means),
        "gbstats_gaussian_ctw": 0.5 if refused else normal.probability,
        "gbstats_gaussian_risk_abs": [0.0, 0.0] if refused else [normal.loss_of_control, normal.loss_of_treatment],
    }


def multiple_testing(given: Fields) -> Fields:
    """By statsmodels' names of the methods."""
    found = {name: adjust(given["p"], given["alpha"]) for name, adjust in _FAMILIES.items()}
    return {name: {"adjusted": list(each.adjusted), "reject": list(each.rejected)} for name, each in found.items()}


def sample_size(given: Fields) -> Fields:
    """Each engine's inputs have names of their own."""
    return next(compute for key, compute in _SIZES.items() if key in given)(given)


def mde(given: Fields) -> Fields:
    """The arcsine effect and the rule of thumb. Statsmodels' search for an effect stops 1e-5 short of it."""
    baseline, n = given["baseline"], given["n_per_arm"]
    goal = Goal(given.get("alpha", 0.05), given.get("power", 0.8))
    effect = planning.detectable_effect((n, n), goal)
    target = planning.detectable_rate_by_arcsine(baseline, (n, n), goal)
    simple = planning.detectable_difference(baseline, (n, n), goal)
    if target is None:
        return {"cohen_h": effect, "target": None, "mde_relative": None, "mde_abs_simple": simple}
    peers_effect = float(NormalIndPower().solve_power(nobs1=n, alpha=goal.alpha, power=goal.power))
    peers_target = math.sin(math.asin(math.sqrt(baseline)) + peers_effect / 2) ** 2
    reason = "statsmodels' root finder takes an effect within 1e-5 for found"
    return {
        "cohen_h": Peer(peers_effect, effect, 1e-5, reason),
        "target": Peer(peers_target, target, 1e-5, reason),
        "mde_relative": Peer(peers_target / baseline - 1, target / baseline - 1, 1e-5 / baseline, reason),
        "mde_abs_simple": simple,
    }


def assignment(given: Fields) -> Fields:
    """A bucket as a share of all, or the ranges of variations."""
    if "variations" in given:
        found = ranges(given["variations"], given["coverage"], given["weights"])
        return {"ranges": [list(each) for each in found]}
    version = given["version"]
    if version not in BUCKETS_OF_VERSION:
        return {"hash": None}
    return {"hash": bucketer(given["seed"], version)(given["value"]) / BUCKETS_OF_VERSION[version]}


def _gbstats(given: Fields) -> Fields:
    compare = gaussian.difference if given.get("difference", "relative") == "absolute" else gaussian.relative
    found = compare(*moments_of(given))
    return {
        "expected": found.mean,
        "ci": pair(found.interval),
        "sd": found.deviation,
        "chance_to_win": found.probability,
        "risk": [found.loss_of_control, found.loss_of_treatment],
    }


def _from_baseline_to_target(given: Fields) -> Fields:
    rates = given["baseline"], given.get("target", given["baseline"] + given.get("mde_absolute", 0))
    goal, ratio = _goal(given), given.get("ratio", 1)
    sizes = {
        variance: power.users_for_proportions(*rates, goal, ratio=ratio, variance=variance) for variance in Variance
    }
    turned = power.users_for_proportions(rates[1], rates[0], goal, ratio=ratio)
    return {
        "cohen_h": power.cohen_h(*rates),
        "n_control_arcsine_NormalIndPower": power.users_for_arcsine(*rates, goal, ratio=ratio),
        # Its first sample has the rate baseline + diff.
        "n_statsmodels_2indep_onetail": turned,
        "n_per_arm_evan_miller": sizes[Variance.BASELINE],
        "n_per_arm_pooled_fleiss_R_power_prop_test": sizes[Variance.POOLED],
        "n_per_arm_unpooled": sizes[Variance.UNPOOLED],
        "n_per_arm": round(sizes[Variance.BASELINE]),
    }


def _power_of_difference(given: Fields) -> Fields:
    n = given.get("n1", given.get("n_per_arm"))
    rates = given["prop2"] + given["diff"], given["prop2"]
    side = Side(given.get("side", Side.BOTH))
    return {"power": power.of_proportions(rates, (n, n * given.get("ratio", 1)), given["alpha"], side=side)}


def _standardised(given: Fields) -> Fields:
    goal, ratio = _goal(given), given.get("ratio", 1)
    return {
        "n_per_arm_z": power.users_for_effect(given["cohen_d"], goal, ratio=ratio),
        "n_per_arm_t": power.users_for_t(given["cohen_d"], goal, ratio=ratio),
    }


def _spotify_rates(given: Fields) -> Fields:
    baseline = given["baseline_proportion"]
    target = baseline + given["absolute_percentage_mde"]
    n = 2 * power.users_for_proportions(baseline, target, _goal(given), variance=Variance.UNPOOLED)
    return {"n_total": n, "g_power_n_total": n}


def _spotify_means(given: Fields) -> Fields:
    n = 2 * power.users_for_effect(given["mde"] / math.sqrt(given["variance"]), _goal(given))
    return {"n_total": n, "g_power_n_total": n}


def _goal(given: Fields) -> Goal:
    return Goal(given["alpha"], given["power"], Side.BOTH if given.get("two_sided", True) else Side.GREATER)


_FAMILIES: Final = {
    "bonferroni": multiplicity.bonferroni,
    "holm": multiplicity.holm,
    "holm-sidak": multiplicity.holm_sidak,
    "simes-hochberg": multiplicity.hochberg,
    "fdr_bh": multiplicity.benjamini_hochberg,
    "fdr_by": multiplicity.benjamini_yekutieli,
}

_SIZES: Final[Mapping[str, Adapter]] = {
    "absolute_percentage_mde": _spotify_rates,
    "cohen_d": _standardised,
    "variance": _spotify_means,
    "prop2": _power_of_difference,
    "baseline": _from_baseline_to_target,
}
"""By the input that tells whose question it is."""

ADAPTERS: Final[Mapping[str, Adapter]] = {
    "bayesian": bayesian_rates,
    "multiple_testing": multiple_testing,
    "sample_size": sample_size,
    "mde": mde,
    "assignment": assignment,
}
"""From a vector's category to a function that takes its input and gives what it expects, by the same keys."""
