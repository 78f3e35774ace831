"""Time to evaluate one flag (a list, an equality, 30 %) for one user, as a ratio to the fastest peer's.

Everybody has everything prepared: parsed definitions, a context for each user. There is no network and no logging.
"""

import sys

from bench.peers import sextant
from bench.peers.flags import Clause, Flag, User
from bench.peers.race import PEERS, check, race, show

BOUND = 1 / 3
ROUNDS = 15
COUNTRIES = ("GB", "IN", "FR", "DE", "US", "NL", "IE", "ES")
FLAG = Flag("new-checkout", (Clause("country", COUNTRIES), Clause("plan", ("pro",))), 30)
USERS = [
    User(
        f"3f9c2b7a-1c1d-4a2e-{number:012}",
        {"country": (*COUNTRIES, "SE", "PL")[number % 10], "plan": "free" if number % 7 == 0 else "pro"},
    )
    for number in range(2_000)
]


def main() -> int:
    """Print the times and the ratio; 1 if it is over the bound."""
    check(lambda peer, flags: peer.one(flags[0], USERS), [FLAG], USERS)
    result = race({peer.name: peer.one(FLAG, USERS) for peer in (sextant, *PEERS)}, ROUNDS)
    show("evaluate_flag: one flag (a list, an equality, 30 %) for one user", result, len(USERS), BOUND)
    return int(result.ratios[result.fastest] > BOUND)


if __name__ == "__main__":
    sys.exit(main())
