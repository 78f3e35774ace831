"""Patterns of admins: what they find, that none can hang an evaluation, and which could hang a device."""

import time

import pytest

from sextant.domain import conditions, regexes
from sextant.domain.regexes import RefusedPatternError

CATASTROPHES = [
    ("(a+)+$", "a" * 30_000 + "!"),
    ("^(a|aa)+$", "a" * 30_000 + "b"),
    ("(x+x+)+y", "x" * 30_000),
    ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 30_000),
    ("(.*)*(.*)*(.*)*=", "x" * 30_000),
    ("^(\\w+\\s?)*$", "word " * 6_000 + "!"),
]


@pytest.mark.parametrize(("pattern", "text"), CATASTROPHES)
def test_no_pattern_hangs_an_evaluation(pattern: str, text: str) -> None:
    """Each would take a backtracking engine longer than the universe has existed; here it takes no second."""
    test = conditions.prepare({"text": {"$regex": pattern}})
    start = time.thread_time()
    assert not test({"text": text})
    assert time.thread_time() - start < 1


def test_a_version_of_plus_signs_hangs_nothing_either() -> None:
    """What users send is read in one pass as well."""
    test = conditions.prepare({"version": {"$vgt": "1.0.0"}})
    start = time.thread_time()
    test({"version": "+" * 100_000 + "\nx"})
    assert time.thread_time() - start < 1


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in CATASTROPHES] + ["(a*){12}", "((a|b)+c)*", "(|a)+"])
def test_what_could_hang_a_device_is_found(pattern: str) -> None:
    """A repetition of what can match one text in many ways."""
    assert regexes.may_hang_backtracking(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "^a+$",
        "(foo|bar)+",
        "(?:ab)*",
        r"^(\d{1,3}\.){3}\d{1,3}$",
        r"^[\w.+-]+@[\w-]+\.[a-z]{2,}$",
        "[(a+)+]+",
        r"\(a+\)+",
        "[]a]+(b)+",
        "(?i)a+|b+",
        "(?P<name>a)+",
        "(a{2})+",
        "a{,5}",
        "{}",
        "a)b",
    ],
)
def test_what_cannot_hang_a_device_is_left_alone(pattern: str) -> None:
    """Repetitions beside each other, of single alternatives, with small bounds, and signs that stand for themselves."""
    assert not regexes.may_hang_backtracking(pattern)


@pytest.mark.parametrize("pattern", ["(?=a)", "(?!a)", "(?<=a)b", r"(a)\1", "a++", "[", "(", "a{1001}", "*", r"\u0041"])
def test_what_the_engine_has_not_is_refused(pattern: str) -> None:
    """With the reason, for whoever writes it; in a condition that got here some other way it is found nowhere."""
    with pytest.raises(RefusedPatternError, match=r"."):
        regexes.searcher(pattern)
    assert not conditions.prepare({"a": {"$regex": pattern}})({"a": pattern})
    assert conditions.prepare({"a": {"$notRegex": pattern}})({"a": pattern})


@pytest.mark.parametrize(
    ("pattern", "found", "not_found"),
    [
        ("b$", "ab", "ab\n"),
        (r"^\d$", "5", "\u0665"),
        (r"^\w$", "a", "é"),
        ("^.$", "🦊", "🦊🦊"),
        ("^.$", "\ud800", ""),
        ("[é-ü]", "ö", "hello"),
    ],
)
def test_patterns_mean_what_they_mean_on_devices(pattern: str, found: str, not_found: str) -> None:
    """Where Python's own engine would say otherwise, JavaScript's reading is the one that counts."""
    search = regexes.searcher(pattern)
    assert search(found)
    assert not search(not_found)


def test_upper_case_can_be_as_good_as_lower() -> None:
    """Also beyond ASCII."""
    assert regexes.searcher("straße|É", insensitive=True)("STRAßE")
    assert regexes.searcher("É", insensitive=True)("é")
    assert not regexes.searcher("É")("é")
