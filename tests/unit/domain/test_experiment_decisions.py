"""What is decided about experiments, by which rule, and in which words."""

from dataclasses import replace

import pytest

from sextant.domain.experiment_decisions import Case, Finding, Guardrail, GuardrailState, Verdict, decide

CASE = Case(
    started=True,
    split_broken="",
    crossed_share=0.0,
    findings=(),
    guardrails=(),
    treatments=("blue",),
    ended=False,
    looks=3,
    looks_planned=28,
    left="Keep it running: the plan ends in 25 days.",
)
BETTER = Finding(
    metric="paid", name="Paid", variant="blue", good=True, look=3, lift="+12.4 % [+3.1 %, +22.5 %]", gain=0.124
)
WORSE = replace(BETTER, good=False, lift="-9.0 % [-15.0 %, -2.0 %]", gain=-0.09)
REVERSED = replace(BETTER, lift="-10.9 % [-12.6 %, -9.0 %]", gain=-0.109)
HARM = Guardrail(metric="refunds", variant="blue", state=GuardrailState.HARMED, text="Refunds are up.")


@pytest.mark.parametrize(
    ("case", "verdict", "variant", "codes"),
    [
        (CASE, Verdict.KEEP_RUNNING, None, ["undecided"]),
        (replace(CASE, started=False), Verdict.KEEP_RUNNING, None, ["not_started"]),
        (replace(CASE, looks=0), Verdict.KEEP_RUNNING, None, ["no_look_yet"]),
        (replace(CASE, ended=True), Verdict.STOP, None, ["inconclusive"]),
        (replace(CASE, findings=[BETTER]), Verdict.SHIP, "blue", ["primary_better"]),
        (replace(CASE, findings=[BETTER], ended=True), Verdict.SHIP, "blue", ["primary_better"]),
        (replace(CASE, findings=[WORSE]), Verdict.STOP, "blue", ["primary_worse"]),
        (replace(CASE, findings=[REVERSED]), Verdict.KEEP_RUNNING, None, ["primary_reversed", "undecided"]),
        (replace(CASE, findings=[REVERSED], ended=True), Verdict.STOP, None, ["primary_reversed"]),
        (replace(CASE, findings=[replace(WORSE, gain=0.04)]), Verdict.STOP, "blue", ["primary_worse"]),
        (
            replace(CASE, findings=[REVERSED], guardrails=[HARM]),
            Verdict.STOP,
            "blue",
            ["guardrail_harmed", "primary_reversed"],
        ),
        (replace(CASE, guardrails=[HARM]), Verdict.STOP, "blue", ["guardrail_harmed"]),
        (
            replace(CASE, findings=[BETTER], guardrails=[HARM]),
            Verdict.STOP,
            "blue",
            ["guardrail_harmed", "primary_better"],
        ),
        (
            replace(CASE, findings=[BETTER, replace(WORSE, metric="Returned")]),
            Verdict.STOP,
            "blue",
            ["primary_worse", "primary_better"],
        ),
        (
            replace(CASE, findings=[BETTER], guardrails=[replace(HARM, state=GuardrailState.AT_RISK)]),
            Verdict.SHIP,
            "blue",
            ["primary_better", "guardrail_at_risk"],
        ),
        (
            replace(CASE, findings=[BETTER], split_broken="Users are lost."),
            Verdict.BROKEN,
            None,
            ["sample_ratio_mismatch"],
        ),
        (replace(CASE, findings=[BETTER], crossed_share=0.051), Verdict.BROKEN, None, ["too_many_crossovers"]),
        (replace(CASE, crossed_share=0.05), Verdict.KEEP_RUNNING, None, ["undecided"]),
    ],
)
def test_each_case_has_its_verdict(case: Case, verdict: Verdict, variant: str | None, codes: list[str]) -> None:
    """Trust before harm, harm to a winner before the winner, and the end of the plan last."""
    found = decide(case)

    assert (found.verdict, found.variant) == (verdict, variant)
    assert [reason.code for reason in found.reasons] == codes
    assert all(reason.text.endswith(".") for reason in found.reasons)


