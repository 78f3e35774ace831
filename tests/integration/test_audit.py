"""The audit over HTTP-shaped calls and a real table."""

import json
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sextant.domain.audit import Action, Entity, EntityType, Question, State
from sextant.domain.principals import Principal, PrincipalKind
from sextant.domain.sdk_keys import digest
from sextant.store.audit import AuditItem
from sextant.store.base import connection
from sextant.store.transactions import commit
from sextant.usecases import audit
from tests.integration.conftest import ADMIN, CLIENT, SERVER_KEY, Call
from tests.integration.dynamodb_faults import refusing

URL = "/api/admin/audit"
KEYS = "/api/admin/sdk-keys"
OTHER = Principal(PrincipalKind.USER, "admin-2", frozenset({"ADMIN"}))
START = datetime(2026, 1, 30, 12, tzinfo=UTC)


def entries(admin_api: Call, query: str = "") -> list[dict[str, Any]]:
    """All entries that a query finds, page after page."""
    found: list[dict[str, Any]] = []
    url = f"{URL}?{query}"
    while url:
        answer = admin_api("GET", url, caller=ADMIN)
        assert answer.status == 200, answer.body
        found += answer.json["items"]
        following = answer.json["nextCursor"]
        url = f"{URL}?{query}&cursor={following}" if following else ""
    return found


def make_key(admin_api: Call, name: str = "backend", caller: Principal = ADMIN) -> dict[str, Any]:
    """A new SDK key."""
    answer = admin_api("POST", KEYS, body={"name": name, "kind": "server"}, caller=caller)
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json
    return made


def write(
    number: int,
    *,
    entity: str = "flag:f",
    action: Action = Action.FLAG_UPDATED,
    by: Principal = ADMIN,
    state: State | None = None,
) -> None:
    """An entry that is `number` hours younger than the oldest, of a change that nobody made."""
    at = START + timedelta(hours=number)
    commit(audit.recorded(action, Entity.parse(entity), by, at, (None, {"number": number, **(state or {})})))


def numbers(found: list[dict[str, Any]]) -> list[int]:
    """Which of the entries that nobody made these are."""
    return [entry["after"]["number"] for entry in found]


def test_a_key_that_is_made_and_revoked_is_remembered(admin_api: Call) -> None:
    """Who, when, what, and the key before and after; without its secret and the secret's digest."""
    made = make_key(admin_api)
    assert admin_api("DELETE", f"{KEYS}/{made['keyId']}", caller=OTHER).status == 204
    (listed,) = admin_api("GET", KEYS, caller=ADMIN).json["items"]
    revoked, created = entries(admin_api)
    at, entry_id = revoked.pop("at"), revoked.pop("id")
    before = listed | {"revokedAt": None}
    assert revoked == {
        "actor": "admin-2",
        "actorKind": "user",
        "action": "sdk_key.revoked",
        "entity": {"type": "sdk-key", "id": made["keyId"]},
        "version": None,
        "changed": ["revokedAt"],
        "before": before,
        "after": listed,
        "requestId": "request-1",
    }
    assert at == listed["revokedAt"]
    assert entry_id > created["id"]
    assert (created["action"], created["actor"]) == ("sdk_key.created", "admin-1")
    assert (created["before"], created["after"], created["changed"]) == (None, before, [])


def test_no_entry_holds_a_secret(admin_api: Call) -> None:
    """Neither the key nor its digest is anywhere in the table."""
    made = make_key(admin_api)
    admin_api("DELETE", f"{KEYS}/{made['keyId']}", caller=ADMIN)
    texts = []
    for item in AuditItem.query(f"sdk-key:{made['keyId']}"):
        texts += [str(item.to_simple_dict(force=True)), zlib.decompress(item.states).decode()]
    assert len(texts) == 4
    assert not any(secret in text for text in texts for secret in (made["secret"], digest(made["secret"])))


def test_revoking_twice_is_remembered_once(admin_api: Call) -> None:
    """The second time changes nothing, so there is nothing to remember."""
    made = make_key(admin_api)
    for _ in range(3):
        assert admin_api("DELETE", f"{KEYS}/{made['keyId']}", caller=ADMIN).status == 204
    assert [entry["action"] for entry in entries(admin_api)] == ["sdk_key.revoked", "sdk_key.created"]


