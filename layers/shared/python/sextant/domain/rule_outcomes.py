"""Rules, prepared: each becomes a function from a user's attributes to a decision, or None where it does not apply."""

from collections.abc import Callable, Sequence

from sextant.domain import conditions, draws, variation_ranges
from sextant.domain.conditions import Attributes, SavedGroups, Test
from sextant.domain.decisions import Decision, DecisionReason, decided, variant_of
from sextant.domain.draws import Draw
from sextant.domain.hashing import first_bucket
from sextant.domain.rules import Meta, Rule, Share

Outcome = Callable[[Attributes], Decision | None]

_FEWEST_VARIATIONS = 2


def prepare(
    rule: Rule, *, key: str, saved_groups: SavedGroups | None = None, otherwise: Decision | None = None
) -> Outcome | None:
    """The rule as a function of a user's attributes, or None if it applies to nobody; parents are not looked at.

    Args:
        rule: The rule; one that cannot be read applies to nobody.
        key: Key of the feature, which salts the hash of a rule without a seed.
        saved_groups: What its condition may refer to.
        otherwise: What comes out where the rule does not apply.
    """
    try:
        tests = _tests(rule, saved_groups)
        if rule.get("force") is not None:
            return _forced(rule, tests, key, otherwise)
        return _drawn(rule, tests, key, otherwise) if rule.get("variations") is not None else None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        # Saving refuses such a rule; one that got here some other way must not take the other rules with it.
        return None


def draw_of(rule: Rule, *, key: str) -> Draw | None:
    """How the rule of a feature puts users into buckets, or None if it does not."""
    if rule.get("force") is None:
        return draws.of_rule(rule, seed=rule.get("key") or key)
    return None if _covers_everybody(rule) else draws.of_rule(rule, seed=key)


def _tests(rule: Rule, saved_groups: SavedGroups | None) -> list[Test]:
    condition = rule.get("condition")
    tests = [conditions.prepare(condition, saved_groups=saved_groups)] if condition else []
    return tests + [draws.within_any(draws.of_filter(of), of["ranges"]) for of in rule.get("filters") or ()]


def _forced(rule: Rule, tests: list[Test], key: str, otherwise: Decision | None) -> Outcome | None:
    share = forced_share(rule)
    draw = draw_of(rule, key=key)
    if draw is not None and share[0] >= share[1]:
        return None
    everybody = draw is None or tuple(first_bucket(edge, draw.buckets) for edge in share) == (0, draw.buckets)
    split = bool(rule.get("filters")) or not everybody
    decision = decided(rule["force"], DecisionReason.SPLIT if split else DecisionReason.TARGETING_MATCH, rule.get("id"))
    return _where(tests if draw is None else [*tests, draws.within(draw, share)], decision, otherwise)


def _covers_everybody(rule: Rule) -> bool:
    return rule.get("range") is None and rule.get("coverage") is None


def forced_share(rule: Rule) -> Share:
    """Which share of everybody a forced value is for."""
    coverage = rule.get("coverage")
    return rule.get("range") or (0.0, 1.0 if coverage is None else coverage)


def _where(tests: Sequence[Test], decision: Decision, otherwise: Decision | None) -> Outcome:
    """The decision where all tests hold; none, one and two, as nearly all rules have, cost no loop."""
    match tests:
        case []:
            return lambda _: decision
        case [test]:
            return lambda attributes: decision if test(attributes) else otherwise
        case [first, second]:
            return lambda attributes: decision if first(attributes) and second(attributes) else otherwise
        case _:
            return lambda attributes: decision if all(test(attributes) for test in tests) else otherwise


def _drawn(rule: Rule, tests: list[Test], key: str, otherwise: Decision | None) -> Outcome | None:
    draw = draw_of(rule, key=key)
    if draw is None or len(rule["variations"]) < _FEWEST_VARIATIONS:
        return None
    if namespace := namespace_of(rule, draw):
        tests = [*tests, draws.within(*namespace)]
    decisions = _decisions(rule)
    choose = draws.chooser(draw, variation_ranges.ranges_of(rule))

    def outcome(attributes: Attributes) -> Decision | None:
        for test in tests:
            if not test(attributes):
                return otherwise
        chosen = choose(attributes)
        decision = decisions[chosen] if chosen is not None and chosen < len(decisions) else None
        return otherwise if decision is None else decision

    return outcome


def namespace_of(rule: Rule, draw: Draw) -> tuple[Draw, Share] | None:
    """How a rule draws who is in its namespace and which share of everybody that is, or None if it is in none."""
    namespace = rule.get("namespace")
    if not namespace or rule.get("filters"):
        return None
    name, start, end = namespace
    return draw._replace(seed=f"__{name}", version=1), (start, end)  # type: ignore[return-value] # numbers, or refused


def _decisions(rule: Rule) -> list[Decision | None]:
    """What each variation decides; None for one that passes through."""
    metas: list[Meta] = [*(rule.get("meta") or ())]
    metas += [{}] * (len(rule["variations"]) - len(metas))
    return [
        None
        if meta.get("passthrough")
        else Decision(value, DecisionReason.SPLIT, rule.get("id"), _called(index, value, meta))
        for index, (value, meta) in enumerate(zip(rule["variations"], metas, strict=False))
    ]


def _called(index: int, value: object, meta: Meta) -> str:
    return meta.get("key") or meta.get("name") or (variant_of(value) if isinstance(value, bool) else str(index))
