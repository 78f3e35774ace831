"""The experiments of the demo, and the visitors who are simulated for them."""

from datetime import UTC, date, datetime

from local.marketplace_experiments import Simulated, marketplace_experiments
from local.marketplace_flags import marketplace_flags
from sextant.domain import experiment_problems, experiments
from sextant.schemas.experiment_answers import ConversionRequest
from sextant.schemas.experiments import NewExperiment

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
TODAY = date(2026, 7, 1)


def simulated() -> list[Simulated]:
    """All of them."""
    return marketplace_experiments(NOON)


def test_each_can_be_made_and_started() -> None:
    """As the API checks it."""
    for each in simulated():
        sent = NewExperiment.model_validate(each.experiment)
        draft = experiments.make(sent.key, sent.edit(), by="demo", now=NOON)
        assert experiment_problems.problems(draft) == []
        assert experiment_problems.start_problems(draft, TODAY) == []


def test_there_is_a_draft_one_that_runs_and_one_that_is_over() -> None:
    """So that an admin sees every state that an experiment stays in."""
    states = {each.key: (bool(each.visitors), each.winner) for each in simulated()}
    assert states == {
        "fee_before_search": (False, None),
        "search_first": (True, None),
        "reminder_wording": (True, "personal"),
    }


def test_what_is_simulated_says_so() -> None:
    """Nobody must take the figures for those of a shop."""
    for each in simulated():
        if each.visitors:
            assert "simulation" in str(each.experiment["description"]).lower()
            assert "simulation" in each.reason.lower()


def test_a_visitor_does_the_same_each_time() -> None:
    """A start that was cut short is finished by the next one, and nothing counts twice."""
    for first, second in zip(simulated(), simulated(), strict=True):
        for variant in _variants(first):
            assert [list(first.conversions_of(visitor, variant)) for visitor in first.visitor_ids()] == [
                list(second.conversions_of(visitor, variant)) for visitor in second.visitor_ids()
            ]


def test_every_conversion_is_one_that_the_api_takes() -> None:
    """Of a metric of the experiment; money with an amount and an id, all else without."""
    for each in simulated():
        kinds = {metric.id: metric for metric in NewExperiment.model_validate(each.experiment).edit().metrics or ()}
        assert set(each.chances) <= set(kinds)
        for variant in _variants(each):
            for visitor in each.visitor_ids():
                for conversion in each.conversions_of(visitor, variant):
                    sent = ConversionRequest.model_validate(conversion)
                    repeats = kinds[str(sent.metric)].counts_repetitions
                    assert (sent.value is not None, sent.event_id is not None) == (repeats, repeats)


def test_no_key_is_one_of_a_flag_or_one_that_guides_and_the_specification_make() -> None:
    """Flags and experiments share their keys, and somebody who tries a guide must not be told that one is in use."""
    keys = {each.key for each in simulated()}
    assert keys.isdisjoint({str(flag["key"]) for flag in marketplace_flags(NOON)})
    assert keys.isdisjoint({"test_exp", "blue_pay_button", "checkout_button", "checkout_test", "pay_button"})


def _variants(simulated: Simulated) -> list[str]:
    return [variant.id for variant in NewExperiment.model_validate(simulated.experiment).variants]
