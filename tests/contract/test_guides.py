"""The guides against the code: what they must mention, and where their links lead."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from sextant.domain import conditions
from sextant.domain.assignments import AssignmentReason
from sextant.domain.audit import Action
from sextant.domain.conversions import ConversionReason
from sextant.domain.flag_staleness import Staleness
from sextant.domain.openfeature import ErrorCode
from sextant.schemas.flag_rules import FlagRule
from sextant.schemas.flags import FlagShown, NewFlag
from tests import guides
from tests.guides import ADMIN_GUIDE, GUIDES, ROOT, SDK_GUIDE

_PATH = re.compile(r"`(?P<path>(?:docs|tests|functions|layers|infra|local|frontend|bench|requirements)/[\w./-]+)`")


def words_in_code(guide: Path) -> set[str]:
    """Every word of a guide that is written as code."""
    spans = re.findall(r"`([^`\n]+)`", guides.prose(guide)) + [block.text for block in guides.blocks(guide, "json")]
    return {word for span in spans for word in re.findall(r"\$?[\w.-]+", span)}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_links_lead_somewhere(guide: Path) -> None:
    """Files exist, and headings too."""
    broken = []
    for target in guides.links(guide):
        if target.startswith(("http://", "https://")):
            continue
        file, _, anchor = target.partition("#")
        there = (guide.parent / unquote(file)).resolve() if file else guide
        if not there.exists() or (anchor and anchor not in guides.anchors(there)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_files_that_are_named_exist(guide: Path) -> None:
    """Wherever a path of this repository stands as code."""
    named = [match["path"] for match in _PATH.finditer(guides.prose(guide))]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_admin_guide_explains_every_field_of_a_flag() -> None:
    """Those that admins set, and those that they are shown."""
    fields = {field.alias or name for name, field in (NewFlag.model_fields | FlagShown.model_fields).items()}
    assert fields - words_in_code(ADMIN_GUIDE) == set()


def test_the_admin_guide_explains_every_field_of_a_rule() -> None:
    """GrowthBook's own names."""
    assert set(FlagRule.__annotations__) - words_in_code(ADMIN_GUIDE) == set()


def test_the_admin_guide_has_a_line_for_each_operator() -> None:
    """On values, and those that join conditions; no more and no less."""
    on_values = {row[0].strip("`") for row in guides.rows(ADMIN_GUIDE, "Operators")}
    joining = {row[0].strip("`") for row in guides.rows(ADMIN_GUIDE, "Conditions")}
    assert on_values == set(conditions.OPERATORS)
    assert joining == (conditions.LOGICAL - {"$savedGroup"}) | {"$not"}


def test_the_admin_guide_tells_every_reason_to_remove_a_flag() -> None:
    """And every action that the audit knows."""
    assert {row[0].strip("`") for row in guides.rows(ADMIN_GUIDE, "Lifetime and staleness")} == set(Staleness)
    assert set(Action) - words_in_code(ADMIN_GUIDE) == set()


def test_the_sdk_guide_explains_every_error_of_the_protocol() -> None:
    """A developer finds what the client was told."""
    assert set(ErrorCode) - words_in_code(SDK_GUIDE) == set()


def test_the_sdk_guide_tells_every_reason_that_experiments_give() -> None:
    """Why somebody gets a variant or none, and what becomes of a conversion."""
    assert (set(AssignmentReason) | set(ConversionReason)) - words_in_code(SDK_GUIDE) == set()
