"""Everything that is held of a user, as JSON lines, one page after the other."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple

from sextant.domain import cursors
from sextant.domain.audit import Action, Entity, EntityType
from sextant.domain.erasures import erasure_id
from sextant.domain.errors import NotFoundError
from sextant.domain.events import BEHAVIOURAL_PREFIX
from sextant.domain.mentions import Mention
from sextant.domain.principals import Principal
from sextant.domain.profiles import Profile
from sextant.domain.users import ANONYMOUS_PREFIX
from sextant.schemas.user_export import (
    AssignmentLine,
    CaFiguresLine,
    CaRecordLine,
    CountedEventLine,
    EventLine,
    Line,
    MentionLine,
    ProfileLine,
    RejectedEventLine,
    RowLine,
    moment_of,
    moment_or_none,
)
from sextant.store import audit as audit_store
from sextant.store import named_cas, owned_events, participations, profiles, rejected_events
from sextant.store.cursors import signing_key
from sextant.store.linked_states import told
from sextant.store.owned_events import OwnedRow, RowKind
from sextant.usecases import audit, erasure
from sextant.usecases.expiry import is_expired

MOST_CHARACTERS: Final = 4_500_000
"""Of a page, as Lambda writes it into its answer, which may have 6 MB."""
MOST_LINES: Final = 10_000
_EXPIRING: Final = frozenset({RowKind.BEHAVIOURAL, RowKind.BUSINESS})
"""What goes when its time is over; rows of ours stay until the user is erased."""
_OF_EVERY_OWNER: Final = frozenset({"events", "assignments", "rejected"})


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the lines.

    Attributes:
        text: They, each with its line feed.
        lines: How many.
        next_cursor: Where the next page begins, or None if this was the last.
    """

    text: str
    lines: int
    next_cursor: str | None


class _Place(NamedTuple):
    """Where a line is: in which section, of whom, and behind what of it."""

    section: str
    owner: str
    after: str


_Lines = Iterator[tuple[str, Line]]
"""Lines, each with what is to be named to go on behind it."""


