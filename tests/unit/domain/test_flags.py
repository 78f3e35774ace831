from datetime import UTC, datetime

import pytest

from sextant.domain import flags
from sextant.domain.flags import Flag, FlagEdit
from sextant.domain.principals import Role

NOW = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)
LATER = datetime(2026, 1, 18, 10, 15, tzinfo=UTC)


def made(key: str = "new-checkout", **edit: object) -> Flag:
    """A new flag."""
    return flags.make(key, FlagEdit(**edit), by="ann", now=NOW)  # type: ignore[arg-type]


def test_each_flag_has_a_seed_of_its_own() -> None:
    """Two flags, even of one name, draw users independently."""
    assert made().seed != made().seed


def test_no_edit_changes_key_seed_or_origin() -> None:
    """An edit of everything leaves what a flag is for ever."""
    old = made()
    new = old.edited(
        FlagEdit(
            name="n",
            description="d",
            enabled=True,
            rollout=1,
            roles=(Role.CA,),
            user_ids=("u",),
            excluded_user_ids=("v",),
            tags=("t",),
        ),
        by="bob",
        now=LATER,
    )
    assert (new.key, new.seed, new.created_at, new.created_by) == (old.key, old.seed, NOW, "ann")
    assert (new.updated_at, new.updated_by) == (LATER, "bob")


def test_what_an_edit_leaves_out_stays() -> None:
    """Only what is given changes; an empty list is given."""
    old = made(name="Checkout", user_ids=("u",), tags=("t",), enabled=True)
    new = old.edited(FlagEdit(user_ids=(), enabled=False), by="ann", now=NOW)
    assert (new.name, new.user_ids, new.tags, new.enabled) == ("Checkout", (), ("t",), False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", True), ("A.b_c-9", True), ("a" * 100, True), ("a" * 101, False), ("", False), ("-a", False), ("a\n", False)],
)
def test_only_some_texts_are_keys(text: str, expected: bool) -> None:  # noqa: FBT001 - a table of cases
    """Up to 100 letters, digits, dots, dashes and underscores."""
    assert flags.is_key(text) is expected
