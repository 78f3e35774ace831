"""Flags to try things on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from sextant.domain.flags import Flag

NOW = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)


def flag(**settings: object) -> Flag:
    """A flag that is on for everybody, but for the settings given."""
    bare = Flag(
        key="flag",
        name="Flag",
        enabled=True,
        seed="3d7c",
        version=1,
        created_at=NOW,
        created_by="admin",
        updated_at=NOW,
        updated_by="admin",
        retargeted_at=NOW,
    )
    return replace(bare, **settings)  # type: ignore[arg-type]


def known(user_id: str | None, roles: Iterable[str] = (), segments: Iterable[str] = ()) -> dict[str, object]:
    """What rules see of a user; one who is not known has no `id` at all."""
    said: dict[str, object] = {"roles": sorted(roles), "segments": sorted(segments)}
    return said if user_id is None else {**said, "id": user_id}
