"""Taking flags out and in, over HTTP-shaped calls and real tables."""

import base64
import gzip
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from growthbook import GrowthBook

from local.marketplace_flags import marketplace_flags
from sextant.domain import targeting
from sextant.domain.flags import Flag
from sextant.store import flags as store
from sextant.store.base import connection
from sextant.store.flag_items import item_of
from tests.integration.conftest import ADMIN, CLIENT, CONTEXT, Answer, Call, gateway_event
from tests.integration.dynamodb_faults import refusing

URL = "/api/admin/feature-flags"
EXPORT, IMPORT = f"{URL}/export", f"{URL}/import"
NOW = datetime(2026, 1, 17, 10, 15, tzinfo=UTC)
USERS = [
    {
        "id": f"user-{number}",
        "roles": [("CLIENT", "CA", "ADMIN")[number % 3]],
        "segments": ["vip"] if number % 5 == 0 else [],
        "country": ("IN", "GB", "US", "DE")[number % 4],
        "company": f"company-{number % 50}",
        "age": number % 90,
        "version": f"{number % 4}.{number % 7}.0",
    }
    for number in range(1_000)
]
EVERYTHING = {
    "key": "everything",
    "name": "Everything",
    "valueType": "string",
    "value": "on",
    "defaultValue": "off",
    "enabled": True,
    "rolloutPercentage": 33.33,
    "roles": ["CLIENT", "CA"],
    "userIds": ["user-1", "user-2"],
    "excludedUserIds": ["user-3"],
    "rules": [
        {"condition": {"country": "IN"}, "variations": ["a", "b", "c"], "weights": [0.2, 0.3, 0.5], "coverage": 0.9},
        {"condition": {"age": {"$gt": 60}}, "force": "senior", "coverage": 0.25},
        {"force": "company", "coverage": 0.1, "hashAttribute": "company"},
    ],
}


@pytest.fixture
def sample(admin_api: Call) -> list[Flag]:
    """Flags of every sort, as they are stored."""
    now = datetime.now(UTC)
    for body in [*marketplace_flags(now), EVERYTHING, {"key": "zz_first", "name": "Z"}]:
        assert admin_api("POST", URL, body=body, caller=ADMIN).status == 201
    needs_late = {"key": "aa_last", "name": "A", "enabled": True, "prerequisites": [{"flag": "zz_first"}]}
    assert admin_api("POST", URL, body=needs_late, caller=ADMIN).status == 201
    return stored()


def stored() -> list[Flag]:
    """All flags as they are stored."""
    return list(store.listed())


def decisions(flags: list[Flag]) -> dict[str, list[object]]:
    """What each flag is worth to each user now."""
    deciders = targeting.deciders(flags, datetime.now(UTC))
    return {key: [decide(user) for user in USERS] for key, decide in deciders.items()}


def settings(flag: Flag) -> dict[str, object]:
    """Everything about a flag but its history."""
    history = {"version", "created_at", "created_by", "updated_at", "updated_by", "retargeted_at"}
    return {name: getattr(flag, name) for name in Flag.__slots__ if name not in history}


def taken_out(admin_api: Call, query: str = "") -> dict[str, Any]:
    """An export."""
    answer = admin_api("GET", f"{EXPORT}{query}", caller=ADMIN)
    assert answer.status == 200, answer.body
    document: dict[str, Any] = answer.json
    return document


def take_in(admin_api: Call, document: object, query: str = "") -> Answer:
    """An import."""
    return admin_api("POST", f"{IMPORT}{query}", body=document, caller=ADMIN)


def done(answer: Answer) -> dict[str, Any]:
    """The outcome of an import that worked."""
    assert answer.status == 200, answer.body
    outcome: dict[str, Any] = answer.json
    return outcome


def document(*flags: dict[str, Any], **more: object) -> dict[str, Any]:
    """An export that somebody wrote by hand."""
    return {"format": "sextant-flags", "formatVersion": 1, "flags": list(flags), **more}


