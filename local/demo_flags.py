"""The flags that a new platform starts with, and some use of them; made once and then left alone."""

import json
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

from local import notes
from local.api_client import Answer, Api, UnreachableError
from local.invoices import read_invoices
from local.marketplace_flags import ARCHIVED, marketplace_flags
from local.trouble import TroubleError

_NOTE = "demo-flags"
_FLAGS = "/api/admin/feature-flags"
_CREATED, _OK, _CONFLICT = 201, 200, 409
_CUSTOMERS = 300
_CAS = 38
_AT_ONCE = 3
_COUNTED_EVERY_SECONDS = 10.0
"""A function stores what it counted at the end of its first call in each ten seconds."""
_APPS = (
    {"platform": "ios", "appVersion": "2.4.1"},
    {"platform": "android", "appVersion": "2.4.0"},
    {"platform": "android", "appVersion": "2.3.7"},
    {"platform": "android", "appVersion": "1.10.2"},
    {"platform": "web"},
)


def is_loaded() -> bool:
    """Whether the demo flags were made; whatever became of them since is the user's business."""
    return bool(notes.read(_NOTE).get("done"))


def make(admin: Api) -> None:
    """Make the demo flags; those that are there already are left as they are.

    Raises:
        TroubleError: the API does not take one.
    """
    for flag in marketplace_flags(datetime.now(UTC)):
        made = _answered(partial(admin.post, _FLAGS, flag))
        _expect(made, {_CREATED, _CONFLICT}, f"The demo flag {flag['key']} cannot be made")
    for key in ARCHIVED:
        archived = _answered(partial(admin.put, f"{_FLAGS}/{key}/archive", {}))
        _expect(archived, {_OK}, f"The demo flag {key} cannot be archived")


def use(server: Api) -> None:
    """Evaluate the flags for some of the shop's customers and some CAs, so that there are statistics to look at.

    Raises:
        TroubleError: the API does not answer.
    """
    began = time.monotonic()
    _evaluate(server, list(_questions()))
    # What was counted meanwhile is stored by the first calls from then on.
    time.sleep(max(0.0, _COUNTED_EVERY_SECONDS - (time.monotonic() - began)))
    _evaluate(server, list(_questions())[: 10 * _AT_ONCE])


def remember_as_loaded() -> None:
    """Say that there is nothing left to do, this time and every time after."""
    notes.write(_NOTE, done=True)


def _questions() -> Iterator[str]:
    # Those whose profile knows a role and a country.
    registered = dict.fromkeys(invoice.customer for invoice in read_invoices() if invoice.first and invoice.customer)
    for number, customer in enumerate(list(registered)[:_CUSTOMERS]):
        query = {"userId": f"customer-{customer}", "attributes": json.dumps(_APPS[number % len(_APPS)])}
        yield f"/api/feature-flags?{urlencode(query)}"
    for user_id in ("ca-pilot-1", "ca-complained", *(f"ca-{number}" for number in range(_CAS))):
        yield f"/api/feature-flags?userId={user_id}&role=CA"


def _evaluate(server: Api, questions: Sequence[str]) -> None:
    def ask(question: str) -> None:
        _expect(_answered(partial(server.get, question)), {_OK}, "The demo flags cannot be evaluated")

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(ask, questions):
            pass


def _answered(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except UnreachableError as error:
        raise TroubleError(f"The demo flags could not be loaded. {error}") from error


def _expect(answer: Answer, statuses: Collection[int], trouble: str) -> None:
    if answer.status not in statuses:
        raise TroubleError(f"{trouble}: the API answered {answer.status} {answer.body}")
