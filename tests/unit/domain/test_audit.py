"""Entries of the audit: their order, and what they say has changed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sextant.domain.audit import Entity, EntityType, changed, entry_id, stamp
from sextant.domain.errors import InvalidError

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - timezones say


@given(MOMENTS, MOMENTS)
def test_ids_in_the_order_of_text_are_in_the_order_of_time(one: datetime, other: datetime) -> None:
    """And the stamp of a moment lies before its ids, and behind all earlier ones."""
    earlier, later = sorted([one, other])
    assert stamp(earlier) < entry_id(earlier)
    if earlier < later:
        assert entry_id(earlier) < stamp(later)


def test_the_same_moment_has_one_stamp_in_every_zone() -> None:
    """Ids are in UTC."""
    moment = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)
    assert (
        stamp(moment) == stamp(moment.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "20260117T101500000000Z"
    )


def test_ids_of_one_moment_differ() -> None:
    """Many flags may be imported at once."""
    moment = datetime(2026, 1, 17, tzinfo=UTC)
    assert len({entry_id(moment) for _ in range(100)}) == 100


def test_what_changed_is_named_without_what_always_changes() -> None:
    """In order; a field that only one of the two has counts."""
    before = {"name": "a", "tags": [], "version": 1, "updatedAt": "x", "updatedBy": "a", "gone": 1}
    after = {"name": "b", "tags": [], "version": 2, "updatedAt": "y", "updatedBy": "b", "new": 1}
    assert changed(before, after) == ("gone", "name", "new")


@pytest.mark.parametrize(("before", "after"), [(None, {"a": 1}), ({"a": 1}, None), (None, None), ({"a": 1}, {"a": 1})])
def test_nothing_is_named_where_there_is_nothing_to_compare(
    before: dict[str, object] | None, after: dict[str, object] | None
) -> None:
    """A thing that was made or deleted would name all."""
    assert changed(before, after) == ()


def test_an_entity_is_read_as_it_is_written() -> None:
    """Whatever its id holds."""
    for entity in (Entity(EntityType.FLAG, "a:b"), Entity(EntityType.SDK_KEY, "5e7ve7000000")):
        assert Entity.parse(str(entity)) == entity


@pytest.mark.parametrize("text", ["", "flag", "flag:", ":f", "planet:earth"])
def test_what_names_no_entity_is_refused(text: str) -> None:
    """By the field that said so."""
    with pytest.raises(InvalidError) as refused:
        Entity.parse(text)
    assert refused.value.errors[0].field == "entity"
