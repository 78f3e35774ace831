"""Random features, saved groups and users over the whole rule language, drawn so that a good share of rules match.

Operands and attributes come from the same small pools, or two random values would hardly ever meet.
"""

from collections.abc import Sequence
from random import Random
from typing import Any

from sextant.domain.features import Feature

TYPE_NAMES = ("string", "number", "boolean", "array", "object", "null", "unknown")
TEXTS = (
    "",
    "a",
    "A",
    "foo",
    "Foo",
    "v1.2.3",
    "1.2.3",
    "1.10.0",
    "2.0.0-beta.1",
    "é",
    "😀",
    "\ue000",
    "10",
    "GB",
    "x.y",
)
PLAIN = (0, 1, 5, -1, 10, 1.5, 0.1, 1e21, 100, True, False, None)
PATHS = (
    *("id", "deviceId", "country", "n", "tags", "roles", "version", "missing"),
    *("company", "company.a", "company.a.b", "tags.0", "tags.length"),
)
PATTERNS = ("^a", "o+", "F", "^(foo|GB)$", "[0-9]", "(", "x|y", r"\.")
VERSIONS = ("1.2.3", "v1.2.3", "1.10.0", "2.0.0-beta.1", "2.0.0", "1", 5, 1.5)
SAVED_GROUPS = {
    "values": ["a", "GB", 5],
    "nobody": [],
    "list": {"type": "list", "attributeKey": "country", "values": ["GB", "foo"]},
    "condition": {"type": "condition", "condition": {"country": "GB"}},
    "loop": {"type": "condition", "condition": {"$savedGroup": {"id": "loop"}}},
    "later": {"type": "of a kind that is yet to come"},
}
OPERATORS = (
    *("$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$ini", "$nini", "$all", "$alli"),
    *("$regex", "$regexi", "$notRegex", "$notRegexi", "$exists", "$type", "$size", "$elemMatch", "$not"),
    *("$veq", "$vne", "$vgt", "$vgte", "$vlt", "$vlte", "$inGroup", "$notInGroup", "$unheardOf", "$and"),
)
KEYS = ("f0", "f1", "f2", "f3")
DEEPEST = 3


