"""Which events are taken, from whom, and what time they get."""

from typing import Any

import pytest

from sextant.domain.admission import DAY_MS, MINUTE_MS, Admission
from sextant.domain.errors import ForbiddenError
from sextant.domain.principals import Principal, PrincipalKind
from sextant.domain.rejections import Reason

NOW = 1_768_644_000_000
USER = Principal(PrincipalKind.USER, "maya", frozenset({"CLIENT"}))
ADMIN = Principal(PrincipalKind.USER, "boss", frozenset({"ADMIN"}))
CLIENT_KEY = Principal(PrincipalKind.CLIENT_KEY, "key")
SERVER_KEY = Principal(PrincipalKind.SERVER_KEY, "key")


def admission(caller: Principal = SERVER_KEY, **details: Any) -> Admission:  # noqa: ANN401 - any detail
    """A request that arrives now."""
    return Admission(caller=caller, now=NOW, retention_days=90, **details)


def reason(
    found: Admission, *, name: str = "page_viewed", user_id: str | None = "maya", at: int = NOW
) -> Reason | None:
    """Why an event is refused, if it is."""
    refusal = found.refusal(name=name, user_id=user_id, anonymous_id=None, at=at)
    return refusal[0] if refusal else None


@pytest.mark.parametrize(("caller", "refused"), [(USER, True), (CLIENT_KEY, True), (ADMIN, False), (SERVER_KEY, False)])
def test_only_servers_and_admins_report_facts_of_the_business(caller: Principal, *, refused: bool) -> None:
    """A phone cannot invent revenue."""
    found = reason(admission(caller), name="payment_completed", user_id=caller.id)
    assert found == (Reason.NOT_ALLOWED if refused else None)


@pytest.mark.parametrize(
    ("caller", "refused"), [(USER, True), (CLIENT_KEY, False), (ADMIN, False), (SERVER_KEY, False)]
)
def test_a_users_token_acts_for_its_own_subject_only(caller: Principal, *, refused: bool) -> None:
    """Keys and admins may name whom they mean."""
    assert reason(admission(caller), user_id="somebody") == (Reason.NOT_ALLOWED if refused else None)


def test_a_users_token_that_names_nobody_means_its_subject() -> None:
    """A key that names nobody means nobody, which is refused."""
    assert admission(USER).user_of(None, "device-1") == "maya"
    assert admission(SERVER_KEY).user_of(None, None) is None
    assert reason(admission(SERVER_KEY), user_id=None) is Reason.USER_MISSING


@pytest.mark.parametrize(
    ("minutes_behind", "corrected"), [(0, False), (10, False), (-10, False), (11, True), (-11, True), (60 * 24, True)]
)
def test_a_clock_that_is_off_by_over_ten_minutes_is_corrected(minutes_behind: int, *, corrected: bool) -> None:
    """By what it is off; less may be the network."""
    off = minutes_behind * MINUTE_MS
    found = admission(sent_at=NOW - off)
    happened = NOW - off - 5 * MINUTE_MS
    assert found.time_of(happened) == (NOW - 5 * MINUTE_MS if corrected else happened)
    assert found.time_of(None) == NOW


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOW + 60 * MINUTE_MS, None),
        (NOW + 60 * MINUTE_MS + 1, Reason.TIMESTAMP_IN_FUTURE),
        (NOW - 90 * DAY_MS, None),
        (NOW - 90 * DAY_MS - 1, Reason.OLDER_THAN_RETENTION),
    ],
)
def test_events_are_of_the_last_90_days_and_the_next_hour(at: int, expected: Reason | None) -> None:
    """To the millisecond."""
    assert reason(admission(), at=at) == expected


def test_history_may_be_old_but_not_before_all_records() -> None:
    """And no newer than anything else."""
    history = admission(imported=True)
    assert reason(history, at=NOW - 5_000 * DAY_MS) is None
    assert reason(history, at=0) is Reason.OLDER_THAN_RETENTION
    assert reason(history, at=NOW + 2 * 60 * MINUTE_MS) is Reason.TIMESTAMP_IN_FUTURE


@pytest.mark.parametrize("caller", [USER, CLIENT_KEY])
def test_only_servers_and_admins_import_history(caller: Principal) -> None:
    """The whole request is refused."""
    with pytest.raises(ForbiddenError):
        admission(caller, imported=True)
    assert admission(ADMIN, imported=True).imported


def test_an_admin_who_names_a_guest_means_the_guest() -> None:
    """And oneself when naming nobody at all."""
    assert admission(ADMIN).user_of(None, "guest-1") is None
    assert admission(ADMIN).user_of(None, None) == "boss"


def test_a_guest_does_not_register() -> None:
    """Without a user there is nobody to count as new."""
    refusal = admission().refusal(name="user_registered", user_id=None, anonymous_id="guest-1", at=NOW)
    assert refusal is not None
    assert refusal[0] is Reason.USER_MISSING
