"""Feature flags as admins see them."""

import re
import secrets
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import Enum, StrEnum

from sextant.domain import flag_rules
from sextant.domain.features import Rule
from sextant.domain.flag_prerequisites import Prerequisite
from sextant.domain.flag_schedule import ProgressiveRollout, ScheduledChange, State, Timetable
from sextant.domain.flag_values import JsonObject, ValueType
from sextant.domain.principals import Role

KEY_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$"
FULL_ROLLOUT = 10_000
"""A roll-out to everybody, in hundredths of a per cent; one of them is one bucket of the hash."""
MAX_FLAGS = 5_000
"""Every warm function holds all flags in memory, and a search looks at each of them."""

_KEY = re.compile(KEY_PATTERN.removeprefix("^").removesuffix("$"), re.ASCII)
_SEED_BYTES = 16
_CLEARABLE = frozenset({"value_schema", "progressive_rollout", "expected_end"})
# What decides who gets what, but for what is to come.
_TARGETING = (
    "value",
    "default_value",
    "enabled",
    "rollout",
    "roles",
    "segments",
    "user_ids",
    "excluded_user_ids",
    "rules",
    "prerequisites",
    "archived",
)


class Lifetime(StrEnum):
    """Whether a flag is meant to be removed some day."""

    TEMPORARY = "temporary"
    PERMANENT = "permanent"


class Unset(Enum):
    """Stands for what an edit does not touch, where None means to clear it."""

    UNSET = "unset"


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagEdit:
    """What to change about a flag; None leaves a thing as it is, and so does UNSET where None would clear it.

    Attributes:
        owner: Who answers for the flag; free text.
        value: What a user gets for whom the flag is on.
        default_value: What everybody else gets.
        value_schema: JSON Schema that every value of a flag of type `json` satisfies.
        rollout: In hundredths of a per cent, 0 to `FULL_ROLLOUT`.
        roles: Who may be in the roll-out; empty for everybody.
        segments: Of which segments one must be in the roll-out; empty for any.
        user_ids: Who gets the flag whatever their role and bucket.
        excluded_user_ids: Who never gets it, even if included.
        rules: Tried in order, behind inclusion and before the roll-out.
        prerequisites: What must hold of other flags before anybody gets this one.
        schedule: What becomes of the flag at which moment.
        progressive_rollout: A roll-out that grows by itself.
        client_visible: Whether SDKs on devices may see how the flag is targeted.
        lifetime: Whether it is meant to be removed some day.
        expected_end: The last day on which a temporary flag is needed.
    """

    name: str | None = None
    description: str | None = None
    owner: str | None = None
    tags: tuple[str, ...] | None = None
    value: object = None
    default_value: object = None
    value_schema: JsonObject | Unset | None = UNSET
    enabled: bool | None = None
    rollout: int | None = None
    roles: tuple[Role, ...] | None = None
    segments: tuple[str, ...] | None = None
    user_ids: tuple[str, ...] | None = None
    excluded_user_ids: tuple[str, ...] | None = None
    rules: tuple[Rule, ...] | None = None
    prerequisites: tuple[Prerequisite, ...] | None = None
    schedule: tuple[ScheduledChange, ...] | None = None
    progressive_rollout: ProgressiveRollout | Unset | None = UNSET
    client_visible: bool | None = None
    lifetime: Lifetime | None = None
    expected_end: date | Unset | None = UNSET


