"""Rules that admins write for a flag, in GrowthBook's language, made explicit."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import cast

from sextant.domain.features import Filter, Rule

_ID_BYTES = 4
_HASH_ATTRIBUTE, _HASH_VERSION = "id", 2
_DRAWING = ("variations", "coverage", "range", "ranges")


def normalised(rules: Iterable[Rule], *, flag_seed: str, known: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules with nothing left to anybody's defaults, so that every SDK computes the same.

    Each has an id. One that draws lots has its seed, hash attribute and hash version: those it had before if an edit
    leaves them out, so that nobody is drawn anew.
    """
    before = {rule["id"]: rule for rule in known}
    asked = list(rules)
    taken = {rule["id"] for rule in asked if "id" in rule} | before.keys()
    return tuple(_explicit(rule, flag_seed, before, taken) for rule in asked)


def _explicit(rule: Rule, flag_seed: str, before: Mapping[str, Rule], taken: set[str]) -> Rule:
    rule_id = rule["id"] if "id" in rule else _new_id(taken)
    taken.add(rule_id)
    explicit = cast("Rule", {"id": rule_id, **rule})
    old = before.get(rule_id, Rule())
    if any(name in rule for name in _DRAWING):
        explicit.setdefault("hashAttribute", old.get("hashAttribute", _HASH_ATTRIBUTE))
        explicit.setdefault("hashVersion", old.get("hashVersion", _HASH_VERSION))
        explicit.setdefault("seed", old.get("seed", f"{flag_seed}:{rule_id}"))
    if "filters" in rule:
        explicit["filters"] = [_explicit_filter(each) for each in rule["filters"]]
    return explicit


def _explicit_filter(of: Filter) -> Filter:
    return {"attribute": _HASH_ATTRIBUTE, "hashVersion": _HASH_VERSION, **of}


def _new_id(taken: Collection[str]) -> str:
    while (made := f"r_{secrets.token_hex(_ID_BYTES)}") in taken:
        pass
    return made
