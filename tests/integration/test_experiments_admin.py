"""Experiments over HTTP-shaped calls and a real table: making, listing, changing and deleting them."""

from typing import Any

import pytest

from sextant.domain.experiments import MAX_EXPERIMENTS
from sextant.domain.principals import Principal
from sextant.store import flags_version
from sextant.store.experiment_changes import ExperimentCountItem
from tests.integration.conftest import ADMIN, CLIENT, SERVER_KEY, Call
from tests.integration.experiments import METRICS, URL, VARIANTS, fields, make, post, problem, put, read, sent, started

FLAGS = "/api/admin/feature-flags"


def test_an_experiment_is_made_with_what_is_left_out_filled_in(admin_api: Call) -> None:
    """The product's own example: a key, a name and two variants."""
    body = {
        "key": "test_exp",
        "name": "Test",
        "variants": [{"id": "a", "name": "A", "weight": 50}, {"id": "b", "name": "B", "weight": 50}],
    }
    answer = admin_api("POST", URL, body=body, caller=ADMIN)
    made = answer.json
    assert (answer.status, answer.headers["etag"]) == (201, '"1"')
    seed, uid, created = made.pop("seed"), made.pop("uid"), made.pop("createdAt")
    assert (len(seed), len(uid)) == (32, 12)
    assert created.endswith("Z")
    assert made == {
        "key": "test_exp",
        "name": "Test",
        "description": "",
        "hypothesis": "",
        "owner": "",
        "tags": [],
        "status": "DRAFT",
        "allowedMoves": ["start"],
        "variants": [
            {"id": "a", "name": "A", "description": "", "weight": 50, "value": None, "share": 50},
            {"id": "b", "name": "B", "description": "", "weight": 50, "value": None, "share": 50},
        ],
        "trafficPercentage": 100,
        "condition": {},
        "roles": [],
        "segments": [],
        "namespace": None,
        "overrides": [],
        "metrics": [],
        "startDate": None,
        "endDate": None,
        "plannedUsers": None,
        "alpha": 0.05,
        "power": 0.8,
        "correction": "holm",
        "crossover": "first_seen",
        "clientVisible": True,
        "phases": [],
        "startedAt": None,
        "pausedAt": None,
        "completedAt": None,
        "conclusion": None,
        "version": 1,
        "createdBy": "admin-1",
        "updatedAt": created,
        "updatedBy": "admin-1",
    }


def test_everything_comes_back_as_it_was_set(admin_api: Call) -> None:
    """Through the table and back, also after it was sent back as it was read."""
    variants = [
        {"id": "a", "name": "A", "description": "as it is", "weight": 1, "value": {"colour": "grey"}},
        {"id": "b", "name": "B", "description": "", "weight": 2.5, "value": [1, 2.5, None]},
    ]
    ratio = {
        "id": "clicks",
        "name": "Clicks a session",
        "type": "ratio",
        "role": "guardrail",
        "goal": "decrease",
        "event": "clicked",
        "property": "times",
        "denominator": {"event": "session_started", "property": None},
        "currency": None,
        "cap": 9,
        "windowHours": 1.5,
        "covariate": "clicksBefore",
        "margin": 0.02,
    }
    wanted: dict[str, Any] = {
        "description": "d",
        "hypothesis": "h",
        "owner": "Payments",
        "tags": ["x", "y"],
        "trafficPercentage": 12.34,
        "condition": {"country": {"$in": ["IN"]}},
        "roles": ["CA"],
        "segments": ["big_spenders"],
        "namespace": {"name": "checkout", "from": 0.1, "to": 0.3},
        "overrides": [{"userId": "maya", "variant": "b"}],
        "startDate": "2027-01-01",
        "endDate": "2027-02-01",
        "plannedUsers": 20_000,
        "alpha": 0.01,
        "power": 0.9,
        "correction": "benjamini_hochberg",
        "crossover": "exclude",
        "clientVisible": False,
    }
    made = make(admin_api, variants=variants, metrics=[ratio], **wanted)
    assert {name: made[name] for name in wanted} == wanted
    assert made["metrics"] == [ratio]
    assert [{**each, "share": None} for each in made["variants"]] == [{**each, "share": None} for each in variants]
    assert [each["share"] for each in made["variants"]] == pytest.approx([100 / 3.5, 250 / 3.5], abs=1e-12)
    assert read(admin_api) == made
    again = put(admin_api, "button", {**wanted, "variants": variants, "metrics": [ratio], "version": 1}).json
    assert {**again, "version": 1, "updatedAt": made["updatedAt"]} == made