@dataclass(frozen=True, slots=True)
class Effective:
    """What a flag is at one moment, its schedule and progressive roll-out taken into account.

    Attributes:
        enabled: Whether it is on.
        rollout: In hundredths of a per cent.
        next_change_at: When time changes it next, or None.
    """

    enabled: bool
    rollout: int
    next_change_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A flag and its history in short; the fields it shares with `FlagEdit` mean the same.

    Attributes:
        key: Names the flag for ever.
        value_type: Of which type its values are, for ever.
        archived: Whether it is put away: kept, and unknown to callers.
        retargeted_at: When an edit last changed what users get; None for a flag stored before this was noted.
        seed: Salts the hash; made once, since another seed would draw the roll-out anew.
        version: Raised by one with each change; 0 for a flag that is not stored yet.
        created_by: Subject of the admin who made it.
        updated_by: Subject of the admin who changed it last.
    """

    key: str
    name: str
    description: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    value_type: ValueType = ValueType.BOOLEAN
    value: object = True
    default_value: object = False
    value_schema: JsonObject | None = None
    enabled: bool = False
    rollout: int = FULL_ROLLOUT
    roles: tuple[Role, ...] = ()
    segments: tuple[str, ...] = ()
    user_ids: tuple[str, ...] = ()
    excluded_user_ids: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    schedule: tuple[ScheduledChange, ...] = ()
    progressive_rollout: ProgressiveRollout | None = None
    client_visible: bool = False
    lifetime: Lifetime = Lifetime.TEMPORARY
    expected_end: date | None = None
    archived: bool = False
    retargeted_at: datetime | None = None
    seed: str
    version: int = 0
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str

    def edited(self, edit: FlagEdit, *, by: str, now: datetime) -> "Flag":
        """This flag with the edit made; its version is still that of the flag the edit was based on.

        What its schedule has changed by `now` becomes part of it first, and what is due in the schedule that the edit
        brings does so at once. A roll-out set by hand ends a progressive one, unless the same edit sets one; a flag
        that becomes permanent loses its expected end, unless the same edit states one. Whether the flag can be stored
        so is another question; see `flag_problems`.
        """
        given = {field.name: getattr(edit, field.name) for field in fields(edit)}
        changes = {name: value for name, value in given.items() if value is not _untouched(name)}
        if "rollout" in changes:
            changes.setdefault("progressive_rollout", None)
        if edit.lifetime is Lifetime.PERMANENT:
            changes.setdefault("expected_end", None)
        if edit.rules is not None:
            changes["rules"] = flag_rules.normalised(edit.rules, flag_seed=self.seed, known=self.rules)
        return self._became(by=by, now=now, **changes).folded(now)

    def put_away(self, *, by: str, now: datetime) -> "Flag":
        """This flag, archived."""
        return self._became(by=by, now=now, archived=True)

    def restored(self, *, by: str, now: datetime) -> "Flag":
        """This flag, in use again."""
        return self._became(by=by, now=now, archived=False)

    def folded(self, now: datetime) -> "Flag":
        """This flag with what is due made part of it; what it is worth at any later moment stays the same."""
        due = list(self._timetable.due(now))
        if not due:
            return self
        state = self._timetable.after(State(self.enabled, self.rollout), now)
        schedule, progressive = self._timetable.remaining(now)
        # Only its last moment is known of each change that made a difference; a later one that made none says nothing.
        since = max(due[-1].at, self.retargeted_at or self.updated_at)
        return replace(
            self,
            enabled=state.enabled,
            rollout=state.rollout,
            schedule=schedule,
            progressive_rollout=progressive,
            retargeted_at=since if state != (self.enabled, self.rollout) else self.retargeted_at,
        )

    def effective(self, now: datetime) -> Effective:
        """What the flag is at a moment."""
        state = self._timetable.after(State(self.enabled, self.rollout), now)
        return Effective(state.enabled, state.rollout, self._timetable.next_change(now))

    @property
    def _timetable(self) -> Timetable:
        return Timetable(self.schedule, self.progressive_rollout)

    def _became(self, *, by: str, now: datetime, **changes: object) -> "Flag":
        """This flag at a moment, changed by somebody."""
        present = self.folded(now)
        changed = replace(present, **changes, updated_at=now, updated_by=by)  # type: ignore[arg-type] # our own names
        # As text, since Python takes True for 1.
        if any(repr(getattr(changed, name)) != repr(getattr(present, name)) for name in _TARGETING):
            return replace(changed, retargeted_at=now)
        return changed


def is_key(text: str) -> bool:
    """Whether a flag could have this key."""
    return _KEY.fullmatch(text) is not None


def make(
    key: str,
    edit: FlagEdit,
    *,
    by: str,
    now: datetime,
    value_type: ValueType = ValueType.BOOLEAN,
    seed: str | None = None,
) -> Flag:
    """A new flag, off and for everybody but for what `edit` says; it is named as its key unless `edit` names it.

    A flag of a type other than boolean has no values but those of the edit: null, which no flag may have, until then.
    Its seed is made here, unless it comes from elsewhere and users shall keep their places there.
    """
    boolean = value_type is ValueType.BOOLEAN
    bare = Flag(
        key=key,
        name=key,
        value_type=value_type,
        value=True if boolean else None,
        default_value=False if boolean else None,
        seed=seed or secrets.token_hex(_SEED_BYTES),
        created_at=now,
        created_by=by,
        retargeted_at=now,
        updated_at=now,
        updated_by=by,
    )
    return bare.edited(edit, by=by, now=now)


def _untouched(name: str) -> Unset | None:
    return UNSET if name in _CLEARABLE else None
