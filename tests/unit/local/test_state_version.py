"""Data of another version of the code is told apart before anything is deployed over it."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from local import notes, state_version
from local.trouble import TroubleError


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An AWS of the test's own, in which nothing is noted."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield


def test_a_platform_goes_on_with_data_that_it_began() -> None:
    """The second start finds what the first one noted."""
    state_version.hold(fresh=True)
    state_version.hold(fresh=False)


@pytest.mark.parametrize("noted", [{}, {"version": state_version.CURRENT - 1}, {"version": state_version.CURRENT + 1}])
def test_data_of_another_version_is_refused(noted: dict[str, int]) -> None:
    """Whether it says so or is older than the note; the message says what to do."""
    if noted:
        notes.write("state-version", **noted)
    with pytest.raises(TroubleError, match="make dev-reset"):
        state_version.hold(fresh=False)


def test_what_is_noted_replaces_what_was() -> None:
    """Under one name; other names are untouched."""
    notes.write("a", done=False, weeks=3)
    notes.write("b", done=True)
    notes.write("a", done=True)
    assert (notes.read("a"), notes.read("b"), notes.read("c")) == ({"done": True}, {"done": True}, {})
