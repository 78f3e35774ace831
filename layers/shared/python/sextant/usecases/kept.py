"""Answers that a warm process keeps for a while."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from sextant.store.memory import per_connection

MOST_ANSWERS = 64

_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Fresh(Generic[_Answer]):
    """An answer that is young enough.

    Attributes:
        answer: The answer.
        seconds_left: For how long it stays young enough, whoever keeps it.
    """

    answer: _Answer
    seconds_left: float


class Kept(Generic[_Question, _Answer]):
    """The latest answers to the latest questions, forgotten together with the connection."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep nothing yet.

        Args:
            seconds: How old an answer may become, from when it was begun.
            clock: Tells seconds, from any moment on.
        """
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._answers: Callable[[], dict[_Question, tuple[float, _Answer]]] = per_connection(dict)

    def get(self, question: _Question, make: Callable[[], _Answer]) -> Fresh[_Answer]:
        """The answer kept, or a new one if there is none that is young enough."""
        answers = self._answers()
        now = self._clock()
        with self._lock:
            kept = answers.get(question)
        if kept and now - kept[0] < self._seconds:
            return self._fresh(*kept)
        answer = make()
        with self._lock:
            answers.pop(question, None)
            answers[question] = (now, answer)
            while len(answers) > MOST_ANSWERS:
                answers.pop(next(iter(answers)))
        return self._fresh(now, answer)

    def _fresh(self, begun: float, answer: _Answer) -> Fresh[_Answer]:
        return Fresh(answer, max(0.0, self._seconds - (self._clock() - begun)))
