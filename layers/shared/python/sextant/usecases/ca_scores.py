"""Score cards of CAs: of one, and of all in any order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sextant.domain import cursors
from sextant.domain.ca_columns import Order, Place
from sextant.domain.ca_scores import BLANK, ScoreCard, score_card, tallies_of
from sextant.domain.days import Period, utc_dates
from sextant.domain.errors import FieldError, InvalidError, NotFoundError
from sextant.domain.linked_rows import CALENDAR, FIRSTS, RowKey
from sextant.domain.principals import Role
from sextant.domain.reach import Reach
from sextant.store import ca_days, linked_rows, profiles
from sextant.store.cursors import signing_key
from sextant.usecases.kept import Fresh, Kept
from sextant.usecases.questions import Question
from sextant.usecases.reach import standing

KEPT_SECONDS: Final = 60
_LONGEST_ID: Final = 128

Cards = Mapping[str, ScoreCard]
"""Score cards by the CAs' ids."""


@dataclass(frozen=True, slots=True)
class CardFigures:
    """The score cards of everybody to whom something happened.

    Attributes:
        question: What was asked.
        reach: How far the figures reach.
        cards: Those of the period up to the end of today.
        previous: Those of the period before, if asked for.
    """

    question: Question
    reach: Reach
    cards: Cards
    previous: Cards | None

    @property
    def listed(self) -> Cards:
        """Those of the period, blank ones too of whoever something happened to in the period before alone."""
        return {**dict.fromkeys(self.previous or (), BLANK), **self.cards}


@dataclass(frozen=True, slots=True)
class CardPage:
    """Some of the score cards, in the order asked for.

    Attributes:
        figures: What they are of.
        ca_ids: Whose they are.
        next_cursor: Where the next page begins, or None at the end.
    """

    figures: CardFigures
    ca_ids: list[str]
    next_cursor: str | None


_kept: Kept[Question, CardFigures] = Kept(KEPT_SECONDS)


def page(question: Question, order: Order, now: datetime, *, limit: int, cursor: str | None) -> Fresh[CardPage]:
    """At most `limit` score cards, at most a minute old.

    A cursor says where a CA stood. Figures that change meanwhile may let one be on two pages, or on none.

    Raises:
        BadCursorError: The cursor was made for another list or order.
        InvalidError: The order is one of money, and nobody said of which currency.
        UnavailableError: Some of the days cannot be read just now.
    """
    if order.lacks_currency:
        wrong = FieldError("currency", f"is needed to sort by {order.column}", "an ISO 4217 code in capitals")
        raise InvalidError("Amounts of different currencies cannot be compared; see errors.", [wrong])
    scope = f"cas:{question.period}:{question.zone.key}:{question.compared}:{order}"
    after = Place.read(cursors.unseal(cursor, scope, signing_key())) if cursor is not None else None
    found = _figures(question, now)
    places = [place for place in order.places(found.answer.listed) if after is None or place > after]
    shown = places[:limit]
    more = cursors.seal(shown[-1].told(), scope, signing_key()) if len(places) > limit else None
    return Fresh(CardPage(found.answer, [place.ca_id for place in shown], more), found.seconds_left)


def card(question: Question, ca_id: str, now: datetime) -> Fresh[CardFigures]:
    """The score cards of a period, at most a minute old, of which that of one CA is wanted; it may be blank.

    Raises:
        NotFoundError: There is no such CA.
        UnavailableError: Some of the days cannot be read just now.
    """
    found = _figures(question, now)
    if ca_id not in found.answer.cards and ca_id not in (found.answer.previous or {}) and not _is_known(ca_id):
        raise NotFoundError(
            f"There is no CA {ca_id!r}: nobody of this id registered as one, offered time or was booked."
        )
    return found


def of(cards: Cards, ca_id: str) -> ScoreCard:
    """The score card of one CA, blank if nothing happened to them."""
    return cards.get(ca_id, BLANK)


def _is_known(ca_id: str) -> bool:
    """Whether somebody registered as this CA, or ever offered time or was booked; all other figures are of days."""
    if len(ca_id) > _LONGEST_ID:
        return False
    profile = profiles.read(ca_id)
    if profile and profile.registration and profile.registration.role is Role.CA:
        return True
    firsts = RowKey(f"{CALENDAR}#{ca_id}", FIRSTS)
    return linked_rows.read_many([firsts])[firsts].version is not None


def _figures(question: Question, now: datetime) -> Fresh[CardFigures]:
    return _kept.get(question, lambda: _made(question, now))


def _made(question: Question, now: datetime) -> CardFigures:
    before, stand, begun = question.previous, standing(now), question.begun(now)
    needed = Period((before or begun).first, begun.last)
    reach = stand.of_slots(question.period, question.zone, read=needed)
    dates = utc_dates(needed, question.zone)
    read = ca_days.within(dates[0], dates[-1])

    def cards(period: Period) -> Cards:
        return {ca_id: score_card(tally) for ca_id, tally in tallies_of(read, period, question.zone).items()}

    return CardFigures(question, reach, cards(begun), cards(before) if before else None)
