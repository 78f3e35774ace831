"""Which events are taken, from whom, and what time they carry."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sextant.domain.errors import ForbiddenError
from sextant.domain.events import BUSINESS_EVENTS, BusinessEvent
from sextant.domain.principals import Principal, PrincipalKind
from sextant.domain.rejections import Reason

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
TRUSTED_CLOCK_ERROR_MS = 10 * MINUTE_MS
FUTURE_LIMIT_MS = 60 * MINUTE_MS
OLDEST_IMPORT = datetime(2000, 1, 1, tzinfo=UTC)
_OLDEST_IMPORT_MS = int(OLDEST_IMPORT.timestamp()) * 1000

Refusal = tuple[Reason, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What holds for all events of one request.

    Attributes:
        caller: Who sends them.
        now: When they arrived, in Unix milliseconds.
        retention_days: How many days old an event may be that is not history.
        sent_at: When the device believes that it sent them, in Unix milliseconds.
        imported: Whether this is history.
    """

    caller: Principal
    now: int
    retention_days: int
    sent_at: int | None = None
    imported: bool = False

    def __post_init__(self) -> None:
        if self.imported and not self.caller.may_report_business_events:
            raise ForbiddenError("Only a server key or an admin may import history; leave `import` out.")

    def for_event(self, *, sent_at: int | None, imported: bool) -> "Admission":
        """What holds for an event that says more of itself than its request does of all.

        Raises:
            ForbiddenError: The caller may not import.
        """
        if sent_at is None and not imported:
            return self
        return replace(self, sent_at=self.sent_at if sent_at is None else sent_at, imported=self.imported or imported)

    def user_of(self, named: str | None, anonymous_id: str | None) -> str | None:
        """The user an event is about: a user's token that names nobody means its own subject.

        An admin who names a guest means the guest.
        """
        means_a_guest = self.caller.is_admin and anonymous_id is not None
        if named is None and self.caller.kind is PrincipalKind.USER and not means_a_guest:
            return self.caller.id
        return named

    def time_of(self, timestamp: int | None) -> int:
        """When an event happened, by our clock, in Unix milliseconds.

        A device whose clock is off by more than ten minutes is corrected by the difference; less than that may as well
        be the network.
        """
        if timestamp is None:
            return self.now
        if self.sent_at is None or abs(self.now - self.sent_at) <= TRUSTED_CLOCK_ERROR_MS:
            return timestamp
        return timestamp + self.now - self.sent_at

    def refusal(self, *, name: str, user_id: str | None, anonymous_id: str | None, at: int) -> Refusal | None:
        """Why an event is not taken, or None if it is."""
        return (
            self._refused_caller(name, user_id)
            or _nobody(name, user_id, anonymous_id)
            or self._refused_time(at)
        )  # fmt: skip

    def _refused_caller(self, name: str, user_id: str | None) -> Refusal | None:
        if self.caller.may_report_business_events:
            return None
        if name in BUSINESS_EVENTS:
            return Reason.NOT_ALLOWED, f"{name} is a fact of the business: send it with a server key or as an admin."
        if self.caller.kind is PrincipalKind.USER and user_id != self.caller.id:
            return Reason.NOT_ALLOWED, "A user's token acts for its own subject only: leave userId out."
        return None

    def _refused_time(self, at: int) -> Refusal | None:
        if at > self.now + FUTURE_LIMIT_MS:
            return (
                Reason.TIMESTAMP_IN_FUTURE,
                "The timestamp is more than an hour ahead: set the clock, or send sentAt so that it can be corrected.",
            )
        if at < (_OLDEST_IMPORT_MS if self.imported else self.now - self.retention_days * DAY_MS):
            return Reason.OLDER_THAN_RETENTION, self._too_old()
        return None

    def _too_old(self) -> str:
        if self.imported:
            return f"Imports reach back to {OLDEST_IMPORT:%Y-%m-%d}."
        return f"Events are taken for {self.retention_days} days: send history with a server key and `import`: true."


def _nobody(name: str, user_id: str | None, anonymous_id: str | None) -> Refusal | None:
    if user_id is None and anonymous_id is None:
        return Reason.USER_MISSING, "Say who it was: userId, or anonymousId for a guest."
    if user_id is None and name == BusinessEvent.USER_REGISTERED:
        return Reason.USER_MISSING, "Whoever registers is a user from then on: give the userId."
    return None
