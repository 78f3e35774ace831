"""Counting days again, for admins."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from api.callers import Caller
from sextant.schemas.backfills import BackfillPage, BackfillProgress, BackfillShown, BackfillWish
from sextant.usecases import backfill
from sextant.usecases.backfill import Progress

router = APIGatewayHttpRouter()
TAGS = ["Metrics"]
BACKFILL = "/api/admin/metrics/backfill"
MOST_PENDING_SHOWN = 100

BackfillId = Annotated[str, Path(min_length=1, max_length=64, examples=["20260117T101500-5f0c2a1b"])]


@router.post(
    BACKFILL,
    tags=TAGS,
    summary="Count days again",
    status_code=HTTPStatus.ACCEPTED,
    response_description="The backfill, which is at work from now on",
)
def start_backfill(wish: BackfillWish, caller: Caller) -> BackfillProgress:
    """Count each of these days again from its events, side by side.

    Nothing changes where the numbers are right. 409 with the other one's `backfillId` while another backfill of some of
    these days is at work; one that has stalled is replaced. Days whose numbers are frozen are left alone.
    """
    return _shown(backfill.start(wish.first, wish.last, caller))


@router.get(BACKFILL, tags=TAGS, summary="All backfills", response_description="One page, the latest first")
def list_backfills(
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=1_000, description="`nextCursor` of the page before")] = None,
) -> BackfillPage:
    """Every backfill there ever was, with how far it is."""
    found, next_cursor = backfill.page(limit=limit, cursor=cursor)
    return BackfillPage(items=[BackfillShown.of(each, status) for each, status in found], next_cursor=next_cursor)


@router.get(
    f"{BACKFILL}/<backfillId>", tags=TAGS, summary="One backfill", response_description="The backfill, and its days"
)
def show_backfill(backfillId: BackfillId) -> BackfillProgress:  # noqa: N803 - named so in the path
    """How far it is."""
    return _shown(backfill.progress(backfillId))


@router.post(
    f"{BACKFILL}/<backfillId>/resume",
    tags=TAGS,
    summary="Take a backfill up again",
    response_description="The backfill, and its days",
)
def resume_backfill(backfillId: BackfillId, caller: Caller) -> BackfillProgress:  # noqa: N803 - named so in the path
    """Ask for all days once more that are not done. A day that is asked for twice is counted right, and once."""
    return _shown(backfill.resume(backfillId, caller))


def _shown(found: Progress) -> BackfillProgress:
    of = BackfillShown.of(found.backfill, found.status)
    return BackfillProgress(
        **of.model_dump(by_alias=False),
        roll_ups_changed=found.changed,
        sealed_days=found.sealed,
        pending_days=found.pending[:MOST_PENDING_SHOWN],
    )
