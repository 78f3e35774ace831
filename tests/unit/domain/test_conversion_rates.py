"""Conversion rates of hand-made clients and CAs."""

from datetime import date

from sextant.domain.buckets import BUCKET_MS
from sextant.domain.calendars import CaFirsts
from sextant.domain.conversion_rates import Within, of_cas, of_clients, paid_again_at
from sextant.domain.entrants import Buyer, Entrant
from sextant.domain.funnel import DAY_MS

BUCKETS_A_DAY = DAY_MS // BUCKET_MS


def day_of(bucket: int) -> date:
    """The UTC date."""
    return date.fromordinal(date(1970, 1, 1).toordinal() + bucket // BUCKETS_A_DAY)


def client(registered_at: int, *paid: int, requested_at: int | None = None) -> Buyer:
    """Somebody who paid in these buckets."""
    entrant = Entrant(
        registered_at, "CLIENT", requested_at, None, None, paid[0] * BUCKET_MS if paid else None, None, None
    )
    return Buyer("maya", entrant, {"GBP": tuple((bucket, 5) for bucket in paid)}, {})


def test_only_who_had_their_time_is_mature() -> None:
    """Two registered at once; the window of one who came later is not over."""
    within = Within(10 * DAY_MS, as_of=12 * DAY_MS)
    found = of_clients([client(0, 100), client(0), client(3 * DAY_MS, requested_at=4 * DAY_MS)], within, day_of)
    assert (found.registered, found.mature, found.immature) == (3, 2, 1)
    assert (found.by_action["paid"].users, found.by_action["paid"].mature) == (1, 1)
    assert (found.by_action["requested"].users, found.by_action["requested"].mature) == (1, 0)


def test_what_comes_at_the_window_s_end_is_too_late() -> None:
    """The window of a day holds 24 hours less a millisecond."""
    within = Within(DAY_MS, as_of=9 * DAY_MS)
    found = of_clients([client(0, requested_at=DAY_MS), client(0, requested_at=DAY_MS - 1)], within, day_of)
    assert found.by_action["requested"].users == 1


def test_paying_again_is_paying_on_another_day() -> None:
    """Two payments of one day are one purchase, and what was paid before the registration is none."""
    assert paid_again_at(client(0, 3, 4), day_of) is None
    assert paid_again_at(client(0, 3, 4, BUCKETS_A_DAY + 1, 500), day_of) == (BUCKETS_A_DAY + 1) * BUCKET_MS
    assert paid_again_at(client(2 * DAY_MS, 3, 2 * BUCKETS_A_DAY + 1), day_of) is None
    # In the quarter of an hour in which they registered.
    assert paid_again_at(client(DAY_MS + 60_000, BUCKETS_A_DAY, 500), day_of) == 500 * BUCKET_MS


def test_cas_convert_by_what_they_did_first() -> None:
    """Also before they registered."""
    ca = Buyer("fay", Entrant(5 * DAY_MS, "CA", None, None, None, None, None, None), {}, {})
    firsts = CaFirsts(ca_id="fay", offered_at=1, booked_at=6 * DAY_MS, completed_at=40 * DAY_MS)
    found = of_cas([ca], {"fay": firsts}, Within(30 * DAY_MS, as_of=90 * DAY_MS))
    assert {action: each.users for action, each in found.by_action.items()} == {
        "published": 1,
        "booked": 1,
        "completed": 0,
    }
