"""Taking flags out and in, over HTTP-shaped calls and real tables."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from local.marketplace_flags import marketplace_flags
from sextant.domain.flags import Flag
from tests.integration.conftest import ADMIN, CLIENT, Call
from tests.integration.transfers import (
    EVERYTHING,
    EXPORT,
    IMPORT,
    URL,
    actions,
    decisions,
    document,
    done,
    stored,
    take_in,
    taken_out,
)


@pytest.fixture
def sample(admin_api: Call) -> list[Flag]:
    """Flags of every sort, as they are stored."""
    now = datetime.now(UTC)
    for body in [*marketplace_flags(now), EVERYTHING, {"key": "zz_first", "name": "Z"}]:
        assert admin_api("POST", URL, body=body, caller=ADMIN).status == 201
    needs_late = {"key": "aa_last", "name": "A", "enabled": True, "prerequisites": [{"flag": "zz_first"}]}
    assert admin_api("POST", URL, body=needs_late, caller=ADMIN).status == 201
    return stored()


def settings(flag: Flag) -> dict[str, object]:
    """Everything about a flag but its history."""
    history = {"version", "created_at", "created_by", "updated_at", "updated_by", "retargeted_at"}
    return {name: getattr(flag, name) for name in Flag.__slots__ if name not in history}


def test_flags_come_back_as_they_were(admin_api: Call, sample: list[Flag]) -> None:
    """After export, deletion of all and import every flag is worth the same to a thousand users, seeds and all."""
    before = decisions(sample)
    exported = taken_out(admin_api)
    emptied = done(take_in(admin_api, document(), "?mode=replace"))
    assert (sorted(emptied["deleted"]), stored()) == (sorted(flag.key for flag in sample), [])
    outcome = done(take_in(admin_api, exported))
    assert sorted(outcome["created"]) == [flag.key for flag in sample]
    assert [settings(flag) for flag in stored()] == [settings(flag) for flag in sample]
    assert decisions(stored()) == before
    assert len({str(value) for value in before["everything"]}) > 4


def test_an_import_that_is_done_again_changes_nothing(admin_api: Call, sample: list[Flag]) -> None:
    """Neither flags nor history."""
    exported = taken_out(admin_api)
    count = len(actions(admin_api))
    outcome = done(take_in(admin_api, exported))
    assert (outcome["unchanged"], outcome["created"], outcome["updated"]) == (len(sample), [], [])
    assert stored() == sample
    assert len(actions(admin_api)) == count


def test_a_document_says_what_it_is(admin_api: Call, sample: list[Flag]) -> None:
    """With the version of all flags, and in an order in which they can be made."""
    exported = taken_out(admin_api)
    flags = exported.pop("flags")
    assert exported.pop("exportedAt").endswith("Z")
    assert exported == {
        "format": "sextant-flags",
        "formatVersion": 1,
        "flagsVersion": len(sample),
        "complete": True,
        "nextCursor": None,
    }
    keys = [flag["key"] for flag in flags]
    assert keys.index("zz_first") < keys.index("aa_last")
    assert {"seed", "archived", "rules", "version"} <= flags[0].keys()
    assert not {"effective", "stale"} & flags[0].keys()


def test_pages_of_an_export_are_imported_one_by_one(admin_api: Call, sample: list[Flag]) -> None:
    """Each holds what those before it need, and none passes for the whole."""
    pages = [taken_out(admin_api, "?limit=4")]
    while pages[-1]["nextCursor"]:
        pages.append(taken_out(admin_api, f"?limit=4&cursor={pages[-1]['nextCursor']}"))
    assert {page["complete"] for page in pages} == {False}
    assert sum(len(page["flags"]) for page in pages) == len(sample)
    refused = take_in(admin_api, pages[0], "?mode=replace")
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "complete")
    take_in(admin_api, document(), "?mode=replace")
    for page in pages:
        done(take_in(admin_api, page))
    assert [settings(flag) for flag in stored()] == [settings(flag) for flag in sample]


def test_a_dry_run_says_what_would_change_and_changes_nothing(admin_api: Call) -> None:
    """Field by field, with what is new, the same and gone."""
    for key in ("same", "changes", "goes"):
        admin_api("POST", URL, body={"key": key, "name": key, "tags": ["old"]}, caller=ADMIN)
    before, count = stored(), len(actions(admin_api))
    wanted = document(
        {"key": "new"}, {"key": "same", "tags": ["old"]}, {"key": "changes", "tags": ["new"], "rolloutPercentage": 5}
    )
    outcome = done(take_in(admin_api, wanted, "?dryRun=true&mode=replace"))
    assert outcome == {
        "dryRun": True,
        "created": ["new"],
        "updated": [
            {
                "key": "changes",
                "changed": [
                    {"field": "rolloutPercentage", "before": 100, "after": 5},
                    {"field": "tags", "before": ["old"], "after": ["new"]},
                ],
            }
        ],
        "unchanged": 1,
        "deleted": ["goes"],
        "errors": [],
        "moreErrors": 0,
        "notes": [],
        "shortened": False,
    }
    assert (stored(), len(actions(admin_api))) == (before, count)
    real = done(take_in(admin_api, wanted, "?mode=replace"))
    assert real == {**outcome, "dryRun": False}
    assert {flag.key: (flag.version, flag.tags) for flag in stored()} == {
        "new": (1, ()),
        "same": (1, ("old",)),
        "changes": (2, ("new",)),
    }
    assert actions(admin_api)[:3] == [("flag.deleted", "goes"), ("flag.imported", "new"), ("flag.imported", "changes")]


def test_what_a_document_leaves_out_stays_as_it_is(admin_api: Call) -> None:
    """And flags that it does not hold stay too."""
    admin_api("POST", URL, body={"key": "f", "name": "F", "enabled": True, "tags": ["t"]}, caller=ADMIN)
    admin_api("POST", URL, body={"key": "other", "name": "O"}, caller=ADMIN)
    done(take_in(admin_api, document({"key": "f", "rolloutPercentage": 7})))
    found = {flag.key: flag for flag in stored()}
    assert (found["f"].enabled, found["f"].tags, found["f"].rollout) == (True, ("t",), 700)
    assert "other" in found


def test_true_and_one_are_different_values(admin_api: Call) -> None:
    """Though Python takes one for the other: the first is written, and the second is no value of a boolean flag."""
    config = {"valueType": "json", "value": {"a": 1}, "defaultValue": {}}
    for body in ({"key": "config", "name": "C", **config}, {"key": "switch", "name": "S"}):
        assert admin_api("POST", URL, body=body, caller=ADMIN).status == 201
    document = admin_api("GET", EXPORT, caller=ADMIN).json
    by_key = {flag["key"]: flag for flag in document["flags"]}

    by_key["config"]["value"] = {"a": True}
    written = admin_api("POST", IMPORT, body=document, caller=ADMIN)
    by_key["switch"]["value"] = 1
    refused = admin_api("POST", IMPORT, body=document, caller=ADMIN)

    assert [each["key"] for each in written.json["updated"]] == ["config"]
    assert json.dumps(admin_api("GET", f"{URL}/config", caller=ADMIN).json["value"]) == '{"a": true}'
    assert refused.status == 422
    assert "flags[1].value" in {error["field"] for error in refused.json["errors"]}


def test_rules_without_ids_are_the_same_rules_the_next_time(admin_api: Call) -> None:
    """So that no user is drawn anew by importing again."""
    wanted = document({"key": "f", "rules": [{"variations": [True, False]}, {"force": True, "coverage": 0.5}]})
    done(take_in(admin_api, wanted))
    (first,) = stored()
    assert done(take_in(admin_api, wanted))["unchanged"] == 1
    assert stored() == [first]
    assert [rule["id"] for rule in first.rules] == ["rule-1", "rule-2"]


def test_another_seed_must_be_allowed(admin_api: Call) -> None:
    """It would draw the roll-out anew, so it is told as a change and refused until somebody means it."""
    admin_api("POST", URL, body={"key": "f", "name": "F"}, caller=ADMIN)
    (flag,) = stored()
    wanted = document({"key": "f", "seed": "elsewhere"})
    preview = done(take_in(admin_api, wanted, "?dryRun=true"))
    assert preview["updated"][0]["changed"] == [{"field": "seed", "before": flag.seed, "after": "elsewhere"}]
    assert [error["field"] for error in preview["errors"]] == ["flags[0].seed"]
    assert take_in(admin_api, wanted).status == 422
    assert stored() == [flag]
    done(take_in(admin_api, wanted, "?allowSeedChange=true"))
    assert stored()[0].seed == "elsewhere"


def test_a_seed_that_comes_from_elsewhere_is_taken_for_a_new_flag(admin_api: Call) -> None:
    """That is what keeps users where they are."""
    done(take_in(admin_api, document({"key": "f", "seed": "elsewhere", "rules": [{"force": True, "coverage": 0.5}]})))
    (flag,) = stored()
    assert (flag.seed, flag.rules[0]["seed"]) == ("elsewhere", "elsewhere:rule-1")


@pytest.mark.parametrize(
    ("flag", "field"),
    [
        ({}, "key"),
        ({"key": "a b"}, "key"),
        ({"key": "export"}, "key"),
        ({"key": "f", "colour": "red"}, "colour"),
        ({"key": "f", "enabled": "yes"}, "enabled"),
        ({"key": "f", "rolloutPercentage": 101}, "rolloutPercentage"),
        ({"key": "f", "seed": ""}, "seed"),
        ({"key": "f", "valueType": "string", "defaultValue": "x"}, "value"),
        ({"key": "f", "value": 3}, "value"),
        ({"key": "f", "rules": 3}, "rules"),
        ({"key": "f", "rules": [7]}, "rules[0]"),
        ({"key": "f", "rules": [{"variations": [True, False], "weights": [0.5, 0.6]}]}, "rules[0].weights"),
        ({"key": "f", "rules": [{"force": True, "coverage": 30}]}, "rules[0].coverage"),
        ({"key": "f", "rules": [{"force": True, "condition": {"a": {"$lke": 1}}}]}, "rules[0].condition.a.$lke"),
        ({"key": "f", "prerequisites": [{"flag": "missing"}]}, "prerequisites[0].flag"),
        ({"key": "f", "prerequisites": [{"flag": "f"}]}, "prerequisites[0].flag"),
        ({"key": "there", "valueType": "string", "value": "a", "defaultValue": "b"}, "valueType"),
    ],
)
def test_what_is_wrong_with_a_flag_is_told_by_its_path(admin_api: Call, flag: dict[str, Any], field: str) -> None:
    """As saves would, and nothing of the document is written; a dry run tells the same."""
    admin_api("POST", URL, body={"key": "there", "name": "T"}, caller=ADMIN)
    wanted = document({"key": "good"}, flag)
    answer = take_in(admin_api, wanted)
    assert (answer.status, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [error["field"] for error in answer.json["errors"]] == [f"flags[1].{field}"]
    preview = done(take_in(admin_api, wanted, "?dryRun=true"))
    assert [error["field"] for error in preview["errors"]] == [f"flags[1].{field}"]
    assert [each.key for each in stored()] == ["there"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "body"),
        ({}, "format"),
        ({"format": "other"}, "format"),
        ({"format": "sextant-flags", "flags": []}, "formatVersion"),
        ({"format": "sextant-flags", "formatVersion": 2, "flags": []}, "formatVersion"),
        ({"format": "sextant-flags", "formatVersion": 1}, "flags"),
        ({"format": "sextant-flags", "formatVersion": 1, "flags": {}}, "flags"),
        ({"format": "sextant-flags", "formatVersion": 1, "flags": [], "more": 1}, "more"),
        ({"format": "sextant-flags", "formatVersion": 1, "flags": [], "complete": "no"}, "complete"),
        ({"format": "sextant-flags", "formatVersion": 1, "flags": [3]}, "flags[0]"),
        ({"format": "sextant-flags", "formatVersion": 1, "flags": [{"key": "f"}, {"key": "f"}]}, "flags[1].key"),
        ({"features": []}, "features"),
        ({"features": {"f": 3}}, "features.f"),
        ({"features": {"f": {"defaultValue": True, "rules": 3}}}, "features.f.rules"),
        ({"features": {"f": {"defaultValue": None}}}, "features.f.value"),
        ({"features": {"a b": {"defaultValue": True}}}, "features.a b.key"),
    ],
)
def test_what_is_no_document_is_refused(admin_api: Call, body: object, field: str) -> None:
    """By the first field that says so."""
    answer = take_in(admin_api, body)
    assert answer.status == 422
    assert answer.json["errors"][0]["field"] == field


@pytest.mark.parametrize("query", ["dryRun=perhaps", "mode=mix", "allowSeedChange=2"])
def test_a_bad_choice_is_refused_by_field(admin_api: Call, query: str) -> None:
    """Each parameter has its values."""
    answer = take_in(admin_api, document(), f"?{query}")
    assert [error["field"] for error in answer.json["errors"]] == [query.partition("=")[0]]


def test_flags_of_a_document_may_require_each_other(admin_api: Call) -> None:
    """In any order, as long as none requires itself in the end."""
    a = {"key": "a", "prerequisites": [{"flag": "b"}]}
    b = {"key": "b", "rules": [{"force": True, "parentConditions": [{"id": "c", "condition": {"value": True}}]}]}
    assert done(take_in(admin_api, document(a, b, {"key": "c"})))["created"] == ["c", "b", "a"]
    ring = document({"key": "c", "prerequisites": [{"flag": "a"}]})
    assert take_in(admin_api, ring).json["errors"][0]["field"] == "flags[0].prerequisites[0].flag"
    turned = document({"key": "a", "prerequisites": []}, {"key": "c", "prerequisites": [{"flag": "a"}]})
    assert [each["key"] for each in done(take_in(admin_api, turned))["updated"]] == ["a", "c"]


def test_what_others_require_is_not_taken_from_them(admin_api: Call) -> None:
    """Neither archived, nor hidden, nor deleted while they stay as they are."""
    visible = {"clientVisible": True}
    done(
        take_in(
            admin_api,
            document({"key": "base", **visible}, {"key": "f", "prerequisites": [{"flag": "base"}], **visible}),
        )
    )
    archived = take_in(admin_api, document({"key": "base", "archived": True, **visible}))
    hidden = take_in(admin_api, document({"key": "base", "clientVisible": False}))
    deleted = take_in(admin_api, document({"key": "f"}), "?mode=replace")
    assert [each.json["errors"][0]["field"] for each in (archived, hidden, deleted)] == [
        "flags[0].archived",
        "flags[0].clientVisible",
        "flags[0].prerequisites[0].flag",
    ]
    both = document({"key": "f", "clientVisible": False}, {"key": "base", "clientVisible": False})
    assert len(done(take_in(admin_api, both))["updated"]) == 2


def test_an_archived_flag_stays_archived(admin_api: Call) -> None:
    """On the way out and in."""
    admin_api("POST", URL, body={"key": "f", "name": "F"}, caller=ADMIN)
    admin_api("PUT", f"{URL}/f/archive", caller=ADMIN)
    exported = taken_out(admin_api)
    take_in(admin_api, document(), "?mode=replace")
    done(take_in(admin_api, exported))
    assert stored()[0].archived
    exported["flags"][0]["archived"] = False
    done(take_in(admin_api, exported))
    assert not stored()[0].archived


def test_only_admins_take_flags_out_and_in(admin_api: Call) -> None:
    """403 for everybody else."""
    assert admin_api("GET", EXPORT, caller=CLIENT).status == 403
    assert admin_api("POST", IMPORT, body=document(), caller=CLIENT).status == 403
