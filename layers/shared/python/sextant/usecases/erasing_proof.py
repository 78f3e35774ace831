"""Asks every store again what it holds of a user, once all is removed."""

from sextant.domain.erasures import ErasedPart, Erasure
from sextant.usecases import erasing_figures, holdings

_MOST: int = 100
"""Rows looked at under each name: one is enough to begin anew."""


def held(erasure: Erasure) -> dict[ErasedPart, int]:
    """How much each store holds, read consistently.

    Raises:
        UnavailableError: DynamoDB throttles or fails.
    """
    found = dict(holdings.of_user(erasure.user_id or "", erasure.owners, most=_MOST).counts)
    found |= holdings.of_ca(erasure.user_id or "")
    return found | (erasing_figures.held(erasure.ordinal) if erasure.ordinal is not None else {})
