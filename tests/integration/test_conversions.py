"""The route of conversions: what counts, what does not and why, and what is refused by which field."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sextant.domain.experiment_counts import Tally
from sextant.domain.experiment_metrics import LARGEST_VALUE, Measure, Metric, MetricRole, MetricType
from sextant.domain.experiments import Conclusion
from sextant.store.base import connection
from tests.integration.conftest import ADMIN, CLIENT, CLIENT_KEY, SERVER_KEY, Call
from tests.integration.dynamodb_faults import counted as requests
from tests.integration.dynamodb_faults import refusing
from tests.integration.enrolling import (
    CLICKED,
    REVENUE,
    convert,
    counted,
    draft,
    get_variant,
    running,
    stored,
    variant_of,
)

NOW = datetime.now(UTC)


def said(answer: object) -> tuple[bool, str]:
    """Whether a conversion counted, and the reason."""
    told = answer.json  # type: ignore[attr-defined]
    return told["counted"], told["reason"]


def test_a_conversion_counts_for_the_variant_that_the_user_got(client_api: Call) -> None:
    """The answer says which, and of which metric."""
    experiment = running()
    got = variant_of(client_api, "maya")
    answer = convert(client_api, "maya", "clicked")
    assert answer.status == 200
    assert answer.json == {
        "experimentKey": "button",
        "metric": "clicked",
        "counted": True,
        "reason": "counted",
        "variant": got,
    }
    assert counted(experiment) == {got: Tally(1, {"clicked": {"users": 1, "y": 1}})}


def test_a_user_counts_once_in_a_binomial_metric(client_api: Call) -> None:
    """A second conversion costs one read and no write, whatever its id."""
    experiment = running()
    got = variant_of(client_api, "maya")
    convert(client_api, "maya", "clicked", eventId="one")
    with requests(connection().client) as seen:
        again = convert(client_api, "maya", "clicked", eventId="two")
    assert said(again) == (False, "already_counted")
    assert seen == [("GetItem", False)]
    assert counted(experiment)[got].sums == {"clicked": {"users": 1, "y": 1}}


def test_what_may_be_done_again_counts_once_for_each_id(client_api: Call) -> None:
    """Sums and sums of squares are of the user's total."""
    experiment = running()
    got = variant_of(client_api, "maya")
    for event_id, value in (("a", 700), ("b", 300), ("a", 700)):
        answer = convert(client_api, "maya", "revenue", value=value, eventId=event_id)
    assert said(answer) == (False, "already_counted")
    assert counted(experiment)[got].sums == {"revenue": {"users": 1, "y": 1_000, "yy": 1_000_000}}


def test_both_parts_of_a_ratio_add_up(client_api: Call) -> None:
    """Their product is kept too, for the variance of a ratio."""
    experiment = running()
    got = variant_of(client_api, "maya")
    for number in range(3):
        convert(client_api, "maya", "click-rate", part="denominator", eventId=f"{number}")
    for number in range(2):
        assert said(convert(client_api, "maya", "click-rate", part="numerator", eventId=f"{number}")) == (
            True,
            "counted",
        )
    assert counted(experiment)[got].sums == {"click-rate": {"users": 1, "y": 2, "yy": 4, "d": 3, "dd": 9, "yd": 6}}


def test_a_cap_holds_for_the_users_sum(client_api: Call) -> None:
    """Not for each conversion, and what goes beyond is not lost from what is known of the user."""
    experiment = running(metrics=(replace(REVENUE, cap=1_000),))
    got = variant_of(client_api, "maya")
    for event_id in ("a", "b", "c"):
        convert(client_api, "maya", "revenue", value=400, eventId=event_id)
    assert counted(experiment)[got].sums == {"revenue": {"users": 1, "y": 1_000, "yy": 1_000_000}}


def test_sums_of_squares_stay_exact_beyond_what_a_float_holds(client_api: Call) -> None:
    """Of the largest values there may be."""
    experiment = running()
    got = variant_of(client_api, "maya")
    convert(client_api, "maya", "revenue", value=LARGEST_VALUE, eventId="a")
    convert(client_api, "maya", "revenue", value=LARGEST_VALUE - 1, eventId="b")
    total = 2 * LARGEST_VALUE - 1
    assert counted(experiment)[got].sums == {"revenue": {"users": 1, "y": total, "yy": total**2}}


def test_whoever_does_not_take_part_is_told_so(client_api: Call) -> None:
    """Having asked for no variant, nobody is enrolled by converting."""
    experiment = running()
    answer = convert(client_api, "maya", "clicked")
    assert (said(answer), answer.json["variant"]) == ((False, "not_enrolled"), None)
    assert counted(experiment) == {}


