"""Traits that Segment's `identify` tells: which become attributes of the user, and what is told of the others."""

import json

import pytest

from sextant.store import profiles
from sextant.store.profiles import ProfileItem
from tests.integration.analytics import (
    ministack,
    ministack_tables,
    tables,
)
from tests.integration.conftest import Call
from tests.integration.segment_messages import message, send
from tests.integration.test_track import ago

__all__ = ["ministack", "ministack_tables", "tables"]


WRONG_TRAITS: list[tuple[dict[str, object], str, str]] = [
    ({"addresses": [{"city": "Leeds"}]}, "addresses", "is a list, an item of which is neither"),
    ({"tags": [["a"]]}, "tags", "is a list, an item of which is neither"),
    ({"tags": ["a", None]}, "tags", "is a list, an item of which is neither"),
    ({"tags": ["a", "x" * 257]}, "tags", "is a list, an item of which has over 256"),
    ({"tags": list(range(21))}, "tags", "is a list of over 20 items"),
    ({"tags": ["é" * 128] * 4}, "tags", "is a list of over 1,024 bytes"),
    ({"roles": ["ADMIN"]}, "roles", "not for apps to tell"),
    ({"segments": ["vip"]}, "segments", "not for apps to tell"),
    ({"a": {"bio": "x" * 257}}, "a.bio", "has over 256"),
    ({"x" * 65: 1}, "x" * 64, "no name of an attribute"),
    ({"number": 2**53 + 1}, "number", "is a number beyond"),
    ({"plan": "pro", **{f"t{number}": number for number in range(100)}}, "t99", "one too many: at most 100"),
]


@pytest.mark.parametrize(("traits", "name", "words"), WRONG_TRAITS)
def test_a_trait_that_cannot_be_an_attribute_is_told_and_left_out(
    client_api: Call, traits: dict[str, object], name: str, words: str
) -> None:
    """The device is joined and the other traits are kept: clients never hear of what was refused."""
    sent = send(
        client_api, message("identify", "m", userId="maya", anonymousId="phone", traits={"plan": "pro", **traits})
    )
    assert (sent.json["accepted"], sent.json["rejected"]) == (1, [])
    (told,) = sent.json["ignoredTraits"]
    assert (told["index"], told["trait"]) == (0, name)
    assert words in told["message"]
    maya = profiles.read("maya")
    assert maya is not None
    assert maya.anonymous_ids == ("phone",)
    assert maya.attributes["plan"].value == "pro"
    assert name not in maya.attributes


def test_all_of_segments_own_traits_and_what_an_app_adds_are_kept(client_api: Call) -> None:
    """Addresses and companies flat, lists as lists."""
    names = ("age", "avatar", "birthday", "createdAt", "description", "email", "firstName", "gender", "id", "lastName")
    reserved: dict[str, object] = {
        **{name: name for name in (*names, "name", "phone", "title", "username", "website")},
        "address": {name: name for name in ("city", "country", "postalCode", "state", "street")},
        "company": {name: name for name in ("id", "name", "industry", "employee_count", "plan")},
    }
    own = {"interests": ["tax", "visa"], "seats": [2, 2.5, True], "nothing": []}
    assert send(client_api, message("identify", "m", traits={**reserved, **own})).json["ignoredTraits"] == []
    maya = profiles.read("maya")
    assert maya is not None
    assert len(maya.attributes) == 25 + len(own)
    assert {name: maya.attributes[name].value for name in own} == own


def test_the_largest_attributes_make_no_profile_too_large_to_store(client_api: Call) -> None:
    """An item of DynamoDB has 400 KB at most, in which a journey, purchases and devices want room too."""
    longest = "\x01" * 256  # six characters of JSON each
    for part in range(10):
        names = [f"{number:\x01>64}" for number in range(part * 10, part * 10 + 10)]
        sent = message("identify", f"{part:\x01>128}", traits=dict.fromkeys(names, longest))
        assert send(client_api, sent).json["accepted"] == 1
    (item,) = ProfileItem.scan()
    assert len(json.loads(item.attributes)) == 100
    assert len(item.attributes.encode()) < 280_000


def test_a_trait_that_is_there_nested_and_dotted_is_kept_as_it_came_first(client_api: Call) -> None:
    """The other is told."""
    sent = send(client_api, message("identify", "m", traits={"a.b": 1, "a": {"b": 2}}))
    assert "is there twice" in sent.json["ignoredTraits"][0]["message"]
    maya = profiles.read("maya")
    assert maya is not None
    assert maya.attributes["a.b"].value == 1


@pytest.mark.parametrize(
    "traits", [{"\ud800": [1]}, {"\ud800": 1}, {"name": "Maya \ud83d"}, {"a": {"\ud800": {"b": 2}}}]
)
def test_a_trait_that_is_cut_within_a_character_is_left_out(client_api: Call, traits: dict[str, object]) -> None:
    """Apps cut names to a length, emoji included; who somebody is counts all the same."""
    answer = send(client_api, message("identify", "m", traits={"plan": "pro", **traits}))
    assert (answer.status, answer.json["accepted"], answer.json["rejected"]) == (200, 1, [])
    (told,) = answer.json["ignoredTraits"]
    assert "half of a surrogate pair" in told["message"]
    maya = profiles.read("maya")
    assert maya is not None
    assert list(maya.attributes) == ["plan"]


def test_traits_become_attributes_and_the_newest_wins(client_api: Call) -> None:
    """Nested ones under dotted names; in whatever order they come."""
    send(client_api, message("identify", "new", traits={"plan": "pro", "address": {"city": "Leeds"}}))
    older = {"traits": {"plan": "free", "seats": 3}, "timestamp": ago(days=2)}
    send(client_api, message("identify", "old", **older))
    maya = profiles.read("maya")
    assert maya is not None
    values = {name: attribute.value for name, attribute in maya.attributes.items()}
    assert values == {"plan": "pro", "address.city": "Leeds", "seats": 3}


@pytest.mark.parametrize("ids", ["az", "za"])
@pytest.mark.parametrize("is_timed", [False, True])
def test_of_one_moment_the_later_in_the_batch_wins(client_api: Call, ids: str, *, is_timed: bool) -> None:
    """Whatever their ids; and a batch that is sent again changes nothing."""
    when = ago(minutes=5) if is_timed else None
    said = [
        message("identify", message_id, timestamp=when, traits={"plan": plan})
        for message_id, plan in zip(ids, ("free", "pro"), strict=True)
    ]
    for _ in range(2):
        send(client_api, message("track", "before", event="Pressed"), *said)
        maya = profiles.read("maya")
        assert maya is not None
        assert maya.attributes["plan"].value == "pro"
