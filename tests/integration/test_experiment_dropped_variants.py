"""Variants of weight 0, as dropping one leaves them: nothing waits for them, and they take nothing from the others."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sextant.domain.experiment_looks import Level
from sextant.domain.experiments import Correction
from sextant.store import experiment_looks as store
from tests.integration.counted import FIRST, compared, converted, count, kept, ordinary_day, result, stored, take
from tests.unit.domain.sample_experiments import variants

pytestmark = pytest.mark.usefixtures("tables")
TEN_DAYS = FIRST + timedelta(days=9)


@pytest.mark.parametrize(("weight", "status"), [(0, "ok"), (1, "no_users")])
def test_a_metric_does_not_wait_for_a_variant_that_nobody_gets(weight: int, status: str) -> None:
    """One of weight 0 will never have users; of one with a weight they may still come."""
    experiment = stored(variants=variants(control=1, treatment=1, third=weight))
    count(experiment, 1, "control", 1_000, converted(100))
    count(experiment, 1, "treatment", 1_000, converted(140))
    found = result(experiment)

    assert found.metrics[0].status == status
    assert compared(found, "third").status == "no_users"
    assert compared(found).probability_better == pytest.approx(found.metrics[0].variants[1].probability_best)
    assert found.metrics[0].variants[2].probability_best is None


@pytest.mark.parametrize("correction", list(Correction))
def test_a_variant_that_nobody_gets_takes_no_alpha(correction: Correction) -> None:
    """With or without one of weight 0, the same looks with the same bounds; and it is not compared."""
    with_one = stored(end_date=TEN_DAYS, correction=correction, variants=variants(control=1, treatment=1, gone=0))
    without = stored(key="without", uid="07", end_date=TEN_DAYS, correction=correction)
    for number in range(1, 4):
        for experiment in (with_one, without):
            ordinary_day(experiment, number, treatment=60)
    found, alone = result(with_one, 4), result(without, 4)

    assert [look.comparisons for look in found.looks] == [look.comparisons for look in alone.looks]
    assert [look.levels for look in found.looks] == [look.levels for look in alone.looks]
    one, other = (each.metrics[0].variants[1].comparison for each in (found, alone))
    assert one is not None
    assert other is not None
    assert (one.adjusted_p, one.minimum_detectable_effect) == (other.adjusted_p, other.minimum_detectable_effect)


def test_looks_that_counted_a_variant_which_nobody_gets_are_read_on() -> None:
    """As they were once taken: what they found stands, and from the next look on the others have its alpha."""
    experiment = stored(end_date=TEN_DAYS, variants=variants(control=1, treatment=1, gone=0))
    ordinary_day(experiment, 1)
    (look,) = take(experiment, 2)
    (row,) = look.comparisons
    (stored_look,) = kept(experiment)
    stored_look.delete()
    halved = Level(0.025, look.levels[0].alpha_spent / 2, 5.0)
    old = [replace(row, alpha=0.025, bound=5.0), replace(row, variant="gone", z=None, p=None, alpha=0.025, bound=5.0)]
    assert store.put(experiment.counted_as, 1, replace(look, comparisons=tuple(old), levels=(halved,)))
    ordinary_day(experiment, 2)
    before, after = take(experiment, 3)

    assert [each.variant for each in before.comparisons] == ["treatment", "gone"]
    assert [(each.variant, each.alpha) for each in after.comparisons] == [("treatment", 0.05)]
    assert result(experiment, 3).decision.verdict == "keep_running"


def test_a_variant_that_nobody_gets_does_not_keep_harm_from_stopping() -> None:
    """A phase in which a variant was given the weight 0, as is advised, has one less to be decided."""
    experiment = stored(end_date=TEN_DAYS, variants=variants(control=1, treatment=1, gone=0))
    for number in range(1, 6):
        ordinary_day(experiment, number, treatment=25)
    decision = result(experiment, 6).decision

    assert (decision.verdict, decision.variant) == ("stop", "treatment")
    assert [reason.code for reason in decision.reasons] == ["primary_worse"]