class Generator:
    """Draws features and users from one source of chance."""

    def __init__(self, chance: Random) -> None:
        """Draw from `chance`, which hypothesis may replay and shrink."""
        self._chance = chance

    def features(self) -> dict[str, Feature]:
        """Four features that may require each other, in circles too."""
        return {
            key: {"defaultValue": self._value(1), "rules": [self._rule(number) for number in range(self._below(4))]}
            for key in KEYS
        }

    def user(self) -> dict[str, object]:
        """What is known of one user, who may lack any attribute."""
        drawn = {
            "id": self._identity(),
            "deviceId": self._identity(),
            "country": self._one_of(TEXTS),
            "version": self._one_of(TEXTS),
            "n": self._value(),
            "company": self._value(),
            "tags": self._list_of_values(),
            "roles": self._list_of_values(),
        }
        return {name: value for name, value in drawn.items() if self._likely(0.75)}

    def _rule(self, number: int) -> dict[str, object]:
        rule: dict[str, object] = {"id": f"r{number}"}
        optional = {
            "condition": (0.5, self._condition),
            "parentConditions": (0.2, lambda: [self._parent()]),
            "filters": (0.25, lambda: [self._filter() for _ in range(1 + self._below(2))]),
            "hashVersion": (0.6, lambda: self._one_of((1, 2))),
            "seed": (0.5, lambda: self._one_of(("s1", "s2", ""))),
            "hashAttribute": (0.4, lambda: self._one_of(("id", "deviceId", "n", "company.a"))),
            "fallbackAttribute": (0.2, lambda: self._one_of(("deviceId", "n"))),
            "disableStickyBucketing": (0.1, lambda: True),
            "coverage": (0.5, lambda: self._one_of((0, 0.0001, 0.1, 0.3, 0.5, 0.5, 0.9, 1))),
        }
        rule |= {name: draw() for name, (share, draw) in optional.items() if self._likely(share)}
        return rule | (self._forced() if self._likely(0.55) else self._split())

    def _forced(self) -> dict[str, object]:
        return {"force": self._value(1)} | ({"range": self._range()} if self._likely(0.3) else {})

    def _split(self) -> dict[str, object]:
        arms = 1 + self._below(4)
        drawn = [self._chance.random() + 0.01 for _ in range(arms)]
        optional = {
            "weights": (0.6, lambda: [weight / sum(drawn) for weight in drawn]),
            "namespace": (0.3, lambda: ["apart", self._chance.random(), 1]),
            "ranges": (0.2, lambda: [self._range() for _ in range(arms)]),
            "meta": (0.2, lambda: [{"key": f"m{arm}", "passthrough": self._likely(0.2)} for arm in range(arms)]),
            "key": (0.3, lambda: "experiment"),
        }
        split: dict[str, object] = {"variations": [self._value(1) for _ in range(arms)]}
        return split | {name: draw() for name, (share, draw) in optional.items() if self._likely(share)}

    def _parent(self) -> dict[str, object]:
        condition = {"value": self._value(2)} if self._likely(0.5) else self._condition(2)
        parent: dict[str, object] = {"id": self._one_of((*KEYS, "unknown")), "condition": condition}
        return parent | ({"gate": True} if self._likely(0.3) else {})

    def _filter(self) -> dict[str, object]:
        return {
            "seed": self._one_of(("s", "t")),
            "ranges": [self._range() for _ in range(1 + self._below(2))],
            "hashVersion": self._one_of((1, 2)),
            "attribute": self._one_of(("id", "deviceId", "n")),
        }

    def _range(self) -> list[float]:
        start, end = sorted((self._chance.random(), self._chance.random()))
        return [self._one_of((0, start)), self._one_of((1, end))]

    def _condition(self, depth: int = 0) -> dict[str, object]:
        condition: dict[str, object] = {}
        for _ in range(self._one_of((0, 1, 1, 1, 2, 2, 3))):
            kind = self._chance.random()
            if depth < DEEPEST and kind < 0.25:
                name = self._one_of(("$and", "$or", "$nor", "$not"))
                inner = [self._condition(depth + 1) for _ in range(self._below(4))]
                condition[name] = self._condition(depth + 1) if name == "$not" else inner
            elif kind < 0.29:
                condition["$savedGroup"] = {"id": self._one_of((*SAVED_GROUPS, "unknown"))}
            else:
                condition[self._one_of(PATHS)] = self._tests(depth) if self._likely(0.7) else self._value(1)
        return condition

    def _tests(self, depth: int) -> dict[str, object]:
        names = {self._one_of(OPERATORS) for _ in range(self._one_of((1, 1, 2)))}
        return {name: self._operand(name, depth) for name in sorted(names)}

    def _operand(self, operator: str, depth: int) -> object:
        if operator in {"$in", "$nin", "$ini", "$nini", "$all", "$alli"}:
            return self._list_of_values() if self._likely(0.95) else self._scalar()
        if "egex" in operator:
            return self._one_of(PATTERNS)
        if "Group" in operator:
            return self._one_of((*SAVED_GROUPS, "unknown"))
        if operator.startswith("$v"):
            return self._one_of(VERSIONS)
        if operator in {"$elemMatch", "$not"} and depth < DEEPEST:
            return self._condition(depth + 1) if self._likely(0.3) else self._tests(depth + 1)
        choices = {"$exists": (True, False), "$type": TYPE_NAMES, "$size": (0, 1, 2, {"$gt": 1}, {"$lt": 3})}
        return self._one_of(choices[operator]) if operator in choices else self._value(1)

    def _identity(self) -> object:
        return self._one_of((*TEXTS, str(self._below(1_000)), str(self._below(1_000)), self._below(100), 1.5))

    def _value(self, depth: int = 0) -> object:
        kind = self._chance.random()
        if kind < 0.6 or depth >= DEEPEST:
            return self._scalar()
        if kind < 0.85:
            return self._list_of_values(depth)
        return {self._one_of("abc0"): self._value(depth + 1) for _ in range(self._below(3))}

    def _list_of_values(self, depth: int = 1) -> list[object]:
        return [self._value(depth + 1) for _ in range(self._below(4))]

    def _scalar(self) -> object:
        return self._one_of(TEXTS if self._likely(0.6) else PLAIN)

    def _one_of(self, choices: Sequence[Any]) -> Any:  # noqa: ANN401 - whatever was offered
        return choices[self._below(len(choices))]

    def _below(self, end: int) -> int:
        return self._chance.randrange(end)

    def _likely(self, share: float) -> bool:
        return self._chance.random() < share
