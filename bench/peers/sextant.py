"""Our own evaluator, as the client function calls it: closures made when flags are loaded."""

from bench.peers.flags import FULL, Flag, User, Work
from sextant.domain import features
from sextant.domain.features import Feature, Rule

SEED = "5f0c6b1f2a7d4e3f9a8b7c6d5e4f3a2b"

name = "sextant"
shares = True


def one(flag: Flag, users: list[User]) -> Work:
    """The flag's decider, called for each user."""
    decide = features.prepare_all({flag.key: feature(flag)})[flag.key]
    everybody = [attributes(user) for user in users]
    return Work(
        lambda: [decide(user) for user in everybody],
        lambda decisions: [{flag.key} if decision.value else set() for decision in decisions],
    )


def many(flags: list[Flag], users: list[User]) -> Work:
    """Every flag's decider, as an evaluation of all flags calls them."""
    deciders = features.prepare_all({flag.key: feature(flag) for flag in flags})
    everybody = [attributes(user) for user in users]
    return Work(
        lambda: [{key: decide(user) for key, decide in deciders.items()} for user in everybody],
        lambda answers: [{key for key, decision in answer.items() if decision.value} for answer in answers],
    )


def feature(flag: Flag) -> Feature:
    """The flag as an admin's controls compile it: a roll-out to everybody is a range as well."""
    rule: Rule = {
        "id": "rollout",
        "force": True,
        "range": (0.0, flag.percent / FULL),
        "seed": SEED + flag.key,
        "hashAttribute": "id",
        "hashVersion": 2,
    }
    if flag.clauses:
        rule["condition"] = {clause.attribute: _test(clause.values) for clause in flag.clauses}
    return {"defaultValue": False, "rules": [rule]}


def attributes(user: User) -> dict[str, object]:
    """What is known of the user, as GrowthBook's conditions see it."""
    return {"id": user.id, **user.attributes}


def _test(values: tuple[str, ...]) -> object:
    return values[0] if len(values) == 1 else {"$in": list(values)}
