"""Time to evaluate 200 varied flags for one user, as a ratio to the fastest peer's, and in milliseconds of one core."""

import sys

from bench.peers import sextant
from bench.peers.flags import FULL, Clause, Flag, User
from bench.peers.race import PEERS, check, race, show

BOUND = 1 / 3
BOUND_MILLISECONDS = 0.5
ROUNDS = 15
FLAGS = 200
COUNTRIES = ("GB", "IN", "FR", "DE", "US", "NL", "IE", "ES", "SE", "PL")
PLANS = ("free", "pro", "business")
DEVICES = ("ios", "android", "web")
USERS = [
    User(
        f"3f9c2b7a-1c1d-4a2e-{number:012}",
        {
            "country": COUNTRIES[number % 10],
            "plan": PLANS[number % 3],
            "device": DEVICES[number // 3 % 3],
            "account": f"account-{number:05}",
        },
    )
    for number in range(20)
]


def flag(number: int) -> Flag:
    """The flags go round nine kinds, and their lists and shares vary."""
    country = Clause("country", tuple(COUNTRIES[(number + step) % 10] for step in range(1 + number % 8)))
    plan = Clause("plan", (PLANS[number % 3],))
    device = Clause("device", (DEVICES[number % 3],))
    accounts = Clause("account", tuple(f"account-{(number * 7 + step * 3) % 100:05}" for step in range(50)))
    clauses, percent = (
        ((), FULL),
        ((), 10),
        ((country,), FULL),
        ((plan,), FULL),
        ((country, plan), 30),
        ((accounts,), FULL),
        ((device,), 50),
        ((country, plan, device), FULL),
        ((country, device), 10),
    )[number % 9]
    return Flag(f"flag-{number:03}", clauses, percent)


def main() -> int:
    """Print the times and the ratio; 1 if one is over its bound."""
    flags = [flag(number) for number in range(FLAGS)]
    check(lambda peer, some: peer.many(list(some), USERS), flags, USERS)
    result = race({peer.name: peer.many(flags, USERS) for peer in (sextant, *PEERS)}, ROUNDS)
    show(f"evaluate_flags: {FLAGS} flags for one user", result, len(USERS), BOUND)
    milliseconds = result.seconds[sextant.name] / len(USERS) * 1e3
    print(f"  ours: {milliseconds:.3f} ms a user (at most {BOUND_MILLISECONDS})")
    return int(result.ratios[result.fastest] > BOUND or milliseconds > BOUND_MILLISECONDS)


if __name__ == "__main__":
    sys.exit(main())
