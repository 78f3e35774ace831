"""Compiled flags against the `growthbook` package, and the promises of a roll-out."""

from dataclasses import replace
from datetime import timedelta

from growthbook import GrowthBook
from hypothesis import assume, given
from hypothesis import strategies as st

from sextant.domain import targeting
from sextant.domain.features import Decide, DecisionReason, Rule
from sextant.domain.flag_prerequisites import Prerequisite
from sextant.domain.flag_schedule import ScheduledChange
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import FULL_ROLLOUT, Flag
from sextant.domain.principals import Role
from tests.unit.domain.sample_flags import NOW, flag, known

IDS = st.sampled_from(["u1", "u2", "ünï", "用户", "🦊", "5", "x"]) | st.text(max_size=12)
ID_TUPLES = st.lists(IDS, max_size=4).map(tuple)
ROLLOUTS = st.integers(0, FULL_ROLLOUT) | st.sampled_from([0, 1, 700, 2_900, 5_700, 9_999, FULL_ROLLOUT])
ROLES = st.lists(st.sampled_from(Role), unique=True).map(tuple)
NAMED_IDS = IDS.filter(bool)
MISSING = object()


CONDITIONS = st.sampled_from([{}, {"roles": {"$in": ["CA"]}}, {"id": {"$gt": "m"}}, {"city": "Pune"}])


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """A rule as it is stored, with and without lots to draw."""
    rule: Rule = {"id": draw(st.sampled_from("abc")), "condition": draw(CONDITIONS)}
    seeded: Rule = {"seed": draw(st.text(min_size=1, max_size=5)), "hashAttribute": "id", "hashVersion": 2}
    match draw(st.sampled_from(["force", "range", "variations"])):
        case "force":
            return {**rule, "force": draw(st.booleans())}
        case "range":
            return {**rule, **seeded, "force": draw(st.booleans()), "range": (0.0, draw(st.floats(0, 1)))}
        case _:
            return {**rule, **seeded, "variations": [True, False], "weights": [0.25, 0.75], "coverage": 0.5}


@st.composite
def flags(draw: st.DrawFn) -> Flag:
    """Any flag that an admin could set, requiring `parent` or nothing."""
    wanted = st.sampled_from([{"value": True}, {"value": {"$ne": True}}, {"value": {"$exists": True}}])
    return flag(
        enabled=draw(st.booleans() | st.just(value=True)),
        rollout=draw(ROLLOUTS),
        roles=draw(ROLES),
        segments=draw(st.sampled_from([(), ("big",), ("big", "new")])),
        user_ids=draw(ID_TUPLES),
        excluded_user_ids=draw(ID_TUPLES),
        rules=tuple(draw(st.lists(rules(), max_size=3))),
        prerequisites=tuple(Prerequisite("parent", each) for each in draw(st.lists(wanted, max_size=1))),
        seed=draw(st.text(min_size=1, max_size=40)),
    )


@st.composite
def users(draw: st.DrawFn) -> dict[str, object]:
    """What an SDK might know of a user: ids of the wrong type, nothing at all."""
    found = {
        "id": draw(IDS | st.integers() | st.floats() | st.booleans() | st.none() | st.just(MISSING)),
        "roles": draw(
            st.lists(st.sampled_from(["ADMIN", "CLIENT", "CA", "OTHER", 5, None]))
            | st.sampled_from(["CLIENT", "", None, 5, MISSING])
        ),
    }
    return {name: value for name, value in found.items() if value is not MISSING}


def decider(of: Flag) -> Decide:
    """The flag alone, ready to evaluate."""
    return targeting.deciders([of], NOW)[of.key]


def value(of: Flag, user_id: str | None, *roles: str) -> bool:
    """What the flag is worth to a user."""
    return decider(of)(known(user_id, roles)).value is True


