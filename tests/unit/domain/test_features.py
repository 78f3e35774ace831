"""What features come out as: value, reason, rule and name; `test_growthbook_oracle` asks the package about the rest."""

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.domain import features, rule_outcomes
from sextant.domain.draws import Bucket
from sextant.domain.features import Decision, DecisionReason, Feature, Rule

TARGETED, SPLIT, DEFAULT = DecisionReason.TARGETING_MATCH, DecisionReason.SPLIT, DecisionReason.DEFAULT
SEEDED: Rule = {"seed": "s", "hashVersion": 2}
PARENT: Feature = {"defaultValue": "off", "rules": [{"condition": {"plan": "pro"}, "force": "on"}]}


def decided(*rules: Rule, default: object = "default", **attributes: object) -> Decision:
    """What a feature of these rules is worth to a user."""
    return features.prepare({"defaultValue": default, "rules": rules}, key="feature")(attributes)


@pytest.mark.parametrize(
    ("rule", "decision"),
    [
        ({"id": "r", "force": True}, Decision(True, TARGETED, "r", "on")),
        ({"force": False}, Decision(False, TARGETED, None, "off")),
        ({"id": "r", "force": "x", "range": (0, 1), **SEEDED}, Decision("x", TARGETED, "r", "x")),
        ({"id": "r", "force": 1.5, "coverage": 1, **SEEDED}, Decision(1.5, TARGETED, "r", "1.5")),
        (
            {"id": "r", "force": {"a": [1]}, "range": (0, 0.9999), **SEEDED},
            Decision({"a": [1]}, SPLIT, "r", '{"a":[1]}'),
        ),
        ({"force": 1, "filters": [{"seed": "f", "ranges": [(0, 1)]}]}, Decision(1, SPLIT, None, "1")),
        ({"force": None}, Decision("default", DEFAULT, None, "default")),
        ({"variations": ["only"]}, Decision("default", DEFAULT, None, "default")),
        ({"description": "does nothing"}, Decision("default", DEFAULT, None, "default")),
    ],
)
def test_a_rule_gives_its_value_with_reason_and_name(rule: Rule, decision: Decision) -> None:
    """A share makes a split, everybody a match; what gives no value is passed over."""
    assert decided(rule, id="u1") == decision


@pytest.mark.parametrize(
    ("meta", "value", "name"),
    [
        ([{"key": "k", "name": "N"}] * 2, "v", "k"),
        ([{"name": "N"}] * 2, "v", "N"),
        ([], "v", "1"),
        ([], True, "on"),
        ([{"key": "k"}] * 2, True, "k"),
    ],
)
def test_a_variation_goes_by_its_key_its_name_or_its_place(meta: list[object], value: object, name: str) -> None:
    """In this order; true and false without a name are on and off, as everywhere."""
    rule = {"id": "r", "variations": ["other", value], "weights": [0, 1], "meta": meta}
    assert decided(rule, id="u1") == Decision(value, SPLIT, "r", name)  # type: ignore[arg-type] # it is a rule


def test_long_values_that_begin_alike_have_short_names_that_differ() -> None:
    """So that statistics by name tell them apart."""
    names = {features.variant_of("x" * 50 + end) for end in "abc"}
    assert len(names) == 3
    assert all(len(name) == 40 and name.startswith("xxx") for name in names)
    assert features.variant_of(None) == "null"
    assert features.variant_of({"é": "x"}) == '{"é":"x"}'


def test_the_first_rule_that_applies_decides() -> None:
    """In the order in which they stand, and the default where none does."""
    rules: list[Rule] = [
        {"id": "old", "condition": {"age": {"$gt": 60}}, "force": "a"},
        {"id": "uk", "condition": {"country": "GB"}, "force": "b"},
    ]
    assert decided(*rules, age=70, country="GB").rule == "old"
    assert decided(*rules, age=50, country="GB").rule == "uk"
    assert decided(*rules, age=50).reason is DEFAULT
    assert features.prepare({}, key="empty")({}) == Decision(None, DEFAULT, None, "null")


