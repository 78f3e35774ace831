"""Results of experiments some of whose users saw two variants: how they count, and when that breaks a result."""

import pytest

from sextant.domain.experiment_counts import RESTARTED, SIGNED_IN
from sextant.domain.experiments import Crossover
from tests.integration.counted import compared, converted, count, result, stored
from tests.unit.domain.sample_experiments import variants

pytestmark = pytest.mark.usefixtures("tables")


def test_users_who_saw_two_variants_count_both_ways() -> None:
    """Left out or counted where they were first: both are told, and p belongs to the way that was asked for."""
    experiment = stored()
    count(experiment, 1, "control", 1_000, converted(100))
    count(experiment, 1, "treatment", 1_000, converted(130))
    count(experiment, 1, "treatment", 20, converted(15), crossed=True)
    excluded, first = result(experiment, crossover=Crossover.EXCLUDE), result(experiment)

    assert (excluded.users, first.users) == (1_980, 2_000)
    assert excluded.crossovers.users == 20
    left_out, counted = excluded.metrics[0].variants[1], first.metrics[0].variants[1]
    assert (left_out.conversions, counted.conversions) == (115, 130)
    assert left_out.first_seen is not None
    assert counted.excluded is not None
    assert (left_out.first_seen.p, counted.excluded.p) == (compared(first).p, compared(excluded).p)
    assert left_out.excluded is None
    assert excluded.decision == first.decision


def test_leaving_out_who_saw_two_variants_is_warned_of_where_weights_differ() -> None:
    """Who is drawn a second time crosses the more often the smaller the variant is that they saw first."""
    uneven = stored(variants=variants(control=9, treatment=1), crossover=Crossover.EXCLUDE)
    count(uneven, 1, "control", 9_000, converted(900))
    count(uneven, 1, "treatment", 1_000, converted(100))
    assert not any("weights differ" in warning for warning in result(uneven).warnings)
    count(uneven, 1, "treatment", 20, converted(15), crossed=True)
    assert any("weights differ" in warning for warning in result(uneven).warnings)
    assert not any("weights differ" in warning for warning in result(uneven, crossover=Crossover.FIRST_SEEN).warnings)


def test_a_variant_of_weight_0_makes_no_weights_uneven() -> None:
    """Users are drawn to the others alone, and those are alike."""
    experiment = stored(variants=variants(control=1, treatment=1, gone=0), crossover=Crossover.EXCLUDE)
    count(experiment, 1, "control", 1_000, converted(100))
    count(experiment, 1, "treatment", 1_000, converted(100))
    count(experiment, 1, "treatment", 20, converted(15), crossed=True)
    assert not any("weights differ" in warning for warning in result(experiment).warnings)


def test_too_many_users_who_saw_two_variants_break_it() -> None:
    """More than one in twenty."""
    experiment = stored()
    count(experiment, 1, "control", 1_000, converted(100))
    count(experiment, 1, "treatment", 1_000, converted(100))
    count(experiment, 1, "treatment", 101, crossed=True)
    decision = result(experiment).decision

    assert decision.verdict == "broken"
    assert [reason.code for reason in decision.reasons] == ["too_many_crossovers"]


def test_signing_in_breaks_nothing_and_is_warned_of() -> None:
    """A guest and a user are drawn apart, as devices do; only what crosses otherwise is held against one in twenty."""
    experiment = stored()
    count(experiment, 1, "control", 1_000, converted(100))
    count(experiment, 1, "treatment", 1_000, converted(100))
    count(experiment, 1, "treatment", 400, {SIGNED_IN: {"users": 300}}, crossed=True)
    found = result(experiment)
    assert found.decision.verdict == "keep_running"
    assert (found.crossovers.users, found.crossovers.signed_in) == (400, 300)
    assert found.crossovers.text == "400 of 2,000 users (20.0 %) saw more than one variant, 300 of them by signing in."
    assert any("15.0 % of the users saw one variant as a guest" in warning for warning in found.warnings)

    count(experiment, 1, "control", 1, crossed=True)
    assert result(experiment).decision.verdict == "broken"


def test_what_crossed_by_neither_sign_in_nor_restart_breaks_it_still() -> None:
    """Each cause is counted by itself, and only the rest is held against one in twenty."""
    experiment = stored()
    count(experiment, 1, "control", 1_000, converted(100))
    count(experiment, 1, "treatment", 1_000, converted(100))
    causes = {SIGNED_IN: {"users": 30}, RESTARTED: {"users": 250}}
    count(experiment, 1, "treatment", 380, causes, crossed=True)
    found = result(experiment)
    assert found.decision.verdict == "keep_running"
    assert (found.crossovers.signed_in, found.crossovers.restarted) == (30, 250)
    assert found.crossovers.text.endswith("30 of them by signing in, 250 of them before a restart.")

    count(experiment, 1, "control", 1, crossed=True)
    broken = result(experiment).decision
    assert broken.verdict == "broken"
    assert "other than by signing in or before a restart" in broken.reasons[0].text
