"""The experiments that a new platform starts with, and simulated visitors for them; made once and then left alone."""

import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

from local import notes
from local.api_client import Answer, Api, UnreachableError
from local.marketplace_experiments import Simulated, marketplace_experiments
from local.trouble import TroubleError

_NOTE = "demo-experiments"
_ADMIN = "/api/admin/experiments"
_CREATED, _OK, _NOT_FOUND, _CONFLICT = 201, 200, 404, 409
_AT_ONCE = 3
_PATIENCE_SECONDS = 15.0
"""A warm function looks for changed experiments every five seconds."""
_LOOK_AGAIN_SECONDS = 0.5


def is_loaded() -> bool:
    """Whether the demo experiments were made; whatever became of them since is the user's business."""
    return bool(notes.read(_NOTE).get("done"))


def make(admin: Api) -> None:
    """Make the demo experiments, and start those that have visitors; what is there already is left as it is.

    Raises:
        TroubleError: the API does not take one.
    """
    for each in marketplace_experiments(datetime.now(UTC)):
        made = _answered(partial(admin.post, _ADMIN, each.experiment))
        _expect(made, {_CREATED, _CONFLICT}, f"The demo experiment {each.key} cannot be made")
        if each.visitors:
            started = _answered(partial(admin.put, f"{_ADMIN}/{each.key}/start", {}))
            _expect(started, {_OK, _CONFLICT}, f"The demo experiment {each.key} cannot be started")


def visit(server: Api) -> None:
    """Let the simulated visitors come by, and do what they do.

    Raises:
        TroubleError: the API does not answer, or never hears of an experiment.
    """
    for each in marketplace_experiments(datetime.now(UTC)):
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in pool.map(partial(_one, server, each), each.visitor_ids()):
                pass


def complete(admin: Api) -> None:
    """Complete those experiments that have a winner.

    Raises:
        TroubleError: the API does not take it.
    """
    for each in marketplace_experiments(datetime.now(UTC)):
        if each.winner:
            ending = {"winner": each.winner, "reason": each.reason}
            completed = _answered(partial(admin.put, f"{_ADMIN}/{each.key}/complete", ending))
            _expect(completed, {_OK, _CONFLICT}, f"The demo experiment {each.key} cannot be completed")


def remember_as_loaded() -> None:
    """Say that there is nothing left to do, this time and every time after."""
    notes.write(_NOTE, done=True)


def _one(server: Api, simulated: Simulated, visitor: str) -> None:
    given = _given(server, simulated.key, visitor)
    if given is None:
        return
    for conversion in simulated.conversions_of(visitor, given):
        told = _answered(partial(server.post, f"/api/experiments/{simulated.key}/conversion", conversion))
        _expect(told, {_OK}, f"A visitor's conversion of {simulated.key} cannot be told")


def _given(server: Api, key: str, visitor: str) -> str | None:
    """The variant that a visitor gets, as soon as the function that answers knows that the experiment runs."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        answer = _answered(partial(server.get, f"/api/experiments/{key}/variant?userId={visitor}"))
        _expect(answer, {_OK, _NOT_FOUND}, f"The demo experiment {key} gives no variant")
        if answer.status == _OK and answer.body["status"] != "DRAFT":
            return str(answer.body["variant"]["id"]) if answer.body["enrolled"] else None
        if time.monotonic() > deadline:
            raise TroubleError(f"The demo experiment {key} was started, and the API does not know of it.")
        time.sleep(_LOOK_AGAIN_SECONDS)


def _answered(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except UnreachableError as error:
        raise TroubleError(f"The demo experiments could not be loaded. {error}") from error


def _expect(answer: Answer, statuses: Collection[int], trouble: str) -> None:
    if answer.status not in statuses:
        raise TroubleError(f"{trouble}: the API answered {answer.status} {answer.body}")