def test_a_share_is_half_open_and_lets_in_exactly_its_buckets() -> None:
    """Nobody at 0, bucket 2,999 and not 3,000 at 30 %, and who has nothing to hash is in no share."""
    users = {features.bucket_of({"force": 1, "coverage": 1, **SEEDED}, "f", {"id": f"u{n}"}): n for n in range(60_000)}
    last, next_one = (users[Bucket(number, 10_000, "id")] for number in (2_999, 3_000))
    for share in ({"coverage": 0.3}, {"range": (0, 0.3)}):
        rule: Rule = {"id": "r", "force": 1, **SEEDED, **share}  # type: ignore[typeddict-item] # one of its fields
        assert decided(rule, id=f"u{last}").rule == "r"
        assert decided(rule, id=f"u{next_one}").rule is None
    assert decided({"force": 1, "coverage": 0, **SEEDED}, id="u1").reason is DEFAULT
    assert decided({"force": 1, "coverage": 1, **SEEDED}).reason is DEFAULT
    assert decided({"force": 1}).value == 1


@pytest.mark.parametrize("user_id", [None, "", 0, True, [], ["u1"], {}, float("inf")])
@pytest.mark.parametrize("what", [{"force": "x", "coverage": 1}, {"variations": ["x", "x"]}])
def test_who_has_nothing_to_hash_is_drawn_by_the_fallback(user_id: object, what: Rule) -> None:
    """Of a forced value as of variations, unless the rule switches off remembering."""
    rule: Rule = {"id": "r", "fallbackAttribute": "device", **what}
    drawn = decided(rule, id=user_id, device="d1")
    assert drawn.rule == "r"
    assert features.bucket_of(rule, "feature", {"id": user_id, "device": "d1"}) == features.bucket_of(
        {**rule, "hashAttribute": "device"}, "feature", {"device": "d1"}
    )
    assert decided({**rule, "disableStickyBucketing": True}, id=user_id, device="d1").rule is None
    assert decided(rule, id=user_id).rule is None


def test_filters_must_all_let_in() -> None:
    """Each by a hash of its own, so that halves overlap in a quarter; one of an unknown version lets in nobody."""
    rule: Rule = {
        "id": "r",
        "force": 1,
        "filters": [{"seed": "a", "ranges": [(0, 0.5)]}, {"seed": "b", "ranges": [(0.25, 0.5), (0.75, 1)]}],
    }
    inside = sum(decided(rule, id=f"u{n}").rule == "r" for n in range(4_000))
    assert abs(inside - 1_000) < 4 * 28
    assert (
        decided({"force": 1, "filters": [{"seed": "a", "ranges": [(0, 1)], "hashVersion": 3}]}, id="u1").reason
        is DEFAULT
    )


def test_variations_share_users_by_weight() -> None:
    """About as many as they weigh, and of each variation the share that is covered."""
    rule: Rule = {"variations": ["a", "b"], "weights": [0.2, 0.8], "coverage": 0.5, **SEEDED}
    drawn = Counter(decided(rule, id=f"u{n}").value for n in range(10_000))
    assert abs(drawn["a"] - 1_000) < 4 * 30
    assert abs(drawn["b"] - 4_000) < 4 * 49


def test_experiments_in_one_namespace_share_nobody() -> None:
    """If their ranges of it do not overlap."""
    one, other = (
        features.prepare(
            {"rules": [{"id": "r", "key": key, "variations": [1, 2], "namespace": ["ns", *share]}]}, key=key
        )
        for key, share in (("one", (0, 0.5)), ("other", (0.5, 1)))
    )
    drawn = [(one({"id": f"u{n}"}).rule, other({"id": f"u{n}"}).rule) for n in range(500)]
    assert set(drawn) == {("r", None), (None, "r")}


def test_a_rule_that_cannot_be_read_takes_no_other_with_it() -> None:
    """It applies to nobody; saving refuses it, but a document may come from elsewhere."""
    broken: list[object] = [
        {"id": "x", "force": 1, "range": ["a", "b"]},
        {"id": "x", "force": 1, "filters": [{"seed": "s"}]},
        {"id": "x", "variations": [1, 2], "namespace": ["ns"]},
        {"id": "x", "variations": [1, 2], "hashVersion": 3},
        {"id": "x", "force": 1, "coverage": 0.5, "hashVersion": 3},
    ]
    for rule in broken:
        assert decided(rule, {"id": "r", "force": 2}, id="u1").rule == "r"  # type: ignore[arg-type] # it is none


