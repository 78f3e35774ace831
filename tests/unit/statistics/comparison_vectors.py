"""How the vectors that compare two arms are computed here, by category."""

from collections.abc import Mapping
from typing import Any, Final

from sextant.statistics import cuped, exact, lift, means, proportions, rates, ratios, score
from sextant.statistics.estimates import Estimate
from sextant.statistics.samples import Covaried, Mean, Moments, Proportion, Ratio
from sextant.statistics.tails import Side
from tests.unit.statistics.vector_figures import Adapter, Fields, Peer, pair


def rates_of(given: Fields) -> tuple[Proportion, Proportion]:
    """Control and treatment, of counts."""
    return Proportion(**given["control"]), Proportion(**given["treatment"])


def moments_of(given: Fields) -> tuple[Moments, Moments]:
    """Control and treatment, of counts, of sums or of moments."""
    return _moments(given["control"]), _moments(given["treatment"])


def ztest_pooled(given: Fields) -> Fields:
    """Also tea-tasting's, with its continuity correction; "NaN" stands for what statsmodels cannot say."""
    arms = rates_of(given)
    correction = given.get("correction", False)
    test = proportions.pooled_z(*arms, correction=correction)
    nothing = test.z is None
    return {
        "z": test.z,
        # The vectors have no p where nothing varies; we say 1, as their note does.
        "p_two_sided": None if nothing else test.p,
        "log10_p": None if nothing else test.log10_p,
        "statsmodels": ["NaN", "NaN"] if nothing else [test.z, test.p],
        **_tea_tasting(arms, test.p, pooled=True, correction=correction),
    }


def ztest_unpooled(given: Fields) -> Fields:
    """Statsmodels', tea-tasting's and Spotify's; gbstats' is a t test of the linear delta method's lift."""
    arms = rates_of(given)
    alpha = given.get("alpha", 0.05)
    correction = given.get("correction", False)
    test = proportions.unpooled_z(*arms, correction=correction)
    found: dict[str, Any] = {"z": test.z, "p_two_sided": test.p, "p-value": test.p}
    if "equal_var" in given:
        return found | _tea_tasting(arms, test.p, pooled=False, correction=correction)
    lower, upper = pair(proportions.wald(*arms, alpha).interval) or [None, None]
    figures = {"difference": test.difference, "ci_lower": lower, "ci_upper": upper}
    base = arms[0].rate
    # Spotify divides the difference and its interval by control's rate, as if that were known.
    relative = {key: None if value is None or not base else value / base for key, value in figures.items()}
    found |= figures | {"relative": relative | {"p-value": test.p}}
    if "difference" in given:
        found |= _gbstats(arms[0].moments, arms[1].moments, given)
    return found


def ci_difference(given: Fields) -> Fields:
    """By the method named, or by three of them."""
    arms = rates_of(given)
    alpha = given.get("alpha", 0.05)
    if "method" not in given:
        return {
            "wald": pair(proportions.wald(*arms, alpha).interval),
            "agresti_caffo": pair(proportions.agresti_caffo(*arms, alpha).interval),
            "newcombe": pair(proportions.newcombe(*arms, alpha).interval),
            "miettinen_nurminen_diffscoreci": pair(score.difference(*arms, alpha).interval),
        }
    found = pair(_DIFFERENCES[given["method"]](*arms, alpha).interval)
    return {"ci": found, "ci_full_precision": found}


def ci_single(given: Fields) -> Fields:
    """Statsmodels' names of the methods."""
    sample = Proportion(given["conversions"], given["n"])
    return {"ci": pair(_SINGLES[given["method"]](sample, given.get("alpha", 0.05)))}


def relative_lift(given: Fields) -> Fields:
    """Ours, and the linear delta method of gbstats."""
    arms = rates_of(given)
    alpha = given.get("alpha", 0.05)
    moments = arms[0].moments, arms[1].moments
    log_ratio, fieller = lift.log_ratio(*arms, alpha), lift.fieller(*moments, alpha)
    return {
        "lift": log_ratio.value,
        "ci": pair(log_ratio.interval),
        "log_delta_ci": pair(log_ratio.interval),
        "delta_z_ci": pair(lift.delta(*moments, alpha, normal_tails=True).interval),
        "koopman_score_ci": pair(score.lift(*arms, alpha, correction=False).interval),
        "fieller_z_ci": pair(fieller.interval),
        "fieller_g": fieller.g,
        "gbstats_relative": _gbstats(*moments, {"difference": "relative"}),
        "gbstats_absolute": _gbstats(*moments, {"difference": "absolute"}),
    }


def welch_t(given: Fields) -> Fields:
    """SciPy's and Spotify's, and gbstats', of differences and of lifts."""
    moments = moments_of(given)
    test = means.welch(*moments, given.get("alpha", 0.05))
    interval = pair(test.interval)
    lower, upper = interval or [None, None]
    return {
        "t": test.t,
        "df": test.df,
        "p_two_sided": test.p,
        "ci_diff": interval,
        "difference": test.difference,
        "ci_lower": lower,
        "ci_upper": upper,
        "p-value": test.p,
        "gbstats_p": None if test.p is None else _by_subtraction(test.p),
        **(_gbstats(*moments, given) if "difference" in given else {}),
    }


def ratio_metric(given: Fields) -> Fields:
    """Absolute and relative, both by the delta method and with t."""
    arms = [
        Ratio(arm["n"], arm["m"], arm["mm"], arm["d"], arm["dd"], arm["md"])
        for arm in (given["control"], given["treatment"])
    ]
    alpha = given.get("alpha", 0.05)
    test, other = ratios.difference(arms[0], arms[1], alpha), ratios.relative(arms[0], arms[1], alpha)
    return {
        "absolute": {"expected": test.difference, "ci": pair(test.interval), "p": test.p, "se": test.error},
        "relative": {"expected": other.value, "ci": pair(other.interval), "p": other.p, "se": other.error},
    }


