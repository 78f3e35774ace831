"""The life of an experiment.

| from | start | pause | resume | complete |
|---|---|---|---|---|
| DRAFT | RUNNING | | | |
| RUNNING | | PAUSED | | COMPLETED |
| PAUSED | | | RUNNING | COMPLETED |
| COMPLETED | | | | |
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from sextant.domain.errors import IllegalMoveError


class ExperimentStatus(StrEnum):
    """Where in its life an experiment is."""

    DRAFT = "DRAFT"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    COMPLETED = "COMPLETED"


class Move(StrEnum):
    """What may be done to an experiment's status."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"


MOVES: Final[Mapping[tuple[ExperimentStatus, Move], ExperimentStatus]] = {
    (ExperimentStatus.DRAFT, Move.START): ExperimentStatus.RUNNING,
    (ExperimentStatus.RUNNING, Move.PAUSE): ExperimentStatus.PAUSED,
    (ExperimentStatus.PAUSED, Move.RESUME): ExperimentStatus.RUNNING,
    (ExperimentStatus.RUNNING, Move.COMPLETE): ExperimentStatus.COMPLETED,
    (ExperimentStatus.PAUSED, Move.COMPLETE): ExperimentStatus.COMPLETED,
}


def allowed(status: ExperimentStatus) -> tuple[Move, ...]:
    """What may be done to an experiment of this status."""
    return tuple(move for at, move in MOVES if at is status)


def after(status: ExperimentStatus, move: Move) -> ExperimentStatus:
    """The status after a move.

    Raises:
        IllegalMoveError: The move is not allowed; it says which are.
    """
    if found := MOVES.get((status, move)):
        return found
    raise IllegalMoveError(f"An experiment that is {status} cannot {move}.", status, allowed(status))
