from typing import Annotated

from pydantic import Field

from sextant.domain.principals import SdkKeyKind
from sextant.schemas.base import Answer, Body, Moment


class NewSdkKey(Body):
    """What an SDK key is made from."""

    name: Annotated[str, Field(min_length=1, max_length=100, description="What people call it", examples=["iOS app"])]
    kind: Annotated[SdkKeyKind, Field(description="`client`: publishable. `server`: secret, may act for any user")]


class SdkKeyShown(Answer):
    """An SDK key without its secret."""

    key_id: str
    name: str
    kind: SdkKeyKind
    prefix: Annotated[str, Field(description="How the secret begins, to recognize it by")]
    created_at: Moment
    created_by: str
    revoked_at: Moment | None = None


class SdkKeyMade(SdkKeyShown):
    """A new SDK key with its secret, which is never shown again."""

    secret: Annotated[str, Field(description="Keep it now: only its SHA-256 is stored")]


class SdkKeyPage(Answer):
    """One page of SDK keys, in the order of their ids."""

    items: list[SdkKeyShown]
    next_cursor: str | None = None
