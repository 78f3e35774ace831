"""The flags of the demo as they are sent."""

from datetime import UTC, datetime

from local.marketplace_flags import ARCHIVED, marketplace_flags


def test_what_is_required_is_made_before_what_requires_it() -> None:
    """Otherwise the API would refuse it."""
    known: set[str] = set()
    for flag in marketplace_flags(datetime(2026, 7, 1, 12, tzinfo=UTC)):
        required = flag.get("prerequisites", [])
        assert isinstance(required, list)
        assert {each["flag"] for each in required} <= known
        known.add(str(flag["key"]))
    assert set(ARCHIVED) <= known


def test_no_flag_is_one_that_guides_and_the_specification_make() -> None:
    """Somebody who tries their commands must not be told that the key is in use."""
    keys = {flag["key"] for flag in marketplace_flags(datetime.now(UTC))}
    assert keys.isdisjoint({"test_flag", "new_checkout", "checkout_color", "express_checkout", "calls", "gift_wrap"})
