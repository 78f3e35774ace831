from typing import Annotated, Self

from pydantic import Field

from sextant.domain.principals import SdkKeyKind
from sextant.domain.sdk_keys import SdkKey
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

    @classmethod
    def of(cls, key: SdkKey) -> Self:
        """The key on the wire."""
        return cls(
            key_id=key.key_id,
            name=key.name,
            kind=key.kind,
            prefix=key.prefix,
            created_at=key.created_at,
            created_by=key.created_by,
            revoked_at=key.revoked_at,
        )


class SdkKeyMade(SdkKeyShown):
    """A new SDK key with its secret, which is never shown again."""

    secret: Annotated[str, Field(description="Keep it now: only its SHA-256 is stored")]

    @classmethod
    def with_secret(cls, key: SdkKey, secret: str) -> Self:
        """The key on the wire, this once."""
        return cls(**SdkKeyShown.of(key).model_dump(by_alias=False), secret=secret)


class SdkKeyPage(Answer):
    """One page of SDK keys, in the order of their ids."""

    items: list[SdkKeyShown]
    next_cursor: str | None = None