def test_a_guest_who_signs_in_converts_as_the_guest_that_they_were(client_api: Call) -> None:
    """Where the user does not take part by another name."""
    experiment = running()
    got = get_variant(client_api, anonymousId="visit").json["variant"]["id"]
    assert said(convert(client_api, None, "clicked", anonymousId="visit")) == (True, "counted")
    answer = convert(client_api, "maya", "clicked", anonymousId="visit")
    assert (said(answer), answer.json["variant"]) == ((False, "already_counted"), got)
    assert counted(experiment)[got].users == 1


def test_who_signs_in_where_another_user_was_the_guest_does_not_convert_as_them(client_api: Call) -> None:
    """Omar has never asked for a variant."""
    running()
    get_variant(client_api, anonymousId="visit")
    get_variant(client_api, userId="maya", anonymousId="visit")
    assert said(convert(client_api, "omar", "clicked", anonymousId="visit")) == (False, "not_enrolled")


@pytest.mark.parametrize(
    ("after", "outcome"),
    [(-60, "before_exposure"), (0, "counted"), (3_600, "counted"), (3_601, "outside_window")],
)
def test_only_what_follows_the_exposure_within_the_window_counts(
    client_api: Call, after: int, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window begins when the user got their variant."""
    running(metrics=(replace(CLICKED, window=timedelta(hours=1)),))
    exposed = NOW - timedelta(hours=2)
    with monkeypatch.context() as patched:
        patched.setattr("time.time_ns", lambda: int(exposed.timestamp() * 1000) * 1_000_000)
        variant_of(client_api, "maya")
    at = (exposed + timedelta(seconds=after)).isoformat(timespec="milliseconds")
    assert said(convert(client_api, "maya", "clicked", timestamp=at))[1] == outcome


def test_the_window_ends_for_what_is_sent_as_it_happens_too(client_api: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a timestamp, the moment of the call counts."""
    running(metrics=(replace(CLICKED, window=timedelta(hours=1)),))
    exposed = NOW - timedelta(hours=2)
    with monkeypatch.context() as patched:
        patched.setattr("time.time_ns", lambda: int(exposed.timestamp() * 1000) * 1_000_000)
        variant_of(client_api, "maya")
    assert said(convert(client_api, "maya", "clicked")) == (False, "outside_window")


def test_nothing_counts_while_it_does_not_run(client_api: Call) -> None:
    """Neither before the start, nor while it is paused, nor when it is over."""
    stored(draft("early"))
    experiment = running()
    got = variant_of(client_api, "maya")
    paused = stored(experiment.paused(by="admin", now=NOW), experiment)
    assert said(convert(client_api, "maya", "clicked")) == (False, "paused")
    stored(paused.completed(Conclusion(winner=None, reason="enough"), by="admin", now=NOW), paused)
    assert said(convert(client_api, "maya", "clicked")) == (False, "not_running")
    assert said(convert(client_api, "maya", "clicked", key="early")) == (False, "not_running")
    assert counted(experiment) == {got: Tally(1)}


def test_a_metric_need_not_be_named_if_there_is_one_primary_one(client_api: Call) -> None:
    """With two of them, it must be."""
    running()
    variant_of(client_api, "maya")
    assert convert(client_api, "maya").json["metric"] == "clicked"
    other = replace(CLICKED, id="other")
    running("two", metrics=(CLICKED, other))
    answer = convert(client_api, "maya", key="two")
    assert answer.status == 422
    assert answer.json["errors"][0]["field"] == "metric"


@pytest.mark.parametrize(
    ("metric", "sent", "field"),
    [
        ("revenue", {"value": -1, "eventId": "a"}, "value"),
        ("revenue", {"value": LARGEST_VALUE + 1, "eventId": "a"}, "value"),
        ("revenue", {"value": 10**40, "eventId": "a"}, "value"),
        ("revenue", {"value": 1.5, "eventId": "a"}, "value"),
        ("revenue", {"value": "12", "eventId": "a"}, "value"),
        ("revenue", {"value": True, "eventId": "a"}, "value"),
        ("revenue", {"value": [1], "eventId": "a"}, "value"),
        ("revenue", {"eventId": "a"}, "value"),
        ("revenue", {"value": 1}, "eventId"),
        ("opened", {}, "eventId"),
        ("opened", {"eventId": "#behavioural#a"}, "eventId"),
        ("opened", {"eventId": "a", "value": 5}, "value"),
        ("clicked", {"value": 5}, "value"),
        ("clicked", {"part": "denominator"}, "part"),
        ("clicked", {"part": "both"}, "part"),
        ("clicked", {"timestamp": "2026-01-17"}, "timestamp"),
        ("clicked", {"timestamp": (NOW + timedelta(hours=3)).isoformat()}, "timestamp"),
        ("unheard-of", {}, "metric"),
        ("clicked", {"anonymousId": ""}, "anonymousId"),
        ("clicked", {"surprise": 1}, "surprise"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_field(
    client_api: Call, metric: str, sent: dict[str, object], field: str
) -> None:
    """422, and nothing counts."""
    experiment = running()
    got = variant_of(client_api, "maya")
    answer = convert(client_api, "maya", metric, **sent)
    assert answer.status == 422, answer.body
    assert [each["field"] for each in answer.json["errors"]] == [field]
    assert counted(experiment) == {got: Tally(1)}


@pytest.mark.parametrize("user", ["anonymous#visit", "u" * 129, "", None])
def test_somebody_has_to_be_named(client_api: Call, user: str | None) -> None:
    """By a name that a user can have."""
    running()
    answer = convert(client_api, user, "clicked")
    assert answer.status == 422
    assert answer.json["errors"][0]["field"] == "userId"


def test_an_unknown_experiment_is_not_found(client_api: Call) -> None:
    """404, whatever is sent."""
    assert convert(client_api, "maya", "clicked", key="nothing").status == 404


def test_a_users_token_acts_for_its_own_subject(client_api: Call) -> None:
    """Another user's id is refused with 403, its own need not be said."""
    running()
    get_variant(client_api, caller=CLIENT)
    assert convert(client_api, "maya", "clicked", caller=CLIENT).status == 403
    assert said(convert(client_api, None, "clicked", caller=CLIENT)) == (True, "counted")


def test_a_publishable_key_cannot_invent_revenue(client_api: Call) -> None:
    """Metrics of business events take a server key or an admin."""
    running()
    get_variant(client_api, userId="maya")
    get_variant(client_api, caller=ADMIN)
    for caller, user in ((CLIENT_KEY, "maya"), (CLIENT, None)):
        assert convert(client_api, user, "revenue", caller=caller, value=1, eventId="a").status == 403
    assert convert(client_api, "maya", "clicked", caller=CLIENT_KEY).status == 200
    assert said(convert(client_api, None, "revenue", caller=ADMIN, value=1, eventId="a")) == (True, "counted")


def test_a_conversion_that_cannot_be_counted_now_may_be_sent_again(client_api: Call) -> None:
    """503, and then once."""
    experiment = running()
    got = variant_of(client_api, "maya")
    with refusing(connection().client, "TransactWriteItems", code="ThrottlingException"):
        assert convert(client_api, "maya", "revenue", value=5, eventId="a").status == 503
    assert said(convert(client_api, "maya", "revenue", value=5, eventId="a")) == (True, "counted")
    assert counted(experiment)[got].sums == {"revenue": {"users": 1, "y": 5, "yy": 25}}


def test_long_ids_keep_what_was_counted_apart(client_api: Call) -> None:
    """Of the longest names there may be, in characters of four bytes."""
    experiment = running()
    user, event_id = "🦊" * 128, "🐻" * 127
    got = variant_of(client_api, user)
    sent = [convert(client_api, user, "opened", eventId=f"{event_id}{last}") for last in "aba"]
    assert [said(answer)[0] for answer in sent] == [True, True, False]
    assert counted(experiment)[got].sums["opened"] == {"users": 1, "y": 2, "yy": 4}


def test_a_covariate_is_taken_at_exposure_and_counted_with_the_user(client_api: Call) -> None:
    """In thousandths, whether the user converts or not."""
    metric = Metric(
        id="spent",
        name="Spent",
        type=MetricType.COUNT,
        role=MetricRole.PRIMARY,
        numerator=Measure("spent", "pence"),
        covariate="visits",
    )
    experiment = running(metrics=(metric,))
    got = get_variant(client_api, userId="maya", attributes='{"visits": 2.5}').json["variant"]["id"]
    assert counted(experiment)[got].sums == {"spent": {"x": 2_500, "xx": 2_500**2}}
    convert(client_api, "maya", value=3, eventId="a", caller=SERVER_KEY)
    assert counted(experiment)[got].sums == {
        "spent": {"users": 1, "y": 3, "yy": 9, "x": 2_500, "xx": 2_500**2, "xy": 7_500}
    }
