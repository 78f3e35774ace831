"""Flags over HTTP-shaped calls and a real table: what admins do."""

from typing import Any
from urllib.parse import quote

import pytest

from sextant.store.flags_version import read
from tests.integration.conftest import ADMIN, CLIENT, SERVER_KEY, Answer, Call

URL = "/api/admin/feature-flags"


def make(admin_api: Call, key: str = "new_checkout", **fields: object) -> dict[str, Any]:
    """A new flag, as the API shows it."""
    answer = admin_api("POST", URL, body={"key": key, "name": "New checkout", **fields}, caller=ADMIN)
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.json
    return made


def put(admin_api: Call, path: str, body: object = None, **headers: str) -> Answer:
    """A change by an admin."""
    return admin_api("PUT", f"{URL}/{path}", body=body, caller=ADMIN, headers=headers)


def fields(answer: Answer) -> list[str]:
    """Which fields a problem complains about."""
    assert answer.status == 422, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    return [error["field"] for error in answer.json["errors"]]


def test_a_flag_is_made_with_what_is_left_out_filled_in(admin_api: Call) -> None:
    """The product's own example: a key, a name and that it is on."""
    body = {"key": "test_flag", "name": "Test Flag", "enabled": True}
    answer = admin_api("POST", URL, body=body, caller=ADMIN)
    made = answer.json
    assert (answer.status, answer.headers["etag"]) == (201, '"1"')
    seed, created = made.pop("seed"), made.pop("createdAt")
    assert len(seed) == 32
    assert created.endswith("Z")
    assert made == {
        "key": "test_flag",
        "name": "Test Flag",
        "description": "",
        "owner": "",
        "tags": [],
        "valueType": "boolean",
        "value": True,
        "defaultValue": False,
        "valueSchema": None,
        "enabled": True,
        "rolloutPercentage": 100,
        "roles": [],
        "segments": [],
        "userIds": [],
        "excludedUserIds": [],
        "rules": [],
        "prerequisites": [],
        "schedule": [],
        "progressiveRollout": None,
        "clientVisible": False,
        "lifetime": "temporary",
        "expectedEnd": None,
        "archived": False,
        "effective": {"enabled": True, "rolloutPercentage": 100, "nextChangeAt": None},
        "stale": [],
        "version": 1,
        "createdBy": "admin-1",
        "updatedAt": created,
        "updatedBy": "admin-1",
    }


def test_a_flag_comes_back_as_it_was_made(admin_api: Call) -> None:
    """Every field goes through the table and back; duplicates are dropped without a word."""
    made = make(
        admin_api,
        description="how people pay",
        enabled=True,
        rolloutPercentage=12.34,
        roles=["CA", "CLIENT", "CA"],
        userIds=["u2", "用户", "u2"],
        excludedUserIds=["u1"],
        tags=["beta", "beta"],
    )
    answer = admin_api("GET", f"{URL}/new_checkout", caller=ADMIN)
    assert (answer.status, answer.headers["etag"], answer.json) == (200, '"1"', made)
    assert (made["rolloutPercentage"], made["roles"]) == (12.34, ["CA", "CLIENT"])
    assert (made["userIds"], made["tags"]) == (["u2", "用户"], ["beta"])


