"""What messages of the queue can ask for. An action is a type of message and what does it; list it here."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sextant.schemas.aggregation_messages import BackfillDay, EraseUser
from sextant.schemas.base import Answer
from sextant.usecases import backfilling, erasing
from sextant.usecases.deadlines import Deadline

_Message = TypeVar("_Message", bound=Answer)


class UnknownMessageError(ValueError):
    """A message asks for something that is not done here."""


@dataclass(frozen=True, slots=True)
class Action(Generic[_Message]):
    """One thing that can be asked for.

    Attributes:
        message: The type of the message, as it is sent.
        act: Does it as far as time allows; in how many seconds to go on, or None if that was all. It may be told the
            same twice, and raises UnavailableError to be told again later.
    """

    message: type[_Message]
    act: Callable[[_Message, Deadline], float | None]

    def take(self, body: str, deadline: Deadline) -> float | None:
        """Do what a message's body asks for."""
        return self.act(self.message.model_validate_json(body), deadline)


ACTIONS: Final[Mapping[str, Action[Any]]] = {
    "backfillDay": Action(BackfillDay, backfilling.count_again),
    "eraseUser": Action(EraseUser, erasing.take_message),
}


def take(body: str, deadline: Deadline) -> float | None:
    """Do what a message asks for; in how many seconds to go on, or None if that was all.

    Raises:
        UnknownMessageError: Nothing of the kind is done here.
        UnavailableError: It cannot be done just now.
    """
    told = json.loads(body)
    action = ACTIONS.get(str(told.get("action"))) if isinstance(told, dict) else None
    if action is None:
        raise UnknownMessageError(f"a message asks for none of {', '.join(ACTIONS)}")
    return action.take(body, deadline)
