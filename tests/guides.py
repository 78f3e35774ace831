"""Reads the guides in `docs`, so that tests can hold what they say against the code."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
ADMIN_GUIDE = ROOT / "docs" / "admin-guide.md"
EXPERIMENTS_GUIDE = ROOT / "docs" / "experiments.md"
SDK_GUIDE = ROOT / "docs" / "sdks.md"
STATISTICS = ROOT / "docs" / "statistics.md"
GUIDES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

_FENCE = re.compile(r"^```(?P<language>[a-z]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## (?P<title>.+)$", re.MULTILINE)
_HEADING = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_IMAGE = re.compile(r"!\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_EXPECTED = re.compile(r"(?:#|//) → (?P<expected>.+?)$", re.MULTILINE)
_SIZE_OF_A_CALL = 3
_ROOTS = {"api": "/api/admin/", "app": "/api/"}
"""Where the commands of guides lead: those of admins, and those of applications."""


class Block(NamedTuple):
    """A fenced block: its language, its text, the line of the guide on which it begins, and the section it is in."""

    language: str
    text: str
    line: int
    section: str

    @property
    def expected(self) -> list[str]:
        """What the block says comes out, in comments with an arrow."""
        return [match["expected"].strip() for match in _EXPECTED.finditer(self.text)]


@dataclass(frozen=True)
class Command:
    """A command of the guide: a request to the API.

    Attributes:
        program: `api` for a request of an admin, `app` for one of an application.
        method: GET, POST, PUT or DELETE.
        url: Path and query.
        body: JSON text, if any, or `@` and the file that holds it.
        headers: What it sends beside.
        expected: The status that the guide says comes out; any success if it says nothing.
        saved_as: The file into which the answer goes, if it does.
    """

    program: str
    method: str
    url: str
    body: str | None
    headers: dict[str, str]
    expected: int | None
    saved_as: str | None


def blocks(guide: Path, *languages: str) -> list[Block]:
    """The fenced blocks of a guide in one of these languages, in order."""
    text = guide.read_text(encoding="utf-8")
    return [
        Block(match["language"], match["text"], text.count("\n", 0, match.start()) + 1, _section(text, match.start()))
        for match in _FENCE.finditer(text)
        if match["language"] in languages
    ]


def prose(guide: Path) -> str:
    """A guide without its fenced blocks."""
    return _FENCE.sub("", guide.read_text(encoding="utf-8"))


def anchors(guide: Path) -> set[str]:
    """What a link may name behind `#`: headings in lower case, without marks, with hyphens for blanks."""
    titles = (match["title"] for match in _HEADING.finditer(prose(guide)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links(guide: Path) -> list[str]:
    """The targets of all links and images of a guide."""
    text = prose(guide)
    return [match["target"] for pattern in (_LINK, _IMAGE) for match in pattern.finditer(text)]


def rows(guide: Path, heading: str) -> list[list[str]]:
    """The cells of the tables below a heading, row by row, without their heads."""
    section = re.search(rf"^#+ {re.escape(heading)}\n(?P<text>.*?)(?=^#+ |\Z)", prose(guide), re.MULTILINE | re.DOTALL)
    assert section, f"{guide.name} has no heading {heading!r}"
    lines = section["text"].splitlines()
    body = [
        line
        for number, line in enumerate(lines)
        if line.startswith("|") and not line.startswith("|---") and not _is_head(lines, number)
    ]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))] for line in body]


def commands(block: Block) -> Iterator[Command]:
    """The `api …` and `app …` commands of a shell block."""
    for statement in re.split(r"\n(?=api |app |#)", block.text):
        if statement.split(" ", 1)[0] in _ROOTS:
            yield _command(statement)


def _section(text: str, end: int) -> str:
    """The title of the section that a place is in."""
    titles = [match["title"] for match in _SECTION.finditer(text, 0, end)]
    return titles[-1] if titles else ""


def _is_head(lines: list[str], number: int) -> bool:
    return number + 1 < len(lines) and lines[number + 1].startswith("|---")


def _command(statement: str) -> Command:
    words = shlex.split(statement, comments=True)
    expected = re.search(r"# → (?P<status>\d{3})", statement)
    body, saved_as, headers = None, None, {}
    for option, value in zip(words[_SIZE_OF_A_CALL::2], words[_SIZE_OF_A_CALL + 1 :: 2], strict=True):
        if option == "-d":
            body = value
        elif option == "-o":
            saved_as = value
        else:
            assert option == "-H", f"the guide's tests do not know {option} in {statement!r}"
            name, _, said = value.partition(":")
            headers[name] = said.strip()
    program, method, path = words[:_SIZE_OF_A_CALL]
    status = int(expected["status"]) if expected else None
    return Command(program, method, f"{_ROOTS[program]}{path}", body, headers, status, saved_as)
