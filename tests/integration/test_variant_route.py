"""The route of variants: what it answers, what it refuses, and what it costs."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from sextant.domain import allocations, hashing
from sextant.domain.experiments import Conclusion, Namespace
from sextant.domain.principals import Role
from sextant.store.base import connection
from tests.integration.conftest import ADMIN, CLIENT, CLIENT_KEY, Call
from tests.integration.dynamodb_faults import counted as requests
from tests.integration.dynamodb_faults import refusing
from tests.integration.enrolling import counted, draft, get_variant, running, stored, variant_of

NOW = datetime.now(UTC)


def test_a_user_gets_the_variant_that_the_allocation_gives_them(client_api: Call) -> None:
    """The same that a device draws by the seed, with its value, and they take part."""
    experiment = running()
    answer = get_variant(client_api, userId="maya")
    bucket = hashing.bucketer(experiment.seed, 2)("maya")
    drawn = experiment.variant(allocations.variant_of(experiment.phases[0].allocation, bucket))
    assert drawn
    assert answer.status == 200
    assert answer.json == {
        "experimentKey": "button",
        "status": "RUNNING",
        "variant": {"id": drawn.id, "name": drawn.name, "value": drawn.value},
        "enrolled": True,
        "reason": "enrolled",
        "phase": 1,
        "version": 1,
    }
    assert answer.headers["cache-control"] == "no-store"


def test_a_warm_repeat_makes_one_read_and_no_write(client_api: Call) -> None:
    """An eventually consistent one, which costs half a unit."""
    running(condition={"country": "GB"})
    asked = {"userId": "maya", "attributes": '{"country": "GB"}'}
    first = get_variant(client_api, **asked)
    with requests(connection().client) as seen:
        again = get_variant(client_api, **asked)
    assert again.json == first.json
    assert seen == [("GetItem", False)]


def test_users_are_counted_once_each(client_api: Call) -> None:
    """However often each of them asks."""
    experiment = running()
    got = Counter(variant_of(client_api, f"user-{number}") for number in range(12) for _ in range(2))
    assert {variant: tally.users * 2 for variant, tally in counted(experiment).items()} == got


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({}, "no_user"),
        ({"userId": "maya", "attributes": '{"country": "FR"}'}, "not_targeted"),
        ({"userId": "maya", "role": "CLIENT", "attributes": '{"country": "GB"}'}, "not_targeted"),
    ],
)
def test_whom_it_is_not_for_gets_none_and_is_told_why(client_api: Call, query: dict[str, str], reason: str) -> None:
    """And is not counted."""
    experiment = running(condition={"country": "GB"}, roles=(Role.CA,))
    said = get_variant(client_api, **query).json
    assert (said["variant"], said["reason"], said["enrolled"]) == (None, reason, False)
    assert counted(experiment) == {}


def test_the_share_of_traffic_and_the_group_keep_others_out(client_api: Call) -> None:
    """Each says so for itself."""
    running("quiet", traffic=0)
    running("other", namespace=Namespace("checkout", 0, 0))
    assert get_variant(client_api, "quiet", userId="maya").json["reason"] == "not_in_traffic"
    assert get_variant(client_api, "other", userId="maya").json["reason"] == "other_experiment"


def test_before_the_start_there_is_no_variant(client_api: Call) -> None:
    """A draft enrols nobody."""
    stored(draft())
    said = get_variant(client_api, userId="maya").json
    assert (said["status"], said["variant"], said["reason"], said["phase"]) == ("DRAFT", None, "not_started", None)


def test_a_pause_keeps_who_takes_part_and_lets_in_nobody(client_api: Call) -> None:
    """Resumed, it goes on with the same users."""
    experiment = running()
    before = variant_of(client_api, "maya")
    paused = stored(experiment.paused(by="admin", now=NOW), experiment)
    assert variant_of(client_api, "maya") == before
    said = get_variant(client_api, userId="noor").json
    assert (said["variant"], said["reason"]) == (None, "paused")
    stored(paused.resumed(by="admin", now=NOW), paused)
    assert variant_of(client_api, "maya") == before
    assert get_variant(client_api, userId="noor").json["reason"] == "enrolled"


@pytest.mark.parametrize("winner", ["blue", None])
def test_once_it_is_over_everybody_gets_the_winner(client_api: Call, winner: str | None) -> None:
    """Or nothing, if there is none; nobody is counted."""
    experiment = running()
    stored(experiment.completed(Conclusion(winner=winner, reason="enough"), by="admin", now=NOW), experiment)
    said = get_variant(client_api, userId="maya").json
    assert (said["variant"] and said["variant"]["id"], said["reason"]) == (winner, "completed")
    assert counted(experiment) == {}


def test_an_unknown_experiment_is_not_found(client_api: Call) -> None:
    """404, as every thing that is not there."""
    assert get_variant(client_api, "nothing", userId="maya").status == 404


def test_a_users_token_stands_for_its_own_subject(client_api: Call) -> None:
    """It need not be named, and nobody else can be."""
    running()
    assert get_variant(client_api, caller=CLIENT).json["reason"] == "enrolled"
    assert get_variant(client_api, caller=CLIENT, userId="client-1").status == 200
    assert get_variant(client_api, caller=CLIENT, userId="maya").status == 403
    assert get_variant(client_api, caller=ADMIN, userId="maya").status == 403


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("userId=anonymous%23maya", "userId"),
        (f"userId={'u' * 129}", "userId"),
        ("userId=", "userId"),
        ("anonymousId=", "anonymousId"),
        (f"anonymousId={'a' * 129}", "anonymousId"),
        ("userId=maya&attributes=5", "attributes"),
        ("userId=maya&role=KING", "role[0]"),
        (f"attributes={quote('{')}", "attributes"),
    ],
)
def test_what_names_nobody_is_refused_by_field(client_api: Call, query: str, field: str) -> None:
    """422, and the field that is wrong."""
    running()
    answer = client_api("GET", f"/api/experiments/button/variant?{query}", caller=CLIENT_KEY)
    assert answer.status == 422
    assert [each["field"] for each in answer.json["errors"]] == [field]


def test_when_the_database_is_busy_the_caller_may_try_again(client_api: Call) -> None:
    """503, and nobody is counted by halves."""
    experiment = running()
    assert get_variant(client_api, userId="noor").status == 200
    conflict = {"code": "TransactionCanceledException", "reasons": ("TransactionConflict", "None")}
    with refusing(connection().client, "TransactWriteItems", **conflict):  # type: ignore[arg-type]
        assert get_variant(client_api, userId="maya").status == 503
    with refusing(connection().client, "TransactWriteItems", times=2, **conflict):  # type: ignore[arg-type]
        assert get_variant(client_api, userId="maya").status == 200
    assert sum(tally.users for tally in counted(experiment).values()) == 2


def test_a_known_attribute_of_the_profile_is_asked_for_only_when_somebody_enrols(client_api: Call) -> None:
    """The read of a profile is spared whom it cannot change."""
    experiment = running()
    edited = stored(replace(experiment, condition={"$or": [{"plan": "pro"}, {"id": "maya"}]}), experiment)
    with requests(connection().client) as first:
        assert variant_of(client_api, "maya")
    with requests(connection().client) as again:
        assert variant_of(client_api, "maya")
    assert edited.version == 2
    assert [operation for operation, _ in again] == ["GetItem"]
    assert [operation for operation, _ in first].count("GetItem") == 3
