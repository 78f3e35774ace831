"""What tests of assignment and counting have in common: experiments that run, and short ways in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sextant.domain import experiments
from sextant.domain.experiment_counts import NOTHING, Tally
from sextant.domain.experiment_metrics import Measure, Metric, MetricRole, MetricType
from sextant.domain.experiments import Experiment, ExperimentEdit, Variant
from sextant.domain.principals import Principal
from sextant.store import counters, flags_version
from sextant.store.experiment_items import item_of
from sextant.store.transactions import commit
from sextant.usecases.data_files import data_files
from sextant.usecases.flag_cache import flag_cache
from tests.integration.conftest import SERVER_KEY, Answer, Call

KEY = "button"
VARIANTS = (
    Variant(id="control", name="Grey", weight=1, value="grey"),
    Variant(id="blue", name="Blue", weight=1, value={"colour": "blue"}),
)
CLICKED = Metric(id="clicked", name="Clicked", type=MetricType.BINOMIAL, numerator=Measure("button_clicked"))
OPENED = Metric(
    id="opened",
    name="Pages opened",
    type=MetricType.COUNT,
    role=MetricRole.SECONDARY,
    numerator=Measure("page_viewed"),
)
REVENUE = Metric(
    id="revenue",
    name="Revenue",
    type=MetricType.REVENUE,
    role=MetricRole.SECONDARY,
    numerator=Measure("payment_completed"),
    currency="GBP",
)
CLICK_RATE = Metric(
    id="click-rate",
    name="Clicks on pages opened",
    type=MetricType.RATIO,
    role=MetricRole.SECONDARY,
    numerator=Measure("button_clicked"),
    denominator=Measure("page_viewed"),
)
METRICS = (CLICKED, OPENED, REVENUE, CLICK_RATE)


def draft(key: str = KEY, **changes: Any) -> Experiment:  # noqa: ANN401 - fields of an edit
    """An experiment that was never started, of two variants and four metrics unless said otherwise."""
    edit = ExperimentEdit(**{"variants": VARIANTS, "metrics": METRICS, **changes})
    return experiments.make(key, edit, by="admin", now=_now())


def running(key: str = KEY, **changes: Any) -> Experiment:  # noqa: ANN401 - as above
    """One that runs since an hour, and is stored."""
    return stored(draft(key, **changes).started(by="admin", now=_now(), today=_now().date()))


def stored(experiment: Experiment, before: Experiment | None = None) -> Experiment:
    """An experiment once it is stored, and this process knows it."""
    experiment = replace(experiment, version=before.version + 1 if before else 1)
    item_of(experiment).save()
    commit(partial(flags_version.raise_in, at=datetime.now(UTC), added=0))
    flag_cache.cache_clear()
    data_files.cache_clear()
    return experiment


def get_variant(client_api: Call, key: str = KEY, caller: Principal = SERVER_KEY, **query: str) -> Answer:
    """The answer to a call for a variant."""
    return client_api("GET", f"/api/experiments/{key}/variant?{urlencode(query)}", caller=caller)


def variant_of(client_api: Call, user: str, key: str = KEY) -> str:
    """The variant that a user gets."""
    answer = get_variant(client_api, key, userId=user)
    assert answer.status == 200, answer.body
    got: str = answer.json["variant"]["id"]
    return got


def convert(
    client_api: Call,
    user: str | None,
    metric: str | None = None,
    *,
    key: str = KEY,
    caller: Principal = SERVER_KEY,
    **sent: object,
) -> Answer:
    """The answer to a conversion."""
    body = {"userId": user, "metric": metric, **sent}
    told = {name: value for name, value in body.items() if value is not None}
    return client_api("POST", f"/api/experiments/{key}/conversion", body=told, caller=caller)


def counted(experiment: Experiment, *, phase: int = 1, crossed: bool = False) -> Mapping[str, Tally]:
    """What is counted by variant, over all days; moments of 0 left out."""
    found: dict[str, Tally] = {}
    for cell, tally in counters.read(experiment.counted_as, phase=phase).items():
        if cell.crossed is crossed:
            found[cell.variant] = found.get(cell.variant, NOTHING) + tally
    return {variant: _without_zeros(tally) for variant, tally in found.items()}


def _without_zeros(tally: Tally) -> Tally:
    sums = {name: {moment: value for moment, value in each.items() if value} for name, each in tally.sums.items()}
    return Tally(tally.users, {name: each for name, each in sums.items() if each})


def _now() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)
