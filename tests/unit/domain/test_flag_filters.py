"""Which flags a listing shows."""

from datetime import timedelta

import pytest

from sextant.domain.flag_filters import FlagFilter, FlagState
from sextant.domain.flag_schedule import ScheduledChange
from tests.unit.domain.sample_flags import NOW, flag


@pytest.mark.parametrize("text", ["", "CHECK", "straße", "STRASSE", "PAY", "Beta", "team"])
def test_a_search_looks_everywhere_in_any_case(text: str) -> None:
    """Key, name, description, owner and tags."""
    of = flag(key="new-checkout", name="Straße", description="how people pay", tags=("beta",), owner="Team Red")
    assert FlagFilter(text=text).admits(of, NOW)
    assert not FlagFilter(text=text, state=FlagState.DISABLED).admits(of, NOW)
    assert not FlagFilter(text="nowhere").admits(of, NOW)


def test_the_state_is_what_the_flag_is_now() -> None:
    """Not what it was set to: its schedule counts."""
    of = flag(enabled=False, schedule=(ScheduledChange(NOW, enabled=True),))
    assert FlagFilter(state=FlagState.ENABLED).admits(of, NOW)
    assert FlagFilter(state=FlagState.DISABLED).admits(of, NOW - timedelta(seconds=1))


def test_every_filter_must_be_met() -> None:
    """A tag exactly, an owner in any case, and what is archived only if asked for."""
    of = flag(tags=("beta",), owner="Payments")
    assert FlagFilter(tag="beta", owner="payments").admits(of, NOW)
    assert not FlagFilter(tag="bet").admits(of, NOW)
    assert not FlagFilter(owner="pay").admits(of, NOW)
    assert not FlagFilter(archived=True).admits(of, NOW)
    assert FlagFilter(archived=True).admits(flag(archived=True), NOW)
    assert not FlagFilter().admits(flag(archived=True), NOW)


def test_listings_are_told_apart() -> None:
    """A cursor of one is no good for another."""
    scopes = {each.scope for each in (FlagFilter(), FlagFilter(text="a"), FlagFilter(tag="a"), FlagFilter(stale=True))}
    assert len(scopes) == 4
