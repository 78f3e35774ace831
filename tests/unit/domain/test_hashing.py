"""The hash against GrowthBook's own."""

import pytest
from growthbook import core
from hypothesis import example, given
from hypothesis import strategies as st

from sextant.domain.hashing import BUCKETS_OF_VERSION, absorb, bucketer, first_bucket, hashed_text

TEXTS = st.text() | st.text(alphabet=st.characters(max_codepoint=0x17F)) | st.from_regex(r"[a-z0-9-]{0,40}")


@given(seed=TEXTS, value=TEXTS, version=st.sampled_from([1, 2]))
def test_the_bucket_is_growthbooks(seed: str, value: str, version: int) -> None:
    """Any seed and any value, emoji and unpaired surrogates too, fall into the bucket that the SDKs compute."""
    assert bucketer(seed, version)(value) / BUCKETS_OF_VERSION[version] == core.gbhash(seed, value, version)


@pytest.mark.parametrize("buckets", BUCKETS_OF_VERSION.values())
def test_each_bucket_begins_where_its_share_says(buckets: int) -> None:
    """For every bucket, where a product of floats would be off by one for some; shares outside 0 to 1 are the ends."""
    assert [first_bucket(number / buckets, buckets) for number in range(buckets + 1)] == list(range(buckets + 1))
    assert [first_bucket(share, buckets) for share in (-1, 1.5)] == [0, buckets]


def test_there_is_no_third_version() -> None:
    """A hash that is not known is no bucket at all."""
    with pytest.raises(KeyError):
        bucketer("seed", 3)


@pytest.mark.parametrize(
    ("text", "state"), [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968), ("chongo was here!\n", 0xD49930D5)]
)
def test_fnv_1a_gives_its_authors_values(text: str, state: int) -> None:
    """Vectors that FNV's authors publish for FNV-1a 32."""
    assert absorb(text) == state


@given(seed=st.text(), prefix=st.text(), rest=st.text())
def test_a_state_goes_on_where_it_stopped(seed: str, prefix: str, rest: str) -> None:
    """Absorbing in two steps is absorbing at once, on which the prepared seeds rest."""
    assert absorb(rest, absorb(prefix)) == absorb(prefix + rest)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (-1.5, "-1.5"),
        (1e21, "1e+21"),
        (123e18, "123000000000000000000"),
        (1.5e-7, "1.5e-7"),
        (1e-6, "0.000001"),
    ],
)
def test_numbers_are_written_as_javascript_writes_them(value: float, text: str) -> None:
    """Examples that ECMAScript's own rules settle."""
    assert hashed_text(value) == text


@example(value=10**400)
@given(value=st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), st.text(), st.lists(st.text())))
def test_values_are_hashed_as_sdks_write_them(value: object) -> None:
    """Numbers as JavaScript writes them; whatever cannot stand for a user as nothing."""
    expected = core._hash_string(value) if core._is_hashable(value) else ""
    assert hashed_text(value) == expected
