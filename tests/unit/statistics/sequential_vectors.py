"""How the vectors of sequential methods and of sample ratios are computed here, by category."""

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from sextant.statistics.chi_square import log_tail
from sextant.statistics.confidence_sequences import (
    AlwaysValid,
    NormalMixture,
    always_valid,
    bernoulli_interval,
    log_likelihood_ratio,
    mixing,
    mixture_z,
    msprt,
    statsig_tau,
)
from sextant.statistics.group_sequential import bounds, crossing_probability, nominal_alpha
from sextant.statistics.sample_ratio import sample_ratio
from sextant.statistics.samples import Moments
from sextant.statistics.spending import obrien_fleming, pocock, power_family
from tests.unit.statistics.comparison_vectors import moments_of

Fields = Mapping[str, Any]

PEERS_ALPHA: Final = 0.05
"""What peers take where a vector names no alpha."""


def sequential(given: Fields) -> Fields:
    """Each kind of confidence sequence has inputs of its own."""
    for key, compute in _SEQUENTIAL.items():
        if key in given:
            return compute(given)
    raise KeyError(f"No confidence sequence takes {sorted(given)}.")


def group_sequential(given: Fields) -> Fields:
    """Repeated tests at one z, or bounds by Spotify's settings: alpha * t ** 2, of a plan as long as it was in fact."""
    for name in ("fractions", "information", "t"):
        if name in given:
            return _by_fractions(given, given[name])
    if "looks" in given:
        looks = given["looks"]
        if isinstance(looks, int):
            return _by_fractions(given, [look / looks for look in range(1, looks + 1)])
        return {"fpr": [_false_positives(given["alpha"], each) for each in looks]}
    information, sides = given["information_counts"], 2 if given["two_sided"] else 1
    planned = max(given["final_expected"], *information)
    spent = [power_family(given.get("rho", 2))(given["alpha"], at / planned) for at in information]
    return {
        "adjusted_alpha": [
            None if bound is None else nominal_alpha(bound, sides) for bound in bounds(information, spent, sides)
        ]
    }


def _by_fractions(given: Fields, information: list[float]) -> Fields:
    """Bounds by a spending function of what is done of the plan."""
    sides = 2 if given.get("two_sided", True) else 1
    alpha = given.get("alpha", PEERS_ALPHA)
    spending = {
        "obrien_fleming": partial(obrien_fleming, sides=sides),
        "pocock": pocock,
        "power": power_family(given.get("rho", 2)),
    }[given.get("spending", "obrien_fleming")]
    spent = [spending(alpha, at / information[-1]) for at in information]
    found = bounds(information, spent, sides)
    return {
        "bounds": found,
        "z": found,
        "alpha_spent": spent,
        "adjusted_alpha": [None if bound is None else nominal_alpha(bound, sides) for bound in found],
    }


def srm(given: Fields) -> Fields:
    """Chi-square; gbstats' p is wrong where an arm has no weight, since it counts a degree of freedom too many."""
    found = sample_ratio(given["observed"], given["weights"])
    degrees = len(given["weights"]) - 1
    return {
        "chi2": found.chi_square,
        "df": found.degrees,
        "p": found.p,
        "log10_p": found.log10_p,
        "gbstats_p": None if found.chi_square is None else math.exp(log_tail(found.chi_square, degrees)),
    }


def _two_arms(given: Fields) -> Fields:
    control, treatment = moments_of(given)
    alpha = given.get("alpha", PEERS_ALPHA)
    relative = given.get("difference", "relative") == "relative"
    base, mean, a, b = control.mean, treatment.mean, _variance_of_mean(control), _variance_of_mean(treatment)
    if base is None or mean is None or a is None or b is None or (relative and not base):
        return {"rho": mixing(given["tuning"], alpha), **dict.fromkeys(("halfwidth", "ci", "p", "se", "expected"))}
    difference, variance = mean - base, a + b
    if relative:
        difference /= base
        variance = b / base**2 + a * mean**2 / base**4
    found = always_valid(difference, variance, control.n + treatment.n, given["tuning"], alpha)
    return {
        "rho": mixing(given["tuning"], alpha),
        "halfwidth": None if found.interval is None else (_ci(found)[1] - _ci(found)[0]) / 2,
        "ci": None if found.interval is None else _ci(found),
        "p": found.p,
        "se": math.sqrt(variance),
        "expected": difference,
    }


def _msprt(given: Fields) -> Fields:
    arguments = given["delta"], given["V"], given["tau2"]
    found = msprt(*arguments, given["alpha"])
    return {
        "likelihood_ratio": math.exp(log_likelihood_ratio(*arguments)),
        "p_always_valid": found.p,
        "ci": _ci(found),
    }


def _statsig(given: Fields) -> Fields:
    alpha = given["alpha"]
    tau = statsig_tau((given["var_t"], given["var_c"]), (given["n_t"], given["n_c"]), alpha)
    variance = given["var_t"] / given["n_t"] + given["var_c"] / given["n_c"]
    return {"V": variance, "tau": tau, "z_star": mixture_z(tau / variance, alpha / 2)}


def _normal_mixture(given: Fields) -> Fields:
    mixture = NormalMixture(given["v_opt"], given["alpha_opt"], 2 if given["two_sided"] else 1)
    return {
        "best_rho": mixture.rho,
        "log_mixture_at_s10": mixture.log_martingale(10, given["v"]),
        "bound": mixture.bound(given["v"], given["alpha"]),
    }


def _bernoulli(given: Fields) -> Fields:
    arguments = given["successes"], given["n"], given["alpha"], given["t_opt"]
    found = bernoulli_interval(*arguments, given.get("alpha_opt", PEERS_ALPHA))
    return {"ci": [found.lower, found.upper]}


def _false_positives(alpha: float, looks: int) -> float:
    [single] = bounds([1], [alpha])
    return crossing_probability(range(1, looks + 1), [single] * looks)[-1]


def _ci(found: AlwaysValid) -> list[float]:
    assert found.interval is not None
    assert found.interval.lower is not None
    assert found.interval.upper is not None
    return [found.interval.lower, found.interval.upper]


def _variance_of_mean(moments: Moments) -> float | None:
    return None if moments.variance is None else moments.variance / moments.n


_SEQUENTIAL: Final[Mapping[str, Callable[[Fields], Fields]]] = {
    "tuning": _two_arms,
    "tau2": _msprt,
    "var_t": _statsig,
    "v_opt": _normal_mixture,
    "successes": _bernoulli,
}

ADAPTERS: Final[Mapping[str, Callable[[Fields], Fields]]] = {
    "sequential": sequential,
    "group_sequential": group_sequential,
    "srm": srm,
}
"""From a vector's category to a function that takes its input and gives what it expects, by the same keys."""
