"""GrowthBook's Python SDK: its stand-alone evaluation, which its clients call, without their bookkeeping."""

from typing import Any

from growthbook.common_types import (
    EvaluationContext,
    Feature,
    FeatureRule,
    GlobalContext,
    Options,
    StackContext,
    UserContext,
)
from growthbook.core import eval_feature

from bench.peers import sextant
from bench.peers.flags import FULL, Flag, User, Work

name = "growthbook"
shares = True


def one(flag: Flag, users: list[User]) -> Work:
    """A stack of its own for each evaluation, as its clients make one: without it, the second says it is a cycle."""
    key, settings, everybody = flag.key, _settings([flag]), _everybody(users)
    return Work(
        lambda: [
            eval_feature(key, EvaluationContext(user=user, global_ctx=settings, stack=StackContext()))
            for user in everybody
        ],
        lambda results: [{key} if result.value else set() for result in results],
    )


def many(flags: list[Flag], users: list[User]) -> Work:
    """Key by key: it has no entry point for all."""
    keys, settings, everybody = [flag.key for flag in flags], _settings(flags), _everybody(users)
    return Work(
        lambda: [
            {
                key: eval_feature(key, EvaluationContext(user=user, global_ctx=settings, stack=StackContext()))
                for key in keys
            }
            for user in everybody
        ],
        lambda answers: [{key for key, result in answer.items() if result.value} for answer in answers],
    )


def _settings(flags: list[Flag]) -> GlobalContext:
    return GlobalContext(options=Options(), features={flag.key: _feature(flag) for flag in flags})


def _feature(flag: Flag) -> Feature:
    """Our own document; but who is to get everybody is not made to hash them."""
    document = sextant.feature(flag)
    unneeded = {"range"} if flag.percent == FULL else set()
    rules: list[FeatureRule | dict[str, Any]] = [
        {name: value for name, value in rule.items() if name not in unneeded} for rule in document["rules"]
    ]
    return Feature(defaultValue=document["defaultValue"], rules=rules)


def _everybody(users: list[User]) -> list[UserContext]:
    return [UserContext(attributes=sextant.attributes(user)) for user in users]