def actions(admin_api: Call) -> list[tuple[str, str]]:
    """What the audit says was done to which flag, newest first."""
    items = admin_api("GET", "/api/admin/audit?limit=100", caller=ADMIN).json["items"]
    return [(each["action"], each["entity"]["id"]) for each in items]


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


def test_an_import_that_stops_half_way_says_so_and_is_finished_by_another(admin_api: Call) -> None:
    """503 with what is written; every flag that is written is written whole, with its entry."""
    wanted = document(*({"key": f"f{number}", "tags": ["t"]} for number in range(6)))
    with failing_after(3):
        answer = take_in(admin_api, wanted)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (503, "import-interrupted")
    assert answer.headers["retry-after"] == "1"
    assert answer.json["written"]["created"] == [flag.key for flag in stored()] == ["f0", "f1", "f2"]
    assert len(actions(admin_api)) == 3
    assert done(take_in(admin_api, wanted))["created"] == ["f3", "f4", "f5"]
    assert len(actions(admin_api)) == 6


def test_an_import_that_cannot_begin_says_that_nothing_is_written(admin_api: Call) -> None:
    """503 either way."""
    with refusing(connection().client, "TransactWriteItems", code="ThrottlingException"):
        answer = take_in(admin_api, document({"key": "f"}))
    assert (answer.status, answer.json["written"]["created"], stored()) == (503, [], [])


def test_an_import_stops_before_the_function_is_cut_off(tables: object) -> None:
    """With the answer still getting out."""
    from api import admin

    late = SimpleNamespace(**{**vars(CONTEXT), "get_remaining_time_in_millis": lambda: 2_000})
    event = gateway_event("POST", IMPORT, body=document({"key": "f"}), caller=ADMIN, headers=None)
    answer = admin.handler(event, late)  # type: ignore[arg-type] # all that is asked of it
    assert (answer["statusCode"], stored()) == (503, [])
    assert "time of one request" in json.loads(answer["body"])["detail"]


def test_a_change_by_somebody_else_meanwhile_is_seen(admin_api: Call) -> None:
    """What is left is planned anew, so that nobody's change is lost or undermined."""
    done(take_in(admin_api, document({"key": "base"}, {"key": "f"})))
    wanted = document({"key": "f", "prerequisites": [{"flag": "base"}]})
    client, event = connection().client, "before-call.dynamodb.TransactWriteItems"

    def delete_base(**_event: object) -> None:
        client.meta.events.unregister(event, delete_base)
        assert admin_api("DELETE", f"{URL}/base", caller=ADMIN).status == 204

    client.meta.events.register_first(event, delete_base)
    answer = take_in(admin_api, wanted)
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "flags[0].prerequisites[0].flag")
    assert [(flag.key, flag.prerequisites) for flag in stored()] == [("f", ())]


