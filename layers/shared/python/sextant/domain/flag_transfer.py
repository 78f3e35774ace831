"""What taking flags in would change, found out before anything is written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum

from sextant.domain import flag_requirements, flags
from sextant.domain.errors import FieldError
from sextant.domain.flag_order import levels
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import MAX_FLAGS, Flag, FlagEdit

Check = Callable[[Flag], Iterable[FieldError]]


class Mode(StrEnum):
    """What becomes of flags that are not among those taken in: with `merge` they stay, with `replace` they go."""

    MERGE = "merge"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Terms:
    """How flags are to be taken in.

    Attributes:
        mode: What becomes of the others.
        allow_seed_change: Whether a flag may get another seed, which draws its roll-out anew.
    """

    mode: Mode = Mode.MERGE
    allow_seed_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A flag that is to be taken in.

    Attributes:
        path: Where it is in the request, such as `flags[3]`.
        key: Its key.
        value_type: Of which type its values are.
        seed: Its seed; None to keep that of the flag there is, or to make one.
        archived: Whether it is put away.
        edit: Everything else.
    """

    path: str
    key: str
    value_type: ValueType
    seed: str | None
    archived: bool
    edit: FlagEdit


@dataclass(frozen=True, slots=True)
class Step:
    """One flag to write.

    Attributes:
        before: As it is, or None to make it.
        after: As it shall be, or None to delete it.
    """

    before: Flag | None
    after: Flag | None

    @property
    def key(self) -> str:
        """The flag's key."""
        return next(flag.key for flag in (self.after, self.before) if flag)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, and what is wrong with it.

    Attributes:
        steps: In an order in which no flag is without what it requires at any time.
        problems: What must be put right first, by field of the request.
    """

    steps: Sequence[Step]
    problems: Sequence[FieldError]


def plan(
    incoming: Sequence[Incoming], stored: Mapping[str, Flag], terms: Terms, *, check: Check, by: str, now: datetime
) -> Plan:
    """What taking the flags in would change; nothing where they are as stored, so that it can be done again.

    Args:
        incoming: The flags, each key once.
        stored: All flags as they are, by key.
        terms: How.
        check: Finds what is wrong with a flag in itself.
        by: Who takes them in.
        now: When.
    """
    problems: list[FieldError] = []
    after: dict[str, Flag] = {}
    for each in incoming:
        before = stored.get(each.key)
        if before and before.value_type is not each.value_type:
            problems.append(_other_type(each, before))
            continue
        flag = _taken_in(each, before, by=by, now=now)
        if before and flag.seed != before.seed and not terms.allow_seed_change:
            problems.append(_other_seed(each))
        if flag is not before:
            problems += _within(each.path, check(flag))
        after[each.key] = flag
    kept = (
        stored if terms.mode is Mode.MERGE else {each.key: stored[each.key] for each in incoming if each.key in stored}
    )
    whole = {**kept, **after}
    problems += _among_others(incoming, stored, whole)
    if len(whole) > MAX_FLAGS:
        message = f"There would be {len(whole):,} flags, and {MAX_FLAGS:,} is the most there may be."
        problems.append(FieldError("flags", message, f"at most {MAX_FLAGS:,} in all"))
    return Plan(list(_steps(stored, whole)), problems)


def _taken_in(each: Incoming, before: Flag | None, *, by: str, now: datetime) -> Flag:
    """The flag as it shall be stored; `before` itself if that is no different."""
    if before is None:
        flag = flags.make(each.key, each.edit, by=by, now=now, value_type=each.value_type, seed=each.seed)
    else:
        flag = replace(before, seed=each.seed or before.seed).edited(each.edit, by=by, now=now)
    if flag.archived != each.archived:
        flag = flag.put_away(by=by, now=now) if each.archived else flag.restored(by=by, now=now)
    return before if before and _is_same(before.folded(now), flag) else flag


def _is_same(one: Flag, other: Flag) -> bool:
    alike = replace(one, updated_at=other.updated_at, updated_by=other.updated_by, retargeted_at=None)
    unlike = replace(other, retargeted_at=None)
    # Python takes True for 1, and would let one become the other unseen.
    return alike == unlike and set(_booleans(asdict(alike))) == set(_booleans(asdict(unlike)))


def _booleans(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Where in a value there is true or false."""
    if isinstance(value, bool):
        yield path
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _booleans(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _booleans(inner, (*path, index))


def _among_others(
    incoming: Sequence[Incoming], stored: Mapping[str, Flag], whole: Mapping[str, Flag]
) -> Iterator[FieldError]:
    """What would be wrong with what flags require of each other, once all is written."""
    paths = {each.key: each.path for each in incoming}
    for key, path in paths.items():
        flag = whole.get(key)
        if flag and not flag.archived and flag_requirements.required(flag):
            yield from _within(path, flag_requirements.problems(flag, whole))
    # Of the flags that stay as they are, whatever they require must stay too.
    for other in whole.values():
        if other.key in paths or other.archived:
            continue
        for key in sorted(flag_requirements.required(other) & paths.keys()):
            yield from _taken_away(other, stored.get(key), whole.get(key), paths[key])


def _taken_away(other: Flag, before: Flag | None, after: Flag | None, path: str) -> Iterator[FieldError]:
    if not before or not after:
        return
    if after.archived and not before.archived:
        yield FieldError(
            f"{path}.archived", f"The flag {other.key!r} requires it; import that too, or leave it in use."
        )
    if other.client_visible and before.client_visible and not after.client_visible:
        message = f"The flag {other.key!r} requires it and is visible to clients; import that too, or leave this so."
        yield FieldError(f"{path}.clientVisible", message)


def _steps(stored: Mapping[str, Flag], whole: Mapping[str, Flag]) -> Iterator[Step]:
    for level in levels(whole.values()):
        yield from (Step(stored.get(flag.key), flag) for flag in level if flag is not stored.get(flag.key))
    gone = [flag for key, flag in stored.items() if key not in whole]
    for level in reversed(list(levels(gone))):
        yield from (Step(flag, None) for flag in level)


def _other_type(each: Incoming, before: Flag) -> FieldError:
    message = (
        f"The flag {each.key!r} is of type {before.value_type.value} here, which never changes. Import it under "
        "another key, or delete the one there is first."
    )
    return FieldError(f"{each.path}.valueType", message, before.value_type.value)


def _other_seed(each: Incoming) -> FieldError:
    message = (
        f"The flag {each.key!r} has another seed here, and with this one its roll-out would be drawn anew. Leave the "
        "seed out to keep every user's place, or send allowSeedChange=true."
    )
    return FieldError(f"{each.path}.seed", message, "the seed that the flag has")


def _within(path: str, found: Iterable[FieldError]) -> Iterator[FieldError]:
    """Problems of one flag as problems of the request."""
    return (replace(each, field=f"{path}.{each.field}") for each in found)
