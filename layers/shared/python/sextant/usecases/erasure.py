"""Asking for a user's erasure, and for how far it is."""

import secrets
import time
from datetime import UTC, datetime
from typing import Final

from sextant.aws import queues
from sextant.aws.observability import logger
from sextant.aws.settings import settings
from sextant.domain import mentions
from sextant.domain.audit import Action, Entity, EntityType
from sextant.domain.erasures import ERASED_PREFIX, Erasure, erasure_id
from sextant.domain.errors import FieldError, InvalidError, NotFoundError, UnavailableError
from sextant.domain.mentions import Mention
from sextant.domain.principals import Principal
from sextant.domain.users import is_user_id
from sextant.schemas.aggregation_messages import EraseUser
from sextant.store import erasures, experiments, flags
from sextant.usecases import audit, holdings

_STAND_IN_BYTES: Final = 8


def start(user_id: str, caller: Principal) -> Erasure:
    """Begin to erase a user, who is barred from this moment on; an erasure under way or done is answered as it is.

    Raises:
        InvalidError: No user can be named so.
        NotFoundError: Nothing is held of such a user.
        UnavailableError: It cannot be begun just now.
    """
    user_id = named(user_id)
    known = erasures.read(erasure_id(user_id))
    if known and not known.is_done:
        _announce(known)
        return known
    # Others may name somebody as a CA who never did anything under that name.
    if holdings.of_user(user_id, (user_id,), most=1).nothing and not any(holdings.of_ca(user_id).values()):
        if known:
            return known
        raise NotFoundError(f"Nothing is held of a user {user_id!r}.")
    begun = _begin(user_id, known, caller)
    _announce(begun)
    return begun


def named(user_id: str) -> str:
    """The id, if a user can have it.

    Raises:
        InvalidError: No user can be named so.
    """
    if not is_user_id(user_id):
        message = "A user's id has 1 to 128 characters and does not begin with `anonymous#` or `#`."
        raise InvalidError(message, [FieldError("userId", message, "a user's id")])
    return user_id


def of_user(user_id: str) -> Erasure:
    """The erasure of a user.

    Raises:
        InvalidError: No user can be named so.
        NotFoundError: Nobody asked for it.
    """
    return of_id(erasure_id(named(user_id)))


def of_id(wanted: str) -> Erasure:
    """The erasure with this id.

    Raises:
        NotFoundError: There is none.
    """
    found = erasures.read(wanted)
    if found is None:
        raise NotFoundError("There is no such erasure; DELETE /api/admin/users/{userId} begins one.")
    return found


def mentioned(wanted: str) -> list[Mention]:
    """Flags and experiments that name the user of this erasure, now: lists that somebody wrote are theirs to edit."""
    known: dict[str, bool] = {}

    def is_user(text: str) -> bool:
        if text not in known:
            known[text] = erasure_id(text) == wanted
        return known[text]

    return mentions.of_user(is_user, list(flags.listed()), experiments.all_experiments())


def _announce(erasure: Erasure) -> None:
    """Tell whoever does the work, at once; if that fails, the next tick finds the erasure."""
    try:
        queues.send(settings.aggregation_queue_url, EraseUser(erasure_id=erasure.id).model_dump_json())
    except UnavailableError:
        logger.warning("an erasure is not announced; the next tick takes it up", id=erasure.id)


def _begin(user_id: str, before: Erasure | None, caller: Principal) -> Erasure:
    now = time.time_ns() // 1_000_000
    begun = Erasure(
        id=erasure_id(user_id),
        requested_by=caller.id,
        requested_at=now,
        user_id=user_id,
        stand_in=f"{ERASED_PREFIX}{secrets.token_hex(_STAND_IN_BYTES)}",
        version=before.version if before else None,
    )
    # Of the user only the hash: what the audit says once is there for good.
    entity = Entity(EntityType.USER, begun.id)
    recorded = audit.recorded(
        Action.USER_ERASED, entity, caller, datetime.fromtimestamp(now / 1000, UTC), (None, {"erasureId": begun.id})
    )
    stored = erasures.write(begun, recorded)
    # Somebody else began at the same moment.
    return stored or of_id(begun.id)
