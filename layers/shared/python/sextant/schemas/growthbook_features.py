"""GrowthBook's features as flags of ours: the same answer for everybody, with its defaults made explicit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sextant.domain.errors import FieldError
from sextant.domain.flag_values import ValueType

JsonObject = Mapping[str, object]

_HASH_VERSION, _HASH_ATTRIBUTE = 1, "id"
"""What GrowthBook assumes where a rule says nothing."""
_OF_VARIATIONS = ("variations", "weights", "ranges", "meta", "key", "name", "phase", "namespace")
_DRAWING = ("variations", "coverage", "range", "ranges")
# What tells of experiments that another server has evaluated; the answer does not depend on it.
_TELLING_ONLY = frozenset({"tracks"})
_GROUPS = {"$inGroup": "$in", "$notInGroup": "$nin"}


@dataclass(slots=True)
class Converted:
    """Features as flags.

    Attributes:
        documents: Flags as JSON objects, by their paths in the request.
        problems: What cannot be a flag.
        notes: What was put in other words.
    """

    documents: dict[str, JsonObject] = field(default_factory=dict)
    problems: list[FieldError] = field(default_factory=list)
    notes: list[FieldError] = field(default_factory=list)


def converted(payload: JsonObject) -> Converted:
    """The features of a payload of GrowthBook's API or of a data file."""
    result = Converted()
    groups = payload.get("savedGroups")
    features = payload["features"]
    if not isinstance(features, Mapping):
        result.problems.append(FieldError("features", "Give an object of features by key.", "an object"))
        return result
    for key, feature in features.items():
        path = f"features.{key}"
        if isinstance(feature, Mapping):
            into = _Feature(key, path, feature, groups if isinstance(groups, Mapping) else {}, result)
            result.documents[path] = into.document()
        else:
            result.problems.append(FieldError(path, "Give a feature: defaultValue and rules.", "an object"))
    return result


@dataclass(frozen=True, slots=True)
class _Feature:
    """One feature on its way to be a flag."""

    key: str
    path: str
    feature: JsonObject
    groups: JsonObject
    result: Converted

    def document(self) -> JsonObject:
        """The flag that gives the same answers; its roll-out is nobody, since rules decide everything."""
        default = self.feature.get("defaultValue")
        found = list(self._rules())
        value_type = self._value_type(found)
        prerequisites: list[JsonObject] = []
        rules: list[JsonObject] = []
        for number, rule in enumerate(found):
            if _decides(rule):
                rules.append(self._decision(number, rule))
            elif gates := _gates(rule):
                self._gate(number, gates, prerequisites, rules)
        return {
            "key": self.key,
            "valueType": value_type,
            "value": True if value_type is ValueType.BOOLEAN else default,
            "defaultValue": default,
            "enabled": True,
            "rolloutPercentage": 0,
            "roles": [],
            "segments": [],
            "userIds": [],
            "excludedUserIds": [],
            "prerequisites": prerequisites,
            "rules": rules,
        }

    def _rules(self) -> Iterator[JsonObject]:
        rules = self.feature.get("rules") or []
        if not isinstance(rules, list):
            self._problem("rules", "Give a list of rules.")
            return
        for number, rule in enumerate(rules):
            if isinstance(rule, Mapping):
                # GrowthBook takes null for absent, and an empty condition or list for none.
                yield {name: value for name, value in rule.items() if value is not None and name not in _TELLING_ONLY}
            else:
                self._problem(f"rules[{number}]", "Give a rule.")

    def _value_type(self, rules: Sequence[JsonObject]) -> ValueType:
        values = [self.feature.get("defaultValue")]
        for rule in rules:
            variations = rule.get("variations")
            values += [rule.get("force"), *(variations if isinstance(variations, list) else ())]
        kinds = {_kind(value) for value in values if value is not None}
        return kinds.pop() if len(kinds) == 1 else ValueType.JSON

    def _decision(self, number: int, rule: JsonObject) -> JsonObject:
        """A rule that decides, with nothing in it that GrowthBook would pass over, and all that it would assume."""
        forces = "force" in rule
        passed_over = _OF_VARIATIONS if forces else ("range",)
        found = {name: value for name, value in rule.items() if name not in passed_over}
        if found.get("range" if forces else "ranges"):
            found.pop("coverage", None)
        for name in ("condition", "parentConditions", "filters", "range", "ranges"):
            if name in found and not found[name]:
                del found[name]
        if "condition" in found:
            found["condition"] = self._without_groups(found["condition"])
        if any(name in found for name in _DRAWING):
            found["seed"] = rule.get("seed") or (not forces and rule.get("key")) or self.key
            found["hashAttribute"] = rule.get("hashAttribute") or _HASH_ATTRIBUTE
            found["hashVersion"] = rule.get("hashVersion") or _HASH_VERSION
        return {"id": f"rule-{number + 1}", **found}

    def _gate(
        self, number: int, gates: Sequence[JsonObject], prerequisites: list[JsonObject], rules: list[JsonObject]
    ) -> None:
        """What must hold of other features, or everything below it is passed over."""
        self.result.notes.append(
            FieldError(
                f"{self.path}.rules[{number}]",
                "Where what it requires does not hold, GrowthBook answers null, and this flag its default value.",
            )
        )
        for place, gate in enumerate(gates):
            if not rules and all(each["flag"] != gate.get("id") for each in prerequisites):
                prerequisites.append({"flag": gate.get("id"), "condition": gate.get("condition", {})})
                continue
            fails = {"id": gate.get("id"), "condition": {"$not": gate.get("condition", {})}}
            default = self.feature.get("defaultValue")
            rules.append({"id": f"rule-{number + 1}-gate-{place + 1}", "force": default, "parentConditions": [fails]})

    def _without_groups(self, condition: object) -> object:
        """A condition with the members of saved groups in the place of their names."""
        if isinstance(condition, list):
            return [self._without_groups(each) for each in condition]
        if not isinstance(condition, Mapping):
            return condition
        return {
            _GROUPS.get(name, name): self._members(operand) if name in _GROUPS else self._without_groups(operand)
            for name, operand in condition.items()
        }

    def _members(self, group: object) -> object:
        members = self.groups.get(group, []) if isinstance(group, str) else []
        if not isinstance(members, list):
            self._problem(
                "rules", f"The saved group {group!r} is no list of values; write its condition into the rule."
            )
            return []
        return members

    def _problem(self, of: str, message: str) -> None:
        self.result.problems.append(FieldError(f"{self.path}.{of}", message))


def _decides(rule: JsonObject) -> bool:
    return "force" in rule or "variations" in rule


def _gates(rule: JsonObject) -> list[JsonObject]:
    parents = rule.get("parentConditions")
    found = parents if isinstance(parents, list) else []
    return [each for each in found if isinstance(each, Mapping) and each.get("gate")]


def _kind(value: object) -> ValueType:
    if isinstance(value, bool):
        return ValueType.BOOLEAN
    if isinstance(value, str):
        return ValueType.STRING
    return ValueType.NUMBER if isinstance(value, int | float) else ValueType.JSON
