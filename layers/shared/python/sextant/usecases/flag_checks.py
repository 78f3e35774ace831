"""What must be true of a flag before it is written: of itself, and of the flags that it requires or that require it."""

import time
from collections.abc import Sequence
from dataclasses import replace

from sextant.domain import flag_problems, flag_requirements
from sextant.domain.errors import FieldError, InvalidError, RequiredByError
from sextant.domain.flags import Flag
from sextant.schemas import flag_value_schema
from sextant.store import flags as store
from sextant.store import flags_version

SETTLE_SECONDS = 0.05
"""A transaction's items become visible one after the other, within milliseconds: what a version this young stands for
may not all be there to be read."""


def check(before: Flag | None, after: Flag) -> None:
    """Refuse a flag with which something is wrong in itself.

    A switch is not looked at: it must land, even on a flag that was stored under rules that have changed since.

    Raises:
        InvalidError: What is wrong, by field.
    """
    if before is not None and _is_switch(before, after):
        return
    if found := problems(after):
        raise refusal(found)


def problems(flag: Flag) -> list[FieldError]:
    """What is wrong with a flag in itself."""
    return flag_problems.problems(flag) or list(flag_value_schema.problems(flag))


def check_among_others(before: Flag | None, after: Flag | None) -> int | None:
    """Refuse a change after which a flag would require what is not there, or itself.

    Returns:
        The version of all flags together which the change must still find, since another change at the same time could
        make it wrong; or None if no other flag matters, as with a switch.

    Raises:
        InvalidError: What is wrong with what the flag requires, by field.
        RequiredByError: Others require what the change takes away.
    """
    if not _matters_to_others(before, after):
        return None
    version = settled_version()
    others = {flag.key: flag for flag in store.listed()}
    # What is put away may lose what it requires, which is looked at again before it is restored.
    in_use = after is not None and (not after.archived or _requires_more(before, after))
    if after is not None and in_use and (found := list(flag_requirements.problems(after, others))):
        raise refusal(found)
    if before is not None:
        _check_required(before, after, list(others.values()))
    return version


def refusal(found: Sequence[FieldError]) -> InvalidError:
    """All that is wrong, as one error."""
    more = f" And {len(found) - 1} more; see errors." if len(found) > 1 else ""
    return InvalidError(f"{found[0].field}: {found[0].message}{more}", found)


def _is_switch(before: Flag, after: Flag) -> bool:
    """Whether an edit only switches the flag on or off, sets its roll-out, or takes it in or out of use."""
    untouched = replace(
        before.folded(after.updated_at),
        enabled=after.enabled,
        rollout=after.rollout,
        progressive_rollout=after.progressive_rollout,
        archived=after.archived,
        retargeted_at=after.retargeted_at,
        version=after.version,
        updated_at=after.updated_at,
        updated_by=after.updated_by,
    )
    # As text, since Python takes True for 1 and a value would so change its type unseen.
    return repr(untouched) == repr(after) and after.progressive_rollout in (
        None,
        before.folded(after.updated_at).progressive_rollout,
    )


def _matters_to_others(before: Flag | None, after: Flag | None) -> bool:
    if before is None or after is None:
        return before is not None or _requires_more(before, after)
    moved = before.archived != after.archived or before.client_visible != after.client_visible
    return moved or _requires_more(before, after)


def _requires_more(before: Flag | None, after: Flag | None) -> bool:
    required_before = flag_requirements.required(before) if before else frozenset()
    return after is not None and not flag_requirements.required(after) <= required_before


def _check_required(before: Flag, after: Flag | None, others: Sequence[Flag]) -> None:
    requiring = flag_requirements.requiring(before.key, others)
    if after is None or (after.archived and not before.archived):
        _refuse_if_any(requiring, before.key, "deleted" if after is None else "archived")
    elif before.client_visible and not after.client_visible:
        _refuse_if_any([each for each in requiring if each.client_visible], before.key, "hidden from devices")


def _refuse_if_any(requiring: Sequence[Flag], key: str, what: str) -> None:
    if requiring:
        keys = [flag.key for flag in requiring]
        raise RequiredByError(f"The flag {key!r} cannot be {what} while others require it.", keys)


def settled_version() -> int:
    """The number of the version of all flags, once all that it stands for can be read."""
    version = flags_version.read(consistent=True)
    if version.changed_at is not None:
        age = time.time() - version.changed_at.timestamp()
        time.sleep(min(SETTLE_SECONDS, max(0.0, SETTLE_SECONDS - age)))
    return version.number
