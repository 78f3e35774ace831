"""Explanations: they say what the evaluator decides, and why."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sextant.domain import targeting
from sextant.domain.explain import Explanation, Reached, RuleKind, explained
from sextant.domain.features import DecisionReason
from sextant.domain.flag_prerequisites import Prerequisite
from sextant.domain.flag_schedule import ScheduledChange
from sextant.domain.flags import Flag
from sextant.domain.principals import Role
from sextant.domain.rule_checks import CheckKind
from sextant.domain.rules import Rule

NOW = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)
USERS = [f"user-{number}" for number in range(12)]
LEAVES = st.sampled_from(
    [
        {"country": "GB"},
        {"country": {"$in": ["GB", "IE"]}},
        {"age": {"$gte": 18, "$lt": 65}},
        {"roles": {"$in": ["CA"]}},
        {"device.os": {"$exists": True}},
        {"app": {"$vgte": "2.1.0"}},
        {"country": {"$not": {"$regex": "^G"}}},
        {"tags": {"$elemMatch": {"$eq": "a"}}},
        {},
    ]
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda each: {"$or": each}, st.lists(inner, max_size=3)),
        st.builds(lambda each: {"$and": each}, st.lists(inner, max_size=3)),
        st.builds(lambda each: {"$nor": each}, st.lists(inner, max_size=2)),
        st.builds(lambda each: {"$not": each}, inner),
    ),
    max_leaves=5,
)
SHARES = st.tuples(st.sampled_from([0.0, 0.1, 0.5]), st.sampled_from([0.5, 0.7, 1.0]))
VALUES = st.sampled_from([True, False, "a", 1.5, {"b": [1]}])
FILTERS = st.lists(
    st.fixed_dictionaries(
        {"seed": st.sampled_from(["s", "t"]), "ranges": st.lists(SHARES, min_size=1, max_size=2)},
        optional={"attribute": st.sampled_from(["id", "company"]), "hashVersion": st.sampled_from([1, 2])},
    ),
    max_size=2,
)
PARENTS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from(["parent", "missing"]),
            "condition": st.sampled_from([{"value": True}, {"$not": {"value": "x"}}, {"value": {"$exists": True}}]),
        },
        optional={"gate": st.booleans()},
    ),
    max_size=2,
)
SHARED = {
    "condition": CONDITIONS,
    "parentConditions": PARENTS,
    "filters": FILTERS,
    "seed": st.sampled_from(["one", "two"]),
    "hashAttribute": st.sampled_from(["id", "company"]),
    "fallbackAttribute": st.just("device_id"),
    "hashVersion": st.sampled_from([1, 2]),
    "disableStickyBucketing": st.booleans(),
}
FORCED = st.fixed_dictionaries(
    {"force": VALUES}, optional={**SHARED, "coverage": st.sampled_from([0.0, 0.3, 1.0]), "range": SHARES}
)
DRAWN = st.fixed_dictionaries(
    {"variations": st.lists(VALUES, min_size=2, max_size=3)},
    optional={
        **SHARED,
        "coverage": st.sampled_from([0.0, 0.4, 1.0]),
        "weights": st.sampled_from([[0.2, 0.8], [1 / 3, 1 / 3, 1 / 3]]),
        "ranges": st.lists(SHARES, min_size=1, max_size=3),
        "namespace": st.tuples(st.just("ns"), st.just(0.2), st.just(0.8)),
        "meta": st.lists(st.fixed_dictionaries({}, optional={"passthrough": st.booleans()}), max_size=3),
    },
)
RULES = st.lists(st.one_of(FORCED, DRAWN), max_size=4)
CONTEXTS = st.fixed_dictionaries(
    {"roles": st.lists(st.sampled_from(["CLIENT", "CA"]), max_size=2), "segments": st.just([])},
    optional={
        "id": st.sampled_from([*USERS, "", 7]),
        "company": st.sampled_from(["acme", None]),
        "device_id": st.sampled_from(["d1", "d2"]),
        "country": st.sampled_from(["GB", "FR", 1]),
        "age": st.sampled_from([17, 40, "40"]),
        "device": st.just({"os": "ios"}),
        "app": st.sampled_from(["2.0.9", "2.1.0"]),
        "tags": st.just(["a", "b"]),
    },
)


def flag_of(key: str = "flag", rules: Iterable[Mapping[str, object]] = (), **settings_of_it: object) -> Flag:
    """A flag that is on."""
    fields: dict[str, object] = {
        "name": key,
        "enabled": True,
        "rules": tuple({"id": f"r{index}", **rule} for index, rule in enumerate(rules)),
        "seed": f"seed of {key}",
        "created_at": NOW,
        "created_by": "admin",
        "updated_at": NOW,
        "updated_by": "admin",
        **settings_of_it,
    }
    return Flag(key=key, **fields)  # type: ignore[arg-type]


def explanation(flag: Flag, *others: Flag, at: datetime = NOW, **attributes: object) -> Explanation:
    """The flag explained for somebody."""
    return explained(flag, others, {"roles": [], "segments": [], **attributes}, at)


FLAGS = st.builds(
    flag_of,
    rules=RULES,
    enabled=st.booleans(),
    rollout=st.sampled_from([0, 4_000, 10_000]),
    roles=st.sampled_from([(), (Role.CA,)]),
    user_ids=st.sampled_from([(), (USERS[0], USERS[1])]),
    excluded_user_ids=st.sampled_from([(), (USERS[1],)]),
    prerequisites=st.sampled_from(
        [(), (Prerequisite("parent", {"value": True}),), (Prerequisite("gone", {"value": 1}),)]
    ),
    schedule=st.sampled_from([(), (ScheduledChange(NOW, enabled=True),), (ScheduledChange(NOW, rollout=7_000),)]),
)


@settings(max_examples=400, deadline=None)
@given(FLAGS, st.sampled_from([0, 5_000, 10_000]), CONTEXTS)
def test_an_explanation_agrees_with_the_evaluation(flag: Flag, rollout: int, context: dict[str, object]) -> None:
    """The value, the reason and the rule are the decider's; a rule applies exactly if all its checks hold."""
    parent = flag_of("parent", rollout=rollout)
    decided = targeting.deciders([flag, parent], NOW)["flag"](context)

    found = explained(flag, [flag, parent], context, NOW)

    assert found.decision == decided
    matched = [rule for rule in found.rules if rule.reached is Reached.MATCHED]
    assert [(rule.rule["id"], rule.decision) for rule in matched] == ([(decided.rule, decided)] if decided.rule else [])
    for rule in found.rules:
        gated = rule.decision is not None and any(
            not check.holds and check.kind is CheckKind.PREREQUISITE for check in rule.checks
        )
        if rule.reached is Reached.NOT_REACHED:
            assert rule.checks == ()
        elif not gated:
            assert all(check.holds for check in rule.checks) is (rule.reached is Reached.MATCHED)