def cuped_means(given: Fields) -> Fields:
    """Of rows or of sums."""
    arms = [_covaried(given["control"]), _covaried(given["treatment"])]
    found = cuped.compare(arms[0], arms[1], given.get("alpha", 0.05))
    raw = means.welch(arms[0].outcome.moments, arms[1].outcome.moments)
    return {
        "theta": found.theta,
        "adjusted_mean_control_uncentered": found.control.mean,
        "adjusted_mean_treatment_uncentered": found.treatment.mean,
        "adjusted_var_control": found.control.variance,
        "adjusted_var_treatment": found.treatment.variance,
        "effect": found.test.difference,
        "se": found.test.error,
        "p": found.test.p,
        "ci": pair(found.test.interval),
        "raw_effect": raw.difference,
        "raw_se": raw.error,
        "variance_reduction": found.variance_reduction,
    }


def exact_small_sample(given: Fields) -> Fields:
    """Two-sided p of three tests."""
    arms = rates_of(given)
    return {
        "fisher": exact.fisher(*arms).p,
        "barnard_pooled": exact.barnard(*arms).p,
        "boschloo": exact.boschloo(*arms).p,
    }


def _tea_tasting(arms: tuple[Proportion, Proportion], p: float | None, *, pooled: bool, correction: bool) -> Fields:
    base, rate = arms[0].rate, arms[1].rate
    if base is None or rate is None:
        return {}
    more = proportions.half_a_user(*arms) if correction else 0.0
    interval = pair(proportions.wald(*arms, pooled=pooled).interval)
    assert interval is not None
    relative = pair(lift.log_ratio(*arms, pooled=pooled, correction=correction).interval) or [None, None]
    return {
        "control": base,
        "treatment": rate,
        "pvalue": p,
        "effect_size": rate - base,
        "effect_size_ci_lower": max(interval[0] - more, -1),
        "effect_size_ci_upper": min(interval[1] + more, 1),
        "rel_effect_size": rate / base - 1 if base else None,
        "rel_effect_size_ci_lower": relative[0],
        "rel_effect_size_ci_upper": relative[1],
    }


def _gbstats(control: Moments, treatment: Moments, given: Fields) -> Fields:
    side = _SIDES[given.get("side", "two-sided")]
    if given["difference"] == "relative":
        test: Any = lift.delta(control, treatment, side=side)
        expected = test.value
    else:
        test = means.welch(control, treatment, side=side)
        expected = test.difference
    lower, upper = pair(test.interval) or [None, None]
    return {
        "expected": expected,
        "ci": [lower, upper],
        "ci_lower": lower,
        "ci_upper": upper,
        "se": test.error,
        "p": test.p,
    }


def _by_subtraction(p: float) -> Peer:
    return Peer(2 * (1 - (1 - p / 2)), p, 1e-15, "2·(1 - cdf) loses what is below a float's precision")


_SIDES: Final[Mapping[str, Side]] = {
    "two-sided": Side.BOTH,
    "greater": Side.GREATER,
    "larger": Side.GREATER,
    "less": Side.LESS,
    "lesser": Side.LESS,
    "smaller": Side.LESS,
}
"""As the engines call them; another name is an error."""


def _moments(arm: Fields) -> Moments:
    if "conversions" in arm:
        return Proportion(arm["conversions"], arm["n"]).moments
    if "sum" in arm:
        return Mean(arm["n"], arm["sum"], arm["sum_squares"]).moments
    return Moments.of_deviation(arm["n"], arm["mean"], arm["sd"])


def _covaried(arm: Fields) -> Covaried:
    if "n" in arm:
        return Covaried(arm["n"], arm["sum_y"], arm["sum_yy"], arm["sum_x"], arm["sum_xx"], arm["sum_xy"])
    pre, post = arm["pre"], arm["post"]
    return Covaried(
        len(post),
        sum(post),
        sum(y * y for y in post),
        sum(pre),
        sum(x * x for x in pre),
        sum(x * y for x, y in zip(pre, post, strict=True)),
    )


def _score(control: Proportion, treatment: Proportion, alpha: float) -> Estimate:
    return score.difference(control, treatment, alpha, as_statsmodels=True)


_DIFFERENCES: Final = {
    "wald": proportions.wald,
    "agresti-caffo": proportions.agresti_caffo,
    "newcomb": proportions.newcombe,
    "newcombe": proportions.newcombe,
    "newcombe_score_no_cc": proportions.newcombe,
    "score": _score,
}

_SINGLES: Final = {
    "wilson": proportions.wilson,
    "normal": rates.wald,
    "wald": rates.wald,
    "agresti_coull": rates.agresti_coull,
    "beta": rates.clopper_pearson,
    "clopper_pearson": rates.clopper_pearson,
    "jeffreys": rates.jeffreys,
}

ADAPTERS: Final[Mapping[str, Adapter]] = {
    "ztest_pooled": ztest_pooled,
    "ztest_unpooled": ztest_unpooled,
    "ci_difference": ci_difference,
    "ci_single": ci_single,
    "relative_lift": relative_lift,
    "welch_t": welch_t,
    "ratio_metric": ratio_metric,
    "cuped": cuped_means,
    "exact_small_sample": exact_small_sample,
}
"""From a vector's category to a function that takes its input and gives what it expects, by the same keys."""