def test_a_key_is_given_once(admin_api: Call) -> None:
    """The second is refused, and the first untouched."""
    first = make(admin_api)
    answer = admin_api("POST", URL, body={"key": "new_checkout", "name": "Other"}, caller=ADMIN)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (409, "already-exists")
    assert admin_api("GET", f"{URL}/new_checkout", caller=ADMIN).json == first


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x"}, "key"),
        ({"key": "x"}, "name"),
        ({"key": "-x", "name": "x"}, "key"),
        ({"key": "a b", "name": "x"}, "key"),
        ({"key": "straße", "name": "x"}, "key"),
        ({"key": "x" * 101, "name": "x"}, "key"),
        ({"key": "x", "name": ""}, "name"),
        ({"key": "x", "name": "n" * 201}, "name"),
        ({"key": "x", "name": 5}, "name"),
        ({"key": "x", "name": "x", "description": "d" * 2_001}, "description"),
        ({"key": "x", "name": "x", "description": None}, "description"),
        ({"key": "x", "name": "x", "enabled": "true"}, "enabled"),
        ({"key": "x", "name": "x", "enabled": 1}, "enabled"),
        ({"key": "x", "name": "x", "enabled": None}, "enabled"),
        ({"key": "x", "name": "x", "rolloutPercentage": 100.01}, "rolloutPercentage"),
        ({"key": "x", "name": "x", "rolloutPercentage": -0.01}, "rolloutPercentage"),
        ({"key": "x", "name": "x", "rolloutPercentage": 12.345}, "rolloutPercentage"),
        ({"key": "x", "name": "x", "rolloutPercentage": "50"}, "rolloutPercentage"),
        ({"key": "x", "name": "x", "rolloutPercentage": True}, "rolloutPercentage"),
        ({"key": "x", "name": "x", "roles": ["ROOT"]}, "roles[0]"),
        ({"key": "x", "name": "x", "roles": "CA"}, "roles"),
        ({"key": "x", "name": "x", "userIds": ["u" * 129]}, "userIds[0]"),
        ({"key": "x", "name": "x", "userIds": [""]}, "userIds[0]"),
        ({"key": "x", "name": "x", "userIds": [7]}, "userIds[0]"),
        ({"key": "x", "name": "x", "userIds": ["\ud800"]}, "userIds[0]"),
        ({"key": "x", "name": "x", "userIds": [str(number) for number in range(1_001)]}, "userIds"),
        ({"key": "x", "name": "x", "tags": [str(number) for number in range(21)]}, "tags"),
        ({"key": "x", "name": "x", "tags": ["t" * 51]}, "tags[0]"),
        ({"key": "x", "name": "x", "seed": "mine"}, "seed"),
        ({"key": "x", "name": "x", "rollout_percentage_": 5}, "rollout_percentage_"),
    ],
)
def test_a_bad_field_is_named(admin_api: Call, body: dict[str, object], field: str) -> None:
    """Wrong types, lengths, characters, unknown fields: 422, the field, and nothing is stored."""
    answer = admin_api("POST", URL, body=body, caller=ADMIN)
    assert fields(answer) == [field]
    assert admin_api("GET", URL, caller=ADMIN).json["items"] == []


def test_a_flag_that_would_not_fit_an_item_is_refused(admin_api: Call) -> None:
    """A thousand ids of three bytes a character, twice, in a body that is still small enough."""
    ids = [f"{number:04}" + "用" * 110 for number in range(1_000)]
    body = '{"key":"x","name":"x","userIds":%s,"excludedUserIds":%s}'
    listed = "[" + ",".join(f'"{each}"' for each in ids) + "]"
    answer = admin_api("POST", URL, body=body % (listed, listed), caller=ADMIN)
    assert fields(answer) == ["userIds", "excludedUserIds"]


def test_the_largest_ordinary_flag_is_stored(admin_api: Call) -> None:
    """A thousand ids of 128 characters to include, and as many shorter ones to exclude."""
    ids = [f"{number:0128}" for number in range(1_000)]
    others = [f"{number:050}" for number in range(1_000)]
    made = make(admin_api, userIds=ids, excludedUserIds=others)
    assert (made["userIds"], made["excludedUserIds"]) == (ids, others)


def test_a_change_touches_only_what_is_sent(admin_api: Call) -> None:
    """Key, seed and origin stay; the version goes up by one."""
    old = make(admin_api, tags=["beta"], rolloutPercentage=7)
    answer = put(admin_api, "new_checkout", {"owner": "payments", "version": 1})
    new = answer.json
    assert (answer.status, answer.headers["etag"]) == (200, '"2"')
    assert {**new, "updatedAt": old["updatedAt"]} == {**old, "owner": "payments", "version": 2}


@pytest.mark.parametrize("field", ["key", "seed", "createdAt", "createdBy"])
def test_what_a_flag_is_for_ever_cannot_be_changed(admin_api: Call, field: str) -> None:
    """The key, the seed and the origin are refused as unknown fields."""
    make(admin_api)
    assert fields(put(admin_api, "new_checkout", {field: "x", "version": 1})) == [field]


def test_no_edit_changes_the_seed(admin_api: Call) -> None:
    """After every kind of write the seed is the first one."""
    seed = make(admin_api)["seed"]
    for path, body in [
        ("/enable", None),
        ("/disable", None),
        ("/rollout", {"percentage": 50}),
        ("", {"name": "n", "roles": ["CA"], "rolloutPercentage": 1, "version": 4}),
    ]:
        assert put(admin_api, f"new_checkout{path}", body).json["seed"] == seed


def test_a_change_without_a_version_is_refused(admin_api: Call) -> None:
    """It would overwrite what somebody else did."""
    make(admin_api)
    assert fields(put(admin_api, "new_checkout", {"name": "x"})) == ["version"]


