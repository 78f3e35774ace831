"""Sends events to `POST /api/analytics/track` until each is stored or refused for good."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from local.api_client import Answer, Api, UnreachableError
from local.invoices import Event

# The API's own limit.
BATCH_SIZE = 500
_ATTEMPTS = 6
_FIRST_PAUSE_SECONDS = 0.5
_ACCEPTED = 202
_WORTH_ANOTHER_TRY = frozenset({429, 500, 502, 503, 504})


class RefusedError(Exception):
    """The API takes no batch at all, for a reason that trying again does not change."""


@dataclass
class Tally:
    """What became of the events sent. `rejected` counts them by reason, and `example` is the API's word on one."""

    accepted: int = 0
    duplicates: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    example: str = ""

    def add(self, other: "Tally") -> None:
        """Count another tally in."""
        self.accepted += other.accepted
        self.duplicates += other.duplicates
        self.rejected += other.rejected
        self.example = self.example or other.example


def send(api: Api, events: Iterable[Event], progress: Callable[[int], object], threads: int = 3) -> Tally:
    """Send events as history, a few batches at a time.

    Args:
        api: called with a server key.
        events: whatever their time; those that are stored already are duplicates and change nothing.
        progress: told the number of events each time a batch is through.
        threads: batches under way at once.

    Raises:
        RefusedError: the API refuses a batch as a whole.
        UnreachableError: it does not answer, however often it is asked.
    """
    tally = Tally()
    with ThreadPoolExecutor(threads) as pool:
        sent = [(pool.submit(_send_batch, api, batch), len(batch)) for batch in _batches(events)]
        try:
            for result, size in sent:
                tally.add(result.result())
                progress(size)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return tally


def _batches(events: Iterable[Event]) -> Iterator[list[Event]]:
    left = iter(events)
    while batch := list(islice(left, BATCH_SIZE)):
        yield batch


def _send_batch(api: Api, events: Sequence[Event]) -> Tally:
    tally = Tally()
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_FIRST_PAUSE_SECONDS * 2**attempt)
        last = attempt == _ATTEMPTS - 1
        answer = _post(api, events, last=last)
        if answer is None:
            continue
        tally.accepted += answer.body["accepted"]
        tally.duplicates += answer.body["duplicates"]
        again = [rejection for rejection in answer.body["rejected"] if rejection["retryable"] and not last]
        refused = [rejection for rejection in answer.body["rejected"] if rejection not in again]
        tally.add(Tally(rejected=Counter(rejection["reason"] for rejection in refused), example=_example(refused)))
        if not again:
            break
        events = [events[rejection["index"]] for rejection in again]
    return tally


def _post(api: Api, events: Sequence[Event], *, last: bool) -> Answer | None:
    """The API's answer to a batch, None if it is worth another try."""
    try:
        answer = api.post("/api/analytics/track", {"events": events, "import": True})
    except UnreachableError:
        if last:
            raise
        return None
    if answer.status == _ACCEPTED:
        return answer
    if answer.status in _WORTH_ANOTHER_TRY and not last:
        return None
    raise RefusedError(f"{api.url} refuses a batch of events: {answer.status} {answer.body}")


def _example(refused: Sequence[dict[str, str]]) -> str:
    return f"{refused[0]['eventId']}: {refused[0]['message']}" if refused else ""
