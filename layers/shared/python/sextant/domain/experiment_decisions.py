"""What to do with an experiment, and why, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sextant.domain import experiment_formats as formats

MOST_CROSSED: Final = 0.05
"""The share of users who may have seen two variants; with more, no way of counting them can be trusted."""


class Verdict(StrEnum):
    """What to do.

    Attributes:
        SHIP: A variant won.
        STOP: It does harm, or the plan ended without a winner.
        KEEP_RUNNING: It is not decided yet.
        BROKEN: Its figures cannot be trusted, whatever they say.
    """

    SHIP = "ship"
    STOP = "stop"
    KEEP_RUNNING = "keep_running"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, for programs and for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do and why.

    Attributes:
        variant: Which one to ship, or which one does harm; None where it is about none in particular.
        reasons: The deciding one first.
    """

    verdict: Verdict
    variant: str | None
    reasons: tuple[Reason, ...]


class GuardrailState(StrEnum):
    """How a guardrail stands.

    Attributes:
        OK: Nothing points at harm.
        AT_RISK: It looks worse than its margin allows, and a scheduled look has not confirmed it.
        HARMED: A scheduled look found it worse than its margin allows.
    """

    OK = "ok"
    AT_RISK = "at_risk"
    HARMED = "harmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardrail:
    """How a guardrail stands in one variant."""

    metric: str
    variant: str
    state: GuardrailState
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A primary metric of which a scheduled look found that a variant differs from the control.

    Attributes:
        metric: Its id.
        name: Its name.
        variant: The variant's id.
        good: Whether the difference is for the better.
        look: The number of the look.
        lift: As it is now, in words.
        gain: By how much it is better than the control now, in the metric's own unit; below 0 where it is worse.
    """

    metric: str
    name: str
    variant: str
    good: bool
    look: int
    lift: str
    gain: float

    @property
    def won(self) -> bool:
        """Whether it was found to be better, and is: what was found stays found, and is shipped only while it holds."""
        return self.good and self.gain > 0

    @property
    def turned(self) -> bool:
        """Whether the data since point the other way than what was found."""
        return self.gain <= 0 if self.good else self.gain > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that a decision rests on.

    Attributes:
        started: Whether it ever ran.
        split_broken: What is wrong with the sample ratio; empty if a scheduled look found nothing.
        crossed_share: Of the users, how many saw two variants by anything but signing in or a restart; 0 to 1.
        findings: What the looks found of primary metrics, those of the first metric first.
        guardrails: How all guardrails stand.
        treatments: The variants that are compared with the control, and that users get.
        ended: Whether the plan ended.
        looks: How many were taken.
        looks_planned: How many the plan has.
        left: How long the plan goes on, in words.
    """

    started: bool
    split_broken: str
    crossed_share: float
    findings: Sequence[Finding]
    guardrails: Sequence[Guardrail]
    treatments: Sequence[str]
    ended: bool
    looks: int
    looks_planned: int
    left: str


def decide(case: Case) -> Decision:
    """What to do: trust comes first, then harm to a winner, then winners, then other harm, then the end of the plan."""
    if not case.started:
        waiting = Reason("not_started", "The experiment has not been started, so there is nothing to decide yet.")
        return Decision(verdict=Verdict.KEEP_RUNNING, variant=None, reasons=(waiting,))
    if broken := tuple(_broken(case)):
        return Decision(verdict=Verdict.BROKEN, variant=None, reasons=broken)
    harmed = [(each.variant, Reason("guardrail_harmed", each.text)) for each in _harmed(case)]
    worse = [(each.variant, _worse(each)) for each in case.findings if not each.good]
    against = [*harmed, *worse]
    bad = {variant for variant, _ in against}
    if winners := [each for each in case.findings if each.won and each.variant not in bad]:
        return _ship(case, winners)
    if against:
        decided = case.ended or bad.issuperset(case.treatments)
        return _stop(case, against) if decided else _without(case, against)
    turned = _turned(case)
    if case.ended:
        return Decision(verdict=Verdict.STOP, variant=None, reasons=tuple(turned or [_inconclusive(case)]))
    return Decision(verdict=Verdict.KEEP_RUNNING, variant=None, reasons=(*turned, *_running(case)))