def test_a_metric_is_called_after_what_it_counts(admin_api: Call) -> None:
    """Where neither an id nor a name is sent; a name alone makes the id."""
    sent_metrics = [{"event": "payment_completed"}, {"event": "x", "name": "Paid, within a day!", "role": "secondary"}]
    made = make(admin_api, metrics=sent_metrics)["metrics"]
    assert [(each["id"], each["name"]) for each in made] == [
        ("payment_completed", "payment_completed"),
        ("paid_within_a_day", "Paid, within a day!"),
    ]
    assert [(each["type"], each["role"], each["goal"]) for each in made] == [
        ("binomial", "primary", "increase"),
        ("binomial", "secondary", "increase"),
    ]


def test_shares_are_weights_over_the_sum_of_all(admin_api: Call) -> None:
    """Of any positive numbers; a variant of weight 0 is there and gets nobody."""
    variants = [{"id": "a", "weight": 1}, {"id": "b", "weight": 1}, {"id": "c", "weight": 0}]
    assert [each["share"] for each in make(admin_api, variants=variants)["variants"]] == [50, 50, 0]


def test_a_key_is_used_once(admin_api: Call) -> None:
    """By one experiment or by one flag, whichever is made first, and the answer says by what."""
    make(admin_api)
    assert "an experiment 'button' already" in problem(sent(admin_api), 409)["detail"]
    flag = {"key": "button", "name": "F"}
    told = problem(admin_api("POST", FLAGS, body=flag, caller=ADMIN), 409)
    assert "an experiment 'button'" in told["detail"]
    assert admin_api("GET", f"{FLAGS}/button", caller=ADMIN).status == 404
    assert admin_api("POST", FLAGS, body={"key": "f", "name": "F"}, caller=ADMIN).status == 201
    assert "a flag 'f'" in problem(sent(admin_api, "f"), 409)["detail"]
    assert admin_api("GET", f"{URL}/f", caller=ADMIN).status == 404


def test_a_deleted_experiment_leaves_its_key_to_a_flag(admin_api: Call) -> None:
    """And a deleted flag to an experiment."""
    make(admin_api)
    assert admin_api("DELETE", f"{URL}/button", caller=ADMIN).status == 204
    assert admin_api("POST", FLAGS, body={"key": "button", "name": "F"}, caller=ADMIN).status == 201
    assert admin_api("DELETE", f"{FLAGS}/button", caller=ADMIN).status == 204
    assert make(admin_api)["version"] == 3


def test_no_flag_is_imported_under_the_key_of_an_experiment(admin_api: Call) -> None:
    """Said by the place of the flag in the document, and nothing of it is written."""
    make(admin_api)
    document = {"format": "sextant-flags", "formatVersion": 1, "flags": [{"key": "ok"}, {"key": "button"}]}
    answer = admin_api("POST", f"{FLAGS}/import", body=document, caller=ADMIN)
    assert fields(answer) == ["flags[1]"]
    assert admin_api("GET", f"{FLAGS}/ok", caller=ADMIN).status == 404


def test_there_are_only_so_many_experiments(admin_api: Call) -> None:
    """Every warm function holds all of them."""
    make(admin_api)
    ExperimentCountItem("count", "experiments", number=MAX_EXPERIMENTS).save()
    assert "1,000" in problem(sent(admin_api, "other"), 422)["detail"]


def test_experiments_are_listed_in_pages(admin_api: Call) -> None:
    """By key; a cursor is good for its own list only."""
    for key in ("c", "a", "b"):
        make(admin_api, key, tags=[key, "all"], owner=f"Team {key.upper()}")
    put(admin_api, "b/start")

    def page(query: str) -> tuple[list[str], str | None]:
        answer = admin_api("GET", f"{URL}?{query}", caller=ADMIN).json
        return [item["key"] for item in answer["items"]], answer["nextCursor"]

    first, cursor = page("limit=2")
    assert first == ["a", "b"]
    assert page(f"limit=2&cursor={cursor}") == (["c"], None)
    assert problem(admin_api("GET", f"{URL}?q=x&cursor={cursor}", caller=ADMIN), 400)
    assert page("status=RUNNING")[0] == ["b"]
    assert page("tag=c")[0] == ["c"]
    assert page("owner=team%20a")[0] == ["a"]
    assert page("q=BUTTON&tag=all&limit=2")[0] == ["a", "b"]
    assert page("q=nothing") == ([], None)
    assert fields(admin_api("GET", f"{URL}?status=running", caller=ADMIN)) == ["status"]


