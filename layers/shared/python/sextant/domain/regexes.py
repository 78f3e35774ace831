r"""Regular expressions that admins write, on RE2, whose time grows with the text and with nothing else.

So no pattern can hang an evaluation. What a backtracking engine has and RE2 has not, look-around and references back to
groups, is refused when a flag is saved. Where engines read the same pattern differently, RE2 mostly agrees with the
JavaScript of devices: `$` is the very end of the text, `\d`, `\w` and `\b` know ASCII only (Python's differ on all of
these). Left are `\s`, which in JavaScript includes the blanks of Unicode; `.`, which there stops at U+2028 too; and
`(?i)`, which JavaScript has not: `$regexi` is understood everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

_AS_GOOD_AS_UNBOUNDED = 10


class RefusedPatternError(ValueError):
    """RE2 does not take the pattern; the message says why."""


def searcher(pattern: str, *, insensitive: bool = False) -> Callable[[str], bool]:
    """A function that says whether the pattern is found anywhere in a text.

    Raises:
        RefusedPatternError: The pattern is none, or uses what RE2 has not.
    """
    # Loading the engine takes some milliseconds, which a cold start spends only if some flag has a pattern.
    import re2  # noqa: PLC0415 - see above

    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.case_sensitive = not insensitive
    try:
        search = re2.compile(_encoded(pattern), options).search
    except re2.error as refusal:
        raise RefusedPatternError(_reason(refusal)) from None
    return lambda text: search(_encoded(text)) is not None


def may_hang_backtracking(pattern: str) -> bool:
    """Whether a backtracking engine may take exponential time: it repeats what can match one text in many ways.

    That is a repetition without (or with a high) bound of a group which itself repeats something without bound, as in
    `(a+)+`, or whose alternatives can begin alike, as in `(a|a)*`. It errs on the side of caution.
    """
    return _Scan(pattern).finds_trouble()


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        # JSON may hold half of a surrogate pair, which UTF-8 cannot say.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _reason(refusal: Exception) -> str:
    reason = refusal.args[0] if refusal.args else ""
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)


@dataclass
class _Group:
    """What is known of a group up to where the scan is.

    Attributes:
        ambiguous: Whether it holds something that can match one text in many ways if it is repeated.
        beginnings: What each alternative begins with; an empty text for one that is no plain character.
    """

    ambiguous: bool = False
    beginnings: list[str | None] = field(default_factory=lambda: [None])

    def take(self, atom: str) -> None:
        if self.beginnings[-1] is None:
            self.beginnings[-1] = atom

    def is_ambiguous(self) -> bool:
        known = [beginning for beginning in self.beginnings if beginning]
        distinct = len(known) == len(self.beginnings) == len(set(known))
        return self.ambiguous or (len(self.beginnings) > 1 and not distinct)


class _Scan:
    """One pass over a pattern that RE2 takes, keeping the groups that are open."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def finds_trouble(self) -> bool:
        groups = [_Group()]
        while self._at < len(self._pattern):
            character = self._pattern[self._at]
            closed = None
            if character == "(":
                self._enter_group()
                groups.append(_Group())
                continue
            if character == "|":
                self._at += 1
                groups[-1].beginnings.append(None)
                continue
            if character == ")" and len(groups) > 1:
                self._at += 1
                closed = groups.pop()
                groups[-1].take("")
            else:
                groups[-1].take(self._atom())
            repeated = self._is_repeated_without_bound()
            ambiguous = closed is not None and closed.is_ambiguous()
            if repeated and ambiguous:
                return True
            groups[-1].ambiguous |= repeated or ambiguous
        return False

    def _enter_group(self) -> None:
        """Step over `(`, `(?:`, `(?i)`, `(?P<name>` and `(?<name>`."""
        self._at += 1
        if self._pattern.startswith("?", self._at):
            while self._at < len(self._pattern) and self._pattern[self._at] not in ":>)":
                self._at += 1
            if not self._pattern.startswith(")", self._at):
                self._at += 1

    def _atom(self) -> str:
        """Step over one atom; itself if it is a plain character, else an empty text."""
        start = self._at
        character = self._pattern[start]
        if character == "\\":
            self._at = min(start + 2, len(self._pattern))
            return ""
        if character == "[":
            self._at = self._end_of_class(start)
            return ""
        self._at += 1
        # Whatever its case, which `$regexi` does not tell apart.
        return "" if character in ".^$" else character.lower()

    def _end_of_class(self, start: int) -> int:
        at = start + 1
        at += self._pattern.startswith("^", at)
        at += self._pattern.startswith("]", at)
        while at < len(self._pattern) and self._pattern[at] != "]":
            at += 2 if self._pattern[at] == "\\" else 1
        return at + 1

    def _is_repeated_without_bound(self) -> bool:
        """Step over the repetition that follows an atom, if any."""
        sign = self._pattern[self._at : self._at + 1]
        if sign not in {"*", "+", "?", "{"}:
            return False
        end = self._pattern.find("}", self._at) if sign == "{" else self._at
        bounds = self._pattern[self._at + 1 : end]
        most = bounds.rpartition(",")[2]
        if sign == "{" and (end < 0 or not bounds[:1].isdigit() or not (most or "0").isdigit()):
            return False
        self._at = end + 1
        self._at += self._pattern.startswith("?", self._at)
        if sign == "{":
            return not most or int(most) >= _AS_GOOD_AS_UNBOUNDED
        return sign != "?"
