"""Erasures: their steps, and what is left of one."""

import hashlib
import json
from dataclasses import asdict

from sextant.domain.erasures import TREATMENTS, ErasedPart, Erasure, Step, erasure_id


def erasure(**changes: object) -> Erasure:
    """An erasure of Maya that has just begun."""
    begun = {"id": erasure_id("maya"), "requested_by": "admin", "requested_at": 1, "user_id": "maya", "stand_in": "x"}
    return Erasure(**{**begun, **changes})  # type: ignore[arg-type] # a test's own words


def test_an_erasure_is_known_by_the_sha_256_of_the_users_id() -> None:
    """So whoever has the id can tell, and nobody else."""
    assert erasure_id("maya") == hashlib.sha256(b"maya").hexdigest()


def test_steps_follow_one_another_to_the_end() -> None:
    """None is left out, and each begins without a cursor."""
    taken = [erasure(cursor="somewhere")]
    while not taken[-1].is_done:
        taken.append(taken[-1].after_step())
    assert [each.step for each in taken] == list(Step)
    assert {each.cursor for each in taken[1:]} == {None}


def test_what_is_removed_adds_up() -> None:
    """Over as many transactions as it takes."""
    once = erasure().with_removed({"aliases": 1, "days": 2}, cursor="a")
    assert once.with_removed({"days": 3}).removed == {"aliases": 1, "days": 5}


def test_a_device_owns_events_under_a_name_that_no_user_has() -> None:
    """All of these are looked through."""
    assert erasure(devices=("phone",)).owners == ("maya", "anonymous#phone")


def test_nothing_but_the_hash_is_left_of_a_user_once_it_is_done() -> None:
    """Neither id nor number nor devices, nor the name that stands for them as a CA."""
    done = erasure(ordinal=7, devices=("phone",), cursor="c").completed({"aliases": 0}, now=9)
    said = json.dumps(asdict(done))
    assert "maya" not in said
    assert "phone" not in said
    assert (done.ordinal, done.stand_in, done.owners) == (None, "", ())
    assert (done.is_done, done.finished_at, done.found) == (True, 9, {"aliases": 0})


def test_every_part_is_in_a_table_and_something_becomes_of_it() -> None:
    """A receipt leaves none out."""
    assert set(TREATMENTS) == set(ErasedPart)
