"""The life of an experiment: what may be done to it when, and what that leaves."""

from itertools import pairwise
from typing import Any

import pytest

from tests.integration.conftest import ADMIN, Call
from tests.integration.experiments import URL, VARIANTS, fields, make, post, problem, put, read, started

COMPLETE = ("complete", {"winner": "b", "reason": "It won"})
MOVES: dict[str, object] = {"start": None, "pause": None, "resume": None, "complete": COMPLETE[1]}
# From docs: which status comes after which move.
LIFE: dict[str, dict[str, str]] = {
    "DRAFT": {"start": "RUNNING"},
    "RUNNING": {"pause": "PAUSED", "complete": "COMPLETED"},
    "PAUSED": {"resume": "RUNNING", "complete": "COMPLETED"},
    "COMPLETED": {},
}
WAYS: dict[str, tuple[str, ...]] = {
    "DRAFT": (),
    "RUNNING": ("start",),
    "PAUSED": ("start", "pause"),
    "COMPLETED": ("start", "complete"),
}


def of_status(admin_api: Call, status: str) -> dict[str, Any]:
    """An experiment that has come to be of this status."""
    make(admin_api)
    for move in WAYS[status]:
        assert put(admin_api, f"button/{move}", MOVES[move]).status == 200
    found = read(admin_api)
    assert found["status"] == status
    return found


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("status", LIFE)
def test_a_move_is_made_or_refused_with_what_is_allowed(admin_api: Call, status: str, move: str) -> None:
    """Every move from every status."""
    before = of_status(admin_api, status)
    assert before["allowedMoves"] == list(LIFE[status])
    answer = put(admin_api, f"button/{move}", MOVES[move])
    if after := LIFE[status].get(move):
        assert (answer.status, answer.json["status"]) == (200, after)
        assert answer.json["allowedMoves"] == list(LIFE[after])
        return
    told = problem(answer, 409)
    assert (told["type"].rpartition("/")[2], told["state"]) == ("illegal-move", status)
    assert told["allowed"] == list(LIFE[status])
    assert all(allowed in told["detail"] for allowed in LIFE[status])
    assert read(admin_api) == before


def test_a_start_draws_the_first_phase(admin_api: Call) -> None:
    """By the weights of the draft; from then on the experiment knows its first day."""
    variants = [{"id": "a", "weight": 1}, {"id": "b", "weight": 3}]
    found = started(admin_api, variants=variants)
    (phase,) = found["phases"]
    assert phase == {
        "number": 1,
        "startedAt": found["startedAt"],
        "treatment": "keep",
        "weights": {"a": 1, "b": 3},
        "ranges": [{"variant": "a", "from": 0, "to": 0.25}, {"variant": "b", "from": 0.25, "to": 1}],
        "reason": "",
    }
    assert found["startDate"] is not None
    assert (found["updatedAt"], found["version"]) == (found["startedAt"], 2)


def test_a_pause_changes_nothing_but_the_status(admin_api: Call) -> None:
    """Not the phase, not the ranges, not the seed; and what it was paused since is known while it is."""
    before = started(admin_api)
    paused = put(admin_api, "button/pause").json
    resumed = put(admin_api, "button/resume").json
    assert paused["pausedAt"] == paused["updatedAt"]
    assert resumed["pausedAt"] is None
    unlike = {"version", "updatedAt"}
    assert {name: value for name, value in resumed.items() if name not in unlike} == {
        name: value for name, value in before.items() if name not in unlike
    }


def test_completing_records_the_winner_the_reason_and_the_result(admin_api: Call) -> None:
    """For good: none can be changed."""
    started(admin_api)
    ended = put(admin_api, "button/complete", {"winner": "b", "reason": "12 % more"}).json
    assert (ended["status"], ended["allowedMoves"]) == ("COMPLETED", [])
    assert ended["completedAt"] == ended["updatedAt"]
    conclusion = ended["conclusion"]
    assert (conclusion["winner"], conclusion["reason"], conclusion["rolledOutTo"]) == ("b", "12 % more", None)
    result = admin_api("GET", f"{URL}/button/metrics", caller=ADMIN).json
    assert (result["status"], result["statisticsHash"]) == ("COMPLETED", conclusion["resultHash"])
    assert problem(put(admin_api, "button/complete", {"winner": "a", "reason": "No"}), 409)["allowed"] == []
    assert read(admin_api)["conclusion"] == conclusion