def test_what_is_refused_is_not_remembered(admin_api: Call) -> None:
    """Bad bodies, unknown keys and callers who may not."""
    assert admin_api("POST", KEYS, body={"name": "x"}, caller=ADMIN).status == 422
    assert admin_api("DELETE", f"{KEYS}/unknown", caller=ADMIN).status == 404
    assert admin_api("POST", KEYS, body={"name": "x", "kind": "server"}, caller=CLIENT).status == 403
    assert entries(admin_api) == []


def test_a_change_and_its_entry_are_written_together_or_not_at_all(admin_api: Call) -> None:
    """When DynamoDB fails, there is neither."""
    made = make_key(admin_api)
    with refusing(connection().client, "TransactWriteItems", code="ThrottlingException"):
        assert admin_api("DELETE", f"{KEYS}/{made['keyId']}", caller=ADMIN).status == 503
        assert admin_api("POST", KEYS, body={"name": "x", "kind": "server"}, caller=ADMIN).status == 503
    (listed,) = admin_api("GET", KEYS, caller=ADMIN).json["items"]
    assert listed["revokedAt"] is None
    assert [entry["action"] for entry in entries(admin_api)] == ["sdk_key.created"]


def test_a_conflict_is_tried_again_and_remembered_once(admin_api: Call) -> None:
    """DynamoDB refuses the later of two transactions at one item."""
    conflict = {"code": "TransactionCanceledException", "reasons": ("None", "TransactionConflict")}
    with refusing(connection().client, "TransactWriteItems", times=2, **conflict):  # type: ignore[arg-type]
        make_key(admin_api)
    assert len(entries(admin_api)) == 1


def test_entries_come_newest_first_page_by_page(admin_api: Call) -> None:
    """Over the end of a month, each once, by whatever way they are found."""
    for number in range(0, 60, 2):
        write(number)
    for query in ("limit=7", "actor=admin-1&limit=7", "entity=flag:f&limit=7", "entityType=flag&limit=30"):
        assert numbers(entries(admin_api, query)) == list(range(58, -1, -2))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("actor=admin-2", [5, 3, 1]),
        ("actor=nobody", []),
        ("entity=flag:f", [4, 1, 0]),
        ("entity=flag:unknown", []),
        ("entity=sdk-key:k", [5, 2]),
        ("entityType=flag", [4, 3, 1, 0]),
        ("entityType=sdk-key", [5, 2]),
        ("action=flag.updated", [3, 0]),
        ("action=flag.deleted", []),
        ("from=2026-01-30T14:00:00Z", [5, 4, 3, 2]),
        ("to=2026-01-30T14:00:00Z", [1, 0]),
        ("from=2026-01-30T15:30:00%2B01:00&to=2026-01-30T16:00:00Z", [3]),
        ("from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", []),
        ("actor=admin-2&action=sdk_key.revoked", [5]),
        ("actor=admin-2&entityType=flag&from=2026-01-30T13:00:00.000001Z", [3]),
        ("actor=admin-1&entity=flag:f", [4, 0]),
        ("entity=flag:f&entityType=sdk-key", []),
        ("entity=flag:f&from=2026-01-30T13:00:00Z&to=2026-01-30T16:00:00Z", [1]),
        ("entity=flag:f&action=flag.updated", [0]),
    ],
)
def test_filters_add_up(admin_api: Call, query: str, expected: list[int]) -> None:
    """By actor, entity, sort of entity, action and time; a page at a time or all at once."""
    write(0)
    write(1, action=Action.FLAG_ENABLED, by=OTHER)
    write(2, entity="sdk-key:k", action=Action.SDK_KEY_CREATED)
    write(3, entity="flag:g", by=OTHER)
    write(4, action=Action.FLAG_DISABLED)
    write(5, entity="sdk-key:k", action=Action.SDK_KEY_REVOKED, by=OTHER)
    assert numbers(entries(admin_api, query)) == expected
    assert numbers(entries(admin_api, f"{query}&limit=1")) == expected


@pytest.mark.usefixtures("tables")
def test_a_search_that_passes_over_much_goes_on_behind_it() -> None:
    """A page may be empty and yet not be the last; whoever follows the cursors finds everything."""
    for number in range(20):
        write(number, action=Action.FLAG_ENABLED if number in {2, 17} else Action.FLAG_UPDATED)
    for question in (
        Question(action=Action.FLAG_ENABLED),
        Question(action=Action.FLAG_ENABLED, entity=Entity(EntityType.FLAG, "f")),
    ):
        sizes, cursor = [], None
        while not sizes or cursor:
            found, cursor = audit.page(question, limit=5, cursor=cursor, patience=4)
            sizes.append(len(found))
        assert sizes == [1, 0, 0, 0, 1]


