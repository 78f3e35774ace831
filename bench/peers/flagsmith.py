"""Flagsmith's engine: a flag is on by a segment's override; a segment is conditions and a share."""

from typing import Any

from flag_engine.engine import get_evaluation_result

from bench.peers.flags import FULL, Flag, User, Work

name = "flagsmith-flag-engine"
shares = True


def one(flag: Flag, users: list[User]) -> Work:
    """An environment of one flag: the engine evaluates all there are."""
    return many([flag], users)


def many(flags: list[Flag], users: list[User]) -> Work:
    """All flags of the environment in one call."""
    environment = {
        "environment": {"key": "bench", "name": "bench"},
        "segments": {flag.key: _segment(flag) for flag in flags},
        "features": {flag.key: _feature(flag, enabled=False) for flag in flags},
    }
    contexts: list[Any] = [{**environment, "identity": _identity(user)} for user in users]
    return Work(
        lambda: [get_evaluation_result(context) for context in contexts],
        lambda results: [{key for key, flag in result["flags"].items() if flag["enabled"]} for result in results],
    )


def _segment(flag: Flag) -> dict[str, object]:
    conditions: list[dict[str, object]] = [
        {"property": clause.attribute, "operator": "EQUAL", "value": clause.values[0]}
        if len(clause.values) == 1
        else {"property": clause.attribute, "operator": "IN", "value": ",".join(clause.values)}
        for clause in flag.clauses
    ]
    if flag.percent < FULL or not conditions:
        conditions.append({"property": "", "operator": "PERCENTAGE_SPLIT", "value": str(flag.percent)})
    return {
        "key": flag.key,
        "name": flag.key,
        "rules": [{"type": "ALL", "conditions": conditions}],
        "overrides": [_feature(flag, enabled=True)],
    }


def _feature(flag: Flag, *, enabled: bool) -> dict[str, object]:
    return {"key": flag.key, "name": flag.key, "enabled": enabled, "value": None}


def _identity(user: User) -> dict[str, object]:
    return {"identifier": user.id, "key": user.id, "traits": user.attributes}
