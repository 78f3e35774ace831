"""Taking all flags out, and taking flags in, for admins."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import SkipValidation

from api.callers import Caller
from api.routes.flags_admin import FLAGS, TAGS
from sextant.domain.flag_transfer import Mode, Terms
from sextant.domain.flags import MAX_FLAGS
from sextant.schemas import flag_transfer
from sextant.schemas.flag_transfer import FlagExport, FlagImport, FlagImportOutcome
from sextant.usecases import flag_export, flag_import
from sextant.usecases.deadlines import Deadline

router = APIGatewayHttpRouter()
IMPORT = f"{FLAGS}/import"
BODY_LIMITS = {IMPORT: 32_000_000}
"""Unpacked. Lambda takes 6 MB as they come: some 4 MB of plain JSON, whose quotes are escaped once more, or of gzip."""
MARGIN_SECONDS = 3.0
"""How long before the function is cut off no more flags are written, so that the answer still gets out."""


@router.get(
    f"{FLAGS}/export",
    tags=TAGS,
    summary="Export all flags",
    response_description="The flags, archived ones too, as one document",
    compress=True,
)
def export_flags(
    limit: Annotated[
        int | None, Query(ge=1, le=MAX_FLAGS, description="How many flags at most; all if left out")
    ] = None,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`nextCursor` of the page before")] = None,
) -> FlagExport:
    """Everything that an import needs to make the same flags elsewhere, seeds included, so that no user changes sides.

    Thousands of flags fit into one answer with `Accept-Encoding: gzip`. What does not fit is answered with 422, which
    says what `limit` would do; the pages of an export can be imported one after the other.
    """
    packed = "gzip" in router.current_event.headers.get("accept-encoding", "")
    return flag_export.export(limit=limit, cursor=cursor, packed=packed)


@router.post(
    IMPORT,
    tags=TAGS,
    summary="Import flags",
    response_description="What was done, or with `dryRun=true` what would be",
)
def import_flags(
    *,
    body: Annotated[SkipValidation[FlagImport], Body()],
    caller: Caller,
    dry_run: Annotated[
        bool, Query(alias="dryRun", description="Only say what would change, and what is wrong")
    ] = False,
    mode: Annotated[
        Mode, Query(description="Whether flags that are not in the document stay or are deleted")
    ] = Mode.MERGE,
    allow_seed_change: Annotated[
        bool,
        Query(alias="allowSeedChange", description="Let flags get another seed, which draws their roll-outs anew"),
    ] = False,
) -> FlagImportOutcome:
    """Takes an export, or a payload or data file of GrowthBook's; packed, that comes as `application/gzip`.

    All is checked as saves are before anything is written; what is wrong is answered with 422, by paths such as
    `flags[3].rules[0].weights`, or with `dryRun=true` listed under `errors`. Then one flag after the other is written,
    those that others require first. Flags that are as they shall be are left alone: so an import that stopped half-way
    (503, with what is done under `written`) is finished by sending it again.

    What a flag of the document leaves out stays as it is, or is what a new flag has. A flag keeps its seed.
    """
    documents = flag_transfer.read(body)
    terms = Terms(mode, allow_seed_change)
    if dry_run:
        return flag_import.preview(documents, terms, caller)
    deadline = Deadline.of(router.lambda_context.get_remaining_time_in_millis, MARGIN_SECONDS)
    return flag_import.take_in(documents, terms, caller, deadline)
