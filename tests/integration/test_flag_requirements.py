"""What flags require of each other, also when several people save at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sextant.store.base import connection
from sextant.store.flags_version import read
from tests.integration.conftest import ADMIN, SERVER_KEY, Answer, Call
from tests.integration.dynamodb_faults import accesses
from tests.integration.test_flags_admin import URL, fields, make, put

ON = {"value": True}


def requires(*keys: str) -> list[dict[str, Any]]:
    """Prerequisites on these flags."""
    return [{"flag": key, "condition": ON} for key in keys]


def by_rule(key: str) -> list[dict[str, Any]]:
    """A rule that requires another flag."""
    return [{"force": True, "parentConditions": [{"id": key, "condition": ON}]}]


def delete(admin_api: Call, key: str) -> Answer:
    """A deletion by an admin."""
    return admin_api("DELETE", f"{URL}/{key}", caller=ADMIN)


def required_by(answer: Answer) -> list[str]:
    """Whom a refusal names."""
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (409, "required-by")
    keys: list[str] = answer.json["requiredBy"]
    assert all(key in answer.json["detail"] for key in keys)
    return keys


@contextmanager
def meanwhile(change: Callable[[], object]) -> Iterator[None]:
    """Let another admin's change land after the next write was checked and before it is made."""
    client = connection().client
    event = "before-call.dynamodb.TransactWriteItems"

    def interfere(**_event: object) -> None:
        client.meta.events.unregister(event, interfere)
        change()

    client.meta.events.register_first(event, interfere)
    yield
    client.meta.events.unregister(event, interfere)


def test_a_required_flag_decides(admin_api: Call, client_api: Call) -> None:
    """Its value counts, as does the condition on it."""
    make(admin_api, "parent", valueType="string", value="b", defaultValue="a", enabled=True)
    prerequisites = [{"flag": "parent", "condition": {"value": {"$in": ["b", "c"]}}}]
    make(admin_api, "child", enabled=True, prerequisites=prerequisites)
    check = "/api/feature-flags/child/check?userId=u"
    assert client_api("GET", check, caller=SERVER_KEY).json["value"] is True


def test_by_default_a_required_flag_must_be_on(admin_api: Call) -> None:
    """The condition may be left out."""
    make(admin_api, "parent")
    assert make(admin_api, "child", prerequisites=[{"flag": "parent"}])["prerequisites"] == requires("parent")


def test_a_missing_or_archived_flag_cannot_be_required(admin_api: Call) -> None:
    """By prerequisite and by rule, each told with its place."""
    make(admin_api, "away")
    assert put(admin_api, "away/archive").json["archived"] is True
    body = {"key": "x", "name": "x", "prerequisites": requires("away", "none"), "rules": by_rule("none")}
    answer = admin_api("POST", URL, body=body, caller=ADMIN)
    assert fields(answer) == ["prerequisites[0].flag", "prerequisites[1].flag", "rules[0].parentConditions[0].id"]


def test_a_cycle_is_refused_and_told(admin_api: Call) -> None:
    """From end to end, through rules too; nothing is changed."""
    make(admin_api, "a")
    make(admin_api, "b", prerequisites=requires("a"))
    make(admin_api, "c", rules=by_rule("b"))
    answer = put(admin_api, "a", {"prerequisites": requires("c"), "version": 1})
    assert fields(answer) == ["prerequisites[0].flag"]
    assert "a → c → b → a" in answer.json["errors"][0]["message"]
    itself = put(admin_api, "a", {"rules": by_rule("a"), "version": 1})
    assert "a → a" in itself.json["errors"][0]["message"]
    assert admin_api("GET", f"{URL}/a", caller=ADMIN).json["version"] == 1


def test_what_is_required_stays(admin_api: Call) -> None:
    """It is neither deleted nor archived while others require it, who are named."""
    make(admin_api, "parent")
    make(admin_api, "child-1", prerequisites=requires("parent"))
    make(admin_api, "child-2", rules=by_rule("parent"))
    assert required_by(delete(admin_api, "parent")) == ["child-1", "child-2"]
    assert required_by(put(admin_api, "parent/archive")) == ["child-1", "child-2"]
    assert admin_api("GET", f"{URL}/parent", caller=ADMIN).json["version"] == 1
    assert put(admin_api, "child-1/archive").status == 200
    assert put(admin_api, "child-2", {"rules": [], "version": 1}).status == 200
    assert delete(admin_api, "parent").status == 204


def test_restoring_asks_again_for_what_is_required(admin_api: Call) -> None:
    """What went away meanwhile is told, and it may be dropped before."""
    make(admin_api, "parent")
    make(admin_api, "child", prerequisites=requires("parent"))
    put(admin_api, "child/archive")
    assert delete(admin_api, "parent").status == 204
    assert fields(put(admin_api, "child/restore")) == ["prerequisites[0].flag"]
    assert put(admin_api, "child", {"prerequisites": [], "version": 2}).status == 200
    assert put(admin_api, "child/restore").json["archived"] is False