def test_a_change_of_another_flag_meanwhile_is_no_hindrance(admin_api: Call) -> None:
    """The import goes on with what is left."""
    done(take_in(admin_api, document({"key": "other"})))
    client, event = connection().client, "before-call.dynamodb.TransactWriteItems"
    calls: list[int] = []

    def switch_other(**_event: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            assert admin_api("PUT", f"{URL}/other/enable", caller=ADMIN).status == 200

    client.meta.events.register_first(event, switch_other)
    outcome = done(take_in(admin_api, document({"key": "a"}, {"key": "b"}, {"key": "c"})))
    client.meta.events.unregister(event, switch_other)
    assert outcome["created"] == ["a", "b", "c"]
    assert {flag.key: flag.version for flag in stored()} == {"a": 1, "b": 1, "c": 1, "other": 2}


@contextmanager
def failing_after(writes: int) -> Iterator[None]:
    """DynamoDB takes so many transactions and throttles all others."""
    client, event = connection().client, "before-call.dynamodb.TransactWriteItems"
    left = [writes]

    def count(**_event: object) -> Any:  # noqa: ANN401 - as botocore has it
        left[0] -= 1
        if left[0] >= 0:
            return None
        from botocore.awsrequest import AWSResponse

        error = {"Error": {"Code": "ThrottlingException", "Message": "slow down"}}
        return AWSResponse("", 400, {}, None), error

    client.meta.events.register_first(event, count)
    yield
    client.meta.events.unregister(event, count)


def test_only_admins_take_flags_out_and_in(admin_api: Call) -> None:
    """403 for everybody else."""
    assert admin_api("GET", EXPORT, caller=CLIENT).status == 403
    assert admin_api("POST", IMPORT, body=document(), caller=CLIENT).status == 403


def fill(count: int, **more: object) -> None:
    """Store flags without going through the API."""
    from sextant.domain import flags
    from sextant.domain.flags import FlagEdit
    from sextant.store.flag_items import FlagItem

    with FlagItem.batch_write() as batch:
        for number in range(count):
            flag = flags.make(f"flag-{number:05}", FlagEdit(**more), by="admin", now=NOW)  # type: ignore[arg-type]
            item = item_of(flag)
            item.version = 1
            batch.save(item)


def packed(url: str) -> dict[str, Any]:
    """What the admin function answers to whoever takes gzip."""
    from api import admin

    event = gateway_event("GET", url, body=None, caller=ADMIN, headers={"Accept-Encoding": "gzip, br"})
    answer: dict[str, Any] = admin.handler(event, CONTEXT)  # type: ignore[arg-type] # all that is asked of it
    return answer


def test_a_set_too_large_for_an_answer_is_packed_or_paged(admin_api: Call) -> None:
    """422 names both ways out, and both work."""
    fill(320, description="x" * 20_000)
    plain = admin_api("GET", EXPORT, caller=ADMIN)
    assert (plain.status, plain.json["errors"][0]["field"]) == (422, "limit")
    assert "Accept-Encoding: gzip" in plain.json["detail"]
    answer = packed(EXPORT)
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    assert (answer["statusCode"], headers["content-encoding"], answer["isBase64Encoded"]) == (200, "gzip", True)
    assert len(answer["body"]) < 6_000_000
    found = json.loads(gzip.decompress(base64.b64decode(answer["body"])))
    assert (len(found["flags"]), found["complete"]) == (320, True)
    page = taken_out(admin_api, "?limit=100")
    assert (len(page["flags"]), page["complete"]) == (100, False)


def test_a_packed_document_is_taken_in(tables: object) -> None:
    """Far more flags than a plain body could hold, as an export with gzip hands them out."""
    from api import admin

    wanted = document(*({"key": f"f{number}", "description": "x" * 2_000} for number in range(700)))
    event = gateway_event("POST", f"{IMPORT}?dryRun=true", body=json.dumps(wanted), caller=ADMIN, headers=None)
    event["headers"]["Content-Encoding"] = "gzip"
    event["body"] = base64.b64encode(gzip.compress(event["body"].encode())).decode()
    event["isBase64Encoded"] = True
    answer = admin.handler(event, CONTEXT)  # type: ignore[arg-type] # all that is asked of it
    assert answer["statusCode"] == 200, answer["body"]
    assert len(json.loads(answer["body"])["created"]) == 700


PAYLOAD: dict[str, Any] = {
    "status": 200,
    "dateUpdated": "2026-01-01T00:00:00Z",
    "savedGroups": {"vips": ["user-5", "user-6", "user-7"]},
    "features": {
        "plain": {"defaultValue": True},
        "text": {"defaultValue": "a", "rules": [{"condition": {"country": "IN"}, "force": "b"}]},
        "number": {"defaultValue": 1, "rules": [{"force": 2.5, "coverage": 0.3}]},
        "json": {"defaultValue": {"a": [1, 2]}, "rules": [{"variations": [{"a": 1}, ["b"]]}]},
        "old_hash": {"defaultValue": False, "rules": [{"force": True, "coverage": 0.35, "hashVersion": 1}]},
        "new_hash": {
            "defaultValue": False,
            "rules": [{"force": True, "coverage": 0.35, "hashVersion": 2, "seed": "s"}],
        },
        "empty_seed": {"defaultValue": False, "rules": [{"force": True, "coverage": 0.35, "seed": ""}]},
        "nobody": {"defaultValue": False, "rules": [{"force": True, "coverage": 0}]},
        "by_company": {"defaultValue": False, "rules": [{"force": True, "coverage": 0.5, "hashAttribute": "company"}]},
        "range": {"defaultValue": False, "rules": [{"force": True, "range": [0.2, 0.6], "coverage": 0.1, "seed": "r"}]},
        "experiment": {
            "defaultValue": "none",
            "rules": [
                {
                    "key": "exp-1",
                    "name": "Experiment",
                    "phase": "0",
                    "coverage": 0.8,
                    "weights": [0.5, 0.25, 0.25],
                    "variations": ["x", "y", "z"],
                    "meta": [{"key": "0", "name": "Control"}, {"key": "1"}, {"key": "2"}],
                    "hashAttribute": "id",
                    "hashVersion": 2,
                    "condition": {"age": {"$lt": 70}},
                    "seed": None,
                    "tracks": [],
                }
            ],
        },
        "namespaced": {
            "defaultValue": 0,
            "rules": [{"variations": [1, 2], "namespace": ["pricing", 0, 0.5]}, {"force": 3, "condition": {}}],
        },
        "filtered": {
            "defaultValue": 0,
            "rules": [
                {
                    "variations": [1, 2],
                    "ranges": [[0, 0.3], [0.3, 0.9]],
                    "filters": [{"seed": "layer", "ranges": [[0, 0.4]], "hashVersion": 2, "attribute": "id"}],
                    "coverage": 0.01,
                }
            ],
        },
        "holdout": {
            "defaultValue": "d",
            "rules": [
                {"key": "h", "variations": ["held", "in"], "weights": [0.1, 0.9], "meta": [{}, {"passthrough": True}]},
                {"force": "after"},
            ],
        },
        "groups": {
            "defaultValue": False,
            "rules": [
                {"condition": {"id": {"$inGroup": "vips"}}, "force": True},
                {"condition": {"$not": {"id": {"$notInGroup": "unknown"}}}, "force": True},
            ],
        },
        "with_parent": {
            "defaultValue": "no",
            "rules": [
                {
                    "parentConditions": [{"id": "old_hash", "condition": {"value": True}}],
                    "force": "yes",
                    "coverage": 0.6,
                }
            ],
        },
        "nothing_decided": {"defaultValue": True, "rules": [{"id": "r", "condition": {"country": "IN"}}]},
        "versions": {"defaultValue": False, "rules": [{"condition": {"version": {"$vgte": "2.3.0"}}, "force": True}]},
        "both": {"defaultValue": 0, "rules": [{"force": 4, "variations": [1, 2], "weights": [9], "coverage": 0.5}]},
    },
}


def as_growthbook(payload: dict[str, Any]) -> dict[str, list[object]]:
    """What GrowthBook's own package says that each feature is worth to each user."""
    found: dict[str, list[object]] = {key: [] for key in payload["features"]}
    for user in USERS:
        sdk = GrowthBook(
            features=payload["features"], attributes=dict(user), savedGroups=payload.get("savedGroups", {})
        )
        for key, values in found.items():
            values.append(sdk.get_feature_value(key, None))
        sdk.destroy()
    return found


def test_growthbooks_features_are_worth_the_same_here(admin_api: Call) -> None:
    """To a thousand users, in every feature: whatever GrowthBook assumes is made explicit."""
    outcome = done(take_in(admin_api, PAYLOAD))
    assert (sorted(outcome["created"]), outcome["notes"]) == (sorted(PAYLOAD["features"]), [])
    ours = {key: [each.value for each in found] for key, found in decisions(stored()).items()}  # type: ignore[attr-defined]
    theirs = as_growthbook(PAYLOAD)
    assert {key for key in theirs if ours[key] != theirs[key]} == set()
    assert {key for key, values in theirs.items() if len({json.dumps(value) for value in values}) > 1} >= {
        "old_hash",
        "experiment",
        "namespaced",
        "filtered",
        "holdout",
        "groups",
    }
    assert done(take_in(admin_api, PAYLOAD))["unchanged"] == len(PAYLOAD["features"])


def test_what_growthbook_assumes_is_written_down(admin_api: Call) -> None:
    """The first hash version, and the feature's or the experiment's key as seed."""
    done(take_in(admin_api, PAYLOAD))
    rules = {flag.key: flag.rules for flag in stored()}
    drawn = ("seed", "hashAttribute", "hashVersion")
    assert [rules["empty_seed"][0].get(name) for name in drawn] == ["empty_seed", "id", 1]
    assert [rules["experiment"][0].get(name) for name in drawn] == ["exp-1", "id", 2]
    types = {flag.key: flag.value_type.value for flag in stored()}
    assert (types["plain"], types["text"], types["number"], types["json"]) == ("boolean", "string", "number", "json")


def test_a_gate_becomes_a_prerequisite(admin_api: Call) -> None:
    """Those whom it lets through get the same; those whom it does not get the default, which a note says."""
    gate = {"parentConditions": [{"id": "base", "condition": {"value": True}, "gate": True}]}
    base = {"defaultValue": False, "rules": [{"force": True, "coverage": 0.5}]}
    late = [{"condition": {"country": "IN"}, "force": "early"}, gate, {"force": "late"}]
    payload = {
        "features": {
            "base": base,
            "gated": {"defaultValue": "default", "rules": [gate, {"force": "in"}]},
            "gated_late": {"defaultValue": "default", "rules": late},
        }
    }
    outcome = done(take_in(admin_api, payload))
    assert [note["field"] for note in outcome["notes"]] == ["features.gated.rules[0]", "features.gated_late.rules[1]"]
    ours = {key: [each.value for each in found] for key, found in decisions(stored()).items()}  # type: ignore[attr-defined]
    theirs = as_growthbook(payload)
    assert {None, "in"} == set(theirs["gated"])
    for key in ("gated", "gated_late"):
        assert ours[key] == ["default" if value is None else value for value in theirs[key]]


def test_what_cannot_be_a_flag_is_told_by_its_path(admin_api: Call) -> None:
    """As in a document of ours."""
    payload = {"features": {"f": {"defaultValue": 1, "rules": [{"variations": [1, 2], "weights": [0.5, 0.9]}]}}}
    answer = take_in(admin_api, payload)
    assert [error["field"] for error in answer.json["errors"]] == ["features.f.rules[0].weights"]


def test_our_own_data_file_is_taken_in(admin_api: Call) -> None:
    """A flag's answers survive the way through the file that devices read."""
    rng = random.Random(7)  # noqa: S311 - any will do
    for number in range(10):
        body = {
            **EVERYTHING,
            "key": f"f{number}",
            "rolloutPercentage": rng.randrange(10_001) / 100,
            "roles": [],
            "userIds": [],
            "excludedUserIds": [],
        }
        assert admin_api("POST", URL, body=body, caller=ADMIN).status == 201
    before = decisions(stored())
    features = {flag.key: targeting.compiled(flag, datetime.now(UTC)) for flag in stored()}
    for feature in features.values():
        # Its id is reserved for what a flag's own roll-out says.
        feature["rules"][-1]["id"] = "was-rollout"
    take_in(admin_api, document(), "?mode=replace")
    done(take_in(admin_api, json.loads(json.dumps({"features": features}))))
    after = decisions(stored())
    values = {key: [each.value for each in found] for key, found in before.items()}  # type: ignore[attr-defined]
    assert {key: [each.value for each in found] for key, found in after.items()} == values  # type: ignore[attr-defined]
