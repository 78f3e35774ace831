"""Tracked events that running experiments measure: who saw what on a device, and what they did."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sextant.domain import allocations, hashing
from sextant.domain.experiment_counts import SIGNED_IN, Tally
from sextant.domain.experiments import Experiment, Treatment
from sextant.store.base import connection
from sextant.usecases.flag_cache import flag_cache
from tests.integration.analytics import event, ministack, ministack_tables, payment, send, tables, throttled
from tests.integration.conftest import CLIENT_KEY, Call
from tests.integration.dynamodb_faults import counted as requests
from tests.integration.enrolling import VARIANTS, convert, counted, get_variant, running, stored, variant_of

__all__ = ["ministack", "ministack_tables", "tables"]

NOW = datetime.now(UTC)
CLICK = {"clicked": {"users": 1, "y": 1}, "click-rate": {"users": 1, "y": 1, "yy": 1}}


def drawn(experiment: Experiment, user: str = "maya") -> str:
    """What the experiment gives a user."""
    bucket = hashing.bucketer(experiment.seed, 2)(user)
    return allocations.variant_of(experiment.phases[-1].allocation, bucket)


def other_than(variant: str) -> str:
    """The other one of the two."""
    return next(each.id for each in VARIANTS if each.id != variant)


def viewed(variant: object, event_id: str = "seen", *, at: str | None = None, **who: str) -> dict[str, Any]:
    """That a device has shown a variant."""
    return event("experiment_viewed", event_id, {"experimentKey": "button", "variant": variant}, at=at, **who)


def sent(client_api: Call, *events: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """Track events; what was rejected."""
    return send(client_api, events)[2]


def ago(**span: float) -> str:
    """A moment in the past."""
    return (datetime.now(UTC) - timedelta(**span)).isoformat()


def test_an_event_counts_in_every_metric_that_it_is_measured_by(client_api: Call) -> None:
    """Once, however often it is delivered."""
    experiment = running()
    got = variant_of(client_api, "maya")
    for _ in range(3):
        assert sent(client_api, event("button_clicked", "c1"), event("page_viewed", "p1")) == []
    opened = {"users": 1, "y": 1, "yy": 1}
    rate = {"users": 1, "y": 1, "yy": 1, "d": 1, "dd": 1, "yd": 1}
    expected = {"clicked": {"users": 1, "y": 1}, "opened": opened, "click-rate": rate}
    assert counted(experiment) == {got: Tally(1, expected)}


def test_money_counts_in_minor_units_of_the_metrics_currency(client_api: Call) -> None:
    """Other currencies are left out: they cannot be added up."""
    experiment = running()
    got = variant_of(client_api, "maya")
    assert sent(client_api, payment("a", 500), payment("b", 900, currency="EUR"), payment("c", 20)) == []
    assert counted(experiment)[got].sums == {"revenue": {"users": 1, "y": 520, "yy": 270_400}}


def test_the_same_id_tracked_and_sent_counts_once(client_api: Call) -> None:
    """Whichever comes first."""
    experiment = running()
    got = variant_of(client_api, "maya")
    sent(client_api, payment("a", 500), event("page_viewed", "p"))
    assert convert(client_api, "maya", "revenue", value=500, eventId="a").json["reason"] == "already_counted"
    assert convert(client_api, "maya", "opened", eventId="p").json["reason"] == "already_counted"
    assert convert(client_api, "maya", "revenue", value=1, eventId="b").json["reason"] == "counted"
    sent(client_api, payment("b", 1))
    assert counted(experiment)[got].sums["revenue"] == {"users": 1, "y": 501, "yy": 251_001}


def test_what_was_stored_and_not_counted_counts_when_it_is_sent_again(client_api: Call) -> None:
    """It is rejected as retryable, and then a duplicate."""
    experiment = running()
    got = variant_of(client_api, "maya")
    behavioural = {"anonymousId": "visit"}
    get_variant(client_api, anonymousId="visit")
    with throttled("TransactWriteItems"):
        answer = client_api(
            "POST", "/api/analytics/track", body=event("page_viewed", "p", **behavioural), caller=CLIENT_KEY
        )
    assert answer.status == 503
    assert send(client_api, [event("page_viewed", "p", **behavioural)]) == (0, 1, [])
    total = sum(tally.sums.get("opened", {}).get("y", 0) for tally in counted(experiment).values())
    assert (total, got in counted(experiment)) == (1, True)


def test_events_of_who_takes_no_part_cost_a_read_and_count_nothing(client_api: Call) -> None:
    """They are stored as ever."""
    experiment = running()
    assert send(client_api, [event("page_viewed", "p", anonymousId="visit")]) == (1, 0, [])
    assert counted(experiment) == {}


def test_events_that_nothing_measures_cost_nothing(client_api: Call) -> None:
    """Once it is known what runs, ingestion reads nothing of experiments."""
    running()
    send(client_api, [event("scrolled", "warm", anonymousId="visit")])
    with requests(connection().client) as seen:
        send(client_api, [event("scrolled", "s", anonymousId="visit")])
    assert not {"GetItem", "Query", "TransactWriteItems"} & {operation for operation, _ in seen}


def test_without_knowing_what_runs_events_have_to_be_sent_again(client_api: Call) -> None:
    """They are stored, but whether they count cannot be told."""
    experiment = running()
    got = variant_of(client_api, "maya")
    # What events must obey is known by then; what runs is not.
    send(client_api, [event("scrolled", "s", anonymousId="visit")])
    flag_cache.cache_clear()
    seen = event("button_clicked", "c", userId="maya")
    with throttled("Query"):
        assert client_api("POST", "/api/analytics/track", body=seen, caller=CLIENT_KEY).status == 503
    assert send(client_api, [seen]) == (0, 1, [])
    assert counted(experiment) == {got: Tally(1, CLICK)}


def test_what_a_device_has_shown_enrols_before_what_followed_counts(client_api: Call) -> None:
    """In one batch, in whatever order; the server then gives the same variant."""
    experiment = running()
    got = drawn(experiment)
    assert sent(client_api, event("button_clicked", "c"), viewed(got, at=ago(minutes=1))) == []
    assert counted(experiment) == {got: Tally(1, CLICK)}
    said = get_variant(client_api, userId="maya").json
    assert (said["variant"]["id"], said["reason"]) == (got, "enrolled")
    assert counted(experiment)[got].users == 1


@pytest.mark.parametrize(
    "names", [("experimentId", "variationId"), ("experimentKey", "variationId"), ("experimentId", "variant")]
)
def test_growthbooks_names_are_understood(client_api: Call, names: tuple[str, str]) -> None:
    """As its tracking sends them."""
    experiment = running()
    got = drawn(experiment)
    sent(client_api, event("experiment_viewed", "v", dict(zip(names, ("button", got), strict=True))))
    assert counted(experiment) == {got: Tally(1)}


def test_a_variation_may_be_told_by_its_place_in_the_file(client_api: Call) -> None:
    """Where there is one variation for each range."""
    experiment = running()
    places = [each.variant for each in experiment.phases[0].allocation]
    sent(client_api, viewed(places.index(drawn(experiment))))
    assert counted(experiment) == {drawn(experiment): Tally(1)}


def test_a_number_is_a_place_and_a_text_an_id(client_api: Call) -> None:
    """Also where ids look like numbers."""
    experiment = running(variants=tuple(replace(each, id=str(place)) for place, each in enumerate(VARIANTS, 1)))
    places = [each.variant for each in experiment.phases[0].allocation]
    users = [f"user-{number}" for number in range(20)]
    truth = Counter(drawn(experiment, user) for user in users)
    for place, user in enumerate(users):
        got = drawn(experiment, user)
        told = got if place % 2 else places.index(got)
        sent(client_api, viewed(told, f"seen-{place}", userId=user))
    assert min(truth.values()) > 1
    assert {variant: tally.users for variant, tally in counted(experiment).items()} == dict(truth)


def test_whom_no_device_draws_for_is_not_enrolled_by_what_it_says(client_api: Call) -> None:
    """A tester, and somebody outside of the traffic, though their bucket would give them that variant."""
    tested = running()
    tested = stored(replace(tested, overrides={"maya": drawn(tested)}), tested)
    closed = running("closed", traffic=0)
    seen = viewed(drawn(tested))
    seen_closed = viewed(drawn(closed), "seen-closed")
    seen_closed["properties"]["experimentKey"] = "closed"
    assert sent(client_api, seen, seen_closed, event("button_clicked", "c")) == []
    assert (counted(tested), counted(closed)) == ({}, {})


def test_what_a_user_does_before_asking_again_counts_for_the_guest_that_they_were(client_api: Call) -> None:
    """An event that names both is enough, and counts once when the user is enrolled with that guest."""
    experiment = running()
    got = get_variant(client_api, anonymousId="visit").json["variant"]["id"]
    opened = event("page_viewed", "p1", userId="maya", anonymousId="visit")
    assert sent(client_api, opened) == []
    assert counted(experiment)[got].sums["opened"] == {"users": 1, "y": 1, "yy": 1}
    get_variant(client_api, userId="maya", anonymousId="visit")
    assert sent(client_api, opened, event("page_viewed", "p2", userId="maya")) == []
    assert counted(experiment)[got].sums["opened"] == {"users": 1, "y": 2, "yy": 4}


def test_what_counted_for_the_guest_counts_once_when_it_is_sent_again_as_the_user(client_api: Call) -> None:
    """However it is sent then: with both ids, with the user's alone, or as the guest; and as a tracked event."""
    experiment = running()
    got = get_variant(client_api, anonymousId="visit").json["variant"]["id"]
    paid: dict[str, Any] = {"value": 500, "eventId": "pay-1"}
    assert convert(client_api, "maya", "revenue", anonymousId="visit", **paid).json["reason"] == "counted"
    assert convert(client_api, "maya", "revenue", anonymousId="visit", **paid).json["reason"] == "already_counted"
    get_variant(client_api, userId="maya", anonymousId="visit")
    for user, guest in (("maya", "visit"), ("maya", None), (None, "visit")):
        told = {"anonymousId": guest} if guest else {}
        assert convert(client_api, user, "revenue", **told, **paid).json["reason"] == "already_counted"
    for who in ({"userId": "maya", "anonymousId": "visit"}, {"userId": "maya"}):
        assert sent(client_api, payment("pay-1", 500, **who)) == []
    assert counted(experiment)[got].sums["revenue"] == {"users": 1, "y": 500, "yy": 250_000}


