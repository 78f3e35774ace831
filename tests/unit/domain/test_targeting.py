"""Compiled flags against the `growthbook` package, and the promises of a roll-out."""

from dataclasses import replace
from datetime import UTC, datetime

from growthbook import GrowthBook
from hypothesis import assume, given
from hypothesis import strategies as st

from sextant.domain import targeting
from sextant.domain.features import Decide, DecisionReason
from sextant.domain.flags import FULL_ROLLOUT, Flag
from sextant.domain.principals import Role

NOW = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)
IDS = st.sampled_from(["u1", "u2", "ünï", "用户", "🦊", "5", "x"]) | st.text(max_size=12)
ID_TUPLES = st.lists(IDS, max_size=4).map(tuple)
ROLLOUTS = st.integers(0, FULL_ROLLOUT) | st.sampled_from([0, 1, 700, 2_900, 5_700, 9_999, FULL_ROLLOUT])
ROLES = st.lists(st.sampled_from(Role), unique=True).map(tuple)
NAMED_IDS = IDS.filter(bool)
MISSING = object()


@st.composite
def flags(draw: st.DrawFn) -> Flag:
    """Any flag that an admin could set."""
    return Flag(
        key="flag",
        name="Flag",
        enabled=draw(st.booleans() | st.just(value=True)),
        rollout=draw(ROLLOUTS),
        roles=draw(ROLES),
        user_ids=draw(ID_TUPLES),
        excluded_user_ids=draw(ID_TUPLES),
        seed=draw(st.text(min_size=1, max_size=40)),
        version=1,
        created_at=NOW,
        created_by="admin",
        updated_at=NOW,
        updated_by="admin",
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


def flag(**settings: object) -> Flag:
    """A flag that is on, but for the settings given."""
    bare = Flag(
        key="flag",
        name="Flag",
        enabled=True,
        seed="3d7c",
        created_at=NOW,
        created_by="admin",
        updated_at=NOW,
        updated_by="admin",
    )
    return replace(bare, **settings)  # type: ignore[arg-type]


def decider(of: Flag) -> Decide:
    """The flag alone, ready to evaluate."""
    return targeting.deciders([of], NOW)[of.key]


def value(of: Flag, user_id: str | None, *roles: str) -> bool:
    """What the flag is worth to a user."""
    return decider(of)(targeting.attributes(user_id, roles)).value is True


@given(of=flags(), user=users())
def test_our_answer_is_growthbooks(of: Flag, user: dict[str, object]) -> None:
    """The package evaluates the compiled document to what we evaluate it to."""
    oracle = GrowthBook(attributes=user, features={of.key: dict(targeting.compiled(of, NOW))})
    assert decider(of)(user).value == oracle.eval_feature(of.key).value


@given(of=flags(), user_id=st.none() | NAMED_IDS, roles=st.lists(st.sampled_from(Role), unique=True))
def test_our_answer_is_what_the_admin_meant(of: Flag, user_id: str | None, roles: list[Role]) -> None:
    """Worked out from the settings in plain words, without the compiler."""
    named = user_id is not None
    if not of.enabled or (named and user_id in of.excluded_user_ids):
        assert value(of, user_id, *roles) is False
    elif named and user_id in of.user_ids:
        assert value(of, user_id, *roles) is True
    elif not named or (of.roles and not set(roles) & set(of.roles)):
        assert value(of, user_id, *roles) is False
    else:
        everybody = replace(of, roles=())
        assert value(of, user_id, *roles) is value(everybody, user_id)


@given(of=flags(), smaller=ROLLOUTS, larger=ROLLOUTS, user=users())
def test_nobody_leaves_a_rollout_that_grows(of: Flag, smaller: int, larger: int, user: dict[str, object]) -> None:
    """Who has the flag at p % has it at any q % above p."""
    assume(smaller <= larger)
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
