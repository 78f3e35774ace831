"""New phases of experiments: what they would do, what they do, and which there may not be."""

from typing import Any

import pytest

from sextant.usecases.flag_cache import flag_cache
from tests.integration.conftest import SERVER_KEY, Call
from tests.integration.experiments import VARIANTS, fields, make, post, problem, put, read, started

A, B = VARIANTS
USERS = 40


def phase(*weights: float, **more: object) -> dict[str, Any]:
    """A new phase with these weights of a, b, c and so on."""
    variants = [{"id": name, "weight": weight} for name, weight in zip("abcdef", weights, strict=False)]
    return {"variants": variants, "reason": "Because", **more}


def test_a_phase_moves_the_fewest_users_and_keeps_its_reason(admin_api: Call) -> None:
    """Thirds to a half and two quarters: a sixth of the buckets changes hands."""
    thirds = [{"id": name, "name": name.upper(), "value": {"is": name}, "weight": 1} for name in "abc"]
    before = started(admin_api, variants=thirds)
    opened = post(admin_api, "button/phases", phase(50, 25, 25))
    assert (opened.status, opened.headers["etag"]) == (200, '"3"')
    after = opened.json
    first, second = after["phases"]
    assert first == before["phases"][0]
    assert (second["number"], second["reason"], second["treatment"]) == (2, "Because", "keep")
    assert second["startedAt"] == after["updatedAt"]
    assert second["weights"] == {"a": 50, "b": 25, "c": 25}
    assert [each["share"] for each in after["variants"]] == [50, 25, 25]
    # What was not sent of a variant stays as it was.
    assert [(each["name"], each["value"]) for each in after["variants"]] == [(n.upper(), {"is": n}) for n in "abc"]
    assert (after["seed"], after["status"]) == (before["seed"], "RUNNING")
    assert read(admin_api) == after


def test_a_preview_says_who_would_move_and_writes_nothing(admin_api: Call) -> None:
    """The share of all users that would, from where to where, and what becomes of those who are enrolled."""
    before = started(admin_api, variants=[{"id": name, "weight": 1} for name in "abc"])
    told = post(admin_api, "button/phases", phase(50, 25, 25, dryRun=True))
    assert told.status == 200
    assert told.json["movedShare"] == pytest.approx(1 / 6, abs=1e-4)
    assert sum(move["share"] for move in told.json["moves"]) == pytest.approx(told.json["movedShare"])
    assert {(move["from"], move["to"]) for move in told.json["moves"]} == {("b", "a"), ("c", "a")}
    assert told.json["enrolledUsers"] == 0
    assert "keep" in told.json["treatment"]
    assert read(admin_api) == before


def test_a_preview_counts_the_users_who_are_enrolled(admin_api: Call, client_api: Call) -> None:
    """Of each variant about as many as its buckets that move."""
    started(admin_api)
    for number in range(USERS):
        assert client_api("GET", f"/api/experiments/button/variant?userId=u{number}", caller=SERVER_KEY).status == 200
    for treatment, word in (("keep", "keep their variant"), ("restart", "assigned anew")):
        told = post(admin_api, "button/phases", phase(0, 1, treatment=treatment, dryRun=True))
        assert fields(told) == ["variants", "variants[0].weight"]
        told = post(admin_api, "button/phases", phase(1, 3, treatment=treatment, dryRun=True)).json
        assert told["enrolledUsers"] == USERS
        (move,) = told["moves"]
        assert (move["from"], move["to"], move["share"]) == ("a", "b", 0.25)
        assert 0 < move["users"] < USERS / 2
        assert word in told["treatment"]
        assert f"{USERS}" in told["treatment"]


def test_enrolled_users_keep_their_variant_in_a_new_phase(admin_api: Call, client_api: Call) -> None:
    """Unless it restarts: then they are assigned by the new ranges."""
    started(admin_api)

    def variants() -> list[str]:
        # A warm function looks for changes every few seconds only.
        flag_cache.cache_clear()
        answers = (
            client_api("GET", f"/api/experiments/button/variant?userId=u{number}", caller=SERVER_KEY).json
            for number in range(USERS)
        )
        return [answer["variant"]["id"] for answer in answers]

    before = variants()
    assert post(admin_api, "button/phases", phase(1, 99)).status == 200
    assert variants() == before
    assert post(admin_api, "button/phases", phase(1, 99, treatment="restart")).status == 200
    assert before.count("b") < variants().count("b")


def test_variants_may_be_added_and_none_taken_away(admin_api: Call) -> None:
    """One that is to end gets a weight of 0, since users have it and results name it."""
    started(admin_api)
    assert fields(post(admin_api, "button/phases", {"variants": [A, {"id": "c", "weight": 1}], "reason": "r"})) == [
        "variants"
    ]
    added = post(admin_api, "button/phases", phase(1, 0, 1)).json
    assert [each["share"] for each in added["variants"]] == [50, 0, 50]
    assert {each["variant"] for each in added["phases"][-1]["ranges"]} == {"a", "c"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"variants": VARIANTS, "reason": "r"}, ["variants"]),
        ({"variants": [B, A], "reason": "r"}, ["variants[0].id"]),
        ({"variants": [A], "reason": "r"}, ["variants"]),
        ({"variants": [A, {**B, "weight": -1}], "reason": "r"}, ["variants[1].weight"]),
        ({"variants": [A, {**B, "weight": 1, "value": "new"}], "reason": "r"}, ["variants[1].value"]),
        (phase(0, 0), ["variants"]),
        ({"variants": phase(1, 2)["variants"]}, ["reason"]),
        (phase(1, 2, reason=" "), ["reason"]),
        (phase(1, 2, treatment="drop"), ["treatment"]),
        (phase(1, 2, dryRun="yes"), ["dryRun"]),
        ({}, ["variants", "reason"]),
    ],
)
@pytest.mark.parametrize("dry_run", [False, True])
def test_what_cannot_be_a_phase_is_told_by_field(
    admin_api: Call, body: dict[str, Any], expected: list[str], *, dry_run: bool
) -> None:
    """By a preview as by the real thing, and the experiment stays as it is."""
    before = started(admin_api)
    assert fields(post(admin_api, "button/phases", {"dryRun": dry_run, **body})) == expected
    assert read(admin_api) == before


def test_only_a_live_experiment_takes_a_new_phase(admin_api: Call) -> None:
    """A draft is edited, and what is over stays as it was; a paused one goes on with the new phase."""
    make(admin_api)
    told = problem(post(admin_api, "button/phases", phase(1, 2, dryRun=True)), 409)
    assert (told["state"], told["allowed"]) == ("DRAFT", ["start"])
    put(admin_api, "button/start")
    put(admin_api, "button/pause")
    assert post(admin_api, "button/phases", phase(1, 2)).json["status"] == "PAUSED"
    put(admin_api, "button/complete", {"winner": None, "reason": "r"})
    assert problem(post(admin_api, "button/phases", phase(2, 1)), 409)["state"] == "COMPLETED"