def test_what_devices_see_requires_what_they_see(admin_api: Call) -> None:
    """Neither is the one shown without the other nor the other hidden from the one."""
    make(admin_api, "parent")
    make(admin_api, "child", prerequisites=requires("parent"))
    shown = put(admin_api, "child", {"clientVisible": True, "version": 1})
    assert fields(shown) == ["prerequisites[0].flag"]
    assert put(admin_api, "parent", {"clientVisible": True, "version": 1}).status == 200
    assert put(admin_api, "child", {"clientVisible": True, "version": 1}).status == 200
    hidden = put(admin_api, "parent", {"clientVisible": False, "version": 2})
    assert required_by(hidden) == ["child"]
    assert put(admin_api, "child", {"clientVisible": False, "version": 2}).status == 200
    assert put(admin_api, "parent", {"clientVisible": False, "version": 2}).status == 200


def test_two_admins_cannot_close_a_cycle_between_them(admin_api: Call) -> None:
    """Each change alone is right; the second to be written is checked against the first."""
    make(admin_api, "a")
    make(admin_api, "b")
    with meanwhile(lambda: put(admin_api, "b", {"prerequisites": requires("a"), "version": 1})):
        answer = put(admin_api, "a", {"prerequisites": requires("b"), "version": 1})
    assert fields(answer) == ["prerequisites[0].flag"]
    assert "a → b → a" in answer.json["errors"][0]["message"]


@pytest.mark.parametrize("path", ["/archive", ""])
def test_nothing_is_taken_away_that_somebody_just_required(admin_api: Call, path: str) -> None:
    """The requirement lands first, so taking it away is refused."""
    make(admin_api, "parent")
    make(admin_api, "child")
    with meanwhile(lambda: put(admin_api, "child", {"prerequisites": requires("parent"), "version": 1})):
        answer = put(admin_api, "parent/archive") if path else delete(admin_api, "parent")
    assert required_by(answer) == ["child"]


@pytest.mark.parametrize("path", ["/archive", ""])
def test_nothing_is_required_that_somebody_just_took_away(admin_api: Call, path: str) -> None:
    """Taking it away lands first, so requiring it is refused; also for a flag that is being made."""
    for number, way in enumerate(("change", "make")):
        parent, child = f"parent-{number}", f"child-{number}"
        make(admin_api, parent)
        take_away = (
            (lambda key=parent: put(admin_api, f"{key}/archive"))
            if path
            else (lambda key=parent: delete(admin_api, key))
        )
        if way == "change":
            make(admin_api, child)
            with meanwhile(take_away):
                answer = put(admin_api, child, {"prerequisites": requires(parent), "version": 1})
        else:
            body = {"key": child, "name": "Child", "prerequisites": requires(parent)}
            with meanwhile(take_away):
                answer = admin_api("POST", URL, body=body, caller=ADMIN)
        assert fields(answer) == ["prerequisites[0].flag"]


def test_other_changes_in_between_do_no_harm(admin_api: Call) -> None:
    """A change that others matter to is checked again and lands."""
    make(admin_api, "parent")
    make(admin_api, "child")
    make(admin_api, "other")
    with meanwhile(lambda: put(admin_api, "other/enable")):
        answer = put(admin_api, "child", {"prerequisites": requires("parent"), "version": 1})
    assert (answer.status, answer.json["version"]) == (200, 2)
    assert read().number == 5


def test_a_switch_looks_at_no_other_flag(admin_api: Call) -> None:
    """Nor does a change of other things: it reads the one flag and writes once."""
    make(admin_api, "parent")
    make(admin_api, "child", prerequisites=requires("parent"))
    for path, body in (
        ("child/enable", None),
        ("child/rollout", {"percentage": 5}),
        ("child", {"name": "Renamed", "prerequisites": requires("parent"), "version": 3}),
    ):
        with accesses(connection().client) as seen:
            assert put(admin_api, path, body).status == 200
        assert ("Query", "sextant-flags-table") not in {(each.action, each.table) for each in seen}


def test_archived_flags_are_unknown_to_callers(admin_api: Call, client_api: Call) -> None:
    """And come back as they were."""
    made = make(admin_api, enabled=True)
    archived = put(admin_api, "new_checkout/archive", {"version": 1}).json
    assert (archived["archived"], archived["version"]) == (True, 2)
    check = "/api/feature-flags/new_checkout/check?userId=u"
    assert client_api("GET", check, caller=SERVER_KEY).status == 404
    restored = put(admin_api, "new_checkout/restore", {"version": 2}).json
    assert {**restored, "version": 1, "updatedAt": made["updatedAt"]} == made


@pytest.mark.parametrize("path", ["archive", "restore"])
def test_archiving_and_restoring_take_a_version(admin_api: Call, path: str) -> None:
    """A stale one is refused with what is current."""
    make(admin_api)
    put(admin_api, "new_checkout/enable")
    assert put(admin_api, f"new_checkout/{path}", {"version": 1}).status == 409
    stale = put(admin_api, f"new_checkout/{path}", None, **{"If-Match": '"1"'})
    assert (stale.status, stale.json["current"]["version"]) == (412, 2)
    assert put(admin_api, f"nothing/{path}").status == 404