class TestParents:
    """Features that require others."""

    @pytest.mark.parametrize(
        ("gate", "plan", "decision"),
        [
            (True, "pro", Decision("x", TARGETED, "r", "x")),
            (True, "free", Decision(None, TARGETED, "r", "null")),
            (False, "free", Decision("default", DEFAULT, None, "default")),
        ],
    )
    def test_a_parent_lets_a_rule_pass_or_ends_the_feature(self, gate: bool, plan: str, decision: Decision) -> None:  # noqa: FBT001 - a setting
        """Where the parent's value is not the wanted one, a gate ends in null, and else the rule is passed over."""
        rule: Rule = {
            "id": "r",
            "force": "x",
            "parentConditions": [{"id": "p", "condition": {"value": "on"}, "gate": gate}],
        }
        deciders = features.prepare_all({"p": PARENT, "f": {"defaultValue": "default", "rules": [rule]}})
        assert deciders["f"]({"plan": plan}) == decision

    def test_a_parent_that_is_missing_is_worth_null(self) -> None:
        """And so satisfies what null satisfies."""
        wanting = [{"value": {"$exists": False}}, {"value": {"$exists": True}}]
        rules: list[Rule] = [
            {"force": n, "parentConditions": [{"id": "p", "condition": c}]} for n, c in enumerate(wanting)
        ]
        assert decided(*rules).value == 0
        assert decided(*reversed(rules)).value == 0

    def test_features_in_a_ring_are_errors_only_where_the_ring_is_reached(self) -> None:
        """Whoever asks finds it, whatever is asked first."""
        ring: dict[str, Feature] = {
            key: {
                "rules": [
                    {"condition": {"vip": True}, "force": key},
                    {"force": 1, "parentConditions": [{"id": parent}]},
                ]
            }
            for key, parent in (("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"))
        }
        deciders = features.prepare_all(ring)
        assert {deciders[key]({}).reason for key in ring} == {DecisionReason.ERROR}
        assert {deciders[key]({"vip": True}).value for key in ring} == set(ring)

    def test_a_feature_is_evaluated_once_however_many_require_it(self) -> None:
        """Thirty features, each requiring the next twice, would be a billion evaluations."""
        ladder: dict[str, Feature] = {
            str(step): {
                "defaultValue": step,
                "rules": [{"force": step, "parentConditions": [{"id": str(step + 1)}] * 2}],
            }
            for step in range(30)
        }
        start = time.thread_time()
        assert features.prepare_all(ladder)["0"]({}).value == 0
        assert time.thread_time() - start < 1

    @pytest.mark.parametrize(("length", "reason"), [(200, TARGETED), (5_000, DecisionReason.ERROR)])
    def test_a_chain_may_be_long_but_not_endless(self, length: int, reason: DecisionReason) -> None:
        """What is too long is an error, and no failure."""
        wanted = {"value": True}
        chain: dict[str, Feature] = {
            str(step): {"rules": [{"force": True, "parentConditions": [{"id": str(step + 1), "condition": wanted}]}]}
            for step in range(length)
        }
        assert features.prepare_all({**chain, str(length): {"defaultValue": True}})["0"]({}).reason is reason


RANGES = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)


@given(
    share=RANGES,
    user_id=st.text() | st.integers() | st.floats() | st.none(),
    seed=st.text(),
    version=st.sampled_from([1, 2]),
)
def test_the_bucket_that_is_told_is_the_one_that_decides(
    share: list[float], user_id: object, seed: str, version: int
) -> None:
    """For whoever explains a decision: in the range or not, by the bucket as by the decision."""
    rule: Rule = {"id": "r", "force": 1, "range": share, "seed": seed, "hashVersion": version}
    bucket = features.bucket_of(rule, "f", {"id": user_id})
    inside = bucket is not None and share[0] <= bucket.share < share[1]
    assert (features.prepare({"rules": [rule]}, key="f")({"id": user_id}).rule == "r") is inside


def test_a_rule_that_draws_nobody_has_no_draw() -> None:
    """One for everybody tells no bucket."""
    assert rule_outcomes.draw_of({"force": 1}, key="f") is None
    assert features.bucket_of({"force": 1}, "f", {"id": "u1"}) is None
    assert features.bucket_of({"variations": [1, 2]}, "f", {}) is None
