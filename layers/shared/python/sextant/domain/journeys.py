"""How far a user came: registered, then requested, then paid, then reviewed, each at or after the one before."""

from bisect import bisect_right, insort
from dataclasses import dataclass, replace

MOST_CANDIDATES = 256
"""Times kept of each step: somebody may request without end before a registration becomes known."""

Times = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps of one user, each in Unix milliseconds or None if it was not reached, which ends the chain.

    Attributes:
        requested_at: Their earliest request at or after the registration.
        paid_at: Their earliest payment at or after that request.
        reviewed_at: Their earliest review at or after that payment.
    """

    requested_at: int | None = None
    paid_at: int | None = None
    reviewed_at: int | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """The times that may turn out to be a user's steps, as events become known in any order; each ascending.

    Attributes:
        requested: When requests were made, in Unix milliseconds.
        paid: When payments completed.
        reviewed: When reviews were given.
    """

    requested: Times = ()
    paid: Times = ()
    reviewed: Times = ()

    def chain(self, registered_at: int | None) -> Chain:
        """The user's steps from the registration on; none without one."""
        requested_at = _first_from(self.requested, registered_at)
        paid_at = _first_from(self.paid, requested_at)
        return Chain(requested_at, paid_at, _first_from(self.reviewed, paid_at))

    def with_request(self, at: int) -> "Journey":
        """The journey with one more request."""
        return replace(self, requested=_with(self.requested, at))

    def with_payment(self, at: int) -> "Journey":
        """The journey with one more payment."""
        return replace(self, paid=_with(self.paid, at))

    def with_review(self, at: int) -> "Journey":
        """The journey with one more review."""
        return replace(self, reviewed=_with(self.reviewed, at))

    def pruned(self, registered_at: int | None) -> "Journey":
        """The journey without times that cannot become steps any more.

        Whatever becomes known later, a registration and the steps after it only ever move to earlier times.
        """
        chain = self.chain(registered_at)
        return Journey(
            _fitting(_until(self.requested, chain.requested_at), registered_at),
            _fitting(_until(self.paid, chain.paid_at), registered_at),
            _fitting(_until(self.reviewed, chain.reviewed_at), registered_at),
        )


NO_JOURNEY = Journey()


def _first_from(times: Times, earliest: int | None) -> int | None:
    return None if earliest is None else next((at for at in times if at >= earliest), None)


def _with(times: Times, at: int) -> Times:
    if at in times:
        return times
    more = list(times)
    insort(more, at)
    return tuple(more)


def _fitting(times: Times, registered_at: int | None) -> Times:
    """As many times as are kept.

    The earliest while no registration is known. From then on what was long before it is the last that may become a
    step: those that stay are the latest, and the first since the registration.
    """
    if len(times) <= MOST_CANDIDATES:
        return times
    if registered_at is None:
        return times[:MOST_CANDIDATES]
    first, latest = _first_from(times, registered_at), times[1 - MOST_CANDIDATES :]
    return latest if first is None or first in latest else (first, *latest)


def _until(times: Times, last: int | None) -> Times:
    return times if last is None else times[: bisect_right(times, last)]
