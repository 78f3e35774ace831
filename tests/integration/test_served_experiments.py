"""Experiments in memory and on devices: what it costs to know them, and that a device draws what the server draws."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from growthbook import GrowthBook

from sextant.domain.experiments import Conclusion, Treatment
from sextant.domain.flag_values import ValueType
from sextant.domain.flags import FlagEdit
from sextant.store.base import connection
from sextant.usecases import flags
from sextant.usecases.flag_cache import FlagCache, flag_cache
from sextant.usecases.served_experiments import ServedExperiments
from tests.integration.conftest import ADMIN, Call
from tests.integration.dynamodb_faults import counted as requests
from tests.integration.dynamodb_faults import refusing
from tests.integration.enrolling import METRICS, VARIANTS, draft, get_variant, running, stored, variant_of

NOW = datetime.now(UTC)
USERS = [f"user-{number}" for number in range(60)]


@pytest.fixture
def client_key(admin_api: Call) -> str:
    """A key with which a device asks for the data file."""
    made = admin_api("POST", "/api/admin/sdk-keys", body={"name": "app", "kind": "client"}, caller=ADMIN)
    secret: str = made.json["secret"]
    return secret


def file_of(client_api: Call, client_key: str) -> dict[str, dict[str, object]]:
    """The features of the data file."""
    answer = client_api("GET", f"/api/features/{client_key}")
    assert answer.status == 200
    found: dict[str, dict[str, object]] = answer.json["features"]
    return found


def test_experiments_are_loaded_with_the_flags(tables: object) -> None:
    """One look at the version covers both, and each is one query."""
    running()
    with requests(connection().client) as seen:
        snapshot = flag_cache().current().snapshot
        flag_cache().current()
    assert seen == [("GetItem", False), ("Query", True), ("Query", True)]
    assert list(snapshot.experiments.experiments) == ["button"]


def test_a_change_is_seen_by_the_first_look_behind_it(client_api: Call) -> None:
    """Within the 5 s that flags may lag."""
    now = NOW.timestamp()
    cache = FlagCache(lambda: now)
    experiment = running()
    assert cache.current().snapshot.experiments.running.keys() == {"button"}
    stored(experiment.paused(by="admin", now=NOW), experiment)
    now += 5
    assert cache.current().snapshot.experiments.running.keys() == set()


def test_when_the_database_fails_variants_come_from_memory(client_api: Call) -> None:
    """And the answer says that they do."""
    running(overrides={"maya": "blue"})
    paused = get_variant(client_api, userId="noor")
    assert paused.headers["x-sextant-flags"] == "fresh"
    cache = flag_cache()
    moment = cache.clock() + 6
    cache.clock = lambda: moment
    stored_part = get_variant(client_api, userId="noor")
    assert stored_part.json == paused.json
    moment += 6
    with refusing(connection().client, "GetItem", times=1):
        answer = get_variant(client_api, userId="noor")
    assert (answer.status, answer.headers["x-sextant-flags"]) == (200, "stale")


@pytest.mark.parametrize("traffic", [10_000, 3_000])
def test_a_device_draws_what_the_server_draws(client_api: Call, client_key: str, traffic: int) -> None:
    """With GrowthBook's own SDK, after weights were changed and part of the traffic was left out."""
    variants = tuple(replace(each, weight=weight) for each, weight in zip(VARIANTS, (30, 70), strict=True))
    experiment = running(traffic=traffic)
    opened = experiment.in_new_phase(variants, Treatment.KEEP, "", by="admin", now=NOW)
    stored(opened, experiment)
    features = file_of(client_api, client_key)
    for user in USERS:
        device = GrowthBook(attributes={"id": user}, features=features)
        result = device.eval_feature("button").experimentResult
        said = get_variant(client_api, userId=user).json["variant"]
        assert (result.key, result.value) == (said["id"], said["value"]) if said else result is None
        device.destroy()


def test_the_file_carries_running_experiments_that_devices_may_see(client_api: Call, client_key: str) -> None:
    """No draft, none that is paused or over, none that is for servers only."""
    running("seen", overrides={"maya": "blue"})
    stored(draft("early"))
    running("hidden", client_visible=False)
    paused = running("paused")
    stored(paused.paused(by="admin", now=NOW), paused)
    over = running("over")
    stored(over.completed(Conclusion(winner=None, reason="enough"), by="admin", now=NOW), over)
    flags.make("flag", ValueType.BOOLEAN, FlagEdit(client_visible=True), ADMIN)
    flag_cache.cache_clear()
    assert file_of(client_api, client_key).keys() == {"seen", "flag"}


def test_the_file_names_no_tester(client_api: Call, client_key: str) -> None:
    """Devices know testers by fingerprints, and give them their variant."""
    running(overrides={"maya": "blue"}, traffic=0)
    features = file_of(client_api, client_key)
    assert "maya" not in str(features)
    assert GrowthBook(attributes={"id": "maya"}, features=features).get_feature_value("button", None) == {
        "colour": "blue"
    }


def test_a_change_of_an_experiment_makes_another_file(client_api: Call, client_key: str) -> None:
    """Of another ETag, dated later."""
    experiment = running()
    before = client_api("GET", f"/api/features/{client_key}")
    stored(experiment.paused(by="admin", now=NOW), experiment)
    after = client_api("GET", f"/api/features/{client_key}")
    assert before.headers["etag"] != after.headers["etag"]
    assert before.json["dateUpdated"] < after.json["dateUpdated"]


def test_only_what_runs_is_measured(tables: object) -> None:
    """By the names of events; an event may count in several metrics, and in several experiments."""
    now = draft("now").started(by="admin", now=NOW, today=NOW.date())
    also = draft("also", metrics=METRICS[:1]).started(by="admin", now=NOW, today=NOW.date())
    served = ServedExperiments([now, also, draft("early"), replace(now, key="held").paused(by="admin", now=NOW)])
    found = {
        name: [(each.experiment.key, each.metric.id, each.part.value) for each in measured]
        for name, measured in served.measured.items()
    }
    assert found == {
        "button_clicked": [
            ("now", "clicked", "numerator"),
            ("now", "click-rate", "numerator"),
            ("also", "clicked", "numerator"),
        ],
        "page_viewed": [("now", "opened", "numerator"), ("now", "click-rate", "denominator")],
        "payment_completed": [("now", "revenue", "numerator")],
    }


def test_users_keep_their_variant_on_the_server_when_their_device_has_none(client_api: Call) -> None:
    """A user who was enrolled before the traffic went down is enrolled still."""
    experiment = running()
    got = variant_of(client_api, "maya")
    stored(replace(experiment, traffic=0), experiment)
    assert variant_of(client_api, "maya") == got