def page(user_id: str, caller: Principal, *, cursor: str | None, limit: int = MOST_LINES) -> Page:
    """The next lines of what is held of a user.

    Events that arrived longer ago than the retention are not shown, whether or not they are gone already.

    Raises:
        InvalidError: No user can be named so.
        NotFoundError: Nothing is held of such a user.
        BadCursorError: The cursor is of another export.
        UnavailableError: DynamoDB throttles or fails.
    """
    scope = f"export:{erasure.named(user_id)}"
    begin = _Place(*json.loads(cursors.unseal(cursor, scope, signing_key()))) if cursor is not None else None
    profile = profiles.read(user_id)
    lines: list[str] = []
    characters = 0
    last: _Place | None = None
    follows = False
    for place, line in _Export(user_id, profile, time.time_ns() // 1_000_000).lines(begin):
        text = f"{line.model_dump_json(exclude_none=True)}\n"
        characters += len(json.dumps(text))
        if lines and (len(lines) == limit or characters > MOST_CHARACTERS):
            follows = True
            break
        lines.append(text)
        last = place
    if not lines and cursor is None:
        raise NotFoundError(f"Nothing is held of a user {user_id!r}.")
    _record(user_id, caller, lines=len(lines), continued=cursor is not None)
    next_cursor = cursors.seal(json.dumps(last), scope, signing_key()) if follows else None
    return Page("".join(lines), len(lines), next_cursor)


class _Export:
    """One export of one user."""

    def __init__(self, user_id: str, profile: Profile | None, now: int) -> None:
        self._user_id = user_id
        self._profile = profile
        self._now = now
        self._devices = profile.anonymous_ids if profile else ()

    def lines(self, begin: _Place | None) -> Iterator[tuple[_Place, Line]]:
        """All lines behind a place, in an order that stays the same while nothing is added."""
        sections: Mapping[str, Callable[[str, str | None], _Lines]] = {
            "profile": self._profile_lines,
            "events": self._event_lines,
            "assignments": self._assignment_lines,
            "rejected": self._rejected_lines,
            "caRecords": self._ca_record_lines,
            "caFigures": self._ca_figure_lines,
            "mentions": self._mention_lines,
        }
        names = list(sections)
        owners = [self._user_id, *(f"{ANONYMOUS_PREFIX}{device}" for device in self._devices)]
        for name in names[names.index(begin.section) if begin else 0 :]:
            of_section = owners if name in _OF_EVERY_OWNER else owners[:1]
            first = (
                of_section.index(begin.owner) if begin and begin.section == name and begin.owner in of_section else 0
            )
            for owner in of_section[first:]:
                resumed = begin is not None and (begin.section, begin.owner) == (name, owner)
                for after, line in sections[name](owner, begin.after if begin and resumed else None):
                    yield _Place(name, owner, after), line

    def _profile_lines(self, _owner: str, after: str | None) -> _Lines:
        if self._profile and after is None:
            yield "profile", ProfileLine.of(self._profile)

    def _event_lines(self, owner: str, after: str | None) -> _Lines:
        for row in owned_events.rows(owner, after=after):
            if row.kind not in _EXPIRING or not is_expired(int(row.item.received_at), self._now):
                yield row.stored_id, _row_line(row)

    def _assignment_lines(self, owner: str, after: str | None) -> _Lines:
        resumed, behind = json.loads(after) if after else (None, None)
        for taken in sorted(participations.of_subject(owner)):
            if resumed and taken.counted_as < resumed:
                continue
            if taken.counted_as != resumed:
                yield json.dumps([taken.counted_as, None]), AssignmentLine.of(taken.counted_as, owner, taken.assignment)
            mark = behind if taken.counted_as == resumed else None
            for each in participations.marks_of(taken.counted_as, owner, after=mark):
                yield json.dumps([taken.counted_as, each]), CountedEventLine(experiment=taken.counted_as, mark=each)

    def _rejected_lines(self, owner: str, after: str | None) -> _Lines:
        # Few: they are kept for a week.
        for kept in rejected_events.of_owner(owner):
            event = kept.event
            if (after is None or event.stored_id > after) and kept.expires_at > self._now:
                yield (
                    event.stored_id,
                    RejectedEventLine(
                        event_id=event.event_id,
                        name=event.name,
                        timestamp=moment_of(event.at),
                        rejected_at=moment_of(kept.rejected_at),
                        user_id=event.user_id,
                        anonymous_id=event.anonymous_id,
                        message=kept.message,
                        properties=json.loads(event.properties),
                    ),
                )

    def _ca_record_lines(self, _owner: str, after: str | None) -> _Lines:
        for key, stored in named_cas.calendar_rows(self._user_id):
            if after is None or key.sort > after:
                yield key.sort, CaRecordLine(row=key.sort, holds=json.loads(told(stored.row)))

    def _ca_figure_lines(self, _owner: str, after: str | None) -> _Lines:
        for utc_date in sorted(named_cas.dates_naming(self._user_id)):
            if after is None or str(utc_date) > after:
                yield str(utc_date), CaFiguresLine(utc_date=utc_date)

    def _mention_lines(self, _owner: str, after: str | None) -> _Lines:
        found: list[Mention] = erasure.mentioned(erasure_id(self._user_id))
        for place, mention in enumerate(found):
            if after is None or place > int(after):
                yield str(place), MentionLine(of=mention.kind, key=mention.key, fields=list(mention.fields))


def _row_line(row: OwnedRow) -> Line:
    item = row.item
    if row.kind in {RowKind.ALIAS, RowKind.DERIVED}:
        kind: Literal["alias", "derived"] = "alias" if row.kind is RowKind.ALIAS else "derived"
        return RowLine(kind=kind, row=row.stored_id, of=row.owner, at=moment_or_none(_whole(item.at)))
    is_guest = row.owner.startswith(ANONYMOUS_PREFIX)
    return EventLine(
        event_id=row.stored_id.removeprefix(BEHAVIOURAL_PREFIX),
        business=row.kind is RowKind.BUSINESS,
        name=item.name,
        timestamp=moment_of(int(item.at)),
        received_at=moment_of(int(item.received_at)),
        user_id=None if is_guest else row.owner,
        anonymous_id=row.owner.removeprefix(ANONYMOUS_PREFIX) if is_guest else item.anonymous_id,
        properties=json.loads(item.properties or "{}"),
    )


def _whole(stored: float | None) -> int | None:
    return None if stored is None else int(stored)


def _record(user_id: str, caller: Principal, *, lines: int, continued: bool) -> None:
    """The audit tells of the user only the hash, so that it still names nobody once they are erased."""
    entity = Entity(EntityType.USER, erasure_id(user_id))
    state = {"lines": lines, "continued": continued}
    audit_store.put(audit.recorded(Action.USER_EXPORTED, entity, caller, datetime.now(UTC), (None, state)))