def test_harm_to_one_variant_spares_another() -> None:
    """Green is shipped although blue does harm."""
    green = replace(BETTER, variant="green", gain=0.05)
    found = decide(replace(CASE, findings=[BETTER, green], guardrails=[HARM]))

    assert (found.verdict, found.variant) == (Verdict.SHIP, "green")


def test_harm_to_one_of_several_stops_that_one_only() -> None:
    """Green may still win; at the end of the plan, or once green does harm too, all is decided."""
    case = replace(CASE, treatments=("blue", "green"), guardrails=[HARM])
    found = decide(case)

    assert (found.verdict, found.variant) == (Verdict.KEEP_RUNNING, "blue")
    assert [reason.code for reason in found.reasons] == ["drop_variant", "guardrail_harmed"]
    assert "Give blue the weight 0" in found.reasons[0].text
    assert decide(replace(case, ended=True)).verdict is Verdict.STOP
    assert decide(replace(case, guardrails=[HARM, replace(HARM, variant="green")])).verdict is Verdict.STOP


def test_of_several_winners_the_one_that_gains_most_is_shipped() -> None:
    """By the first metric that any of them won."""
    findings = [BETTER, replace(BETTER, variant="green", gain=0.2), replace(BETTER, metric="Returned", gain=3.0)]

    assert decide(replace(CASE, findings=findings)).variant == "green"


def test_a_winner_that_the_data_have_turned_does_not_outrank_one_that_holds() -> None:
    """However far it has turned; and that it was found is told beside."""
    far = replace(REVERSED, gain=-0.9)
    found = decide(replace(CASE, findings=[far, replace(BETTER, variant="green", gain=0.1)]))

    assert (found.verdict, found.variant) == (Verdict.SHIP, "green")
    assert [reason.code for reason in found.reasons] == ["primary_better", "primary_reversed"]
    assert decide(replace(CASE, findings=[far], treatments=("blue", "green"))).verdict is Verdict.KEEP_RUNNING


def test_what_was_found_and_what_has_turned_it_are_both_said() -> None:
    """So that nobody reads of a better variant beside a loss, or of a worse one beside a gain."""
    better, undecided = decide(replace(CASE, findings=[REVERSED])).reasons
    worse = decide(replace(CASE, findings=[replace(WORSE, lift="+4.0 % [+1.0 %, +7.0 %]", gain=0.04)])).reasons[0]

    assert better.text == (
        "blue was found to be better than the control by Paid at look 3, but the data since point the other way: with "
        "them it stands at -10.9 % [-12.6 %, -9.0 %]. That is no reason to ship it."
    )
    assert undecided.text == (
        "3 of about 28 scheduled looks found nothing that holds by now. Keep it running: the plan ends in 25 days."
    )
    assert worse.text == (
        "blue was found to be worse than the control by Paid at look 3, but the data since point the other way: with "
        "them it stands at +4.0 % [+1.0 %, +7.0 %]. Harm that was found stands."
    )


def test_the_order_of_findings_of_a_metric_changes_nothing() -> None:
    """However variants stand, the same one is shipped."""
    findings = [BETTER, replace(BETTER, variant="green", gain=0.2), replace(BETTER, variant="red", gain=0.1)]

    assert {decide(replace(CASE, findings=order)).variant for order in (findings, findings[::-1])} == {"green"}
    alike = [replace(each, gain=0.1) for each in findings]
    assert len({decide(replace(CASE, findings=order)).variant for order in (alike, alike[::-1])}) == 1


def test_reasons_say_what_was_found_and_how_long_it_takes() -> None:
    """In words that need no statistics."""
    assert decide(replace(CASE, findings=[BETTER])).reasons[0].text == (
        "blue is better than the control by Paid: +12.4 % [+3.1 %, +22.5 %], found at look 3."
    )
    assert decide(CASE).reasons[0].text.endswith("Keep it running: the plan ends in 25 days.")
