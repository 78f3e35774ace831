"""Evaluators against each other: the same work, by turns, in one process and one thread.

What is timed is this thread's time on its core, so that whatever else the machine does meanwhile disturbs little. The
ratio to a peer is the median of the ratios of the rounds: a machine that slows down slows both sides of a round.
"""

import gc
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.peers import flagsmith, growthbook_sdk, posthog_client, powertools, sextant, unleash
from bench.peers.flags import FULL, Flag, Peer, User, Work

PEERS: Sequence[Peer] = (growthbook_sdk, flagsmith, posthog_client, unleash, powertools)
TOLERATED_DEVIATIONS = 5
"""How many standard deviations a share of users may be from the share asked for."""


class DisagreementError(Exception):
    """A peer does not do the same work."""


@dataclass(frozen=True)
class Result:
    """How long each evaluator took.

    Attributes:
        seconds: By name, the median of the rounds.
        ratios: By the name of the peer, our time as a share of its.
    """

    seconds: dict[str, float]
    ratios: dict[str, float]

    @property
    def fastest(self) -> str:
        """The peer that we are least ahead of."""
        return max(self.ratios, key=lambda peer: self.ratios[peer])


def race(works: dict[str, Work], rounds: int) -> Result:
    """Run everybody's work by turns."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work.run()
    gc.collect()
    gc.freeze()  # What was prepared is not walked through again and again by collections that the work sets off.
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(_seconds(work.run))
    gc.unfreeze()
    ours = taken[sextant.name]
    return Result(
        {name: statistics.median(times) for name, times in taken.items()},
        {
            name: statistics.median(mine / peers for mine, peers in zip(ours, times, strict=True))
            for name, times in taken.items()
            if name != sextant.name
        },
    )


def check(prepare: Callable[[Peer, Sequence[Flag]], Work], flags: list[Flag], users: list[User]) -> None:
    """Make sure that everybody evaluates the same.

    Everybody agrees about who is targeted, to the user. Who is within a share depends on the hash: only GrowthBook's is
    ours too; of the others the size of the share must be right.

    Raises:
        DisagreementError: Somebody's answers differ.
    """
    targeted = [{flag.key for flag in flags if flag.targets(user)} for user in users]
    whole = [Flag(flag.key, flag.clauses) for flag in flags]
    ours = _answers(sextant, prepare, flags)
    for peer in (sextant, *PEERS):
        if _answers(peer, prepare, whole) != targeted:
            raise DisagreementError(f"{peer.name} does not target whom the clauses name")
        if not peer.shares:
            continue
        answers = _answers(peer, prepare, flags)
        if peer is growthbook_sdk and answers != ours:
            raise DisagreementError(f"{peer.name} does not draw the users that we draw")
        if any(on - target for on, target in zip(answers, targeted, strict=True)):
            raise DisagreementError(f"{peer.name} switches a flag on for users who are not targeted")
        for percent in {flag.percent for flag in flags}:
            alike = {flag.key for flag in flags if flag.percent == percent}
            drawn = sum(len(each & alike) for each in targeted)
            on, share = sum(len(each & alike) for each in answers) / drawn, percent / FULL
            if abs(on - share) > TOLERATED_DEVIATIONS * math.sqrt(share * (1 - share) / drawn):
                raise DisagreementError(f"{peer.name} gives {on:.1%} of users what {percent} % should have")


def show(title: str, result: Result, evaluations: int, bound: float) -> None:
    """Print a table: time an evaluation, and how often ours fits into it."""
    print(title)
    for name, seconds in sorted(result.seconds.items(), key=lambda each: each[1]):
        ratio = f"ours is {result.ratios[name]:.3f} of it" if name in result.ratios else "ours"
        remark = (
            "" if all(peer.shares for peer in PEERS if peer.name == name) else " (it draws no shares: clauses only)"
        )
        print(f"  {name:<22} {seconds / evaluations * 1e6:>9.2f} us  {ratio}{remark}")
    print(f"  ratio to the fastest peer, {result.fastest}: {result.ratios[result.fastest]:.3f} (at most {bound:.3f})")


def _answers(peer: Peer, prepare: Callable[[Peer, Sequence[Flag]], Work], flags: Sequence[Flag]) -> list[set[str]]:
    work = prepare(peer, flags)
    return work.read(work.run())


def _seconds(run: Callable[[], object]) -> float:
    start = time.thread_time()
    run()
    return time.thread_time() - start
