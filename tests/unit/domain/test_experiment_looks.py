"""Looks at experiments, as far as they fit into an answer."""

from datetime import date, timedelta

from sextant.domain.experiment_looks import Look, LookComparison, SampleRatioLook, with_latest_comparisons
from sextant.domain.experiment_metrics import MetricRole

ROW = LookComparison(metric="paid", variant="blue", role=MetricRole.PRIMARY, z=1.0, p=0.3, alpha=0.05, bound=2.0)


def look(number: int) -> Look:
    """A look with three comparisons."""
    return Look(
        number=number,
        day=date(2026, 1, 1) + timedelta(days=number),
        users=10,
        users_by_variant={"control": 5, "blue": 5},
        information_fraction=number / 10,
        alpha_spent=0.0,
        z_bound=2.0,
        levels=(),
        comparisons=(ROW,) * 3,
        sample_ratio=SampleRatioLook(users=10, alpha_spent=0.0, bound=None, p=None, mismatch=False),
    )


def test_the_latest_looks_keep_their_comparisons() -> None:
    """As many as fit, whole looks only; the others keep all else."""
    looks = [look(number) for number in range(1, 5)]

    assert [len(each.comparisons) for each in with_latest_comparisons(looks, 7)] == [0, 0, 3, 3]
    assert with_latest_comparisons(looks, 12) == tuple(looks)
    assert [each.number for each in with_latest_comparisons(looks, 7)] == [1, 2, 3, 4]


def test_the_last_look_keeps_them_at_any_rate() -> None:
    """It is what the decision rests on."""
    looks = [look(number) for number in range(1, 4)]

    assert [len(each.comparisons) for each in with_latest_comparisons(looks, 0)] == [0, 0, 3]
    assert with_latest_comparisons([], 5) == ()
