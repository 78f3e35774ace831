"""Making, finding, changing and deleting schemas of behavioural events."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from sextant.domain import cursors, event_schemas
from sextant.domain.audit import Action, Entity, EntityType, State
from sextant.domain.errors import (
    AlreadyExistsError,
    InvalidError,
    NotFoundError,
    StaleVersionError,
    UnavailableError,
)
from sextant.domain.event_schemas import MAX_EVENT_SCHEMAS, EventSchema, SchemaEdit
from sextant.domain.principals import Principal
from sextant.domain.versions import Basis
from sextant.schemas import event_schemas as wire
from sextant.schemas.event_schemas import EventSchemaShown
from sextant.store import audit as history
from sextant.store import event_schemas as store
from sextant.store.cursors import signing_key
from sextant.store.event_schemas import Refusal
from sextant.usecases import audit
from sextant.usecases.attempts import attempts

_SCOPE = "event-schemas"


def page(*, limit: int, cursor: str | None) -> tuple[list[EventSchema], str | None]:
    """One page of schemas, and the cursor of the next.

    Raises:
        BadCursorError: The cursor was made for another list.
    """
    after = cursors.unseal(cursor, _SCOPE, signing_key()) if cursor is not None else None
    found = list(islice(store.listed(after=after, page_size=limit + 1), limit + 1))
    more = len(found) > limit
    return found[:limit], cursors.seal(found[limit - 1].name, _SCOPE, signing_key()) if more else None


def get(name: str) -> EventSchema:
    """The schema of an event.

    Raises:
        NotFoundError: It has none.
    """
    found = store.get(name) if event_schemas.is_name(name) else None
    if found is None:
        raise NotFoundError(
            f"The event {name[:100]!r} has no schema; GET /api/admin/event-schemas lists those there are."
        )
    return found


def put(name: str, edit: SchemaEdit, basis: Basis, caller: Principal) -> EventSchema:
    """The schema from now on: a new one if no version is named, otherwise a change of that version.

    Raises:
        InvalidError: Something is wrong with it, the event is one of the business, or there are too many schemas.
        AlreadyExistsError: No version was named, and there is one.
        NotFoundError: A version was named, and there is none.
        StaleVersionError: The version that was named is not current.
    """
    problems = [*event_schemas.name_problems(name), *wire.problems(edit.document)]
    if problems:
        raise InvalidError("The schema breaks a rule; see errors.", problems)
    now = datetime.now(UTC)
    if basis.version is None:
        return _created(event_schemas.make(name, edit, version=1, by=caller.id, now=now), caller)
    found = _current(name, basis)
    after = found.edited(edit, by=caller.id, now=now)
    _write(Action.EVENT_SCHEMA_UPDATED, found, after, caller)
    return after


def delete(name: str, basis: Basis, caller: Principal) -> None:
    """Delete a schema: from then on events of the name are as free as they were before it.

    Raises:
        NotFoundError: There is none.
        StaleVersionError: The version that was named is not current.
    """
    found = _current(name, basis)
    _write(Action.EVENT_SCHEMA_DELETED, found, None, caller)


def _created(schema: EventSchema, caller: Principal) -> EventSchema:
    """The schema as it is stored; a name that had one before goes on with the numbers of that one's versions."""
    for _ in attempts():
        numbered = replace(schema, version=history.last_version(_entity(schema.name)) + 1)
        match _attempt(Action.EVENT_SCHEMA_CREATED, None, numbered, caller):
            case None:
                return numbered
            case Refusal.SCHEMA:
                found = get(schema.name)
                raise AlreadyExistsError(
                    f"The event {schema.name!r} has a schema, at version {found.version}: say which version you change."
                )
            case Refusal.FULL:
                raise InvalidError(f"There are {MAX_EVENT_SCHEMAS} schemas, the most there may be; delete some first.")
            case Refusal.ENTRY:
                continue
    raise _too_busy(schema.name)


def _current(name: str, basis: Basis) -> EventSchema:
    found = get(name)
    if basis.is_stale(found.version):
        raise _stale(found, precondition=basis.precondition)
    return found


def _write(action: Action, before: EventSchema, after: EventSchema | None, caller: Principal) -> None:
    refusal = _attempt(action, before, after, caller)
    if refusal is Refusal.SCHEMA:
        raise _stale(get(before.name), precondition=False)
    if refusal is not None:
        raise _too_busy(before.name)


def _attempt(
    action: Action, before: EventSchema | None, after: EventSchema | None, caller: Principal
) -> Refusal | None:
    name = next(each.name for each in (after, before) if each)
    at = after.updated_at if after else datetime.now(UTC)
    version = after.version if after else (before.version if before else 0) + 1
    states = (_state(before), _state(after))
    return store.write(before, after, audit.recorded(action, _entity(name), caller, at, states, version))


def _stale(found: EventSchema, *, precondition: bool) -> StaleVersionError:
    return StaleVersionError(
        f"The schema is at version {found.version}: somebody changed it meanwhile. Look at `current` and base your "
        "change on its version.",
        EventSchemaShown.of(found).model_dump(mode="json"),
        precondition=precondition,
    )


def _too_busy(name: str) -> UnavailableError:
    return UnavailableError(f"The schema of {name!r} is being changed by many at once; try again in a moment.")


def _entity(name: str) -> Entity:
    return Entity(EntityType.EVENT_SCHEMA, name)


def _state(schema: EventSchema | None) -> State | None:
    return EventSchemaShown.of(schema).model_dump(mode="json") if schema else None
