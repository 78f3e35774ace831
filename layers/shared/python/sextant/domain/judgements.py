"""Judgements with three outcomes: yes, no, and None for what hangs on something that this evaluator does not know.

GrowthBook's conditions are decided so: `$not` of an unknown operator is unknown too, and what stays unknown at the end
does not hold. Nearly every condition is sure of its answer, though, and sure judgements combine without that price.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, NoReturn

Judge = Callable[[Any], bool | None]
"""Judges a user's attributes, or the value of one of them."""


class MalformedConditionError(Exception):
    """An evaluation came to a part of a condition that cannot be read; then no part of the condition counts."""


class Judgement(NamedTuple):
    """A judge, and whether it is sure: whether it always says yes or no, and never fails."""

    judge: Judge
    sure: bool = True


def always(outcome: bool | None) -> Judgement:  # noqa: FBT001 - the outcome is all there is to say
    """The same outcome whatever is judged."""
    return Judgement(lambda _: outcome, sure=outcome is not None)


def malformed(what: str) -> Judgement:
    """Fails as soon as it is asked."""

    def fail(_: object) -> NoReturn:
        raise MalformedConditionError(what)

    return Judgement(fail, sure=False)


def opposite(of: Judgement) -> Judgement:
    """No for yes and yes for no; what is unknown stays so."""
    judge = of.judge
    if of.sure:
        return Judgement(lambda judged: not judge(judged))

    def judge_opposite(judged: object) -> bool | None:
        outcome = judge(judged)
        return None if outcome is None else not outcome

    return Judgement(judge_opposite, sure=False)


def every(judgements: Iterable[Judgement]) -> Judgement:
    """Whether all hold; of none, yes. One that does not hold settles it, wherever an unknown one stands."""
    asked = list(judgements)
    judges = tuple(judgement.judge for judgement in asked)
    if len(asked) == 1:
        return asked[0]
    if all(judgement.sure for judgement in asked):
        return Judgement(_all_of(judges))

    def judge(judged: object) -> bool | None:
        return _first_outcome((judge(judged) for judge in judges), settling=False)

    return Judgement(judge, sure=False)


def some(judgements: Iterable[Judgement]) -> Judgement:
    """Whether any holds; of none, no. One that holds settles it, wherever an unknown one stands."""
    asked = list(judgements)
    judges = tuple(judgement.judge for judgement in asked)
    if len(asked) == 1:
        return asked[0]
    if all(judgement.sure for judgement in asked):
        return Judgement(_any_of(judges))

    def judge(judged: object) -> bool | None:
        return _first_outcome((judge(judged) for judge in judges), settling=True)

    return Judgement(judge, sure=False)


def some_element(of: Judgement, elements: Sequence[object]) -> bool | None:
    """Whether it holds of any element."""
    return _first_outcome(map(of.judge, elements), settling=True)


def _all_of(judges: Sequence[Judge]) -> Judge:
    """Sure judges, all of them; two, which most conditions with more than one have, cost no loop."""
    if len(judges) == 2:  # noqa: PLR2004 - two
        first, second = judges
        return lambda judged: first(judged) and second(judged)

    def judge_all(judged: object) -> bool:
        # A generator would cost more than the judges do.
        for judge in judges:  # noqa: SIM110 - see above
            if not judge(judged):
                return False
        return True

    return judge_all


def _any_of(judges: Sequence[Judge]) -> Judge:
    def judge_any(judged: object) -> bool:
        for judge in judges:  # noqa: SIM110 - a generator would cost more than the judges do
            if judge(judged):
                return True
        return False

    return judge_any


def _first_outcome(outcomes: Iterable[bool | None], *, settling: bool) -> bool | None:
    result: bool | None = not settling
    for outcome in outcomes:
        if outcome is settling:
            return settling
        if outcome is None:
            result = None
    return result