@pytest.mark.parametrize("variant", ["unheard-of", 7, -1, True, None, 1.5])
def test_a_variant_that_there_is_not_is_ignored(client_api: Call, variant: object) -> None:
    """The event is stored as ever."""
    experiment = running()
    assert send(client_api, [viewed(variant)]) == (1, 0, [])
    assert counted(experiment) == {}


def test_a_device_cannot_choose_its_variant(client_api: Call) -> None:
    """What no phase gives the user enrols nobody."""
    experiment = running()
    sent(client_api, viewed(other_than(drawn(experiment))))
    assert counted(experiment) == {}


def test_a_device_with_an_older_file_enrols_in_the_phase_that_it_knows(client_api: Call) -> None:
    """So that the new phase's shares stay what its weights say."""
    experiment = running()
    user = next(f"user-{number}" for number in range(99) if drawn(experiment, f"user-{number}") == "control")
    variants = (replace(VARIANTS[0], weight=0), VARIANTS[1])
    opened = experiment.in_new_phase(variants, Treatment.KEEP, "", by="admin", now=NOW)
    stored(opened, experiment)
    sent(client_api, viewed("control", userId=user))
    assert (counted(opened), counted(opened, phase=2)) == ({"control": Tally(1)}, {})


def test_who_takes_part_and_sees_another_variant_has_crossed(client_api: Call) -> None:
    """With all that they have done, and only once."""
    experiment = running()
    got = variant_of(client_api, "maya")
    sent(client_api, event("button_clicked", "c"))
    for _ in range(2):
        sent(client_api, viewed(other_than(got)))
    assert counted(experiment) == counted(experiment, crossed=True) == {got: Tally(1, CLICK)}