def test_what_is_not_there_is_said_to_be_missing(admin_api: Call) -> None:
    """By every route, also for a text that no key can be."""
    for key in ("nothing", "x" * 300):
        assert admin_api("GET", f"{URL}/{key}", caller=ADMIN).status == 404
        assert put(admin_api, key, {"name": "N", "version": 1}).status == 404
        for move in ("start", "pause", "resume"):
            assert put(admin_api, f"{key}/{move}").status == 404
        assert put(admin_api, f"{key}/complete", {"winner": None, "reason": "r"}).status == 404
        assert post(admin_api, f"{key}/phases", {"variants": VARIANTS, "reason": "r"}).status == 404
        assert admin_api("DELETE", f"{URL}/{key}", caller=ADMIN).status == 404


def test_a_change_says_which_version_it_changes(admin_api: Call) -> None:
    """In the body or as If-Match; a stale one is answered with what is stored now."""
    made = make(admin_api)
    assert fields(put(admin_api, "button", {"name": "N"})) == ["version"]
    changed = put(admin_api, "button", {"name": "N"}, **{"If-Match": '"1"'})
    assert (changed.json["name"], changed.headers["etag"]) == ("N", '"2"')
    stale = problem(put(admin_api, "button", {"name": "M", "version": 1}), 409)
    assert stale["current"] == {**changed.json}
    assert problem(put(admin_api, "button/start", None, **{"If-Match": '"1"'}), 412)["current"]["version"] == 2
    assert problem(put(admin_api, "button/start", {"version": 1}), 409)["current"]["version"] == 2
    phase = {"variants": VARIANTS, "reason": "r", "version": 1}
    assert problem(post(admin_api, "button/phases", phase), 409)["current"]["version"] == 2
    assert problem(put(admin_api, "button/complete", {"winner": None, "reason": "r", "version": 1}), 409)["current"]
    deleted = admin_api("DELETE", f"{URL}/button", caller=ADMIN, headers={"If-Match": '"1"'})
    assert problem(deleted, 412)["current"]["version"] == 2
    assert read(admin_api)["seed"] == made["seed"]


def test_what_may_be_null_is_cleared_by_null(admin_api: Call) -> None:
    """And nothing else takes null."""
    namespace = {"name": "n", "from": 0, "to": 1}
    make(admin_api, startDate="2027-01-01", endDate="2027-01-02", plannedUsers=9, namespace=namespace)
    cleared = {"startDate": None, "endDate": None, "plannedUsers": None, "namespace": None}
    changed = put(admin_api, "button", {**cleared, "version": 1}).json
    assert {name: changed[name] for name in cleared} == cleared
    assert fields(put(admin_api, "button", {"variants": None, "alpha": None, "version": 2})) == ["variants", "alpha"]


def test_every_change_is_a_change_of_the_flags_too(admin_api: Call) -> None:
    """Warm functions learn of both from one look."""
    started(admin_api)
    put(admin_api, "button/pause")
    assert flags_version.read(consistent=True).number == 3


def test_a_deleted_experiment_stays_in_the_audit(admin_api: Call) -> None:
    """With all that it was; one that is made under its key later is another, and its versions go on."""
    made = make(admin_api)
    put(admin_api, "button", {"name": "Second", "version": 1})
    assert admin_api("DELETE", f"{URL}/button", caller=ADMIN).status == 204
    anew = make(admin_api)
    found = admin_api("GET", "/api/admin/audit?entity=experiment:button", caller=ADMIN).json["items"]
    assert [(entry["action"], entry["version"], entry["changed"]) for entry in found] == [
        ("experiment.created", 4, []),
        ("experiment.deleted", 3, []),
        ("experiment.updated", 2, ["name"]),
        ("experiment.created", 1, []),
    ]
    assert found[-1]["after"] == made
    assert found[1]["after"] is None
    assert found[1]["before"]["name"] == "Second"
    assert anew["version"] == 4
    assert not {anew["seed"], anew["uid"]} & {made["seed"], made["uid"]}


@pytest.mark.parametrize("caller", [CLIENT, SERVER_KEY])
def test_only_admins_get_in(admin_api: Call, caller: Principal) -> None:
    """Neither to read nor to write."""
    for method, path in (("GET", URL), ("POST", URL), ("PUT", f"{URL}/button/start"), ("DELETE", f"{URL}/button")):
        assert admin_api(method, path, body={}, caller=caller).status == 403


def test_metrics_may_come_later(admin_api: Call) -> None:
    """A draft need not have any."""
    made = make(admin_api, metrics=[])
    assert made["metrics"] == []
    assert put(admin_api, "button", {"metrics": METRICS, "version": 1}).json["metrics"][0]["id"] == "paid"
