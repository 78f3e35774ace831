"""Features whose rules ask what other features are worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NamedTuple

from sextant.domain import conditions
from sextant.domain.conditions import Attributes, SavedGroups, Test
from sextant.domain.decisions import Decide, Decision, DecisionReason, decided
from sextant.domain.rule_outcomes import Outcome
from sextant.domain.rules import ParentCondition

CYCLIC: Final = decided(None, DecisionReason.ERROR)
"""What a feature is worth that requires itself."""

_UNKNOWN: Final = decided(None, DecisionReason.DEFAULT)

_Known = dict[str, Decision | None]
"""What features turned out to be worth to one user so far; None for one that is being found out."""


class Parent(NamedTuple):
    """Another feature, and what must hold of its value; `gate` says whether failing ends the feature with null."""

    key: str
    test: Test | None
    gate: bool


class RuleWithParents(NamedTuple):
    """A rule that applies only where its parents allow it; `gated` is what comes out where one ends the feature."""

    parents: Sequence[Parent]
    outcome: Outcome | None
    gated: Decision


class FeatureWithParents(NamedTuple):
    """A feature of which some rule has parents."""

    rules: Sequence[RuleWithParents]
    default: Decision


class _Standing(Enum):
    ALLOWED = auto()
    SKIPPED = auto()
    GATED = auto()
    CYCLIC = auto()


def parents(found: Sequence[ParentCondition], saved_groups: SavedGroups | None) -> list[Parent]:
    """Parents as a rule names them, prepared."""
    return [
        Parent(
            parent["id"],
            None
            if parent.get("condition") is None
            else conditions.prepare(parent["condition"], saved_groups=saved_groups),
            bool(parent.get("gate")),
        )
        for parent in found
        if parent.get("id") is not None
    ]


@dataclass(frozen=True, slots=True)
class Family:
    """All features of a set, of which some require others.

    Each is evaluated once for a user, however many require it, so that a diamond of prerequisites costs no more than
    its corners. That is sound although a cycle is found by whoever closes it: it makes everything above it cyclic too,
    and what was found out without meeting one cannot lead to anything that is still being found out.

    Attributes:
        alone: Those without parents.
        requiring: Those with parents.
    """

    alone: Mapping[str, Decide]
    requiring: Mapping[str, FeatureWithParents]

    def decider(self, key: str) -> Decide:
        """One of them as a function of a user's attributes."""
        alone = self.alone.get(key)
        if alone is not None:
            return alone

        def decide(attributes: Attributes) -> Decision:
            try:
                return self._decision(key, attributes, {})
            except RecursionError:
                # A chain of some hundred prerequisites, which saving does not let grow.
                return CYCLIC

        return decide

    def _decision(self, key: str, attributes: Attributes, known: _Known) -> Decision:
        if key in known:
            return known[key] or CYCLIC
        alone, requiring = self.alone.get(key), self.requiring.get(key)
        if alone is not None:
            decision = alone(attributes)
        elif requiring is not None:
            known[key] = None
            decision = self._first(requiring, attributes, known)
        else:
            decision = _UNKNOWN
        known[key] = decision
        return decision

    def _first(self, feature: FeatureWithParents, attributes: Attributes, known: _Known) -> Decision:
        for rule in feature.rules:
            match self._standing(rule.parents, attributes, known):
                case _Standing.CYCLIC:
                    return CYCLIC
                case _Standing.GATED:
                    return rule.gated
                case _Standing.ALLOWED:
                    decision = rule.outcome(attributes) if rule.outcome else None
                    if decision is not None:
                        return decision
        return feature.default

    def _standing(self, asked: Sequence[Parent], attributes: Attributes, known: _Known) -> _Standing:
        for parent in asked:
            decision = self._decision(parent.key, attributes, known)
            if decision is CYCLIC:
                return _Standing.CYCLIC
            if parent.test is not None and not parent.test({"value": decision.value}):
                return _Standing.GATED if parent.gate else _Standing.SKIPPED
        return _Standing.ALLOWED
