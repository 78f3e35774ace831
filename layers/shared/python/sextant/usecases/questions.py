"""What every analytics question has in common: which days, of which zone, compared or not, of which currency."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sextant.aws.settings import settings
from sextant.domain.currencies import is_currency
from sextant.domain.days import Period, today, zone_named
from sextant.domain.errors import FieldError, InvalidError
from sextant.usecases.periods import asked_days

PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Question:
    """Which days are asked about. Hashable, so that it may be what an answer is kept by.

    Attributes:
        period: The days; the last ones may be still to come.
        zone: Whose days.
        compared: Whether the period before is wanted too.
        currency: The one currency that is asked about, or None for all.
    """

    period: Period
    zone: ZoneInfo
    compared: bool = False
    currency: str | None = None

    @classmethod
    def asked(
        cls,
        *,
        first: date | None,
        last: date | None,
        time_zone: str | None,
        compare: str | None = None,
        currency: str | None = None,
        now: datetime,
    ) -> "Question":
        """The question as a request puts it.

        Raises:
            InvalidError: The period, the zone, the comparison or the currency is none; `errors` name the parameters.
        """
        zone = zone_named(time_zone) if time_zone is not None else settings.business_time_zone
        errors = [] if zone else [FieldError("timeZone", "is no time zone", "an IANA name such as Europe/London")]
        days = asked_days(first, last, today(now, zone or UTC))
        errors += days.errors
        if compare not in {None, PREVIOUS}:
            errors.append(FieldError("compare", "can only be previous", "previous, or nothing"))
        if currency is not None and not is_currency(currency):
            errors.append(FieldError("currency", "is no currency", "an ISO 4217 code in capitals, such as GBP"))
        if errors or zone is None:
            raise InvalidError("There is no answer to this question; see errors.", errors)
        return cls(Period(days.first, days.last), zone, compare is not None, currency)

    def begun(self, now: datetime) -> Period:
        """Its days up to today: of days that have not begun nothing is known."""
        return self.period.until(today(now, self.zone))

    @property
    def previous(self) -> Period | None:
        """The period of the same length just before, if it is wanted."""
        return self.period.before() if self.compared else None
