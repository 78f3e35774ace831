"""Unleash's engine in Rust, through its own Python binding; the question that it does not count."""

import json

from yggdrasil_engine.engine import UnleashEngine

from bench.peers.flags import Flag, User, Work

name = "yggdrasil-engine"
shares = True


def one(flag: Flag, users: list[User]) -> Work:
    """Its entry point for one flag, without metrics."""
    key, engine, contexts = flag.key, _engine([flag]), _contexts(users)
    return Work(
        lambda: [engine.check_enabled(key, context) for context in contexts],
        lambda toggles: [{key} if toggle.is_enabled else set() for toggle in toggles],
    )


def many(flags: list[Flag], users: list[User]) -> Work:
    """Key by key: the binding has no entry point for all."""
    keys, engine, contexts = [flag.key for flag in flags], _engine(flags), _contexts(users)
    return Work(
        lambda: [{key: engine.check_enabled(key, context) for key in keys} for context in contexts],
        lambda answers: [{key for key, toggle in answer.items() if toggle.is_enabled} for answer in answers],
    )


def _engine(flags: list[Flag]) -> UnleashEngine:
    engine = UnleashEngine()
    engine.take_state(json.dumps({"version": 2, "features": [_feature(flag) for flag in flags]}))
    return engine


def _feature(flag: Flag) -> dict[str, object]:
    strategy = {
        "name": "flexibleRollout",
        "parameters": {"rollout": str(flag.percent), "stickiness": "userId", "groupId": flag.key},
        "constraints": [
            {"contextName": clause.attribute, "operator": "IN", "values": list(clause.values)}
            for clause in flag.clauses
        ],
    }
    return {"name": flag.key, "type": "release", "enabled": True, "strategies": [strategy]}


def _contexts(users: list[User]) -> list[dict[str, object]]:
    return [{"userId": user.id, "properties": user.attributes} for user in users]