def _broken(case: Case) -> list[Reason]:
    reasons = []
    if case.split_broken:
        reasons.append(Reason("sample_ratio_mismatch", case.split_broken))
    if case.crossed_share > MOST_CROSSED:
        share, most = formats.share(case.crossed_share), formats.share(MOST_CROSSED)
        text = (
            f"{share} of the users saw more than one variant, other than by signing in or before a restart, which is "
            f"over {most}: find out why before you go on."
        )
        reasons.append(Reason("too_many_crossovers", text))
    return reasons


def _harmed(case: Case) -> list[Guardrail]:
    return [each for each in case.guardrails if each.state is GuardrailState.HARMED]


_Against = Sequence[tuple[str, Reason]]


def _stop(case: Case, against: _Against) -> Decision:
    won = [_better(each) for each in case.findings if each.good]
    return Decision(verdict=Verdict.STOP, variant=against[0][0], reasons=(*(reason for _, reason in against), *won))


def _without(case: Case, against: _Against) -> Decision:
    """Some variants do harm while others are not decided: they are to go, and the experiment goes on."""
    named = ", ".join(dict.fromkeys(variant for variant, _ in against))
    text = (
        f"The other variants are not decided yet. Give {named} the weight 0 in a new phase, so that nobody new gets "
        f"it, and go on with the others. {case.left}"
    )
    drop = Reason("drop_variant", text)
    return Decision(verdict=Verdict.KEEP_RUNNING, variant=against[0][0], reasons=(drop, *(each for _, each in against)))


def _ship(case: Case, winners: Sequence[Finding]) -> Decision:
    """Of several winners the one that gains most by the first metric that any of them won; of equals the first id."""
    first = winners[0].metric
    best = min((each for each in winners if each.metric == first), key=lambda each: (-each.gain, each.variant)).variant
    risks = [
        Reason("guardrail_at_risk", each.text)
        for each in case.guardrails
        if each.variant == best and each.state is GuardrailState.AT_RISK
    ]
    won = [_better(each) for each in winners if each.variant == best]
    others = [_better(each) for each in winners if each.variant != best]
    return Decision(verdict=Verdict.SHIP, variant=best, reasons=(*won, *risks, *others, *_turned(case)))


def _turned(case: Case) -> list[Reason]:
    """Winners that were found and do not hold any more: there is nothing to ship, nor was harm found."""
    return [_better(each) for each in case.findings if each.good and each.turned]


def _better(finding: Finding) -> Reason:
    if finding.turned:
        return Reason("primary_reversed", f"{_once(finding, 'better')} That is no reason to ship it.")
    text = f"{finding.variant} is better than the control by {finding.name}: {finding.lift}, found at look"
    return Reason("primary_better", f"{text} {finding.look}.")


def _worse(finding: Finding) -> Reason:
    if finding.turned:
        return Reason("primary_worse", f"{_once(finding, 'worse')} Harm that was found stands.")
    text = f"{finding.variant} is worse than the control by {finding.name}: {finding.lift}, found at look"
    return Reason("primary_worse", f"{text} {finding.look}.")


def _once(finding: Finding, way: str) -> str:
    return (
        f"{finding.variant} was found to be {way} than the control by {finding.name} at look {finding.look}, but the "
        f"data since point the other way: with them it stands at {finding.lift}."
    )


def _inconclusive(case: Case) -> Reason:
    looks = f"{case.looks} scheduled look" + "s" * (case.looks != 1)
    text = f"The plan has ended, and in {looks} no variant was found to differ from the control: inconclusive."
    return Reason("inconclusive", text)


def _running(case: Case) -> list[Reason]:
    if not case.looks:
        text = f"No scheduled look was taken yet: the first follows the end of a business day with users. {case.left}"
        return [Reason("no_look_yet", text)]
    nothing = "nothing that holds by now" if case.findings else "no variant to differ from the control"
    looks = f"{case.looks} of about {case.looks_planned} scheduled looks found {nothing}."
    at_risk = [
        Reason("guardrail_at_risk", each.text) for each in case.guardrails if each.state is GuardrailState.AT_RISK
    ]
    return [Reason("undecided", f"{looks} {case.left}"), *at_risk]