def test_large_entries_make_short_pages(admin_api: Call) -> None:
    """An answer stays under what Lambda may give, and loses none."""
    for number in range(5):
        write(number, state={"padding": "用" * 300_000})
    for query in ("", "entity=flag:f"):
        first = admin_api("GET", f"{URL}?{query}", caller=ADMIN)
        assert len(first.body) < 6_000_000
        assert numbers(first.json["items"]) == [4, 3]
        assert numbers(entries(admin_api, query)) == [4, 3, 2, 1, 0]


def test_an_entry_that_is_too_large_for_a_page_has_one_of_its_own(admin_api: Call) -> None:
    """It is shown, rather than a page that is empty for ever."""
    for number in range(2):
        write(number, state={"padding": "x" * (audit.MOST_BYTES + 1)})
    assert numbers(admin_api("GET", URL, caller=ADMIN).json["items"]) == [1]


def test_every_listing_is_a_query(admin_api: Call) -> None:
    """No filter makes DynamoDB go through the whole table."""
    for number in range(3):
        write(number)
    seen: list[str] = []

    def note(event_name: str, **_event: object) -> None:
        seen.append(event_name.rsplit(".", 1)[1])

    connection().client.meta.events.register("before-call.dynamodb.*", note)
    for query in (
        "",
        "actor=admin-1",
        "entity=flag:f",
        "entityType=flag",
        "action=flag.updated",
        "from=2026-01-01T00:00:00Z",
    ):
        assert len(entries(admin_api, query)) == 3
    assert set(seen) == {"Query", "BatchGetItem"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("entity=new_checkout", "entity"),
        ("entity=flag:", "entity"),
        ("entity=planet:earth", "entity"),
        ("entityType=planet", "entityType"),
        ("action=flag.painted", "action"),
        ("from=yesterday", "from"),
        ("from=2026-01-30T12:00:00", "from"),
        ("to=2026-13-01T00:00:00Z", "to"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("actor=" + "x" * 201, "actor"),
        ("actor=", "actor"),
    ],
)
def test_a_bad_filter_is_named(admin_api: Call, query: str, field: str) -> None:
    """422 and the parameter, as a problem document."""
    answer = admin_api("GET", f"{URL}?{query}", caller=ADMIN)
    assert (answer.status, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [error["field"] for error in answer.json["errors"]] == [field]


def test_a_cursor_belongs_to_its_filters(admin_api: Call) -> None:
    """One from another question is refused."""
    for number in range(3):
        write(number)
    cursor = admin_api("GET", f"{URL}?limit=1", caller=ADMIN).json["nextCursor"]
    for query in (f"actor=admin-1&cursor={cursor}", "cursor=x", f"cursor={cursor[:-1]}"):
        answer = admin_api("GET", f"{URL}?{query}", caller=ADMIN)
        assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (400, "bad-cursor")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_route_changes_an_entry(admin_api: Call, method: str) -> None:
    """There is nothing but reading."""
    make_key(admin_api)
    (entry,) = entries(admin_api)
    for url in (URL, f"{URL}/{entry['id']}"):
        assert admin_api(method, url, body={}, caller=ADMIN).status in {404, 405}
    assert entries(admin_api) == [entry]


def test_an_entry_is_never_written_over(admin_api: Call) -> None:
    """A version that a thing has had once is refused for ever after."""
    flag = Entity(EntityType.FLAG, "f")
    for number in range(2):
        part = audit.recorded(Action.FLAG_UPDATED, flag, ADMIN, START, (None, {"number": number}), 7)
        assert commit(part) == (frozenset({0}) if number else frozenset())
    assert numbers(entries(admin_api)) == [0]


def test_only_admins_read_the_audit(admin_api: Call) -> None:
    """No user of another role and no SDK key."""
    assert admin_api("GET", URL, caller=CLIENT).status == 403
    assert admin_api("GET", URL, caller=SERVER_KEY).status == 403
    assert admin_api("GET", URL).status == 401


def test_states_are_kept_compressed_and_out_of_the_indexes(admin_api: Call) -> None:
    """What the indexes carry is what filters look at."""
    write(0, state={"padding": "x" * 100_000})
    (item,) = AuditItem.query("flag:f")
    (indexed,) = AuditItem.by_time.query("entries")
    assert len(item.states) < 1_000
    assert indexed.states is None
    assert json.loads(zlib.decompress(item.states))[1]["number"] == 0
