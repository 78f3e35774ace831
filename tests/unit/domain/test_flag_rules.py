"""Rules are stored so that nothing about them is left to anybody's defaults, and nobody is drawn anew."""

from sextant.domain.features import Rule
from sextant.domain.flag_rules import normalised
from sextant.domain.flags import FlagEdit
from tests.unit.domain.sample_flags import NOW, flag


def explicit(*rules: Rule, known: tuple[Rule, ...] = ()) -> tuple[Rule, ...]:
    """The rules of a flag whose seed is `s`, as they are stored."""
    return normalised(rules, flag_seed="s", known=known)


def test_what_a_rule_draws_by_is_made_explicit() -> None:
    """Attribute, version and seed, whether it draws for a value or among several."""
    drawn = {"hashAttribute": "id", "hashVersion": 2, "seed": "s:r"}
    for rule in (Rule(id="r", force=True, coverage=0.5), Rule(id="r", variations=[1, 2])):
        assert explicit(rule) == ({**rule, **drawn},)


def test_a_rule_that_draws_nothing_needs_no_seed() -> None:
    """It stays as it was sent."""
    assert explicit(Rule(id="r", force=True)) == (Rule(id="r", force=True),)


def test_what_is_said_is_kept() -> None:
    """Such as what comes from GrowthBook, whose defaults are other ones."""
    rule = Rule(id="r", variations=[1, 2], seed="feature", hashVersion=1, hashAttribute="device")
    assert explicit(rule) == (rule,)


def test_a_rule_without_an_id_gets_one_that_stays() -> None:
    """Ids differ, and what was named stays named through any edit."""
    first, second = explicit(Rule(force=True), Rule(force=False))
    assert first["id"] != second["id"]
    assert explicit(second, first, known=(first, second)) == (second, first)


def test_no_edit_draws_users_anew() -> None:
    """A rule that is sent again without its seed has the one it had, even an imported one."""
    of = flag(rules=(Rule(id="r", variations=[1, 2], seed="old", hashVersion=1, hashAttribute="device"),))
    edited = of.edited(FlagEdit(rules=(Rule(id="r", variations=[1, 2, 3]),)), by="ann", now=NOW)
    kept = {name: edited.rules[0].get(name) for name in ("seed", "hashVersion", "hashAttribute")}
    assert kept == {"seed": "old", "hashVersion": 1, "hashAttribute": "device"}


def test_filters_say_what_they_hash_too() -> None:
    """The attribute `id`, by version 2."""
    (rule,) = explicit(Rule(id="r", force=True, filters=[{"seed": "f", "ranges": [[0, 0.5]]}]))
    assert rule["filters"] == [{"seed": "f", "ranges": [[0, 0.5]], "attribute": "id", "hashVersion": 2}]