def test_nobody_need_win(admin_api: Call) -> None:
    """But it must be said."""
    started(admin_api)
    assert fields(put(admin_api, "button/complete", {"reason": "r"})) == ["winner"]
    assert (
        put(admin_api, "button/complete", {"winner": None, "reason": "No difference"}).json["conclusion"]["winner"]
        is None
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"winner": "c", "reason": "r"}, ["winner"]),
        ({"winner": "", "reason": "r"}, ["winner"]),
        ({"winner": "b"}, ["reason"]),
        ({"winner": "b", "reason": "  "}, ["reason"]),
        ({"winner": 1, "reason": "r"}, ["winner"]),
        ({"winner": "b", "reason": "r", "rollOut": {}}, ["rollOut.flag"]),
        ({"winner": "b", "reason": "r", "rollOut": {"flag": "a b"}}, ["rollOut.flag"]),
        ({"winner": "b", "reason": "r", "rolledOut": "f"}, ["rolledOut"]),
    ],
)
def test_an_ending_says_who_won_and_why(admin_api: Call, body: object, expected: list[str]) -> None:
    """Otherwise the experiment goes on."""
    before = started(admin_api)
    assert fields(put(admin_api, "button/complete", body)) == expected
    assert read(admin_api) == before


@pytest.mark.parametrize("status", LIFE)
def test_a_running_experiment_is_not_deleted(admin_api: Call, status: str) -> None:
    """All others are."""
    of_status(admin_api, status)
    answer = admin_api("DELETE", f"{URL}/button", caller=ADMIN)
    if status == "RUNNING":
        told = problem(answer, 409)
        assert (told["state"], told["allowed"]) == ("RUNNING", ["pause", "complete"])
        assert read(admin_api)["status"] == "RUNNING"
    else:
        assert answer.status == 204
        assert admin_api("GET", f"{URL}/button", caller=ADMIN).status == 404


def test_the_whole_life_is_in_the_audit(admin_api: Call) -> None:
    """Each step with what the experiment was before and after, and who took it."""
    started(admin_api)
    put(admin_api, "button/pause")
    put(admin_api, "button/resume")
    phase = {"variants": [VARIANTS[0], {**VARIANTS[1], "weight": 100}], "reason": "r"}
    assert post(admin_api, "button/phases", phase).status == 200
    put(admin_api, "button/complete", MOVES["complete"])
    found = admin_api("GET", "/api/admin/audit?entity=experiment:button", caller=ADMIN).json["items"][::-1]
    assert [entry["action"].partition(".")[2] for entry in found] == [
        "created",
        "started",
        "paused",
        "resumed",
        "phase_opened",
        "completed",
    ]
    assert [entry["version"] for entry in found] == [1, 2, 3, 4, 5, 6]
    assert found[-1]["after"] == read(admin_api)
    assert all(later["before"] == earlier["after"] for earlier, later in pairwise(found))
    assert {entry["actor"] for entry in found} == {"admin-1"}


NAMESPACE = {"name": "checkout", "from": 0.2, "to": 0.6}


@pytest.mark.parametrize(("start", "end"), [(0, 0.2001), (0.5999, 1), (0.3, 0.4), (0, 1)])
def test_two_live_experiments_never_have_the_same_users_of_a_group(admin_api: Call, start: float, end: float) -> None:
    """The second is not started while the first runs or is paused; who has the users is said, and what is free."""
    started(admin_api, namespace=NAMESPACE)
    make(admin_api, "other", namespace={"name": "checkout", "from": start, "to": end})
    for _ in ("while it runs", "while it is paused"):
        (error,) = problem(put(admin_api, "other/start"), 422)["errors"]
        assert (error["field"], error["expected"]) == ("namespace", "free: 0 to 0.2, 0.6 to 1")
        assert "button" in error["message"]
        put(admin_api, "button/pause")
    put(admin_api, "button/complete", MOVES["complete"])
    assert put(admin_api, "other/start").status == 200


@pytest.mark.parametrize(
    "namespace",
    [None, {"name": "search", "from": 0, "to": 1}, {"name": "checkout", "from": 0, "to": 0.2}],
)
def test_experiments_that_share_nobody_run_side_by_side(admin_api: Call, namespace: object) -> None:
    """Without a group, in another one, or in another part of the same."""
    started(admin_api, namespace=NAMESPACE)
    assert started(admin_api, "other", namespace=namespace)["status"] == "RUNNING"
