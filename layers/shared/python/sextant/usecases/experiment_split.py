"""Whether users of an experiment were split as they should be, and how many saw two variants."""

from collections.abc import Sequence

from sextant.domain import experiment_formats as formats
from sextant.domain.experiment_looks import Look
from sextant.domain.experiment_results import Arm, Crossovers, SampleRatio, SampleRatioVerdict, VariantCrossovers
from sextant.domain.experiments import Phase
from sextant.statistics.sample_ratio import always_valid_p, sample_ratio
from sextant.statistics.sample_ratio_looks import broken_afterwards
from sextant.statistics.status import Status
from sextant.usecases.experiment_counts import Counts
from sextant.usecases.experiment_looks import SAMPLE_RATIO_ALPHA, expected_shares


def split(phase: Phase, counts: Counts, looks: Sequence[Look], afterwards: Sequence[Counts] = ()) -> SampleRatio:
    """The split as it is now, and what was found of it: by the scheduled looks, and after the last one at any time.

    Args:
        phase: The phase.
        counts: All that was counted in it.
        looks: The scheduled looks at it.
        afterwards: What was counted by the end of each day after the plan's last look; what was found on one stays.
    """
    variants = list(counts.everybody)
    by_variant = expected_shares(phase.allocation, variants)
    shares = [by_variant[variant] for variant in variants]
    observed = _users(counts)
    found = sample_ratio(observed, shares)
    broken = bool(looks) and looks[-1].sample_ratio.mismatch
    broken = broken or any(broken_afterwards(_users(each), shares, SAMPLE_RATIO_ALPHA) for each in afterwards)
    unsettled = found.p is None or not any(look.sample_ratio.users for look in looks)
    unknown = SampleRatioVerdict.NOT_ENOUGH_DATA if unsettled else SampleRatioVerdict.OK
    verdict = SampleRatioVerdict.MISMATCH if broken or found.misplaced else unknown
    arms = tuple(
        Arm(variant=variant, observed=count, expected=expected)
        for variant, count, expected in zip(variants, observed, found.expected, strict=True)
    )
    return SampleRatio(
        status=found.status,
        verdict=verdict,
        p=found.p,
        log10_p=found.log10_p,
        alpha=SAMPLE_RATIO_ALPHA,
        alpha_spent=looks[-1].sample_ratio.alpha_spent if looks else 0.0,
        always_valid_p=always_valid_p(observed, shares) if looks and looks[-1].final else None,
        arms=arms,
        text=_text(verdict, arms, found.p if found.status is Status.OK else None),
    )


def _users(counts: Counts) -> list[int]:
    return [arm.users for arm in counts.everybody.values()]


def crossovers(counts: Counts) -> Crossovers:
    """Who saw two variants."""
    users, crossed = counts.users, counts.crossed_users
    share = crossed / users if users else 0.0
    return Crossovers(
        users=crossed,
        share=share,
        signed_in=counts.signed_in_users,
        restarted=counts.restarted_users,
        by_variant=tuple(VariantCrossovers(variant=name, users=arm.users) for name, arm in counts.crossed.items()),
        text=_crossing(counts, share),
    )


def _crossing(counts: Counts, share: float) -> str:
    if not counts.crossed_users:
        return "Nobody saw more than one variant."
    whole = f"{counts.crossed_users:,} of {counts.users:,} users ({formats.share(share)})"
    causes = {"by signing in": counts.signed_in_users, "before a restart": counts.restarted_users}
    told = "".join(f", {users:,} of them {cause}" for cause, users in causes.items() if users)
    return f"{whole} saw more than one variant{told}."


def _text(verdict: SampleRatioVerdict, arms: Sequence[Arm], p: float | None) -> str:
    counted = ", ".join(f"{arm.variant} {arm.observed:,} (expected {arm.expected:,.0f})" for arm in arms)
    if verdict is SampleRatioVerdict.MISMATCH:
        return (
            f"Users are not split as they should be: {counted}. Something in assignment or counting is broken, so no "
            "figure of this experiment can be trusted."
        )
    if verdict is SampleRatioVerdict.NOT_ENOUGH_DATA:
        return f"No look at the split yet: {counted}."
    return f"Users are split as they should be: {counted}" + (f", p = {p:.3g}." if p is not None else ".")