def test_every_control_is_a_rule_in_order() -> None:
    """Prerequisites, exclusions, inclusions, own rules, the roll-out; what comes after the decision is not reached."""
    flag = flag_of(
        rules=[{"condition": {"country": "GB"}, "force": True}],
        prerequisites=(Prerequisite("parent", {"value": True}),),
        excluded_user_ids=("mallory",),
        user_ids=("maya",),
    )
    found = explanation(flag, flag_of("parent"), id="maya")

    assert [(rule.kind, rule.reached) for rule in found.rules] == [
        (RuleKind.PREREQUISITE, Reached.NOT_MATCHED),
        (RuleKind.EXCLUDED, Reached.NOT_MATCHED),
        (RuleKind.INCLUDED, Reached.MATCHED),
        (RuleKind.CUSTOM, Reached.NOT_REACHED),
        (RuleKind.ROLLOUT, Reached.NOT_REACHED),
    ]
    assert found.summary == "The rule 'included' applies, so the user gets true."


def test_a_failing_condition_is_told_with_what_was_found() -> None:
    """Each comparison with its operator, what it wanted and what the user has."""
    rule: Rule = {
        "condition": {"$or": [{"country": {"$in": ["GB", "IE"]}}, {"device.os": "ios"}], "age": {"$gte": 18}},
        "force": True,
    }
    found = explanation(flag_of(rules=[rule], rollout=0), country="FR", device={"os": "android"}, age=20)

    (check,) = found.rules[0].checks
    assert check.message == 'The condition does not hold: country is "FR", and $in wants ["GB", "IE"].'
    assert [tuple(part) for part in check.parts] == [
        ("$or", False, "$or", None, None, None),
        ("$or[0].country", False, "$in", "country", ["GB", "IE"], "FR"),
        ("$or[1].device.os", False, "$eq", "device.os", "ios", "android"),
        ("age", True, "$gte", "age", 18, 20),
    ]


def test_a_parent_is_told_with_its_value() -> None:
    """And a missing one as missing."""
    flag = flag_of(prerequisites=(Prerequisite("parent", {"value": True}), Prerequisite("gone", {"value": True})))
    found = explanation(flag, flag_of("parent"), id="maya")

    first, second = (rule.checks[0] for rule in found.rules[:2])
    assert (first.flag, first.actual, first.holds) == ("parent", True, False)
    assert (second.flag, second.actual, second.holds) == ("gone", None, True)
    assert "no such flag" in second.message
    assert (found.decision and found.decision.rule) == "prerequisite:gone"


def test_a_bucket_is_told_with_the_range_it_needed() -> None:
    """Of 10,000; a user without an id has none."""
    flag = flag_of(rollout=2_500)
    (inside,) = explanation(flag, id="maya").rules[0].checks
    assert inside.bucket
    assert inside.bucket.number is not None
    assert [(each.start, each.end) for each in inside.bucket.wanted] == [(0, 2_500)]
    assert inside.holds is (inside.bucket.number < 2_500)

    (nobody,) = explanation(flag).rules[0].checks
    assert nobody.bucket
    assert (nobody.holds, nobody.bucket.number, nobody.bucket.attribute) == (False, None, "id")
    assert nobody.message == "The user has no id that could be hashed, and so is in no bucket; wanted: 0 to 2499."


@pytest.mark.parametrize(
    ("flag", "reason", "summary"),
    [
        (
            flag_of(enabled=False),
            DecisionReason.DISABLED,
            "The flag is off, so everybody gets its default value false.",
        ),
        (flag_of(archived=True), None, "The flag is archived: callers are told that it is unknown."),
    ],
)
def test_a_flag_that_is_not_evaluated_says_so(flag: Flag, reason: DecisionReason | None, summary: str) -> None:
    """With the rules it would have."""
    found = explanation(flag, id="maya")

    assert (found.decision.reason if found.decision else None) is reason
    assert found.summary == summary
    assert [rule.reached for rule in found.rules] == [Reached.NOT_REACHED]


def test_a_moment_to_come_shows_what_is_scheduled() -> None:
    """As the flag will be then."""
    flag = flag_of(schedule=(ScheduledChange(NOW + timedelta(days=1), enabled=False),))

    assert explanation(flag, id="maya").decision == targeting.deciders([flag], NOW)["flag"]({"id": "maya"})
    later = explanation(flag, at=NOW + timedelta(days=2), id="maya")
    assert later.decision
    assert later.decision.reason is DecisionReason.DISABLED
    assert later.effective.enabled is False
