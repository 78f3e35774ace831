"""For how many known users a flag would be worth what now, worked out over all profiles.

A request works for `BUDGET_SECONDS` at most. If everybody was gone through by then, the answer is complete; if not, the
next request goes on from there. A complete answer is given again for some minutes, longer if it took long. Other rules,
be they edited or due by schedule, begin anew: what was counted under different rules is never mixed.

Everybody is gone through once, each as their profile is at that moment; who is new meanwhile may be missing.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sextant.domain import references, targeting
from sextant.domain.conditions import Attributes
from sextant.domain.coverage import UNKNOWN_ROLE, UsersByRole, Value, Walk, fingerprint
from sextant.domain.errors import UnavailableError
from sextant.domain.features import Decide, Decision, DecisionReason
from sextant.domain.flags import Flag
from sextant.domain.profiles import SHARDS
from sextant.store import coverage as store
from sextant.store import everybody
from sextant.store.everybody import KnownUser
from sextant.usecases.deadlines import Deadline

BUDGET_SECONDS = 15.0
KEPT_AT_LEAST = timedelta(minutes=5)
KEPT_TIMES_AS_LONG = 20
"""What took a minute of work is kept for twenty: nobody shall work on it all the time."""
GONE_ON_WITH = timedelta(hours=1)
"""What was left unfinished longer ago is begun anew, since it would mix users of then and now."""
NOT_SERVED = Decision(None, DecisionReason.DISABLED, None, "")
"""What users count under for whom there is no value at all."""
_WORKERS = 4
_OF_THE_PROFILE_ALONE = frozenset({targeting.USER_ATTRIBUTE, targeting.ROLES_ATTRIBUTE})


@dataclass(frozen=True, slots=True)
class _Question:
    """Which flag, decided how.

    Attributes:
        decide: What it is worth to a user.
        rules: Fingerprint of everything that decides.
        needs_attributes: Whether more decides than who the user is and in which role.
    """

    decide: Decide
    rules: str
    needs_attributes: bool


def coverage(flag: Flag, flags: Sequence[Flag], now: datetime, budget_seconds: float = BUDGET_SECONDS) -> Walk:
    """How far everybody was gone through, and what came out so far.

    Args:
        flag: Whose coverage; an archived one is served to nobody, and nobody is under any value then.
        flags: All flags, since some may be required.
        now: The moment whose rules apply.
        budget_seconds: How long to work on it.

    Raises:
        UnavailableError: DynamoDB does not answer just now.
    """
    question = _asked(flag, flags, now)
    known = store.read(flag.key)
    if known and known.rules == question.rules and _is_kept(known, now):
        return known
    begun = time.monotonic()
    walk = known if known and _is_unfinished(known, question, now) else Walk(question.rules, now)
    _go_on(walk, question, Deadline.in_seconds(budget_seconds))
    worked = time.monotonic() - begun
    walk.worked_seconds += worked
    walk.end_if_done(now + timedelta(seconds=worked))
    store.put(flag.key, walk, now)
    return walk


def _asked(flag: Flag, flags: Sequence[Flag], now: datetime) -> _Question:
    if flag.archived:
        return _Question(lambda _: NOT_SERVED, "archived", needs_attributes=False)
    served = {each.key: each for each in flags if not each.archived}
    features = {key: targeting.compiled(each, now) for key, each in served.items()}
    required = references.needed_for(flag.key, features)
    deciders = targeting.prepared({key: served[key] for key in required}, {key: features[key] for key in required}, now)
    looked_at = references.attributes_of(features)[flag.key]
    return _Question(deciders[flag.key], fingerprint(features, required), not looked_at <= _OF_THE_PROFILE_ALONE)


def _is_kept(walk: Walk, now: datetime) -> bool:
    if walk.ended_at is None:
        return False
    return now < walk.ended_at + max(KEPT_AT_LEAST, KEPT_TIMES_AS_LONG * timedelta(seconds=walk.worked_seconds))


def _is_unfinished(walk: Walk, question: _Question, now: datetime) -> bool:
    return walk.ended_at is None and walk.rules == question.rules and now < walk.begun_at + GONE_ON_WITH


def _go_on(walk: Walk, question: _Question, deadline: Deadline) -> None:
    """Go through those whom the walk has not seen yet, a few shards at a time, until the deadline.

    Raises:
        UnavailableError: DynamoDB does not answer, and nobody more was seen.
    """
    # Shards that were begun come first, so that few are under way at any time.
    left = sorted(set(SHARDS) - walk.done, key=lambda shard: shard not in walk.reached)
    lock = Lock()
    pages = 0

    def go_through(shard: str) -> UnavailableError | None:
        nonlocal pages
        last = walk.reached.get(shard)
        while not deadline.passed:
            try:
                page = everybody.page(shard, last, with_attributes=question.needs_attributes)
            except UnavailableError as fault:
                return fault
            decided, last = _decided(page.users, question.decide), page.last
            with lock:
                walk.add(shard, decided, last)
                pages += 1
            if last is None:
                break
        return None

    with ThreadPoolExecutor(_WORKERS) as pool:
        faults = [fault for fault in pool.map(go_through, left) if fault]
    if faults and not pages:
        raise faults[0]


def _decided(users: Sequence[KnownUser], decide: Decide) -> Mapping[Value, UsersByRole]:
    """How many of these users of each role get which value."""
    # Decisions are made once, so nearly all of a page are a few objects: these are counted, and then told apart.
    seen: dict[int, tuple[Decision, dict[str, int]]] = {}
    for user_id, role, attributes in users:
        known = everybody.values_of(attributes) if attributes else {}
        decision = decide(_as_if_asked(user_id, role, known))
        _, by_role = seen.setdefault(id(decision), (decision, {}))
        by_role[role or UNKNOWN_ROLE] = by_role.get(role or UNKNOWN_ROLE, 0) + 1
    return _by_value(seen.values())


def _as_if_asked(user_id: str, role: str | None, known: Mapping[str, object]) -> Attributes:
    """What rules see of a user when a call says no more than who it is, and the profile says the rest."""
    roles: dict[str, object] = {targeting.ROLES_ATTRIBUTE: [role]} if role else {}
    return {
        targeting.ROLES_ATTRIBUTE: [],
        targeting.SEGMENTS_ATTRIBUTE: [],
        **known,
        **roles,
        targeting.USER_ATTRIBUTE: user_id,
    }


def _by_value(decided: Iterable[tuple[Decision, UsersByRole]]) -> Mapping[Value, UsersByRole]:
    users: dict[Value, dict[str, int]] = {}
    for decision, by_role in decided:
        known = users.setdefault(_value(decision), {})
        for role, number in by_role.items():
            known[role] = known.get(role, 0) + number
    return users


def _value(decision: Decision) -> Value:
    value = json.dumps(decision.value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Value(decision.variant, value)