@pytest.mark.parametrize("same", [True, False])
def test_a_device_that_tells_who_its_guest_was_makes_one_unit_of_both(client_api: Call, *, same: bool) -> None:
    """By an exposure with both ids; what the guest and the user did counts once, where the guest was first."""
    experiment = running()
    user = next(name for name in map(str, range(100)) if (drawn(experiment, name) == drawn(experiment)) is same)
    who = {"userId": user, "anonymousId": "maya"}
    sent(client_api, viewed(drawn(experiment), "g", anonymousId="maya"))
    sent(client_api, event("button_clicked", "c", anonymousId="maya"))
    sent(client_api, viewed(drawn(experiment, user), "u", **who))
    sent(client_api, event("button_clicked", "d", userId=user))
    clicks = {"clicked": {"users": 1, "y": 1}, "click-rate": {"users": 1, "y": 2, "yy": 4}}
    assert counted(experiment) == {drawn(experiment): Tally(1, clicks)}
    crossed = {} if same else {drawn(experiment): Tally(1, clicks | {SIGNED_IN: {"users": 1}})}
    assert counted(experiment, crossed=True) == crossed


def test_what_happened_before_the_exposure_does_not_count(client_api: Call) -> None:
    """Nor does an exposure to an experiment of this key that is no more."""
    experiment = running()
    sent(client_api, viewed(drawn(experiment), "old", at=ago(hours=3)))
    assert counted(experiment) == {}
    got = variant_of(client_api, "maya")
    sent(client_api, event("button_clicked", "c", at=ago(minutes=5)))
    assert counted(experiment) == {got: Tally(1)}


def test_nothing_counts_while_the_experiment_is_paused(client_api: Call) -> None:
    """Neither exposures nor conversions."""
    experiment = running()
    got = variant_of(client_api, "maya")
    stored(experiment.paused(by="admin", now=NOW), experiment)
    sent(client_api, event("button_clicked", "c"), viewed(drawn(experiment, "noor"), userId="noor"))
    assert counted(experiment) == {got: Tally(1)}
