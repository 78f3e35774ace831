"""The audit, for admins: there to be read, and nothing else."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from sextant.domain.audit import Action, Entity, EntityType, Question
from sextant.schemas.audit import EntryPage, EntryShown
from sextant.schemas.catalogue import WrittenMoment
from sextant.usecases import audit

router = APIGatewayHttpRouter()


@router.get(
    "/api/admin/audit",
    tags=["Audit"],
    summary="Who changed what",
    response_description="One page of entries, newest first",
)
def list_entries(  # noqa: PLR0913, PLR0917 - one parameter a filter
    actor: Annotated[str | None, Query(min_length=1, max_length=200, description="Id of who did it")] = None,
    entity: Annotated[
        str | None, Query(max_length=300, description="What it was done to, such as `flag:new_checkout`")
    ] = None,
    entity_type: Annotated[EntityType | None, Query(alias="entityType", description="To what sort of thing")] = None,
    action: Annotated[Action | None, Query(description="What was done")] = None,
    start: Annotated[WrittenMoment | None, Query(alias="from", description="The earliest moment, included")] = None,
    end: Annotated[WrittenMoment | None, Query(alias="to", description="The moment behind the latest")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`nextCursor` of the page before")] = None,
) -> EntryPage:
    """Every change that an admin made, with what the thing was before and after. Filters add up.

    Large entries and rare matches make short pages: the end is where `nextCursor` is null. A change of the last second
    may still be missing, unless one `entity` is asked for. Entries can be neither changed nor deleted.
    """
    question = Question(
        actor=actor,
        entity=Entity.parse(entity) if entity is not None else None,
        entity_type=entity_type,
        action=action,
        start=start,
        end=end,
    )
    entries, next_cursor = audit.page(question, limit=limit, cursor=cursor)
    return EntryPage(items=[EntryShown.of(entry) for entry in entries], next_cursor=next_cursor)
