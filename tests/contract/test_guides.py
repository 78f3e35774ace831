"""The guides against the code: what they must mention, and where their links lead."""

import inspect
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from pydantic import BaseModel

from local.marketplace_experiments import marketplace_experiments
from sextant.domain import conditions, experiment_decisions
from sextant.domain.assignments import AssignmentReason
from sextant.domain.audit import Action
from sextant.domain.conversions import ConversionReason
from sextant.domain.experiment_comparisons import Direction, MetricVerdict
from sextant.domain.experiment_decisions import GuardrailState, Verdict
from sextant.domain.experiment_metrics import MetricRole, MetricType
from sextant.domain.experiment_results import SampleRatioVerdict
from sextant.domain.experiment_status import ExperimentStatus, Move, after, allowed
from sextant.domain.experiments import Correction, Crossover, Treatment
from sextant.domain.flag_staleness import Staleness
from sextant.domain.openfeature import ErrorCode
from sextant.schemas.experiment_moves import ExperimentCompletion, ExperimentPhasePreview, NewExperimentPhase
from sextant.schemas.experiment_plans import ExperimentPlan, ExperimentPlanQuestion
from sextant.schemas.experiment_results import ExperimentResult
from sextant.schemas.experiments import ExperimentSettings, ExperimentShown
from sextant.schemas.flag_rules import FlagRule
from sextant.schemas.flags import FlagShown, NewFlag
from sextant.statistics.status import Status
from tests import guides
from tests.guides import ADMIN_GUIDE, EXPERIMENTS_GUIDE, GUIDES, README, ROOT, SDK_GUIDE, STATISTICS

_PATH = re.compile(r"`(?P<path>(?:docs|tests|functions|layers|infra|local|frontend|bench|requirements)/[\w./-]+)`")


def words_in_code(guide: Path) -> set[str]:
    """Every word of a guide that is written as code."""
    spans = re.findall(r"`([^`\n]+)`", guides.prose(guide)) + [block.text for block in guides.blocks(guide, "json")]
    return {word for span in spans for word in re.findall(r"\$?[\w.-]+", span)}


def fields_of(*models: type[BaseModel]) -> set[str]:
    """The names that models have in JSON, and those of everything in them."""
    documents = [model.model_json_schema(by_alias=True) for model in models]
    objects = [each for document in documents for each in (document, *document.get("$defs", {}).values())]
    return {name for each in objects for name in each.get("properties", {})}


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


@pytest.mark.parametrize(
    "models",
    [
        (ExperimentSettings, ExperimentShown),
        (ExperimentPlanQuestion, ExperimentPlan),
        (NewExperimentPhase, ExperimentPhasePreview, ExperimentCompletion),
        (ExperimentResult,),
    ],
    ids=lambda models: models[0].__name__,
)
def test_the_experiments_guide_explains_every_field(models: tuple[type[BaseModel], ...]) -> None:
    """Of experiments, plans, phases and results, however deep it lies."""
    assert fields_of(*models) - words_in_code(EXPERIMENTS_GUIDE) == set()


def test_the_experiments_guide_tells_every_word_that_a_field_may_hold() -> None:
    """Verdicts, states, types and the rest."""
    words = {*MetricType, *MetricRole, *MetricVerdict, *Direction, *GuardrailState, *SampleRatioVerdict}
    words |= {*Treatment, *Crossover, *Correction, *ExperimentStatus}
    assert {str(word) for word in words} - words_in_code(EXPERIMENTS_GUIDE) == set()


def test_the_experiments_guide_has_the_life_of_an_experiment() -> None:
    """Which move leads where, by status."""
    moves = {row[0].strip("`"): row[1:] for row in guides.rows(EXPERIMENTS_GUIDE, "Start")}
    expected = {
        status: [str(after(status, move)) if move in allowed(status) else "" for move in Move]
        for status in ExperimentStatus
    }
    assert moves == expected


def test_the_experiments_guide_says_of_every_setting_when_it_may_change() -> None:
    """Each stands in one row."""
    names = [
        name for row in guides.rows(EXPERIMENTS_GUIDE, "What may change") for name in re.findall(r"`(\w+)`", row[0])
    ]
    assert sorted(names) == sorted(field.alias or name for name, field in ExperimentSettings.model_fields.items())


def test_the_experiments_guide_gives_every_reason_of_a_decision() -> None:
    """And every verdict has a row."""
    rows = guides.rows(EXPERIMENTS_GUIDE, "The decision")
    codes = set(re.findall(r'Reason\(\s*"(\w+)"', inspect.getsource(experiment_decisions)))
    assert codes - words_in_code(EXPERIMENTS_GUIDE) == set()
    assert {row[0].strip("`") for row in rows} == set(Verdict)


def test_the_page_on_statistics_tells_every_status() -> None:
    """When a figure is missing, and what is still given."""
    rows = guides.rows(STATISTICS, "What an answer says when it cannot say all")
    assert {row[0].strip("`") for row in rows} == set(Status)


def test_the_readme_asks_for_an_experiment_that_the_demo_runs() -> None:
    """Its result is there as soon as the platform is."""
    asked = {key for block in guides.blocks(README, "bash") for key in re.findall(r"/experiments/(\w+)", block.text)}
    demo = marketplace_experiments(datetime.now(UTC))
    assert asked
    assert asked <= {each.key for each in demo if each.visitors and not each.winner}
