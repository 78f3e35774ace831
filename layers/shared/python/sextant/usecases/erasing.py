"""Takes erasures further, step by step, each of which may be cut off and begun again.

Every step writes what it did to the erasure in the transaction that does it. So whoever takes over goes on exactly
where the last one stopped, two at once do nothing twice, and the counts on the receipt are those of what was removed.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sextant.aws.observability import count, logger
from sextant.aws.settings import settings
from sextant.domain.erasures import ErasedPart, Erasure, Step
from sextant.domain.errors import UnavailableError
from sextant.domain.users import ANONYMOUS_PREFIX
from sextant.store import aliases, erasures, marks, profiles, tombstones
from sextant.store.faults import ItemTooLargeError
from sextant.usecases import erasing_cas, erasing_events, erasing_experiments, erasing_figures, erasing_proof
from sextant.usecases.deadlines import Deadline
from sextant.usecases.oversize import tell

if TYPE_CHECKING:
    from sextant.schemas.aggregation_messages import EraseUser  # a tick does without pydantic

POLL_SECONDS: Final = 20
"""How long to wait for what somebody else has to do first, such as the tick."""

_MOST_JOINS: Final = 10_000

Take = Callable[[Erasure], Erasure | None]
"""Takes an erasure one transaction further: as it is stored then, the same if it has to wait, None if another did."""


def advance_all(deadline: Deadline) -> int:
    """Take every erasure that is under way as far as it can go now; how many are done thereby."""
    done = 0
    for erasure_id in erasures.under_way():
        if deadline.passed:
            break
        try:
            done += advance(erasure_id, deadline) is None
        except ItemTooLargeError as error:
            tell("erasure", erasure_id, error)
        except UnavailableError:
            logger.warning("an erasure is not taken further; the next tick tries again", id=erasure_id)
    return done


def take_message(message: "EraseUser", deadline: Deadline) -> float | None:
    """Do what a message asks for; in how many seconds to go on, or None once it is done.

    Raises:
        UnavailableError: DynamoDB throttles or fails; what was done until then is kept.
    """
    return advance(message.erasure_id, deadline)


def advance(erasure_id: str, deadline: Deadline) -> float | None:
    """Take an erasure as far as it can go now; in how many seconds it may go on, or None once it is done.

    Raises:
        UnavailableError: DynamoDB throttles or fails; what was done until then is kept.
    """
    erasure = erasures.read(erasure_id)
    while erasure and not erasure.is_done:
        wait = (erasure.not_before - _now()) / 1000
        if wait > 0:
            return wait
        if deadline.passed:
            return 0
        taken = _TAKES[erasure.step](erasure)
        if taken is None or taken == erasure:
            return POLL_SECONDS
        if taken.step is not erasure.step:
            logger.info("erasure", id=erasure.id, step=taken.step.value, rounds=taken.rounds)
        erasure = taken
    if erasure:
        count("ErasuresFinished")
    return None


def _bar(erasure: Erasure) -> Erasure | None:
    """Bar the user's devices, and wait for as long as something may be under way that was let in before."""
    profile = profiles.read(erasure.user_id or "")
    joined = profile.anonymous_ids if profile else ()
    new = [device for device in joined if device not in erasure.devices]
    for device in new:
        tombstones.put(f"{ANONYMOUS_PREFIX}{device}", erasure=erasure.id, now=_now())
    known = replace(
        erasure,
        devices=(*erasure.devices, *new),
        ordinal=profile.ordinal if profile else erasure.ordinal,
    )
    # A device may have been joined by what was under way, so it is looked again after each wait.
    if new or erasure.cursor is None:
        waiting = replace(known, cursor="barred", not_before=_now() + 2 * settings.settle_seconds * 1000)
        return erasures.write(waiting)
    _stop_joining(erasure.user_id or "")
    return erasures.write(known.after_step())


def _stop_joining(user_id: str) -> None:
    """Let nothing go on that would still give a device's events to the user."""
    for pending in aliases.pending(_now(), most=_MOST_JOINS):
        if pending.alias.user_id == user_id:
            aliases.finish(pending)


def _forget_profile(erasure: Erasure) -> Erasure | None:
    """Delete the profile. From here on nothing more is taken away from events, so they can be counted again."""
    removed_at = _now()
    after = replace(
        erasure.after_step(not_before=removed_at + settings.settle_seconds * 1000),
        cursor=str(removed_at),
    )
    user_id = erasure.user_id or ""
    if profiles.read(user_id) is None:
        return erasures.write(after)
    gone = replace(after, removed=after.with_removed({ErasedPart.PROFILES: 1}).removed)
    return erasures.write(gone, profiles.deleting(user_id))


def _await_recount(erasure: Erasure) -> Erasure | None:
    """Wait until the tick has worked off every mark from before the end of the removal.

    But for what is too large to be stored: of that the figures that are stored lose the user in the next step.
    """
    removed_at = int(erasure.cursor or 0)
    if any(mark.since <= removed_at and mark.refused_at is None for mark in marks.pending()):
        return erasure
    return erasures.write(erasure.after_step())


def _prove(erasure: Erasure) -> Erasure | None:
    """Ask every store again; what is found begins the erasure anew."""
    found = erasing_proof.held(erasure)
    if any(found.values()):
        logger.warning("an erasure found something", id=erasure.id, rounds=erasure.rounds)
        count("ErasuresRepeated")
        return erasures.write(erasure.again(now=_now()))
    return erasures.write(erasure.completed({part.value: count for part, count in found.items()}, now=_now()))


def _now() -> int:
    return time.time_ns() // 1_000_000


_TAKES: Mapping[Step, Take] = {
    Step.BAR: _bar,
    Step.EVENTS: erasing_events.take,
    Step.CA: erasing_cas.take,
    Step.ASSIGNMENTS: erasing_experiments.take,
    Step.REJECTED: erasing_events.take_rejected,
    Step.PROFILE: _forget_profile,
    Step.RECOUNT: _await_recount,
    Step.FIGURES: erasing_figures.take,
    Step.PROOF: _prove,
}