@pytest.mark.parametrize(
    ("path", "body"),
    [("", {"name": "x"}), ("/enable", {}), ("/disable", {}), ("/rollout", {"percentage": 5})],
)
def test_a_stale_version_is_refused_with_what_is_current(admin_api: Call, path: str, body: dict[str, object]) -> None:
    """409 for a version in the body, 412 for If-Match; both show the flag as it is now."""
    make(admin_api)
    current = put(admin_api, "new_checkout", {"name": "theirs", "version": 1}).json
    in_body = put(admin_api, f"new_checkout{path}", {**body, "version": 1})
    in_header = put(admin_api, f"new_checkout{path}", body, **{"If-Match": '"1"'})
    assert (in_body.status, in_header.status) == (409, 412)
    for answer in (in_body, in_header):
        assert answer.json["type"].endswith("/stale-version")
        assert answer.json["current"] == current
    assert admin_api("GET", f"{URL}/new_checkout", caller=ADMIN).json == current


def test_a_current_etag_is_accepted(admin_api: Call) -> None:
    """As it was received, or as a gateway may have weakened it."""
    make(admin_api)
    assert put(admin_api, "new_checkout", {"name": "a"}, **{"if-match": '"1"'}).headers["etag"] == '"2"'
    assert put(admin_api, "new_checkout", {"name": "b"}, **{"If-Match": 'W/"2"'}).headers["etag"] == '"3"'


@pytest.mark.parametrize("sent", ["3", '"x"', '"1", "2"', "", '"0"', '"99999999999999999999"'])
def test_an_etag_of_somebody_else_is_refused(admin_api: Call, sent: str) -> None:
    """Nothing is guessed about If-Match."""
    make(admin_api)
    assert fields(put(admin_api, "new_checkout", {"name": "a"}, **{"If-Match": sent})) == ["If-Match"]


def test_two_versions_that_disagree_are_refused(admin_api: Call) -> None:
    """Body and header must mean the same."""
    make(admin_api)
    assert fields(put(admin_api, "new_checkout", {"name": "a", "version": 2}, **{"If-Match": '"1"'})) == ["version"]


@pytest.mark.parametrize("version", ["1", True, 0, 1.5, None])
def test_a_version_is_a_whole_number(admin_api: Call, version: object) -> None:
    """Text, booleans and fractions are refused; null is no version."""
    make(admin_api)
    assert fields(put(admin_api, "new_checkout", {"name": "a", "version": version})) == ["version"]


def test_switches_and_rollout_apply_to_whatever_is_current(admin_api: Call) -> None:
    """Without a body, without a version."""
    make(admin_api)
    assert put(admin_api, "new_checkout/enable").json["enabled"] is True
    assert put(admin_api, "new_checkout/rollout", {"percentage": 0.01}).json["rolloutPercentage"] == 0.01
    disabled = put(admin_api, "new_checkout/disable", {}).json
    assert (disabled["enabled"], disabled["version"]) == (False, 4)


@pytest.mark.parametrize("percentage", ["50", True, 101, -1, 0.001, None])
def test_a_rollout_is_a_percentage(admin_api: Call, percentage: object) -> None:
    """A number from 0 to 100 with at most two decimals."""
    make(admin_api)
    assert fields(put(admin_api, "new_checkout/rollout", {"percentage": percentage})) == ["percentage"]


def test_a_deleted_flag_is_gone_and_its_key_free(admin_api: Call) -> None:
    """204, then 404; made anew it draws users anew."""
    seed = make(admin_api)["seed"]
    assert admin_api("DELETE", f"{URL}/new_checkout", caller=ADMIN).status == 204
    assert admin_api("GET", f"{URL}/new_checkout", caller=ADMIN).status == 404
    assert admin_api("DELETE", f"{URL}/new_checkout", caller=ADMIN).status == 404
    assert make(admin_api)["seed"] != seed


def test_a_deletion_may_be_based_on_a_version(admin_api: Call) -> None:
    """A stale If-Match deletes nothing."""
    make(admin_api)
    put(admin_api, "new_checkout/enable")
    stale = admin_api("DELETE", f"{URL}/new_checkout", caller=ADMIN, headers={"If-Match": '"1"'})
    assert (stale.status, stale.json["current"]["version"]) == (412, 2)
    assert admin_api("DELETE", f"{URL}/new_checkout", caller=ADMIN, headers={"If-Match": '"2"'}).status == 204


@pytest.mark.parametrize("key", ["nothing", "x" * 3_000, "-", "a%20b"])
def test_an_unknown_flag_is_not_found(admin_api: Call, key: str) -> None:
    """Whatever is asked of it, and whatever its key looks like."""
    answers = [
        admin_api("GET", f"{URL}/{key}", caller=ADMIN),
        admin_api("DELETE", f"{URL}/{key}", caller=ADMIN),
        put(admin_api, key, {"name": "x", "version": 1}),
        put(admin_api, f"{key}/enable"),
        put(admin_api, f"{key}/disable"),
        put(admin_api, f"{key}/rollout", {"percentage": 1}),
    ]
    assert [answer.status for answer in answers] == [404] * 6


