"""An explanation as it is shown."""

from sextant.domain.condition_parts import Part
from sextant.domain.explain import ExplainedRule
from sextant.domain.rule_checks import Check, DrawnBucket
from sextant.schemas import explain as schema
from sextant.schemas.explain import FlagExplained
from sextant.usecases.flag_explanations import ExplainedFlag

_BASIS_POINTS = 100
_MOST_ELEMENTS = 20


def shown(found: ExplainedFlag) -> FlagExplained:
    """The body of the answer."""
    explanation = found.explanation
    decision, effective = explanation.decision, explanation.effective
    return FlagExplained(
        key=explanation.flag.key,
        at=explanation.at,
        summary=explanation.summary,
        value=decision.value if decision else None,
        reason=decision.reason if decision else None,
        variant=decision.variant if decision else None,
        rule=decision.rule if decision else None,
        state=schema.ExplainedState(
            enabled=effective.enabled,
            rollout_percentage=effective.rollout / _BASIS_POINTS,
            next_change_at=effective.next_change_at,
            archived=explanation.flag.archived,
            version=explanation.flag.version,
        ),
        attributes=dict(explanation.attributes),
        profile=schema.ExplainedProfile(found=found.profile_read, filled_in=list(found.from_profile)),
        rules=[_rule(each) for each in explanation.rules],
    )


def _rule(explained: ExplainedRule) -> schema.ExplainedRule:
    decision = explained.decision
    return schema.ExplainedRule(
        id=explained.rule.get("id", ""),
        kind=explained.kind,
        description=explained.rule.get("description", ""),
        outcome=explained.reached,
        checks=[_check(each) for each in explained.checks],
        value=decision.value if decision else None,
        variant=decision.variant if decision else None,
    )


def _check(check: Check) -> schema.ExplainedCheck:
    return schema.ExplainedCheck(
        kind=check.kind,
        holds=check.holds,
        message=check.message,
        flag=check.flag,
        actual=check.actual,
        expected=check.expected,
        parts=[_part(each) for each in check.parts],
        bucket=_bucket(check.bucket) if check.bucket else None,
    )


def _part(part: Part) -> schema.ExplainedPart:
    expected = part.expected
    is_long = isinstance(expected, list | tuple) and len(expected) > _MOST_ELEMENTS
    return schema.ExplainedPart(
        place=part.place,
        holds=part.holds,
        operator=part.operator,
        attribute=part.attribute,
        expected=expected[:_MOST_ELEMENTS] if isinstance(expected, list | tuple) else expected,
        left_out=len(expected) - _MOST_ELEMENTS if is_long and isinstance(expected, list | tuple) else 0,
        actual=part.actual,
    )


def _bucket(bucket: DrawnBucket) -> schema.ExplainedBucket:
    return schema.ExplainedBucket(
        number=bucket.number,
        of=bucket.of,
        attribute=bucket.attribute,
        wanted=[
            schema.WantedBuckets(first=each.start, before=each.end, variation=each.variation) for each in bucket.wanted
        ],
    )