@given(of=flags(), parent=st.none() | flags(), user=users())
def test_our_answer_is_growthbooks(of: Flag, parent: Flag | None, user: dict[str, object]) -> None:
    """The package evaluates the compiled documents to what we evaluate them to, whether or not a parent is there."""
    all_flags = [of, *([replace(parent, key="parent", prerequisites=())] if parent else [])]
    documents = {each.key: dict(targeting.compiled(each, NOW)) for each in all_flags}
    oracle = GrowthBook(attributes=user, features=documents)
    assert targeting.deciders(all_flags, NOW)[of.key](user).value == oracle.eval_feature(of.key).value


@given(
    of=flags(),
    user_id=st.none() | NAMED_IDS,
    roles=st.lists(st.sampled_from(Role), unique=True),
    segments=st.lists(st.sampled_from(["big", "new", "old"]), unique=True),
)
def test_our_answer_is_what_the_admin_meant(
    of: Flag, user_id: str | None, roles: list[Role], segments: list[str]
) -> None:
    """Worked out from the simple controls in plain words, without the compiler."""
    of = replace(of, rules=(), prerequisites=())
    got = decider(of)(known(user_id, roles, segments)).value
    named = user_id is not None
    if not of.enabled or (named and user_id in of.excluded_user_ids):
        assert got is False
    elif named and user_id in of.user_ids:
        assert got is True
    elif (
        not named
        or (of.roles and not set(roles) & set(of.roles))
        or (of.segments and not set(segments) & set(of.segments))
    ):
        assert got is False
    else:
        everybody = replace(of, roles=(), segments=())
        assert got is value(everybody, user_id)


@given(of=flags(), smaller=ROLLOUTS, larger=ROLLOUTS, user=users())
def test_nobody_leaves_a_rollout_that_grows(of: Flag, smaller: int, larger: int, user: dict[str, object]) -> None:
    """Who has the flag at p % has it at any q % above p."""
    assume(smaller <= larger)
    of = replace(of, prerequisites=())
    if decider(replace(of, rollout=smaller))(user).value:
        assert decider(replace(of, rollout=larger))(user).value


@given(user_id=st.none() | NAMED_IDS, seed=st.text(max_size=40))
def test_no_per_cent_is_nobody_and_all_is_everybody_with_an_id(user_id: str | None, seed: str) -> None:
    """At 0 % not even bucket 0; at 100 % every user, but not a caller without one."""
    assert value(flag(rollout=0, seed=seed), user_id) is False
    assert value(flag(rollout=FULL_ROLLOUT, seed=seed), user_id) is (user_id is not None)


def test_each_hundredth_of_a_per_cent_is_one_bucket() -> None:
    """Every one of the 10,001 percentages lets in exactly its buckets, where floats would be off by one for some."""
    from sextant.domain.features import first_bucket

    assert [first_bucket(number / FULL_ROLLOUT) for number in range(FULL_ROLLOUT + 1)] == list(range(FULL_ROLLOUT + 1))


def test_a_third_is_about_a_third() -> None:
    """Of 10,000 users a 33 % roll-out holds 33 %, give or take four standard deviations."""
    decide = decider(flag(rollout=3_300))
    inside = sum(decide({"id": f"user-{number}"}).value for number in range(10_000))
    assert abs(inside - 3_300) < 4 * 47


def test_two_flags_draw_apart() -> None:
    """Two 50 % roll-outs share a quarter of the users, as independent draws do."""
    one, other = (decider(flag(rollout=5_000, seed=seed)) for seed in ("seed-1", "seed-2"))
    both = sum(one({"id": f"u{n}"}).value and other({"id": f"u{n}"}).value for n in range(10_000))
    assert abs(both - 2_500) < 4 * 43


def test_exclusion_beats_inclusion_beats_roles() -> None:
    """The order in which an admin's settings count."""
    of = flag(roles=(Role.CA,), user_ids=("in", "both"), excluded_user_ids=("out", "both"))
    got = {user_id: value(of, user_id, "CLIENT") for user_id in ("in", "both", "out", "other")}
    assert got == {"in": True, "both": False, "out": False, "other": False}
    assert value(of, "out", "CA") is False
    assert value(of, "other", "CA") is True