def test_every_change_raises_the_version_of_all_flags(admin_api: Call) -> None:
    """Create, change, switch, roll out, delete; a refused change does not."""
    assert read().number == 0
    make(admin_api)
    put(admin_api, "new_checkout", {"name": "x", "version": 1})
    put(admin_api, "new_checkout/enable")
    put(admin_api, "new_checkout/rollout", {"percentage": 5})
    assert read().number == 4
    put(admin_api, "new_checkout", {"name": "x", "version": 1})
    admin_api("POST", URL, body={"key": "new_checkout", "name": "again"}, caller=ADMIN)
    assert read().number == 4
    admin_api("DELETE", f"{URL}/new_checkout", caller=ADMIN)
    assert read().number == 5


def test_the_list_is_paged_by_key(admin_api: Call) -> None:
    """Pages of two show each flag once, in order."""
    keys = sorted(make(admin_api, f"flag-{number}")["key"] for number in range(5))
    seen: list[str] = []
    sizes: list[int] = []
    url = f"{URL}?limit=2"
    while url:
        page = admin_api("GET", url, caller=ADMIN).json
        seen += [item["key"] for item in page["items"]]
        sizes.append(len(page["items"]))
        url = f"{URL}?limit=2&cursor={page['nextCursor']}" if page["nextCursor"] else ""
    assert (seen, sizes) == (keys, [2, 2, 1])


def test_a_search_fills_its_pages(admin_api: Call) -> None:
    """Matches that lie far apart come on one page, with a cursor only if more follow."""
    for number in range(12):
        make(admin_api, f"flag-{number:02}", name="Pay" if number % 5 == 0 else "Other", enabled=number >= 5)
    page = admin_api("GET", f"{URL}?q=PAY&limit=2", caller=ADMIN).json
    assert [item["key"] for item in page["items"]] == ["flag-00", "flag-05"]
    rest = admin_api("GET", f"{URL}?q=PAY&limit=2&cursor={page['nextCursor']}", caller=ADMIN).json
    assert ([item["key"] for item in rest["items"]], rest["nextCursor"]) == (["flag-10"], None)
    on = admin_api("GET", f"{URL}?q=pay&state=enabled", caller=ADMIN).json["items"]
    assert [item["key"] for item in on] == ["flag-05", "flag-10"]
    off = admin_api("GET", f"{URL}?state=disabled", caller=ADMIN).json["items"]
    assert len(off) == 5
    assert admin_api("GET", f"{URL}?q=nowhere", caller=ADMIN).json == {"items": [], "nextCursor": None}


def test_a_search_may_hold_a_comma(admin_api: Call) -> None:
    """The gateway joins repeated values with commas; one value is not taken apart."""
    make(admin_api, "greeting", name="Hello, world")
    assert len(admin_api("GET", f"{URL}?q=hello,%20w", caller=ADMIN).json["items"]) == 1


def test_a_cursor_belongs_to_its_search(admin_api: Call) -> None:
    """One made up, cut off or taken from another search is refused."""
    for number in range(3):
        make(admin_api, f"flag-{number}")
    cursor = admin_api("GET", f"{URL}?limit=1", caller=ADMIN).json["nextCursor"]
    for url in (f"{URL}?q=flag&cursor={cursor}", f"{URL}?cursor={cursor[:-2]}", f"{URL}?cursor=x"):
        answer = admin_api("GET", url, caller=ADMIN)
        assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (400, "bad-cursor")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("state=on", "state"),
        ("q=" + "x" * 201, "q"),
    ],
)
def test_a_bad_listing_is_refused_by_field(admin_api: Call, query: str, field: str) -> None:
    """Limits and states have their bounds."""
    assert fields(admin_api("GET", f"{URL}?{query}", caller=ADMIN)) == [field]


def test_only_admins_see_flags_settings(admin_api: Call) -> None:
    """No user of another role and no SDK key."""
    assert admin_api("GET", URL, caller=CLIENT).status == 403
    assert admin_api("GET", URL, caller=SERVER_KEY).status == 403
    assert admin_api("GET", URL).status == 401


def test_a_long_search_gets_a_cursor_that_is_taken_back(admin_api: Call) -> None:
    """However long the text, the next page can be asked for."""
    text = "é" * 200
    for number in range(3):
        body = {"key": f"flag-{number}", "name": "n", "description": text}
        assert admin_api("POST", URL, body=body, caller=ADMIN).status == 201
    url = f"{URL}?limit=2&q={quote(text)}"
    first = admin_api("GET", url, caller=ADMIN).json
    second = admin_api("GET", f"{url}&cursor={first['nextCursor']}", caller=ADMIN)
    assert (len(first["items"]), second.status, len(second.json["items"])) == (2, 200, 1)
