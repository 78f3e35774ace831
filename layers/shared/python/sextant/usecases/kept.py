"""Answers that a warm process keeps for a while."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from sextant.store.memory import per_connection

MOST_ANSWERS = 64

_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")


class Kept(Generic[_Question, _Answer]):
    """The latest answers to the latest questions, forgotten together with the connection."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._answers: Callable[[], dict[_Question, tuple[float, _Answer]]] = per_connection(dict)

    def get(self, question: _Question, make: Callable[[], _Answer]) -> _Answer:
        """The answer kept, or a new one if there is none that is young enough."""
        answers = self._answers()
        now = time.monotonic()
        with self._lock:
            kept = answers.get(question)
        if kept and now - kept[0] < self._seconds:
            return kept[1]
        answer = make()
        with self._lock:
            answers.pop(question, None)
            answers[question] = (now, answer)
            while len(answers) > MOST_ANSWERS:
                answers.pop(next(iter(answers)))
        return answer
