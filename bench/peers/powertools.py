"""Powertools' feature flags over a store that hands out one document, as its AppConfig store does between fetches.

It draws no shares, so it gets the clauses alone: less work than everybody else, which only makes the bound harder.
"""

from typing import Any

from aws_lambda_powertools.utilities.feature_flags import FeatureFlags
from aws_lambda_powertools.utilities.feature_flags.base import StoreProvider

from bench.peers.flags import Flag, User, Work

name = "powertools"
shares = False


class InMemory(StoreProvider):
    """Features that are there already."""

    def __init__(self, document: dict[str, Any]) -> None:
        """Hand out this document, always the same object, so that it is validated once."""
        self._document = document

    @property
    def get_raw_configuration(self) -> dict[str, Any]:
        """The document."""
        return self._document

    def get_configuration(self) -> dict[str, Any]:
        """The document."""
        return self._document


def one(flag: Flag, users: list[User]) -> Work:
    """Its entry point for one flag."""
    key, feature_flags, contexts = flag.key, _feature_flags([flag]), _contexts(users)
    return Work(
        lambda: [feature_flags.evaluate(name=key, context=context, default=False) for context in contexts],
        lambda values: [{key} if value else set() for value in values],
    )


def many(flags: list[Flag], users: list[User]) -> Work:
    """Its entry point for all flags that are on."""
    feature_flags, contexts = _feature_flags(flags), _contexts(users)
    return Work(
        lambda: [feature_flags.get_enabled_features(context=context) for context in contexts],
        lambda answers: [set(answer) for answer in answers],
    )


def _feature_flags(flags: list[Flag]) -> FeatureFlags:
    return FeatureFlags(InMemory({flag.key: _feature(flag) for flag in flags}))


def _feature(flag: Flag) -> dict[str, object]:
    if not flag.clauses:
        return {"default": True}
    conditions = [
        {"action": "EQUALS", "key": clause.attribute, "value": clause.values[0]}
        if len(clause.values) == 1
        else {"action": "KEY_IN_VALUE", "key": clause.attribute, "value": list(clause.values)}
        for clause in flag.clauses
    ]
    return {"default": False, "rules": {"targeting": {"when_match": True, "conditions": conditions}}}


def _contexts(users: list[User]) -> list[dict[str, object]]:
    return [{"id": user.id, **user.attributes} for user in users]
