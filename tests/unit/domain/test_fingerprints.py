"""Lists of users without the users: who is on one passes, nobody else does, and no id can be read."""

import json
from collections.abc import Iterable
from itertools import pairwise
from math import prod

import pytest
from growthbook import GrowthBook
from hypothesis import given
from hypothesis import strategies as st

from sextant.domain import features
from sextant.domain.data_file import published
from sextant.domain.features import Feature
from sextant.domain.fingerprints import FALSE_MATCH, fingerprint
from sextant.domain.hashing import BUCKETS, absorb, bucketer

SEED = "5f0c6b1f2a7d4e3f9a8b7c6d5e4f3a2b:included"
OTHERS = 100_000


def passes(filters: list[features.Filter], user_id: str) -> bool:
    """Whether a user passes all filters, as an SDK would find out."""
    return all(
        any(start <= bucketer(each["seed"], 2)(user_id) / BUCKETS < end for start, end in each["ranges"])
        for each in filters
    )


def false_match(filters: Iterable[features.Filter]) -> float:
    """How likely somebody passes all filters by chance."""
    return prod(sum(round((end - start) * BUCKETS) for start, end in each["ranges"]) / BUCKETS for each in filters)


def passing(filters: list[features.Filter], user_ids: Iterable[str]) -> list[str]:
    """Who of many passes all filters."""
    for each in filters:
        bucket = bucketer(each["seed"], 2)
        taken = {
            number for start, end in each["ranges"] for number in range(round(start * BUCKETS), round(end * BUCKETS))
        }
        user_ids = [user_id for user_id in user_ids if bucket(user_id) in taken]
    return list(user_ids)


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=50, unique=True))
def test_everybody_who_is_listed_passes(user_ids: list[str]) -> None:
    """Whatever characters their ids are made of."""
    filters = fingerprint(user_ids, seed=SEED, attribute="id")

    assert all(passes(filters, user_id) for user_id in user_ids)


@pytest.mark.parametrize("listed", [1, 2, 10, 100, 1_000])
def test_a_stranger_passes_less_than_once_in_a_thousand_million_million(listed: int) -> None:
    """By the share of buckets that each filter lets in; no filter is there in vain."""
    filters = fingerprint([f"user-{number}" for number in range(listed)], seed=SEED, attribute="id")

    assert false_match(filters) < FALSE_MATCH <= false_match(filters[:-1])


def test_of_a_hundred_thousand_strangers_as_many_pass_the_first_filters_as_chance_says() -> None:
    """Each filter halves the crowd as if it knew nothing of the one before: chances do multiply."""
    filters = fingerprint([f"user-{number}" for number in range(7_000)], seed=SEED, attribute="id")
    strangers = [f"user-{number}" for number in range(7_000, 7_000 + OTHERS)]

    for number in range(1, 6):
        expected = OTHERS * false_match(filters[:number])
        passed = len(passing(filters[:number], strangers))
        assert abs(passed - expected) < 5 * expected**0.5, number


def test_no_stranger_passes_all() -> None:
    """Not one of half a million whose ids look like those on the list."""
    filters = fingerprint([f"user-{number}" for number in range(0, 2_000, 2)], seed=SEED, attribute="id")

    assert passing(filters, (f"user-{number}" for number in range(1, 1_000_000, 2))) == []


def test_no_two_seeds_leave_the_same_last_byte() -> None:
    """Otherwise users who collide under one seed would collide under the other, and the second filter were in vain."""
    filters = fingerprint([f"user-{number}" for number in range(5_000)], seed=SEED, attribute="id")
    last_bytes = [absorb(each["seed"]) & 0xFF for each in filters]

    assert len(filters) > 30
    assert len(set(last_bytes)) == len(last_bytes)


def test_ranges_are_in_order_and_apart() -> None:
    """Neighbouring buckets are one range, so the file is as short as it can be."""
    for each in fingerprint([f"user-{number}" for number in range(1_000)], seed=SEED, attribute="id"):
        assert all(before[1] < after[0] for before, after in pairwise(each["ranges"]))


def test_a_list_of_nobody_and_one_of_nearly_everybody_have_no_fingerprint() -> None:
    """Neither could be told by buckets."""
    with pytest.raises(ValueError, match="nobody"):
        fingerprint([], seed=SEED, attribute="id")
    with pytest.raises(ValueError, match="too long"):
        fingerprint([str(number) for number in range(100_000)], seed=SEED, attribute="id")


def test_what_is_published_names_nobody_and_decides_the_same() -> None:
    """On a device, for those on either list and for everybody else; a number is no user id."""
    feature: Feature = {
        "defaultValue": "default",
        "rules": [
            {"id": "excluded", "condition": {"id": {"$in": ["ada-lovelace", "grace-hopper"]}}, "force": "default"},
            {"id": "included", "condition": {"id": {"$in": ["alan-turing", "42"]}}, "force": "value"},
            {"id": "gb", "condition": {"country": "GB"}, "force": "value"},
        ],
    }
    shown = json.loads(json.dumps(published(feature, seed=SEED)))
    decide = features.prepare(feature, key="f")

    assert not any(name in json.dumps(shown) for name in ("ada", "grace", "alan", '"42"'))
    for user_id in ("ada-lovelace", "grace-hopper", "alan-turing", "42", 42, "somebody-else", None):
        for country in ("GB", "FR"):
            attributes = {"country": country} | ({} if user_id is None else {"id": user_id})
            found = GrowthBook(attributes=attributes, features={"f": shown}).get_feature_value("f", None)
            assert found == decide(attributes).value, attributes


def test_a_rule_that_names_users_among_other_things_is_left_alone() -> None:
    """Saving refuses such a rule for a flag that devices may see; only a plain list becomes a fingerprint."""
    rules: list[features.Rule] = [
        {"condition": {"id": {"$in": ["a"]}, "country": "GB"}, "force": True},
        {"condition": {"id": {"$in": [1, 2]}}, "force": True},
        {"condition": {"country": {"$in": ["GB"]}}, "force": True},
        {"force": True},
    ]

    assert published({"defaultValue": False, "rules": rules}, seed=SEED)["rules"] == rules