def test_the_reason_says_what_decided() -> None:
    """Each reason of OpenFeature that a flag can have, with the rule."""
    of = flag(rollout=5_000, user_ids=("in",), excluded_user_ids=("out",))
    decide = decider(of)
    outcomes = {decide({"id": f"u{n}"})[1:3] for n in range(50)}
    assert outcomes == {(DecisionReason.SPLIT, "rollout"), (DecisionReason.DEFAULT, None)}
    assert decide({"id": "in"})[1:] == (DecisionReason.TARGETING_MATCH, "included", "on")
    assert decide({"id": "out"}) == (False, DecisionReason.TARGETING_MATCH, "excluded", "off")
    assert decide({}) == (False, DecisionReason.DEFAULT, None, "off")
    assert decider(flag())({"id": "u"})[1:] == (DecisionReason.TARGETING_MATCH, "rollout", "on")
    assert decider(flag(enabled=False))({"id": "u"}) == (False, DecisionReason.DISABLED, None, "off")


def test_settings_count_in_one_order() -> None:
    """What is required, who is excluded, who is included, the rules, the roll-out, the default."""
    of = flag(
        value_type=ValueType.STRING,
        value="on",
        default_value="off",
        user_ids=("in", "both"),
        excluded_user_ids=("both",),
        rules=({"id": "r1", "force": "ruled", "condition": {"city": "Pune"}, "coverage": 1},),
        prerequisites=(Prerequisite("parent", {"value": True}),),
        roles=(Role.CA,),
        segments=("big",),
        rollout=5_000,
    )
    feature = targeting.compiled(of, NOW)
    assert feature["defaultValue"] == "off"
    assert feature["rules"] == [
        {
            "id": "prerequisite:parent",
            "force": "off",
            "parentConditions": [{"id": "parent", "condition": {"$not": {"value": True}}}],
        },
        {"id": "excluded", "force": "off", "condition": {"id": {"$in": ["both"]}}},
        {"id": "included", "force": "on", "condition": {"id": {"$in": ["in", "both"]}}},
        {"id": "r1", "force": "ruled", "condition": {"city": "Pune"}, "range": [0, 1]},
        {
            "id": "rollout",
            "force": "on",
            "condition": {"roles": {"$in": ["CA"]}, "segments": {"$in": ["big"]}},
            "range": (0.0, 0.5),
            "seed": "3d7c",
            "hashAttribute": "id",
            "hashVersion": 2,
        },
    ]


def test_what_a_flag_requires_must_be_there_and_so() -> None:
    """A parent that is missing, archived, off or otherwise gives everybody the default; the included too."""
    of = flag(user_ids=("u",), prerequisites=(Prerequisite("parent", {"value": True}),))
    parent = flag(key="parent")

    def got(*parents: Flag) -> object:
        return targeting.deciders([of, *parents], NOW)["flag"]({"id": "u"})[:3]

    assert got(parent) == (True, DecisionReason.TARGETING_MATCH, "included")
    for failing in (replace(parent, archived=True), replace(parent, enabled=False), replace(parent, rollout=0)):
        assert got(failing) == (False, DecisionReason.TARGETING_MATCH, "prerequisite:parent")
    assert got()[0] is False


def test_archived_flags_are_not_served() -> None:
    """They are unknown to callers."""
    assert targeting.deciders([flag(archived=True)], NOW) == {}


def test_a_schedule_counts_to_the_moment() -> None:
    """Compiled for the moment, not for what is stored."""
    of = flag(schedule=(ScheduledChange(NOW, enabled=False),))
    before = NOW - timedelta(microseconds=1)
    assert targeting.deciders([of], before)["flag"]({"id": "u"}).value is True
    assert targeting.deciders([of], NOW)["flag"]({"id": "u"})[:2] == (False, DecisionReason.DISABLED)


def test_coverage_of_a_forced_value_is_half_open() -> None:
    """At 0 nobody, not even bucket 0, where SDKs would take in one."""
    rule: Rule = {"id": "r", "force": True, "coverage": 0, "seed": "s", "hashAttribute": "id", "hashVersion": 2}
    decide = decider(flag(rollout=0, rules=(rule,)))
    assert not any(decide({"id": f"u{number}"}).value for number in range(20_000))
